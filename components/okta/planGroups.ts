/** The groups of a plan in the words of their component. */
import { isDerived, type PlanGroup } from "../../model/compile";
import { assertDistinct, uniqueName, type Naming } from "../naming";
import type { AccessGroupsArgs } from "./accessGroups";

/**
 * Base groups keep their names, which are made before the plan is; derived ones get the product's and the stack's.
 *
 * @param was Key → the key before, where it has changed.
 * @throws AccessError where two groups come to one name.
 */
export function planGroups(
  groups: readonly PlanGroup[],
  naming: Naming,
  was: Readonly<Record<string, string>> = {},
): AccessGroupsArgs {
  const before = (key: string) => (was[key] === undefined ? {} : { was: was[key] });
  const base = groups.flatMap((group) => (isDerived(group) ? [] : { ...group, ...before(group.key) }));
  const derived = groups.filter(isDerived).map(({ name, allOf }) => ({
    key: name,
    name: uniqueName("group", naming, name),
    ruleName: uniqueName("groupRule", naming, name),
    allOf: [...allOf],
    ...before(name),
  }));
  assertDistinct([...base, ...derived], naming);
  return { groups: base, derived };
}
