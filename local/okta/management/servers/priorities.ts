/** Priorities of policies and rules: always 1 to n without gaps, as Okta keeps them. */

/**
 * Takes `item` to `priority` among `others`, shifting those after it, and numbers all anew. A priority beyond the end is
 * the last one. That Okta closes gaps is known from the provider's drift reports; the exact behaviour is inferred.
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
