/** Makes the tokens of an authorization: access token, ID token, refresh token, in Okta's shapes. */
import { createHash } from "node:crypto";
import { OFFLINE_ACCESS, OPENID } from "../../../../model/okta";
import type { App, Json, User } from "../../org/entities";
import { randomText } from "../../org/ids";
import type { Okta } from "../../okta";
import type { Issuer } from "../issuer";
import type { Authorization } from "../state";
import { amrOf } from "../authorize/factors";
import { claimsToRelease, claimValues, expressionContext, ownGroupsClaim } from "./claims";
import { signJwt } from "./jwt";
import { newRefreshToken } from "./refreshTokens";

/** An ID token lives so long, in seconds. Source: Okta's OpenID Connect reference. */
export const ID_TOKEN_SECONDS = 3600;

export interface TokenRequest {
  readonly okta: Okta;
  readonly issuer: Issuer;
  readonly app: App;
  readonly user: User | null;
  readonly authorization: Authorization;
  /** Those of this token: at a refresh they may be fewer than those of the authorization. */
  readonly scopes: readonly string[];
}

/** The answer of the token endpoint. `refreshToken`: the one to answer, where it is not a new one. */
export async function tokenAnswer(request: TokenRequest, refreshToken?: string): Promise<Json> {
  const { authorization, scopes, app } = request;
  const accessToken = await makeAccessToken(request);
  const idToken =
    request.user !== null && scopes.includes(OPENID) ? await makeIdToken(request, { accessToken }) : undefined;
  const withRefresh = authorization.scopes.includes(OFFLINE_ACCESS) && app.grantTypes.includes("refresh_token");
  return {
    token_type: "Bearer",
    expires_in: authorization.lifetimes.accessToken * 60,
    access_token: accessToken,
    scope: scopes.join(" "),
    ...(withRefresh ? { refresh_token: refreshToken ?? newRefreshToken(request.okta, authorization) } : {}),
    ...(idToken === undefined ? {} : { id_token: idToken }),
  };
}

/** An access token; its `jti` is noted, so that it can be revoked with the others. */
export async function makeAccessToken(request: TokenRequest): Promise<string> {
  const { okta, issuer, app, user, authorization, scopes } = request;
  const now = okta.org.seconds();
  const jti = accessTokenId(authorization, app);
  if (user !== null) authorization.accessTokenIds.push(jti);
  return signJwt(issuer.keys.active, {
    // First, so that no claim of the server's can take the place of what follows.
    ...accessClaims(request),
    ver: 1,
    jti,
    iss: issuer.url,
    aud: issuer.server?.audiences[0] ?? issuer.url,
    iat: now,
    exp: now + authorization.lifetimes.accessToken * 60,
    cid: app.clientId,
    ...(user === null ? {} : { uid: user.id }),
    scp: scopes,
    ...(authorization.authTime === undefined ? {} : { auth_time: authorization.authTime }),
    ...(authorization.acr === undefined ? {} : { acr: authorization.acr }),
  });
}

/** A token that can be renewed names its refresh tokens. */
function accessTokenId(authorization: Authorization, app: App): string {
  const renewable = authorization.scopes.includes(OFFLINE_ACCESS) && app.grantTypes.includes("refresh_token");
  return `AT.${randomText(43)}${renewable ? `.${authorization.id}` : ""}`;
}

function accessClaims({ okta, issuer, app, user, scopes }: TokenRequest): Json {
  if (issuer.server === undefined) return { sub: user === null ? app.clientId : user.profile["login"] };
  const claims = claimsToRelease(issuer.server, "RESOURCE", scopes, true);
  return claimValues(claims, expressionContext(okta.org, app, user, scopes));
}

/** What is issued beside the ID token: with it Okta makes a thin one, whose other claims are at `/userinfo`. */
export interface Beside {
  readonly accessToken?: string;
  readonly code?: string;
}

/** An ID token. Only for an authorization that has a user. */
export async function makeIdToken(request: TokenRequest, beside: Beside): Promise<string> {
  const { okta, issuer, app, user, authorization } = request;
  const now = okta.org.seconds();
  const thin = beside.accessToken !== undefined || beside.code !== undefined;
  return signJwt(issuer.keys.active, {
    ...identityClaims(request, thin),
    sub: user!.id,
    ver: 1,
    iss: issuer.url,
    aud: app.clientId,
    iat: now,
    exp: now + ID_TOKEN_SECONDS,
    jti: `ID.${randomText(43)}`,
    amr: amrOf(authorization.factors),
    idp: okta.org.id,
    ...(authorization.nonce === undefined ? {} : { nonce: authorization.nonce }),
    ...(authorization.authTime === undefined ? {} : { auth_time: authorization.authTime }),
    ...(authorization.acr === undefined ? {} : { acr: authorization.acr }),
    ...(beside.accessToken === undefined ? {} : { at_hash: halfHash(beside.accessToken) }),
    ...(beside.code === undefined ? {} : { c_hash: halfHash(beside.code) }),
  });
}

/** The identity claims of the granted scopes; in a thin token only those that are always included. */
export function identityClaims({ okta, issuer, app, user, scopes }: TokenRequest, thin: boolean): Json {
  const server = issuer.server ?? okta.orgServer;
  const own = issuer.server === undefined ? ownGroupsClaim(app, scopes) : [];
  const claims = claimsToRelease(server, "IDENTITY", scopes, thin);
  return claimValues([...claims, ...own], expressionContext(okta.org, app, user, scopes));
}

/** The left half of the SHA-256 of a token (OpenID Connect Core section 3.1.3.6). */
function halfHash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}
