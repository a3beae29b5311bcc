/** What Okta refuses before it reads a policy: the client, the assignment of the user, the scopes as such. */
import { findGrant } from "../okta/grants";
import { isOidcScope, OFFLINE_ACCESS, OPENID } from "../okta/oidcScopes";
import { OKTA_ERRORS, type OktaError } from "../okta/errors";
import type { AuthorizationServer, EvaluationRequest } from "./types";

/** The scopes to decide on: those of the request, each once, or the server's default scopes where it named none. */
export function requestedScopes(server: AuthorizationServer, request: EvaluationRequest): readonly string[] {
  if (request.scopes.length > 0) return [...new Set(request.scopes)];
  return server.scopes.filter((scope) => scope.default).map((scope) => scope.name);
}

/** Okta documents each of these refusals, but not their order among themselves; the order here is our reading. */
export function refusedEarly(
  server: AuthorizationServer,
  request: EvaluationRequest,
  scopes: readonly string[],
): OktaError | undefined {
  return clientRefused(request) ?? userRefused(request) ?? scopesRefused(server, request, scopes);
}

function clientRefused({ client, grantType }: EvaluationRequest): OktaError | undefined {
  if (client.status === "ACTIVE" && client.grantTypes.includes(grantType)) return undefined;
  return OKTA_ERRORS.unauthorizedClient(client.grantTypes);
}

/** Whether a person stands behind a grant. A grant type that we do not know counts as one, so that nothing opens. */
export function isUserGrant(grantType: string): boolean {
  return findGrant(grantType)?.user ?? true;
}

function userRefused({ client, grantType, user }: EvaluationRequest): OktaError | undefined {
  // Nobody can be assigned to a service: Okta's guide to token exchange assigns nobody to it.
  if (!isUserGrant(grantType) || client.applicationType === "service") return undefined;
  const assigned =
    user !== null &&
    (client.assignedUsers.includes(user.id) || user.groups.some((group) => client.assignedGroups.includes(group)));
  return assigned ? undefined : OKTA_ERRORS.userNotAssigned;
}

function scopesRefused(
  server: AuthorizationServer,
  { client, grantType }: EvaluationRequest,
  scopes: readonly string[],
): OktaError | undefined {
  if (scopes.length === 0) return OKTA_ERRORS.noDefaultScopes;
  const known = (scope: string) => server.scopes.some(({ name }) => name === scope);
  if (!scopes.every(known)) return OKTA_ERRORS.noMatchingScope;
  const grant = findGrant(grantType);
  const oidc = scopes.filter(isOidcScope);
  if (grant?.needsOpenid && !scopes.includes(OPENID)) return OKTA_ERRORS.cibaWithoutOpenid;
  if (oidc.length === 0) return undefined;
  // A refresh token may go with an access token alone.
  if (!scopes.includes(OPENID) && oidc.some((scope) => scope !== OFFLINE_ACCESS)) {
    return OKTA_ERRORS.openidScopeRequired;
  }
  if (!isUserGrant(grantType)) return OKTA_ERRORS.openidNotAllowedForClientCredentials;
  if (grant?.key === "token-exchange" && client.applicationType === "service") {
    return OKTA_ERRORS.openidNotAllowedForTokenExchange;
  }
  return combinationRefused(scopes);
}

/** Okta gives a device secret only together with an ID token and a refresh token. */
function combinationRefused(scopes: readonly string[]): OktaError | undefined {
  const together = [OPENID, OFFLINE_ACCESS];
  if (!scopes.includes("device_sso") || together.every((scope) => scopes.includes(scope))) return undefined;
  return OKTA_ERRORS.requiredScopeCombination(["device_sso"], together);
}
