/** The token endpoint: finds out who asks, by which grant, and hands over to the grant. */
import { GRANTS, REFRESH_TOKEN_GRANT } from "../../../../model/okta";
import { oauthError } from "../../errors/oauthErrors";
import type { Answer } from "../../http/endpoint";
import type { Json } from "../../org/entities";
import { authenticateClient } from "../clientAuthentication";
import { decide } from "../decide";
import { formParams, given, merged, queryParams, scopeList } from "../form";
import type { Issuer } from "../issuer";
import { newAuthorization } from "../newAuthorization";
import { forEachIssuer, NOT_STORED, type OAuthCall, type GrantRequest } from "../oauthEndpoint";
import { orgServiceDecision } from "../orgServer";
import { tokenAnswer } from "../tokens/issue";
import { authorizationCode } from "./authorizationCode";
import { ciba, deviceCode } from "./polled";
import { refreshToken } from "./refreshToken";
import { tokenExchange } from "./tokenExchange";

/** The grants by Okta's strings. What Okta has beside these is not modelled and is refused as unsupported. */
const HANDLERS: ReadonlyMap<string, (request: GrantRequest) => Promise<Json>> = new Map([
  [GRANTS.authorization_code.okta, authorizationCode],
  [GRANTS.client_credentials.okta, clientCredentials],
  [REFRESH_TOKEN_GRANT, refreshToken],
  [GRANTS.device_code.okta, deviceCode],
  [GRANTS["token-exchange"].okta, tokenExchange],
  [GRANTS.ciba.okta, ciba],
]);

export const SUPPORTED_GRANTS: readonly string[] = [...HANDLERS.keys()];

export const tokenEndpoints = forEachIssuer("POST", "/v1/token", "token", token);

async function token(call: OAuthCall, issuer: Issuer): Promise<Answer> {
  const params = merged(await formParams(call), queryParams(call));
  const grantType = given(params, "grant_type");
  const app = await authenticateClient(call, params, issuer);
  if (grantType === undefined) throw oauthError("token_request_missing_grant_type", SUPPORTED_GRANTS.join(", "));
  const handler = HANDLERS.get(grantType);
  if (handler === undefined) throw oauthError("unsupported_grant_type", SUPPORTED_GRANTS.join(", "));
  call.note["grant"] = grantType;
  if (!app.grantTypes.includes(grantType)) throw oauthError("unauthorized_client", app.grantTypes.join(", "));
  return { status: 200, json: await handler({ call, issuer, app, params }), headers: NOT_STORED };
}

/** A service gets a token for itself. @throws OAuthError where the policies, or the org server's grants, refuse. */
async function clientCredentials({ call: { okta }, issuer, app, params }: GrantRequest): Promise<Json> {
  const scopes = scopeList(params);
  const question = { app, grantType: GRANTS.client_credentials.okta, user: null, scopes };
  const decision =
    issuer.server === undefined ? orgServiceDecision(app, scopes) : decide(okta, issuer.server, question);
  const authorization = newAuthorization(okta, { issuer, app, user: null }, decision);
  return tokenAnswer({ okta, issuer, app, user: null, authorization, scopes: decision.scopes });
}
