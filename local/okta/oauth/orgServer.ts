/**
 * The org's own authorization server. It knows the OIDC scopes and the `okta.*` scopes and no others, has no policies,
 * and its access tokens are for Okta's API alone.
 */
import { isOidcScope, OFFLINE_ACCESS, OPENID } from "../../../model/okta";
import { oauthError } from "../errors/oauthErrors";
import type { App, User } from "../org/entities";
import { isAssigned } from "../org/memberships";
import type { Org } from "../org/Org";
import { GROUPS_SCOPE } from "./tokens/claims";

/** What the org server grants: all that is allowed at all, for its own fixed lifetimes. */
export interface OrgDecision {
  readonly scopes: readonly string[];
  readonly tokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly refreshTokenWindowMinutes: number;
  readonly consentNeeded: readonly string[];
}

/** The org server's access tokens live an hour; a refresh token ends after 90 days or 7 days unused. Source: Okta's reference. */
const LIFETIMES = { tokenMinutes: 60, refreshTokenMinutes: 129_600, refreshTokenWindowMinutes: 10_080 };

/** Whether the scope is one of Okta's own API: `okta.users.read`. */
export function isOktaApiScope(scope: string): boolean {
  return scope.startsWith("okta.");
}

export interface OrgQuestion {
  readonly app: App;
  readonly grantType: string;
  readonly user: User;
  readonly scopes: readonly string[];
}

/** A grant with a user, who must be assigned, as everywhere. @throws OAuthError */
export function orgDecision(org: Org, { app, grantType, user, scopes }: OrgQuestion): OrgDecision {
  if (!app.grantTypes.includes(grantType)) throw oauthError("unauthorized_client", app.grantTypes.join(", "));
  if (!isAssigned(org, app, user)) throw oauthError("user_not_assigned");
  const identity: readonly string[] = scopes.filter((scope) => isOidcScope(scope) || scope === GROUPS_SCOPE);
  if (scopes.some((scope) => !identity.includes(scope) && !isOktaApiScope(scope)))
    throw oauthError("illegal_custom_scope");
  const granted = grantedScopes(app, scopes);
  if (identity.some((scope) => scope !== OFFLINE_ACCESS) && !scopes.includes(OPENID))
    throw oauthError("openid_scope_required");
  if (scopes.length === 0) throw oauthError("missing_scopes");
  return { scopes: granted, ...LIFETIMES, consentNeeded: [] };
}

/** A service app asks for `okta.*` scopes: it needs a key of its own, and the grants. @throws OAuthError */
export function orgServiceDecision(app: App, scopes: readonly string[]): OrgDecision {
  if (app.applicationType !== "service") throw oauthError("invalid_application_type_client_credentials");
  if (app.authMethod !== "private_key_jwt") throw oauthError("unsupported_auth_method_client_creds");
  if (scopes.length === 0) throw oauthError("missing_scopes");
  if (scopes.some(isOidcScope)) throw oauthError("openid_not_allowed_client_creds");
  if (!scopes.every(isOktaApiScope)) throw oauthError("illegal_custom_scope");
  if (scopes.some((scope) => scope.endsWith(".self"))) throw oauthError("client_credentials_self_scope_requested");
  return { scopes: grantedScopes(app, scopes), ...LIFETIMES, consentNeeded: [] };
}

/** Of Okta's own scopes only the granted ones are given. @throws OAuthError where some are asked for and none is granted */
function grantedScopes(app: App, scopes: readonly string[]): string[] {
  const held = new Set([...app.grants.values()].map(({ scopeId }) => scopeId));
  const granted = scopes.filter((scope) => !isOktaApiScope(scope) || held.has(scope));
  if (scopes.some(isOktaApiScope) && !granted.some(isOktaApiScope)) throw oauthError("no_org_scopes_granted");
  return granted;
}
