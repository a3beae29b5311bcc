/** A client of an authorization server of Okta's, for `oauth4webapi`: its key signs where it is kept, and `send` carries its requests. */
import { randomUUID } from "node:crypto";
import {
  allowInsecureRequests,
  type AuthorizationServer,
  type Client,
  type ClientAuth,
  customFetch,
} from "oauth4webapi";
import type { Sign } from "../aws/kmsSigner";
import { seconds } from "../runtime";
import type { Send } from "./send";

/** A client that can prove who it is. */
export interface AssertingClient {
  readonly clientId: string;
  /** The id of the key in the client's key set. */
  readonly keyId: string;
  readonly sign: Sign;
}

export interface OAuthClientArgs {
  readonly client: AssertingClient;
  /** The server's issuer: the org's address for its own one. */
  readonly issuer: string;
  readonly send: Send;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What the functions of `oauth4webapi` take: server, client, authentication, and options at the end. */
export interface OAuthClient {
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly authentication: ClientAuth;
  readonly options: Readonly<Record<symbol, unknown>>;
}

/**
 * The client at that server. A request is rejected with OktaUnavailable where Okta does not answer.
 *
 * INVARIANT: errors of `oauth4webapi` go no further than its caller: some hold a whole answer, tokens too.
 */
export function oauthClientOf({ client, issuer, send, now }: OAuthClientArgs): OAuthClient {
  const base = issuer.includes("/oauth2/") ? issuer : `${issuer}/oauth2`;
  return {
    server: {
      issuer,
      token_endpoint: `${base}/v1/token`,
      backchannel_authentication_endpoint: `${base}/v1/bc/authorize`,
    },
    client: { client_id: client.clientId },
    authentication: privateKeyJwt(client, now),
    options: {
      [customFetch]: fetchBy(send),
      // Which addresses may be without TLS was decided where the settings were read.
      [allowInsecureRequests]: issuer.startsWith("http:"),
    },
  };
}

/** `private_key_jwt` (RFC 7523), by a key that never leaves its place: the library's own wants the key itself. */
function privateKeyJwt({ keyId, sign }: AssertingClient, now: () => number): ClientAuth {
  return async (server, { client_id: clientId }, form) => {
    const audience = form.has("grant_type") ? server.token_endpoint! : server.backchannel_authentication_endpoint!;
    form.set("client_assertion_type", ASSERTION_TYPE);
    form.set("client_assertion", await clientAssertion({ clientId, keyId, sign, audience, now: seconds(now()) }));
  };
}

interface FormRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: URLSearchParams;
}

/** The library's requests by the sender, with its bounds, its circuit and its retries. */
function fetchBy(send: Send) {
  return async (url: string, { headers, body: form }: FormRequest): Promise<Response> => {
    // An assertion counts once: a second sending of it is refused.
    const answer = await send({ method: "POST", url, headers, body: form.toString(), repeatable: false });
    const { status, body } = answer;
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json" },
    });
  };
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
