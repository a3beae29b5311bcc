/** The expression of an Okta group rule that fills a derived group. */

/**
 * The members of all of the given groups. Groups are named by id, as Okta advises: a renamed group keeps its meaning.
 *
 * @param groupIds ids of base groups, two or more.
 * @throws RangeError for fewer than two ids, or for one that is not an id: it would change the expression's meaning.
 */
export function groupRuleExpression(groupIds: readonly string[]): string {
  if (groupIds.length < 2) throw new RangeError("a derived group needs two or more base groups");
  for (const id of groupIds) {
    if (!/^[A-Za-z0-9_-]+$/.test(id)) throw new RangeError("a group id may contain only letters, digits, `_` and `-`");
  }
  return groupIds.map((id) => `isMemberOfGroup("${id}")`).join(" AND ");
}
