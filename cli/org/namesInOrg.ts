/** What the things of a file are called in an org, and which of an org's things they are. */
import { managedGroupName, uniqueName, type Naming } from "../../components/naming";
import type { Names, Snapshot } from "../../model/adopt";
import { isDerived, type Plan } from "../../model/compile";
import type { Access } from "../../model/file";

/** The label of each client's application, by its key. */
export function labelsOf(access: Access, naming: Naming): Map<string, string> {
  return new Map([...access.clients.keys()].map((key) => [key, uniqueName("app", naming, key)]));
}

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
export function namesFor(snapshot: Snapshot, access: Access, plan: Plan, naming: Naming): Names {
  const keyOfLabel = inverse(labelsOf(access, naming));
  const keyOfGroup = inverse(groupNamesOf(access, plan, naming));
  const own = snapshot.groups.filter(({ type }) => type === "OKTA_GROUP");
  // Okta's own group comes before a directory's namesake, as for the stack.
  const others = snapshot.groups.filter(
    ({ name, type }) => type !== "OKTA_GROUP" && !own.some((group) => group.name === name),
  );
  return {
    clients: new Map(snapshot.apps.map(({ clientId, label }) => [clientId, keyOfLabel.get(label) ?? label])),
    groups: new Map([...own, ...others].map(({ id, name }) => [id, keyOfGroup.get(name) ?? name] as const)),
  };
}

function inverse(map: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...map].map(([key, name]) => [name, key]));
}
