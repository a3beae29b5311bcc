/** A compiled plan as text: policies and rules in the order in which Okta reads them. */
import { isDerived, type Plan, type PlanRule, type PlanSize } from "../../model/compile";

/** Policies, derived groups, and the size of the whole. */
export function planText(plan: Plan, size: PlanSize): string {
  const derived = plan.groups.filter(isDerived);
  return [
    ...plan.policies.flatMap(({ name, priority, clients, rules }) => [
      `policy ${priority} ${name} (clients: ${clients.join(", ")})`,
      ...rules.flatMap(ruleLines),
      "",
    ]),
    ...(derived.length === 0 ? [] : ["derived groups, filled by group rules:"]),
    ...derived.map(({ name, allOf }) => `  ${name}: members of all of ${allOf.join(", ")}`),
    ...(derived.length === 0 ? [] : [""]),
    sizeText(size),
  ].join("\n");
}

function ruleLines({ name, priority, groups, scopes, accessTokenMinutes }: PlanRule): string[] {
  return [
    `  rule ${priority} ${name}`,
    ...(groups.length === 0 ? [] : [`    groups: ${groups.join(", ")}`]),
    `    scopes: ${scopes.join(" ")}`,
    `    token:  ${accessTokenMinutes} minutes`,
  ];
}

function sizeText({ policies, rules, derivedGroups, naiveRules }: PlanSize): string {
  return (
    `${rules} rules in ${policies} policies, with ${derivedGroups} derived groups; ` +
    `one rule for every set of groups would be ${naiveRules} rules`
  );
}
