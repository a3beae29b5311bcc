/** Whether a user may use an app: assigned by hand, or by a group. */
import type { App, AppAssignment, User } from "./entities";
import { groupsOf } from "./memberships";
import type { Org } from "./Org";

/** Without an assignment nobody gets a token for the app, whatever the policies say. */
export function isAssigned(org: Org, app: App, user: User): boolean {
  return app.users.has(user.id) || groupsOf(org, user).some(({ id }) => app.groups.has(id));
}

/** An assignment by hand, under the user's own login. */
export function newAssignment(org: Org, { profile }: User): AppAssignment {
  return { ...org.stamp(), userName: String(profile["login"]), profile: {} };
}
