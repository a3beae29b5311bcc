/** A form that a client posts to an OAuth endpoint of Okta, with a signed assertion of who it is (RFC 7523, `private_key_jwt`). */
import { randomUUID } from "node:crypto";
import type { Sign } from "../aws/kmsSigner";
import { seconds } from "../runtime";
import type { OktaResponse, Send } from "./send";

/** A client that can prove who it is. */
export interface AssertingClient {
  readonly clientId: string;
  /** The id of the key in the client's key set. */
  readonly keyId: string;
  readonly sign: Sign;
}

export interface ClientPost {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly client: AssertingClient;
  readonly send: Send;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** @throws OktaUnavailable */
export async function postAsClient({ url, fields, client, send, now }: ClientPost): Promise<OktaResponse> {
  const { clientId, keyId, sign } = client;
  const assertion = await clientAssertion({ clientId, keyId, sign, audience: url, now: seconds(now) });
  const form = { ...fields, client_assertion_type: ASSERTION_TYPE, client_assertion: assertion };
  return send({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    // An assertion counts once: a second sending of it is refused.
    repeatable: false,
  });
}

/** The value of `client_assertion_type`. Source: RFC 7523 section 2.2. */
export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Seconds: Okta takes an hour at most, and an assertion is used once and at once. */
const LIFETIME = 60;

export interface AssertionArgs {
  readonly clientId: string;
  /** The id of the key in the client's key set. */
  readonly keyId: string;
  readonly sign: Sign;
  /** The address to which the assertion is sent: Okta takes it for no other. */
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** A new assertion, for one use. */
export async function clientAssertion({ clientId, keyId, sign, audience, now }: AssertionArgs): Promise<string> {
  const header = { alg: "RS256", kid: keyId, typ: "JWT" };
  const claims = { iss: clientId, sub: clientId, aud: audience, iat: now, exp: now + LIFETIME, jti: randomUUID() };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${(await sign(text)).toString("base64url")}`;
}
