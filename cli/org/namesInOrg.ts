/** What the things of a file are called in an org, and which of an org's things they are. */
import { managedGroupName, uniqueName, type Naming } from "../../components/naming";
import type { ClientApps, Names, Snapshot } from "../../model/adopt";
import { isDerived, type Plan } from "../../model/compile";
import type { Access } from "../../model/file";

/** The name of each group, by its key; a derived one by its name in the plan. */
export function groupNamesOf(access: Access, plan: Plan, naming: Naming): Map<string, string> {
  const base = [...access.groups.values()].map(({ key, name, managed }): [string, string] => [
    key,
    managed ? managedGroupName(name, naming) : name,
  ]);
  const derived = plan.groups
    .filter(isDerived)
    .map(({ name }): [string, string] => [name, uniqueName("group", naming, name)]);
  return new Map([...base, ...derived]);
}

/** Ids → the words of the file; what the file does not know is called as in the org. */
export function namesFor(
  snapshot: Snapshot,
  { own: apps, twins }: ClientApps,
  { access, plan, naming }: { readonly access: Access; readonly plan: Plan; readonly naming: Naming },
): Names {
  const keyOfApp = new Map([...apps].map(([key, app]) => [app, key]));
  const keyOfGroup = inverse(groupNamesOf(access, plan, naming));
  const groupKeys = new Set(keyOfGroup.values());
  const groupName = ({ id, name }: Snapshot["groups"][number]) =>
    // A group that only has the key of another one for its name is not that one.
    keyOfGroup.get(name) ?? (groupKeys.has(name) ? `${name} (${id})` : name);
  const own = snapshot.groups.filter(({ type }) => type === "OKTA_GROUP");
  // Okta's own group comes before a directory's namesake, as for the stack.
  const others = snapshot.groups.filter(
    ({ name, type }) => type !== "OKTA_GROUP" && !own.some((group) => group.name === name),
  );
  return {
    // A second application of a client's label is nobody's of the file: its id tells it from the first.
    clients: new Map(
      snapshot.apps.map((app) => {
        const isTwin = access.clients.has(app.label) || twins.some((twin) => twin.app === app);
        return [app.clientId, keyOfApp.get(app) ?? (isTwin ? `${app.label} (${app.clientId})` : app.label)];
      }),
    ),
    groups: new Map([...own, ...others].map((group) => [group.id, groupName(group)] as const)),
  };
}

function inverse(map: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...map].map(([key, name]) => [name, key]));
}
