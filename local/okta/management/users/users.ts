/** Users: create, read, update, delete, search. Their lifecycle is in `userLifecycle.ts`. */
import { ApiError, notFound } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { Json, User } from "../../org/entities";
import { addMember, groupsOf, leaveAll, runGroupRules } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { activate, setStatus } from "../../org/userStatus";
import { sendActivation } from "../../people/activationMail";
import { fieldsOf, pageOf, rows, selfLink, time, times, type ApiCall } from "../apiEndpoint";
import { filterBy } from "../filter";
import { showGroup } from "../groups/groups";

export const USERS_PATH = "/api/v1/users";
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

/** Of a user profile. Source: Okta's default user profile. */
const REQUIRED = { login: 100, email: 100, firstName: 50, lastName: 50 } as const;

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** By id or by login. `me` is the owner of the API token. */
export function userOf(call: ApiCall): User {
  const key = call.params["userId"]!;
  const user = call.org.findUser(key);
  if (user === undefined) throw notFound(key, "User");
  return user;
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
  return page(pageOf(call), found, (user) => showUser(org, user));
}

function nameStartsWith({ profile }: User, start: string): boolean {
  return [profile["firstName"], profile["lastName"], profile["email"]].some((text) =>
    String(text).toLowerCase().startsWith(start),
  );
}

function create(call: ApiCall) {
  const { org, query } = call;
  const fields = fieldsOf(call);
  const profile = readProfile(org, fields);
  const password = fields.within("credentials").has("password");
  const groupIds = fields.texts("groupIds");
  for (const id of groupIds) if (!org.groups.has(id)) fields.wrong("groupIds", `Group '${id}' does not exist`, null);
  fields.check();
  const user = newUser(org, profile, password);
  if (query.get("activate") !== "false") {
    activate(org, user);
    sendActivation(call.okta, user);
  }
  for (const id of groupIds) addMember(org, org.groups.get(id)!, user);
  runGroupRules(org, [user]);
  return ok(showUser(org, user));
}

/** A staged user, who is in no group yet. */
export function newUser(org: Org, profile: Json, hasPassword: boolean): User {
  const user: User = {
    ...org.stamp(),
    id: org.newId("user"),
    status: "STAGED",
    activated: null,
    statusChanged: null,
    lastLogin: null,
    profile,
    hasPassword,
    factors: new Map(),
    consents: new Map(),
  };
  org.users.set(user.id, user);
  return user;
}

function change(call: ApiCall, partly: boolean) {
  const { org } = call;
  const user = userOf(call);
  if (user.status === "DEPROVISIONED") throw new ApiError("E0000038");
  const fields = fieldsOf(call);
  const profile = readProfile(org, fields, user, partly);
  const password = fields.within("credentials").has("password");
  fields.check();
  user.profile = profile;
  user.hasPassword ||= password;
  user.lastUpdated = org.clock();
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

/** The texts, and that an attribute is named alone, are recorded. */
function readProfile(org: Org, fields: Fields, self?: User, partly = false): Json {
  const given = fields.object("profile");
  const merged = partly ? { ...self?.profile, ...given } : given;
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const checked = fields.plainly("profile");
  for (const [name, length] of Object.entries(REQUIRED)) {
    if (!partly || name in given) checked.text(name, length);
  }
  const { email, login } = kept;
  if (typeof login === "string" && login !== "") checkLogin(org, checked, login, self);
  if (typeof email === "string" && email !== "" && !ADDRESS.test(email))
    checked.wrong("email", "Does not match required pattern", null);
  return kept;
}

function checkLogin(org: Org, checked: Fields, login: string, self: User | undefined): void {
  const other = org.findUser(login);
  if (other !== undefined && other !== self)
    checked.wrong("login", "An object with this field already exists in the current organization", null);
  if (!ADDRESS.test(login)) checked.wrong("login", "Username must be in the form of an email address", null);
}

/** The user as the API answers it: nothing of a password but that there is one. */
export function showUser(org: Org, user: User): Json {
  const at = (milliseconds: number | null) => (milliseconds === null ? null : time(milliseconds));
  return {
    id: user.id,
    status: user.status,
    activated: at(user.activated),
    statusChanged: at(user.statusChanged),
    lastLogin: at(user.lastLogin),
    passwordChanged: null,
    ...times(user),
    type: { id: "otydefault" },
    profile: user.profile,
    credentials: {
      ...(user.hasPassword ? { password: {} } : {}),
      provider: { type: "OKTA", name: "OKTA" },
    },
    ...selfLink(org, `${USERS_PATH}/${user.id}`),
  };
}
