/** How far a permission of an admin goes: what the standard roles and the custom roles let them act on. */
import type { AdminRole, ResourceRef } from "../org/entities";
import { groupsOf, rolesOfUser } from "../org/memberships";
import type { Org } from "../org/Org";
import { withIncluded, type Permission } from "./permissions";
import { STANDARD_ROLES } from "./standardRoles";
import type { Target } from "./targets";

/** Everything, what is not an admin's own in the whole org, or the resources of some sets. */
export type Reach = "everything" | "org" | readonly ResourceRef[];

type Kinds = readonly ResourceRef["kind"][];

/** What a permission can apply to, by the part of its name that says so. The others apply to no resource we model. */
const APPLIES_TO: Readonly<Record<string, Kinds>> = {
  users: ["users", "groupUsers"],
  groups: ["groups", "group"],
  apps: ["apps", "app"],
  authzServers: ["authorizationServers", "authorizationServer"],
};

/** Who makes a user may put the user into groups at once. Source: the permission's description. */
const NEW_USERS: Kinds = ["users", "groupUsers", "groups", "group"];

/** An empty list where none of the roles has the permission. */
export function reachOf(org: Org, roles: readonly AdminRole[], permission: Permission): Reach {
  const standard = roles.flatMap(({ type }) => STANDARD_ROLES[type] ?? []);
  if (standard.some(({ permissions }) => permissions === "all")) return "everything";
  if (standard.some(({ permissions }) => permissions !== "all" && has(permissions, permission))) return "org";
  const kinds = permission === "okta.users.create" ? NEW_USERS : APPLIES_TO[permission.split(".")[1]!];
  return roles.flatMap(({ custom }) => {
    const role = custom && org.customRoles.get(custom.role);
    if (role === undefined || !has(role.permissions.keys(), permission)) return [];
    const resources = org.resourceSets.get(custom!.resourceSet)?.resources.values() ?? [];
    return [...resources].map(({ ref }) => ref).filter(({ kind }) => kinds?.includes(kind));
  });
}

function has(permissions: Iterable<Permission>, permission: Permission): boolean {
  return withIncluded(permissions).has(permission);
}

/** What an admin may do with other admins too. To see the secrets of an app is to be able to act as it. */
const ONLY_SEES: ReadonlySet<Permission> = new Set(["okta.users.read", "okta.groups.read"]);

/** Whether the target is within reach. */
export function covers(org: Org, reach: Reach, target: Target, permission: Permission): boolean {
  if (reach === "everything") return true;
  // Okta lets nobody but a super admin manage an admin; that it holds for apps is inferred.
  if (!ONLY_SEES.has(permission) && makesAdmin(org, target)) return false;
  return reach === "org" || inSets(org, reach, target);
}

/** Whether who manages the target manages an admin, or makes somebody one. */
function makesAdmin(org: Org, target: Target): boolean {
  if (typeof target === "string") return false;
  if ("actAs" in target) return target.actAs.roles.size > 0;
  if ("user" in target) return rolesOfUser(org, target.user).length > 0;
  if ("group" in target) return target.group.roles.size > 0;
  return "newUserIn" in target && target.newUserIn.some((id) => (org.groups.get(id)?.roles.size ?? 0) > 0);
}

function inSets(org: Org, reach: readonly ResourceRef[], target: Target): boolean {
  const all = (kind: ResourceRef["kind"]) => reach.some((ref) => ref.kind === kind);
  const one = (kind: ResourceRef["kind"], id: string) => reach.some((ref) => ref.kind === kind && ref.id === id);
  const someone = (groupIds: readonly string[]) => all("users") || groupIds.some((id) => one("groupUsers", id));
  if (target === "some") return reach.length > 0;
  if (target === "everyGroup") return all("groups");
  if (target === "everyApp") return all("apps");
  if (target === "everyServer") return all("authorizationServers");
  if ("user" in target) return someone(groupsOf(org, target.user).map(({ id }) => id));
  if ("group" in target) return all("groups") || one("group", target.group.id);
  if ("app" in target) return all("apps") || one("app", target.app.id);
  if ("actAs" in target) return all("apps") || one("app", target.actAs.id);
  if ("server" in target) return all("authorizationServers") || one("authorizationServer", target.server.id);
  // The new user must be one of those in the set, and be put into no group outside it. The latter is inferred.
  const groupIds = target.newUserIn;
  const known = (id: string) => all("groups") || one("group", id) || one("groupUsers", id);
  return someone([org.everyone.id, ...groupIds]) && groupIds.every(known);
}
