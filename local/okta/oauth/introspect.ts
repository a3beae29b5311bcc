/** Introspection (RFC 7662): is this token good, and what does it say. */
import { oauthError } from "../errors/oauthErrors";
import { ok, type Answer } from "../http/endpoint";
import type { App, Json } from "../org/entities";
import type { Okta } from "../okta";
import { hasItsApp, signedClaims } from "./bearer";
import { authenticateClient } from "./clientAuthentication";
import { formParams, given } from "./form";
import type { Issuer } from "./issuer";
import { forEachIssuer, NOT_STORED, type OAuthCall } from "./oauthEndpoint";

export const introspectEndpoints = forEachIssuer("POST", "/v1/introspect", "introspect", introspect);

/** The answer for whatever is not a good token: nothing but this, so that nothing can be learned from it. */
const INACTIVE: Json = { active: false };

async function introspect(call: OAuthCall, issuer: Issuer): Promise<Answer> {
  const params = await formParams(call);
  const app = await authenticateClient(call, params, issuer);
  const token = given(params, "token");
  if (token === undefined) throw oauthError("request_missing_token");
  const found = refreshTokenClaims(call.okta, issuer, app, token) ?? (await jwtClaims(call.okta, issuer, token));
  return { ...ok(found ?? INACTIVE), headers: NOT_STORED };
}

/** A refresh token is the business of the client that holds it. */
function refreshTokenClaims(okta: Okta, issuer: Issuer, app: App, value: string): Json | undefined {
  const token = okta.oauth.refreshTokens.get(value);
  if (token === undefined) return undefined;
  const { authorization, ends, rotatedAt } = token;
  const user = okta.org.users.get(authorization.userId ?? "");
  const good =
    !authorization.revoked && rotatedAt === undefined && okta.org.clock() < ends && user?.status === "ACTIVE";
  if (!good || authorization.appId !== app.id) return INACTIVE;
  return {
    active: true,
    token_type: "Bearer",
    scope: authorization.scopes.join(" "),
    client_id: authorization.clientId,
    username: user.profile["login"],
    sub: user.profile["login"],
    uid: user.id,
    iss: issuer.url,
    aud: issuer.url,
    jti: authorization.id,
    ...(Number.isFinite(ends) ? { exp: Math.floor(ends / 1000) } : {}),
  };
}

async function jwtClaims(okta: Okta, issuer: Issuer, token: string): Promise<Json | undefined> {
  const claims = await signedClaims(issuer, token);
  if (claims === undefined || Number(claims["exp"]) <= okta.org.seconds()) return undefined;
  if (okta.oauth.revoked.has(String(claims["jti"])) || !hasItsApp(okta, claims)) return undefined;
  const uid = claims["uid"] ?? (claims["scp"] === undefined ? claims["sub"] : undefined);
  const user = okta.org.users.get(String(uid));
  if (uid !== undefined && user?.status !== "ACTIVE") return undefined;
  const { scp, cid, ...rest } = claims;
  return {
    active: true,
    ...(Array.isArray(scp) ? { token_type: "Bearer", scope: scp.join(" ") } : {}),
    client_id: cid ?? claims["aud"],
    ...(user === undefined ? {} : { username: user.profile["login"] }),
    ...rest,
  };
}
