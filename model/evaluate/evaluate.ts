/**
 * What Okta answers to a request for a token or for a new one: its early checks, then its access policies, as a pure
 * function.
 *
 * Written from Okta's documentation, apart from the compiler, so that a mistake in one cannot hide in the other. What is
 * not modelled is listed in `NOT_MODELLED`.
 */
import { OKTA_ERRORS, type OktaError } from "../okta/errors";
import { requestedScopes, refusedEarly } from "./earlyChecks";
import { consentFor } from "./consent";
import { findRule } from "./findRule";
import type { AuthorizationServer, Decision, EvaluationRequest, Tracer, Granted, ServerClaim } from "./types";
import { OPENID } from "../okta/oidcScopes";

/**
 * Decides one request.
 *
 * @param trace is told of every policy and rule that was looked at, in order, until one matched. Nothing is told where
 * the request was refused before any policy was read.
 */
export function evaluate(server: AuthorizationServer, request: EvaluationRequest, trace?: Tracer): Decision {
  const scopes = requestedScopes(server, request);
  const early = refusedEarly(server, request, scopes);
  if (early) return { decision: "denied", ...early };
  const hit = findRule(server, request, scopes, trace);
  if (!hit) return { decision: "denied", ...OKTA_ERRORS.noMatchingPolicy };
  const { policy, rule } = hit;
  // Where the request named no scope, the rule decides which of the default scopes are given.
  const granted = request.scopes.length > 0 ? scopes : scopes.filter((scope) => hit.covers(scope));
  const consent = consentFor(server, request, granted);
  if (consent.refusal) return { decision: "denied", ...consent.refusal };
  return {
    decision: "granted",
    scopes: granted,
    rule: { policy: policy.name, name: rule.name, priority: rule.priority, policyId: policy.id, ruleId: rule.id },
    tokenMinutes: rule.accessTokenMinutes,
    refreshTokenMinutes: rule.refreshTokenMinutes,
    refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
    claims: releasedClaims(server.claims, granted),
    consentNeeded: consent.needed,
  };
}

/**
 * A claim is released where it is active and either names no scope or names one that was granted. An ID token is made
 * only with `openid`; one that is asked for together with an access token (always so here) carries only the claims that
 * are always included, the others are left to the `/userinfo` endpoint.
 */
export function releasedClaims(claims: readonly ServerClaim[], granted: readonly string[]): Granted["claims"] {
  const released = claims.filter(
    ({ status, scopes }) =>
      status === "ACTIVE" && (scopes.length === 0 || scopes.some((scope) => granted.includes(scope))),
  );
  const hasIdToken = granted.includes(OPENID);
  return {
    access: released.filter(({ claimType }) => claimType === "RESOURCE").map(({ name }) => name),
    id: released
      .filter((claim) => hasIdToken && claim.claimType === "IDENTITY" && claim.alwaysIncludeInToken)
      .map(({ name }) => name),
  };
}

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
