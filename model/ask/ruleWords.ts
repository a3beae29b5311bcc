/** What each rule of a plan is there for, in words, in the order in which Okta reads them. */
import type { Plan, PlanPolicy, PlanRule } from "../compile/plan";
import type { Access } from "../file/access";

/** One rule, in words. */
export interface RuleInWords {
  readonly policy: string;
  readonly priority: number;
  readonly name: string;
  readonly says: string;
}

/** Every rule of the plan that was compiled from the access. */
export function rulesInWords(access: Access, { policies }: Pick<Plan, "policies">): RuleInWords[] {
  return policies.flatMap((policy) => policy.rules.map((rule) => inWords(policy, rule, access)));
}

function inWords({ name: policy, clients }: PlanPolicy, rule: PlanRule, access: Access): RuleInWords {
  const { priority, name, groups, scopes, grantTypes, accessTokenMinutes } = rule;
  // A rule without groups is for a client that acts for itself.
  const service = groups.length === 0;
  const who = service ? `\`${clients.join("`, `")}\` itself` : `a member of ${groups.map(ticked).join(" or ")}`;
  const where = service ? "" : ` at ${clients.map(ticked).join(" or ")}`;
  const guarded = scopes.flatMap((scope) => (access.scopes.get(scope)?.stepUp ? [scope] : []));
  const stepUp = guarded.length === 0 ? "" : `; ${guarded.map(ticked).join(", ")} only after a step-up`;
  return {
    policy,
    priority,
    name,
    says: `${who}${where} may be given any of ${scopes.map(ticked).join(", ")} by ${grantTypes.join(" or ")}, for ${accessTokenMinutes} minutes${stepUp}`,
  };
}

function ticked(text: string): string {
  return `\`${text}\``;
}
