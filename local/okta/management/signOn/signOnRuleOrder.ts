/** The order of the rules of an app sign-on policy: their priorities may have gaps, and no two rules share one. */
import type { SignOnRule } from "../../org/entities";

/** The catch-all rule is last, whatever the priorities of the others. */
export function inSignOnOrder(rules: readonly SignOnRule[]): SignOnRule[] {
  return [...rules].sort((a, b) => Number(a.system) - Number(b.system) || a.priority - b.priority);
}

/** The priority of a rule that is given none: behind the others. */
export function lastPriority(rules: readonly SignOnRule[]): number {
  const taken = rules.filter(({ system }) => !system).map(({ priority }) => priority);
  return Math.max(-1, ...taken) + 1;
}

/**
 * The rules with `rule` at that priority. A rule that holds the priority moves one on, and so do those right behind it;
 * the place that the changed rule itself held until now is no gap. It is recorded.
 */
export function placed(rules: readonly SignOnRule[], rule: SignOnRule, priority: number): SignOnRule[] {
  let taken = priority;
  for (const other of rule.system ? [] : inSignOnOrder(rules)) {
    if (other.system || other.priority !== taken) continue;
    taken += 1;
    if (other !== rule) other.priority = taken;
  }
  rule.priority = priority;
  return inSignOnOrder([...rules.filter((each) => each !== rule), rule]);
}
