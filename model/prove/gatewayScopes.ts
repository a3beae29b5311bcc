/** What each kind of gateway reads out of a token as its scopes. */
import { SCOPE_CLAIMS } from "../okta/reservedClaims";
import type { Plan, PlanClaim } from "../compile/plan";

/** Whether a claim of the plan is one that a gateway takes for the scopes of a token. */
export function isReadAsScopes({ claimType, name }: PlanClaim): boolean {
  return claimType === "RESOURCE" && SCOPE_CLAIMS.has(name);
}

/**
 * What a gateway may count of a token that Okta has given: its scopes, and, where a claim is released that the gateway reads
 * as scopes as well, any scope at all, since nothing is known of the claim's value.
 *
 * @param released names of the claims in the access token.
 * @param any what a route could ask for.
 */
export function scopesAtGateway(
  plan: Plan,
  granted: readonly string[],
  released: readonly string[],
  any: readonly string[],
): readonly string[] {
  const claimed = plan.claims.some((claim) => isReadAsScopes(claim) && released.includes(claim.name));
  return claimed ? [...new Set([...granted, ...any])] : granted;
}
