/** The groups of a plan in the words of their component. */
import { isDerived, type PlanGroup } from "../../model/compile";
import { uniqueName, type Naming } from "../naming";
import type { AccessGroupsArgs } from "./accessGroups";

/** Base groups keep their names, which are made before the plan is; derived ones get the product's and the stack's. */
export function planGroups(groups: readonly PlanGroup[], naming: Naming): AccessGroupsArgs {
  return {
    groups: groups.flatMap((group) => (isDerived(group) ? [] : { ...group })),
    derived: groups.flatMap((group) =>
      isDerived(group)
        ? {
            key: group.name,
            name: uniqueName("group", naming, group.name),
            ruleName: uniqueName("groupRule", naming, group.name),
            allOf: [...group.allOf],
          }
        : [],
    ),
  };
}
