/** The userinfo endpoint: the claims about the person whose access token it is. */
import { OPENID } from "../../../model/okta";
import { OAuthError, oauthError } from "../errors/oauthErrors";
import { ok, type Answer } from "../http/endpoint";
import type { Json } from "../org/entities";
import { bearerToken, challenge, readAccessToken } from "./bearer";
import type { Issuer } from "./issuer";
import { forEachIssuer, type OAuthCall } from "./oauthEndpoint";
import { claimsToRelease, claimValues, expressionContext, ownGroupsClaim } from "./tokens/claims";

export const userinfoEndpoints = [
  ...forEachIssuer("GET", "/v1/userinfo", "userinfo", userinfo),
  ...forEachIssuer("POST", "/v1/userinfo", "userinfoWithPost", userinfo),
];

async function userinfo(call: OAuthCall, issuer: Issuer): Promise<Answer> {
  try {
    return ok(await claimsOf(call, issuer));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { status: error.status, json: error.body(), headers: { "www-authenticate": challenge(error) } };
  }
}

async function claimsOf({ okta, header }: OAuthCall, issuer: Issuer): Promise<Json> {
  const token = bearerToken(header("authorization"));
  if (token === undefined) throw oauthError("access_token_missing");
  const { uid, cid, scp } = await readAccessToken(okta, issuer, token);
  const user = okta.org.users.get(String(uid));
  const app = okta.org.appByClientId(String(cid));
  if (user === undefined || user.status !== "ACTIVE" || app === undefined) throw oauthError("access_token_invalid");
  const scopes = scp as string[];
  if (!scopes.includes(OPENID)) throw oauthError("openid_scope_required_access_token");
  const claims = claimsToRelease(issuer.server ?? okta.orgServer, "IDENTITY", scopes, false);
  const own = issuer.server === undefined ? ownGroupsClaim(app, scopes) : [];
  return { sub: user.id, ...claimValues([...claims, ...own], expressionContext(okta.org, app, user, scopes)) };
}
