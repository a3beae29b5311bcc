/** What a rule gives today, in words: to whom, at which applications, by which grants, for how long. */
import { names } from "../findings";
import { ALL_CLIENTS, ANY_SCOPE } from "../evaluate/types";
import { isEveryone, type Snapshot, type SnapshotPolicy, type SnapshotRule } from "./snapshot";

/** Names of things by id, for a person: the org's own names, not a file's keys. */
export interface Labels {
  readonly client: (clientId: string) => string;
  readonly group: (id: string) => string;
}

/** Labels of applications and names of groups; what is unknown keeps its id. */
export function labelsOf({ apps, groups }: Snapshot): Labels {
  const clients = new Map(apps.map(({ clientId, label }) => [clientId, label]));
  const named = new Map(groups.map(({ id, name }) => [id, name]));
  return { client: (id) => clients.get(id) ?? id, group: (id) => named.get(id) ?? id };
}

/** One sentence. */
export function ruleToday(snapshot: Snapshot, policy: SnapshotPolicy, rule: SnapshotRule): string {
  const labels = labelsOf(snapshot);
  const clients = policy.clients.includes(ALL_CLIENTS)
    ? "every application of the org"
    : names(policy.clients.map(labels.client));
  const scopes = rule.scopes.includes(ANY_SCOPE) ? "every scope" : names(rule.scopes);
  return `${peopleToday(snapshot, rule)}, at ${clients}, by ${names(rule.grantTypes)}: ${scopes}, for ${rule.accessTokenMinutes} minutes`;
}

/** Whom a rule is for. */
export function peopleToday(snapshot: Snapshot, { groups, users }: SnapshotRule): string {
  const everyone = snapshot.groups.find(isEveryone)?.id;
  if (groups.some((id) => id === "EVERYONE" || id === everyone)) return "everybody who is assigned to the application";
  const parts = [
    ...(groups.length === 0 ? [] : [`members of ${names(groups.map(labelsOf(snapshot).group))}`]),
    ...(users.length === 0 ? [] : [users.length === 1 ? "one person by name" : `${users.length} people by name`]),
  ];
  return parts.length === 0 ? "applications without a user" : parts.join(" and ");
}
