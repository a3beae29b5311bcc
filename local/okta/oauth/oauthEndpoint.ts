/** The rows of the OAuth endpoints: each exists for every custom authorization server and for the org's own. */
import type { Answer, Call, Endpoint, Method } from "../http/endpoint";
import type { Okta } from "../okta";
import type { App } from "../org/entities";
import type { Params } from "./form";
import { ISSUER_PATHS, issuerOf, publishedIssuer, type Issuer } from "./issuer";

export type OAuthCall = Call<Okta>;
export type OAuthEndpoint = Endpoint<Okta, OAuthCall>;

type Handle = (call: OAuthCall, issuer: Issuer) => Answer | Promise<Answer>;

const rowsWith =
  (find: typeof issuerOf) =>
  (method: Method, path: string, operation: string, handle: Handle): OAuthEndpoint[] =>
    ISSUER_PATHS.map((base) => ({
      method,
      path: base + path,
      operation,
      handle: (call) => handle(call, find(call.okta.org, call.params["authServerId"], call.header("host"))),
    }));

/** The rows of one endpoint under both kinds of issuer. */
export const forEachIssuer = rowsWith(issuerOf);

/** The rows of a document about an issuer. */
export const aboutEachIssuer = rowsWith(publishedIssuer);

/** Answers that hold tokens must not be kept by anybody (RFC 6749 section 5.1). */
export const NOT_STORED = { "cache-control": "no-cache, no-store", pragma: "no-cache" } as const;

/** What a grant is asked with: the client is known, and may use the grant. */
export interface GrantRequest {
  readonly call: OAuthCall;
  readonly issuer: Issuer;
  readonly app: App;
  readonly params: Params;
}
