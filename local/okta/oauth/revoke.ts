/** Revocation (RFC 7009): the token, and with a refresh token everything that came of it. */
import { oauthError } from "../errors/oauthErrors";
import type { Answer } from "../http/endpoint";
import { signedClaims } from "./bearer";
import { authenticateClient } from "./clientAuthentication";
import { formParams, given } from "./form";
import type { Issuer } from "./issuer";
import { forEachIssuer, type OAuthCall } from "./oauthEndpoint";
import { revokeAuthorization } from "./tokens/refreshTokens";

export const revokeEndpoints = forEachIssuer("POST", "/v1/revoke", "revoke", revoke);

/** 200 for a token that is unknown or already revoked as well: nothing is left to do. */
async function revoke(call: OAuthCall, issuer: Issuer): Promise<Answer> {
  const { okta } = call;
  const params = await formParams(call);
  const app = await authenticateClient(call, params, issuer);
  const token = given(params, "token");
  if (token === undefined) throw oauthError("request_missing_token");
  const refresh = okta.oauth.refreshTokens.get(token);
  if (refresh !== undefined) {
    if (refresh.authorization.appId !== app.id) throw oauthError("mismatched_client");
    revokeAuthorization(okta, refresh.authorization);
    return { status: 200 };
  }
  const claims = await signedClaims(issuer, token);
  if (claims !== undefined && claims["cid"] !== app.clientId) throw oauthError("mismatched_client");
  const left = Number(claims?.["exp"]) - okta.org.seconds();
  if (left > 0) okta.oauth.revoked.set(String(claims!["jti"]), true, left * 1000);
  return { status: 200 };
}
