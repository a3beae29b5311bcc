/** How a client proves who it is: Basic, secret in the body, a signed assertion, or (public clients) not at all. */
import { timingSafeEqual } from "node:crypto";
import { oauthError } from "../errors/oauthErrors";
import type { App } from "../org/entities";
import { ASSERTION_TYPE, authenticateByAssertion } from "./clientAssertion";
import { decode, given, type Params } from "./form";
import type { Issuer } from "./issuer";
import type { OAuthCall } from "./oauthEndpoint";

interface Presented {
  readonly method: "none" | "basic" | "post" | "assertion";
  readonly clientId?: string;
  readonly secret?: string;
}

/** The client that sent the request. @throws OAuthError 401 where it does not prove to be one. */
export async function authenticateClient(call: OAuthCall, params: Params, issuer: Issuer): Promise<App> {
  // A secret in a query would end up in logs; an assertion counts once, and Okta takes it.
  if (call.query.has("client_secret")) throw oauthError("client_credentials_in_query");
  const presented = present(call.header("authorization"), params);
  const app =
    presented.method === "assertion"
      ? await authenticateByAssertion(call, params, issuer)
      : authenticateBySecret(call, presented);
  call.note["client"] = app.label;
  if (app.status !== "ACTIVE") throw oauthError("invalid_client");
  return app;
}

function present(authorization: string | undefined, params: Params): Presented {
  const inHeader = authorization === undefined ? undefined : basicCredentials(authorization);
  const secret = given(params, "client_secret");
  const assertion = given(params, "client_assertion");
  if ([inHeader?.secret, secret, assertion].filter((each) => each !== undefined).length > 1) {
    throw oauthError("multiple_client_credentials");
  }
  if (assertion !== undefined) {
    if (params.get("client_assertion_type") !== ASSERTION_TYPE) throw oauthError("client_assertion_type_invalid");
    return { method: "assertion" };
  }
  const clientId = given(params, "client_id");
  if (inHeader !== undefined) {
    if (clientId !== undefined && clientId !== inHeader.clientId) throw oauthError("invalid_client_id");
    return inHeader;
  }
  return { method: secret === undefined ? "none" : "post", clientId, secret };
}

/** Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1). Public clients may leave out the secret. */
function basicCredentials(authorization: string): Presented {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization.trim()) ?? [];
  if (encoded === undefined) throw oauthError("invalid_basic_auth_creds");
  const text = Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 0) return { method: "none", clientId: decode(text) };
  const secret = decode(text.slice(colon + 1));
  const clientId = decode(text.slice(0, colon));
  return secret === "" ? { method: "none", clientId } : { method: "basic", clientId, secret };
}

function authenticateBySecret(call: OAuthCall, { method, clientId, secret }: Presented): App {
  if (clientId === undefined) throw oauthError("missing_client_credentials");
  const app = call.okta.org.appByClientId(clientId);
  if (app === undefined) throw oauthError("invalid_client_id");
  if (method === "none") {
    if (app.authMethod !== "none") throw oauthError("invalid_client");
    return app;
  }
  // Okta takes the secret in the header and in the body alike, whichever of the two the app is set to.
  if (app.authMethod !== "client_secret_basic" && app.authMethod !== "client_secret_post") {
    throw oauthError("invalid_token_endpoint_auth_method");
  }
  const right = [...app.secrets.values()].some(({ status, value }) => status === "ACTIVE" && sameText(value, secret!));
  if (!right) throw oauthError("invalid_client_secret");
  return app;
}

/** Whether two secrets are the same. The time that it takes tells no more than whether they are of one length. */
export function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
