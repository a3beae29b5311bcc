/** Parts of a plan that could be left out: there must be none. */
import type { Access } from "../../model/file/access";
import type { Plan, PlanRule } from "../../model/compile/plan";
import { proveSymbolically } from "../../model/prove/symbolic/prove";

/** Rules, and groups of rules, without which the plan would still be right; in words. */
export function superfluousParts(access: Access, plan: Plan): string[] {
  return plan.policies.flatMap(({ name, rules }, policy) =>
    rules.flatMap((rule) => {
      const without = (kept: readonly PlanRule[]) => {
        const policies = plan.policies.map((other, index) => (index === policy ? { ...other, rules: kept } : other));
        const { problem, counterexample } = proveSymbolically(access, { ...plan, policies });
        return problem === undefined && counterexample === undefined;
      };
      const where = `rule \`${rule.name}\` of policy \`${name}\``;
      const whole = without(rules.filter((other) => other !== rule)) ? [where] : [];
      const groups =
        rule.groups.length < 2
          ? []
          : rule.groups.filter((group) => {
              const kept = { ...rule, groups: rule.groups.filter((other) => other !== group) };
              return without(rules.map((other) => (other === rule ? kept : other)));
            });
      return [...whole, ...groups.map((group) => `group \`${group}\` in ${where}`)];
    }),
  );
}
