/** Who may use an app: the groups and users that are assigned to it. */
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { page } from "../../http/page";
import type { Fields } from "../../http/fields";
import { APP_USER_ATTRIBUTES, appUserProfile } from "../../org/appUser";
import type { App, AppAssignment, Json, User } from "../../org/entities";
import { membersOf, isAssigned, newAssignment } from "../../org/memberships";
import { fieldsOf, pageOf, rows, time, times, type ApiCall } from "../apiEndpoint";
import type { Org } from "../../org/Org";
import { GROUPS_PATH } from "../groups/groups";
import { USERS_PATH } from "../users/userView";
import { APP_PATH, appOf } from "./apps";
import { APPS_PATH } from "./appView";

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
  { method: "POST", path: `${USERS}/{userId}`, operation: "updateApplicationUser", handle: updateUser },
  { method: "DELETE", path: `${USERS}/{userId}`, operation: "unassignUserFromApplication", handle: unassignUser },
);

function listGroups(call: ApiCall) {
  const app = appOf(call);
  const assigned = [...app.groups.keys()].map((id) => ({ id }));
  return page(pageOf(call), assigned, ({ id }) => showGroup(call.org, app, id));
}

function getGroup(call: ApiCall) {
  const app = appOf(call);
  return ok(showGroup(call.org, app, assignedGroup(call, app)));
}

function assignGroup(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["groupId"]!;
  if (!call.org.groups.has(id)) throw notFound(id, "UserGroup");
  const fields = fieldsOf(call);
  const priority = fields.whole("priority", app.groups.get(id)?.priority ?? freePlace(app), 0, 1_000_000);
  const profile = fields.object("profile");
  fields.check();
  app.groups.set(id, { priority, profile, lastUpdated: call.org.clock() });
  return ok(showGroup(call.org, app, id));
}

/** The first that no other group has. Source: recorded answers. */
function freePlace({ groups }: App): number {
  const taken = new Set([...groups.values()].map(({ priority }) => priority));
  for (let place = 0; ; place += 1) if (!taken.has(place)) return place;
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

function showGroup(org: Org, app: App, id: string): Json {
  const { priority, profile, lastUpdated } = app.groups.get(id)!;
  const self = `${org.url}${APPS_PATH}/${app.id}`;
  return {
    id,
    lastUpdated: time(lastUpdated),
    priority,
    profile,
    _links: {
      app: { href: self },
      self: { href: `${self}/groups/${id}` },
      group: { href: `${org.url}${GROUPS_PATH}/${id}` },
    },
  };
}

/** Those assigned by hand and those assigned by a group. */
function listUsers(call: ApiCall) {
  const app = appOf(call);
  const byGroup = [...app.groups.keys()].flatMap((id) => membersOf(call.org, call.org.groups.get(id)!));
  const byHand = [...app.users.keys()].map((id) => call.org.users.get(id)!);
  const all = [...new Set([...byHand, ...byGroup])];
  return page(pageOf(call), all, (user) => showUser(call.org, app, user));
}

function getUser(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["userId"]!;
  const user = call.org.users.get(id);
  if (user === undefined || !isAssigned(call.org, app, user)) throw notFound(id, "AppUser");
  return ok(showUser(call.org, app, user));
}

function assignUser(call: ApiCall) {
  const app = appOf(call);
  const fields = fieldsOf(call);
  const id = fields.text("id");
  const user = call.org.users.get(id);
  if (user === undefined) throw validationFailed("id", `User '${id}' does not exist`);
  const assignment = app.users.get(user.id) ?? newAssignment(call.org, user);
  change(call, assignment, fields);
  app.users.set(user.id, assignment);
  return ok(showUser(call.org, app, user));
}

function updateUser(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["userId"]!;
  const [user, assignment] = [call.org.users.get(id), app.users.get(id)];
  if (user === undefined || assignment === undefined) throw notFound(id, "AppUser");
  change(call, assignment, fieldsOf(call));
  return ok(showUser(call.org, app, user));
}

/** Attributes that an OpenID Connect app does not have are refused, as for a user. */
function change(call: ApiCall, assignment: AppAssignment, fields: Fields): void {
  const profile = Object.fromEntries(Object.entries(fields.object("profile")).filter(([, value]) => value !== null));
  const userName = fields.within("credentials").optionalText("userName", 100) ?? assignment.userName;
  fields.check();
  const unknown = Object.keys(profile).filter((name) => !APP_USER_ATTRIBUTES.includes(name));
  if (unknown.length > 0) {
    const causes = unknown.map((name) => `Property name '${name}' is not defined in profile`);
    throw new ApiError("E0000001", "profile", causes);
  }
  Object.assign(assignment, {
    userName,
    profile: { ...assignment.profile, ...profile },
    lastUpdated: call.org.clock(),
  });
}

function unassignUser(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["userId"]!;
  if (!app.users.delete(id)) throw notFound(id, "AppUser");
  return noContent;
}

/** Who is assigned by a group has no assignment of their own; theirs is as old as the account. */
function showUser(org: Org, app: App, user: User): Json {
  const assignment = app.users.get(user.id);
  const stamps = assignment ?? user;
  return {
    id: user.id,
    externalId: null,
    ...times(stamps),
    scope: assignment === undefined ? "GROUP" : "USER",
    status: app.status === "ACTIVE" ? "ACTIVE" : "INACTIVE",
    statusChanged: time(stamps.created),
    passwordChanged: null,
    syncState: "DISABLED",
    credentials: { userName: assignment?.userName ?? user.profile["login"] },
    profile: app.isOidc ? appUserProfile(app, user) : {},
    _links: {
      app: { href: `${org.url}${APPS_PATH}/${app.id}` },
      user: { href: `${org.url}${USERS_PATH}/${user.id}` },
    },
  };
}
