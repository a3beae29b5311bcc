/** What a grant is asked with: the client is known, and may use the grant. */
import type { App } from "../../org/entities";
import type { Params } from "../form";
import type { Issuer } from "../issuer";
import type { OAuthCall } from "../oauthEndpoint";

export interface GrantRequest {
  readonly call: OAuthCall;
  readonly issuer: Issuer;
  readonly app: App;
  readonly params: Params;
}
