/** Users: create, read, update, delete, search. Their lifecycle is in `userLifecycle.ts`. */
import { ApiError, notFound } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { Json, User } from "../../org/entities";
import { addMember, groupsOf, leaveAll, runGroupRules } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { activate, setStatus } from "../../org/userStatus";
import { defaultType, type UserType } from "../../org/userTypes";
import { sendActivation } from "../../people/mailbox";
import { fieldsOf, pageOf, rows, type ApiCall } from "../apiEndpoint";
import { readCredentials, readProfile, refuseUnknownAttributes, setCredentials } from "./userBody";
import { listedUser, showUser, USERS_PATH } from "./userView";
import { filterBy, inOrder, orderOf } from "../filter";
import { showGroup } from "../groups/groups";

export const USER_PATH = `${USERS_PATH}/{userId}`;

export const users = rows(
  "okta.users",
  { method: "GET", path: USERS_PATH, operation: "listUsers", handle: list },
  { method: "POST", path: USERS_PATH, operation: "createUser", handle: create },
  { method: "GET", path: USER_PATH, operation: "getUser", handle: (call) => ok(showUser(call.org, userOf(call))) },
  { method: "POST", path: USER_PATH, operation: "updateUser", handle: (call) => change(call, true) },
  { method: "PUT", path: USER_PATH, operation: "replaceUser", handle: (call) => change(call, false) },
  { method: "DELETE", path: USER_PATH, operation: "deleteUser", handle: remove },
  { method: "GET", path: `${USER_PATH}/groups`, operation: "listUserGroups", handle: listGroups },
);

/**
 * By id, by login, or by what stands before the `@` of a login where only one begins so. `me` is the owner of the API token.
 * Source: Okta's API reference.
 */
export function userOf(call: ApiCall): User {
  const key = call.params["userId"]!;
  const user = call.org.findUser(key) ?? byShortLogin(call.org, key);
  if (user === undefined) throw notFound(key, "User");
  return user;
}

function byShortLogin(org: Org, name: string): User | undefined {
  const start = `${name.toLowerCase()}@`;
  const named = [...org.users.values()].filter(({ profile }) =>
    String(profile["login"]).toLowerCase().startsWith(start),
  );
  return named.length === 1 ? named[0] : undefined;
}

function list(call: ApiCall) {
  const { org, query } = call;
  const start = query.get("q")?.toLowerCase();
  const condition = query.get("search") ?? query.get("filter");
  // Without a condition Okta leaves the deactivated users out.
  let found = [...org.users.values()].filter((user) => condition !== null || user.status !== "DEPROVISIONED");
  if (start !== undefined) found = found.filter((user) => nameStartsWith(user, start));
  if (condition !== null) found = filterBy(condition, found, (user) => showUser(org, user));
  found = found.filter((user) => call.may("okta.users.read", { user }));
  found = inOrder(orderOf(query), found, (user) => showUser(org, user));
  return page(pageOf(call), found, (user) => listedUser(org, user));
}

function nameStartsWith({ profile }: User, start: string): boolean {
  return [profile["firstName"], profile["lastName"], profile["email"]].some((text) =>
    String(text).toLowerCase().startsWith(start),
  );
}

function create(call: ApiCall) {
  const { org, query } = call;
  const fields = fieldsOf(call);
  const type = typeOf(org, fields);
  const profile = readProfile(org, fields, { type });
  const credentials = readCredentials(fields);
  const groupIds = fields.texts("groupIds");
  for (const id of groupIds) if (!org.groups.has(id)) fields.wrong("groupIds", `Group '${id}' does not exist`, null);
  fields.check();
  refuseUnknownAttributes(profile, type);
  const user = newUser(org, profile, type);
  setCredentials(org, user, credentials);
  // A staged user with a password has a time of the last change, one without has none. It is recorded.
  if (user.hasPassword) user.statusChanged = org.clock();
  if (query.get("activate") !== "false") {
    activate(org, user);
    sendActivation(call.okta, user);
  }
  for (const id of groupIds) addMember(org, org.groups.get(id)!, user);
  runGroupRules(org, [user]);
  return ok(showUser(org, user));
}

/** A staged user without credentials, who is in no group yet. */
export function newUser(org: Org, profile: Json, type = defaultType(org)): User {
  const user: User = {
    ...org.stamp(),
    id: org.newId("user"),
    status: "STAGED",
    activated: null,
    statusChanged: null,
    lastLogin: null,
    profile,
    hasPassword: false,
    passwordChanged: null,
    credentialProvider: "OKTA",
    typeId: type.id,
    factors: new Map(),
    consents: new Map(),
    roles: new Map(),
  };
  org.users.set(user.id, user);
  return user;
}

function typeOf(org: Org, fields: Fields, self?: User): UserType {
  const named = fields.within("type").optionalText("id");
  const type = org.userTypes.get(named ?? self?.typeId ?? defaultType(org).id);
  return type ?? fields.within("type").wrong("id", `User type '${named}' does not exist`, defaultType(org));
}

/** Who only changes credentials leaves the profile out. */
function change(call: ApiCall, partly: boolean) {
  const { org } = call;
  const user = userOf(call);
  if (user.status === "DEPROVISIONED") throw new ApiError("E0000038");
  const fields = fieldsOf(call);
  const type = typeOf(org, fields, user);
  const profile = fields.has("profile") ? readProfile(org, fields, { type, self: user, partly }) : user.profile;
  const credentials = readCredentials(fields);
  fields.check();
  refuseUnknownAttributes(profile, type);
  Object.assign(user, { profile, typeId: type.id, lastUpdated: org.clock() });
  setCredentials(org, user, credentials);
  runGroupRules(org, [user]);
  return ok(showUser(org, user));
}

/** The first call deactivates, the second deletes. Source: Okta's API reference. */
function remove(call: ApiCall) {
  const { org } = call;
  const user = userOf(call);
  if (user.status !== "DEPROVISIONED") {
    setStatus(org, user, "DEPROVISIONED");
    return noContent;
  }
  leaveAll(org, user);
  for (const app of org.apps.values()) app.users.delete(user.id);
  org.users.delete(user.id);
  return noContent;
}

function listGroups(call: ApiCall) {
  const groups = groupsOf(call.org, userOf(call)).filter((group) => call.may("okta.groups.read", { group }));
  return page(pageOf(call), groups, (group) => showGroup(call.org, group));
}
