/** A form that a client posts to an OAuth endpoint of Okta, with a proof of who it is (`private_key_jwt`). */
import type { Sign } from "../aws/kmsSigner";
import { seconds } from "../seconds";
import { ASSERTION_TYPE, clientAssertion } from "./clientAssertion";
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
