/** The admin roles that somebody holds: a service app its own, a person their own and those of their groups. */
import type { AdminRole, App, Group, User } from "./entities";
import { groupsOf } from "./memberships";
import type { Org } from "./Org";

/** Whoever can hold roles. */
export type RoleHolder = Pick<App | Group | User, "roles">;

export function rolesOfUser(org: Org, user: User): AdminRole[] {
  return [user, ...groupsOf(org, user)].flatMap(({ roles }) => [...roles.values()]);
}

/** Everybody and everything in the org that can hold roles. */
export function roleHolders({ apps, groups, users }: Org): RoleHolder[] {
  return [...apps.values(), ...groups.values(), ...users.values()];
}
