/** What Okta answers when a token is renewed: policies are not read again, only the scopes are compared. */
import { OKTA_ERRORS, type OktaError } from "../okta/errors";

/** The scopes of the renewed token, or Okta's refusal. */
export type RefreshDecision =
  | { readonly granted: true; readonly scopes: readonly string[] }
  | { readonly granted: false; readonly refusal: OktaError };

/**
 * Decides which scopes a renewed token carries.
 *
 * @param original the scopes of the grant that gave the refresh token.
 * @param requested the scopes of the refresh request; empty: the original ones.
 */
export function refreshScopes(original: readonly string[], requested: readonly string[]): RefreshDecision {
  const denied = requested.filter((scope) => !original.includes(scope));
  if (denied.length > 0) return { granted: false, refusal: OKTA_ERRORS.refreshScopesDenied(denied) };
  return { granted: true, scopes: requested.length === 0 ? original : [...new Set(requested)] };
}
