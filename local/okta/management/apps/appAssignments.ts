/** Who may use an app: the groups and users that are assigned to it. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { page } from "../../http/page";
import type { App, Json, User } from "../../org/entities";
import { isAssigned } from "../../org/assignments";
import { membersOf } from "../../org/memberships";
import { fieldsOf, pageOf, rows, time, times, type ApiCall } from "../apiEndpoint";
import { APP_PATH, appOf } from "./apps";

const GROUPS = `${APP_PATH}/groups`;
const USERS = `${APP_PATH}/users`;

export const appAssignments = rows(
  "okta.apps",
  { method: "GET", path: GROUPS, operation: "listApplicationGroupAssignments", handle: listGroups },
  { method: "GET", path: `${GROUPS}/{groupId}`, operation: "getApplicationGroupAssignment", handle: getGroup },
  { method: "PUT", path: `${GROUPS}/{groupId}`, operation: "assignGroupToApplication", handle: assignGroup },
  { method: "DELETE", path: `${GROUPS}/{groupId}`, operation: "unassignApplicationFromGroup", handle: unassignGroup },
  { method: "GET", path: USERS, operation: "listApplicationUsers", handle: listUsers },
  { method: "POST", path: USERS, operation: "assignUserToApplication", handle: assignUser },
  { method: "GET", path: `${USERS}/{userId}`, operation: "getApplicationUser", handle: getUser },
  { method: "DELETE", path: `${USERS}/{userId}`, operation: "unassignUserFromApplication", handle: unassignUser },
);

function listGroups(call: ApiCall) {
  const app = appOf(call);
  const assigned = [...app.groups.keys()].map((id) => ({ id }));
  return page(pageOf(call), assigned, ({ id }) => showGroup(app, id));
}

function getGroup(call: ApiCall) {
  const app = appOf(call);
  return ok(showGroup(app, assignedGroup(call, app)));
}

function assignGroup(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["groupId"]!;
  if (!call.org.groups.has(id)) throw notFound(id, "UserGroup");
  const fields = fieldsOf(call);
  const priority = fields.whole("priority", app.groups.get(id)?.priority ?? app.groups.size, 0, 1_000_000);
  const profile = fields.object("profile");
  fields.check();
  app.groups.set(id, { priority, profile, lastUpdated: call.org.clock() });
  return ok(showGroup(app, id));
}

function unassignGroup(call: ApiCall) {
  const app = appOf(call);
  app.groups.delete(assignedGroup(call, app));
  return noContent;
}

function assignedGroup(call: ApiCall, app: App): string {
  const id = call.params["groupId"]!;
  if (!app.groups.has(id)) throw notFound(id, "ApplicationGroupAssignment");
  return id;
}

function showGroup(app: App, id: string): Json {
  const { priority, profile, lastUpdated } = app.groups.get(id)!;
  return { id, lastUpdated: time(lastUpdated), priority, profile };
}

/** Those assigned by hand and those assigned by a group. */
function listUsers(call: ApiCall) {
  const app = appOf(call);
  const byGroup = [...app.groups.keys()].flatMap((id) => membersOf(call.org, call.org.groups.get(id)!));
  const byHand = [...app.users].map((id) => call.org.users.get(id)!);
  const all = [...new Set([...byHand, ...byGroup])];
  return page(pageOf(call), all, (user) => showUser(app, user));
}

function getUser(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["userId"]!;
  const user = call.org.users.get(id);
  if (user === undefined || !isAssigned(call.org, app, user)) throw notFound(id, "AppUser");
  return ok(showUser(app, user));
}

function assignUser(call: ApiCall) {
  const app = appOf(call);
  const id = fieldsOf(call).text("id");
  const user = call.org.users.get(id);
  if (user === undefined) throw validationFailed("id", `User '${id}' does not exist`);
  app.users.add(user.id);
  return ok(showUser(app, user));
}

function unassignUser(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["userId"]!;
  if (!app.users.delete(id)) throw notFound(id, "AppUser");
  return noContent;
}

function showUser(app: App, user: User): Json {
  const status = app.status === "ACTIVE" ? "ACTIVE" : "INACTIVE";
  return {
    id: user.id,
    ...times(user),
    scope: app.users.has(user.id) ? "USER" : "GROUP",
    status,
    syncState: "DISABLED",
    credentials: { userName: user.profile["login"] },
    profile: {},
  };
}
