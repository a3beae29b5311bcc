/** How large a plan is, beside the plan that one would write without a compiler. */
import type { Access } from "../file/access";
import { intersects } from "../bits";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { entitlementsOf, scopeBits } from "./entitlements";
import { isDerived, type Plan } from "./plan";

/** Counts of a plan. */
export interface PlanSize {
  readonly policies: number;
  readonly rules: number;
  readonly derivedGroups: number;
  /** One rule for each set of groups that a user of the client may be in, and one for each service client. */
  readonly naiveRules: bigint;
}

/** Counts a plan of this access file. */
export function planSize(access: Access, plan: Plan): PlanSize {
  const { numbers, groups } = entitlementsOf(access);
  const naive = [...access.clients.values()].map((client) => {
    if (!CLIENT_TYPES[client.type].hasUsers) return 1n;
    const ceiling = scopeBits(numbers, client.ceiling);
    return 2n ** BigInt(groups.filter(({ scopes }) => intersects(scopes, ceiling)).length) - 1n;
  });
  return {
    policies: plan.policies.length,
    rules: plan.policies.reduce((sum, { rules }) => sum + rules.length, 0),
    derivedGroups: plan.groups.filter(isDerived).length,
    naiveRules: naive.reduce((sum, count) => sum + count, 0n),
  };
}
