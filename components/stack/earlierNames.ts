/** What things were called before their keys changed (`was`): the engine goes on with them instead of making them anew. */
import { derivedGroupName, isDerived, policyName, type Plan } from "../../model/compile";
import type { Access } from "../../model/file";

/** Key or name → the one before; without those that have stayed. */
export interface EarlierNames {
  readonly clients: Readonly<Record<string, string>>;
  /** Derived groups by their names in the plan. */
  readonly groups: Readonly<Record<string, string>>;
  readonly policies: Readonly<Record<string, string>>;
}

/** Derived groups and policies have names that are made of keys. */
export function earlierNames(access: Access, { groups, policies }: Pick<Plan, "groups" | "policies">): EarlierNames {
  const clients = wasOf(access.clients.values());
  const base = wasOf(access.groups.values());
  const before = (keys: readonly string[], of: Readonly<Record<string, string>>) => keys.map((key) => of[key] ?? key);
  const changed = (names: readonly (readonly [string, string])[]) =>
    Object.fromEntries(names.filter(([name, earlier]) => name !== earlier));
  return {
    clients,
    groups: {
      ...base,
      ...changed(groups.filter(isDerived).map(({ name, allOf }) => [name, derivedGroupName(before(allOf, base))])),
    },
    policies: changed(policies.map(({ name, clients: own }) => [name, policyName(before(own, clients))])),
  };
}

function wasOf(entries: Iterable<{ readonly key: string; readonly was?: string }>): Record<string, string> {
  return Object.fromEntries([...entries].flatMap(({ key, was }) => (was === undefined ? [] : [[key, was]])));
}
