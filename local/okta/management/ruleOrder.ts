/** The order of rules, as Okta keeps it: of an authorization server's without gaps, of an app sign-on policy's with them. */
import type { SignOnRule } from "../org/entities";

/**
 * The policies or the rules of an authorization server, which have the priorities 1 to n. Takes `item` to `priority` among
 * `others`, shifting those after it, and numbers all anew. A priority beyond the end is the last one. That Okta closes gaps
 * is known from the provider's drift reports; the exact behaviour is inferred.
 */
export function inOrder<T extends { priority: number }>(others: readonly T[], item: T, priority: number): T[] {
  const at = Math.min(Math.max(priority, 1), others.length + 1) - 1;
  return renumbered([...others.slice(0, at), item, ...others.slice(at)]);
}

/** Gives the items, in their order, the priorities 1 to n. */
export function renumbered<T extends { priority: number }>(items: readonly T[]): T[] {
  items.forEach((item, index) => {
    item.priority = index + 1;
  });
  return [...items];
}

/**
 * The rules of an app sign-on policy, no two of which share a priority. The catch-all rule is last, whatever those of the
 * others.
 */
function inSignOnOrder(rules: readonly SignOnRule[]): SignOnRule[] {
  return [...rules].sort((a, b) => Number(a.system) - Number(b.system) || a.priority - b.priority);
}

/** The priority of a sign-on rule that is given none: behind the others. */
export function lastPriority(rules: readonly SignOnRule[]): number {
  const taken = rules.filter(({ system }) => !system).map(({ priority }) => priority);
  return Math.max(-1, ...taken) + 1;
}

/**
 * The sign-on rules with `rule` at that priority. A rule that holds the priority moves one on, and so do those right behind
 * it; the place that the changed rule itself held until now is no gap. It is recorded.
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
