/** What the guard has to know to narrow tokens to their users' entitlements, and which tokens it must leave as they are. */
import type { Access } from "../file/access";
import { entitlementClaimName, isClaimPart } from "../compile/entitlementClaim";
import type { Plan } from "../compile/plan";
import { hasGatewayClient } from "./routeRequirements";

/** How the guard reads `scp`. */
export interface Narrowing {
  /** The claims that together list what a user is entitled to, in the order of the plan. */
  readonly claims: readonly string[];
  /** Keys of the clients whose `scp` is exact already, since Okta refuses whatever is not entitled. */
  readonly exactClients: readonly string[];
}

/**
 * How tokens are narrowed; undefined where Okta narrows all of them. INVARIANT: only clients that are named as exact are
 * left alone. The tokens of any other client, known or not, count for what is in both `scp` and the claims.
 */
export function narrowingOf(access: Access, plan: Plan): Narrowing | undefined {
  const whole = entitlementClaimName(access);
  if (whole === undefined || !hasGatewayClient(access)) return undefined;
  const parts = plan.claims.filter(({ name, claimType }) => claimType === "RESOURCE" && isClaimPart(name, whole));
  const exact = [...access.clients.values()].filter(({ enforcement }) => enforcement === "issuer");
  return { claims: parts.map(({ name }) => name), exactClients: exact.map(({ key }) => key) };
}
