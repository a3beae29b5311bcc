/** The refresh grant: new tokens for an authorization that goes on, with the sign-in's old `acr` and `auth_time`. */
import { refreshScopes } from "../../../../model/evaluate";
import { OAuthError, oauthError } from "../../errors/oauthErrors";
import type { Json } from "../../org/entities";
import { requireActive } from "../decide";
import { needed, scopeList } from "../form";
import type { GrantRequest } from "../oauthEndpoint";
import { tokenAnswer } from "../tokens/issue";
import { findRefreshToken, renewRefreshToken } from "../tokens/refreshTokens";

/** @throws OAuthError where the token is not good, or a scope was not granted before. */
export async function refreshToken({ call: { okta }, issuer, app, params }: GrantRequest): Promise<Json> {
  const value = needed(params, "refresh_token");
  const token = findRefreshToken(okta, app, value);
  const { authorization } = token;
  if (authorization.serverId !== (issuer.server?.id ?? null)) throw oauthError("mismatched_authorization_server");
  const user = okta.org.users.get(authorization.userId!);
  if (user === undefined) throw oauthError("invalid_refresh_token");
  requireActive(user);
  const decision = refreshScopes(stillThere(authorization.scopes, issuer), scopeList(params));
  if (!decision.granted) {
    const { status, error, errorDescription, reason } = decision.refusal;
    throw new OAuthError(status, error, errorDescription, reason);
  }
  const next = renewRefreshToken(okta, app, token, value);
  return tokenAnswer({ okta, issuer, app, user, authorization, scopes: decision.scopes }, next);
}

/** A scope that was deleted since is in no new token. */
function stillThere(scopes: readonly string[], { server }: GrantRequest["issuer"]): readonly string[] {
  if (server === undefined) return scopes;
  const known = new Set([...server.scopes.values()].map(({ name }) => name));
  return scopes.filter((name) => known.has(name));
}
