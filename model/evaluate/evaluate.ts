/**
 * What Okta answers to a request for a token: its early checks, then its access policies, as a pure function.
 *
 * Written from Okta's documentation, apart from the compiler, so that a mistake in one cannot hide in the other. What is
 * not modelled is listed in `NOT_MODELLED`.
 */
import { OKTA_ERRORS } from "../okta/errors";
import { requestedScopes, refusedEarly } from "./earlyChecks";
import { consentFor } from "./consent";
import { releasedClaims } from "./claims";
import { findRule } from "./findRule";
import type { AuthorizationServer, Decision, EvaluationRequest, Tracer } from "./types";

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
