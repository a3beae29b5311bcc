/** The OpenID Connect scopes that every Okta authorization server has from its creation, and that no model declares. */

/** Okta's system scopes of a custom authorization server. Source: Okta's scope list of a new server. */
export const OIDC_SCOPES = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"] as const;

/** One of Okta's system scopes. */
export type OidcScope = (typeof OIDC_SCOPES)[number];

/** The scope that asks for a refresh token. */
export const OFFLINE_ACCESS: OidcScope = "offline_access";

/** The scope without which no other OIDC scope may be requested. */
export const OPENID: OidcScope = "openid";

const oidcScopes: ReadonlySet<string> = new Set(OIDC_SCOPES);

/** Whether a scope is one that every server has. */
export function isOidcScope(scope: string): scope is OidcScope {
  return oidcScopes.has(scope);
}

/** Okta's limit of the `scope` parameter of a request, in characters. Source: Okta's reference of `/authorize`. */
export const SCOPE_PARAMETER_MAX = 1024;
