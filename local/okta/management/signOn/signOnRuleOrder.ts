/** The order of the rules of an app sign-on policy: their priorities may have gaps, and no two rules share one. */
import type { SignOnRule } from "../../org/entities";

/** The catch-all rule is last, whatever the priorities of the others. */
export function inOrder(rules: readonly SignOnRule[]): SignOnRule[] {
  return [...rules].sort((a, b) => Number(a.system) - Number(b.system) || a.priority - b.priority);
}

/** The priority of a rule that is given none: behind the others. */
export function lastPriority(rules: readonly SignOnRule[]): number {
  const taken = rules.filter(({ system }) => !system).map(({ priority }) => priority);
  return Math.max(-1, ...taken) + 1;
}

/**
 * The rules with `rule` at its priority. A rule that holds that priority moves one on, and so do those right behind it.
 * Source: Okta's guide on the priorities of policy rules. That a gap ends the shifting is inferred.
 */
export function placed(others: readonly SignOnRule[], rule: SignOnRule): SignOnRule[] {
  let taken = rule.priority;
  for (const other of inOrder(others)) {
    if (rule.system || other.system || other.priority !== taken) continue;
    taken += 1;
    other.priority = taken;
  }
  return inOrder([...others, rule]);
}
