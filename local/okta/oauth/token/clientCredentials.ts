/** The client credentials grant: a service gets a token for itself. */
import { GRANTS } from "../../../../model/okta";
import type { Json } from "../../org/entities";
import { decide } from "../decide";
import { scopeList } from "../form";
import { newAuthorization } from "../newAuthorization";
import { orgServiceDecision } from "../orgServer";
import { tokenAnswer } from "../tokens/issue";
import type { GrantRequest } from "./grantRequest";

/** @throws OAuthError where the policies, or the org server's grants, refuse. */
export async function clientCredentials({ call: { okta }, issuer, app, params }: GrantRequest): Promise<Json> {
  const scopes = scopeList(params);
  const question = { app, grantType: GRANTS.client_credentials.okta, user: null, scopes };
  const decision =
    issuer.server === undefined ? orgServiceDecision(app, scopes) : decide(okta, issuer.server, question);
  const authorization = newAuthorization(okta, { issuer, app, user: null }, decision);
  return tokenAnswer({ okta, issuer, app, user: null, authorization, scopes: decision.scopes });
}
