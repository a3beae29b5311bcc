/** What a resource set can hold, by address or by Okta resource name. Source: Okta's list of supported resources. */
import type { ResourceRef } from "../org/entities";
import type { Org } from "../org/Org";

interface ResourceKind {
  readonly kind: ResourceRef["kind"];
  /** After the org's address; `*` stands for the id. */
  readonly path: string;
  /** After `orn:` and the partition; `?` stands for the org's id. */
  readonly orn: string;
  /** Whether the thing is there. Absent for those that name no single thing. */
  readonly exists?: (org: Org, id: string) => boolean;
}

const group = (org: Org, id: string) => org.groups.has(id);
const app = (org: Org, id: string) => org.apps.has(id);
const server = (org: Org, id: string) => org.servers.has(id);

const KINDS: readonly ResourceKind[] = [
  { kind: "users", path: "/api/v1/users", orn: "directory:?:users" },
  { kind: "groups", path: "/api/v1/groups", orn: "directory:?:groups" },
  { kind: "group", path: "/api/v1/groups/*", orn: "directory:?:groups:*", exists: group },
  {
    kind: "groupUsers",
    path: "/api/v1/groups/*/users",
    orn: "directory:?:groups:*:contained_resources",
    exists: group,
  },
  { kind: "apps", path: "/api/v1/apps", orn: "idp:?:apps" },
  { kind: "app", path: "/api/v1/apps/*", orn: "idp:?:apps:*", exists: app },
  { kind: "authorizationServers", path: "/api/v1/authorizationServers", orn: "idp:?:authorization_servers" },
  {
    kind: "authorizationServer",
    path: "/api/v1/authorizationServers/*",
    orn: "idp:?:authorization_servers:*",
    exists: server,
  },
];

/** The resource that the text names; undefined where it names none, or one that is not there. */
export function readResource(org: Org, name: string): ResourceRef | undefined {
  // The name of an app has the name of its kind within, which tells nothing that its id does not.
  const [, given = org.partition] = /^orn:(okta|oktapreview):/.exec(name) ?? [];
  // A name in the other partition is understood too, and kept as it is.
  const partition = given === org.partition ? undefined : given;
  const own = org.addresses.find((address) => name.startsWith(`${address}/`));
  const named = own === undefined ? name : org.url + name.slice(own.length);
  const text = named
    .replace(/^orn:(okta|oktapreview):/, `orn:${org.partition}:`)
    .replace(/^(orn:.*:apps:)[\w-]+:(\w+)$/, "$1$2");
  for (const { kind, exists, ...names } of KINDS) {
    const id = idIn(text, text.startsWith("orn:") ? ornOf(org, names.orn) : org.url + names.path);
    if (id !== undefined) return exists === undefined || exists(org, id) ? { kind, id, partition } : undefined;
  }
  return undefined;
}

export function urlOf(org: Org, ref: ResourceRef): string {
  return org.url + kindOf(ref).path.replace("*", ref.id);
}

export function resourceName(org: Org, ref: ResourceRef): string {
  const kind = ref.kind === "app" ? `${org.apps.get(ref.id)?.name}:` : "";
  const own = ornOf(org, kindOf(ref).orn).replace("*", kind + ref.id);
  return ref.partition === undefined ? own : own.replace(org.partition, ref.partition);
}

/** Takes what is about to be deleted out of all resource sets: a group, an app, or an authorization server. */
export function forgetResource(org: Org, id: string): void {
  for (const { resources } of org.resourceSets.values()) {
    for (const resource of [...resources.values()]) if (resource.ref.id === id) resources.delete(resource.id);
  }
}

const kindOf = ({ kind }: ResourceRef) => KINDS.find((each) => each.kind === kind)!;

const ornOf = (org: Org, orn: string) => `orn:${org.partition}:${orn.replace("?", org.id)}`;

/**
 * The id that stands in `text` where `pattern` has a `*`; empty where the pattern has none. Undefined where the text does
 * not match.
 */
function idIn(text: string, pattern: string): string | undefined {
  const [before, after] = pattern.split("*");
  if (after === undefined) return text === before ? "" : undefined;
  const id = text.slice(before!.length, text.length - after.length);
  return /^\w+$/.test(id) && text === before + id + after ? id : undefined;
}
