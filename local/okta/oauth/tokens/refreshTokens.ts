/** Refresh tokens: opaque, kept by the server, rotated where the app says so. */
import { randomText } from "../../org/ids";
import type { App } from "../../org/entities";
import type { Okta } from "../../okta";
import { oauthError } from "../../errors/oauthErrors";
import type { Authorization, RefreshToken } from "../state";

const LENGTH = 43;

/** The first token of an authorization. */
export function newRefreshToken(okta: Okta, authorization: Authorization): string {
  const minutes = authorization.lifetimes.refreshToken;
  const ends = minutes === 0 ? Number.POSITIVE_INFINITY : okta.org.clock() + minutes * 60_000;
  return keep(okta, { authorization, ends });
}

/**
 * The token that a client presents.
 *
 * Where a token comes that was replaced before, two hold it. Everything of its authorization is revoked then, unless it
 * comes within the app's leeway.
 *
 * @throws OAuthError where it is unknown, ended, revoked, or another client's.
 */
export function findRefreshToken(okta: Okta, app: App, value: string): RefreshToken {
  const token = okta.oauth.refreshTokens.get(value);
  const now = okta.org.clock();
  if (token === undefined || token.authorization.revoked || now >= token.ends)
    throw oauthError("invalid_refresh_token");
  if (token.authorization.appId !== app.id) throw oauthError("mismatched_client");
  if (token.rotatedAt !== undefined && now >= token.rotatedAt + app.refreshLeeway * 1000) {
    revokeAuthorization(okta, token.authorization);
    throw oauthError("invalid_refresh_token");
  }
  return token;
}

/** The token that the client has from now on: the same, with its idle time begun anew, or its successor. */
export function renewRefreshToken(okta: Okta, app: App, token: RefreshToken, value: string): string {
  if (app.refreshRotation === "STATIC") {
    okta.oauth.refreshTokens.set(value, token, idleMs(token.authorization));
    return value;
  }
  token.rotatedAt ??= okta.org.clock();
  return keep(okta, { authorization: token.authorization, ends: token.ends });
}

/** Revokes the refresh tokens and the access tokens of an authorization. */
export function revokeAuthorization(okta: Okta, authorization: Authorization): void {
  authorization.revoked = true;
  for (const jti of authorization.accessTokenIds) {
    okta.oauth.revoked.set(jti, true, authorization.lifetimes.accessToken * 60_000);
  }
}

/**
 * Ends all that a person was given: sessions, codes, refresh tokens and the access tokens that came of them. Who is activated
 * again starts anew.
 */
export function endAllOf(okta: Okta, userId: string): void {
  const { sessions, codes, refreshTokens } = okta.oauth;
  const given = [...codes.values(), ...refreshTokens.values()].map(({ authorization }) => authorization);
  for (const authorization of given) if (authorization.userId === userId) revokeAuthorization(okta, authorization);
  sessions.deleteWhere((session) => session.userId === userId);
  codes.deleteWhere(({ authorization }) => authorization.userId === userId);
}

function keep(okta: Okta, token: RefreshToken): string {
  const value = randomText(LENGTH);
  okta.oauth.refreshTokens.set(value, token, idleMs(token.authorization));
  return value;
}

/** A token that is not used for the window of its rule ends. */
function idleMs({ lifetimes }: Authorization): number {
  return lifetimes.refreshWindow * 60_000;
}
