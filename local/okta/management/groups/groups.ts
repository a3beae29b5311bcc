/** Groups: create, read, replace, delete, search. */
import { forgetResource } from "../../admin/resources";
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { Group, Json } from "../../org/entities";
import { addMember, emptyGroup } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { showApp } from "../apps/appView";
import { fieldsOf, pageOf, rows, time, times, withoutNulls, type ApiCall } from "../apiEndpoint";
import { filterBy, inOrder, orderOf } from "../filter";

export const GROUPS_PATH = "/api/v1/groups";
export const GROUP_PATH = `${GROUPS_PATH}/{groupId}`;

/** Source: Okta's API reference, which gives 10,000 groups as the largest page. */
const LIMITS = { usual: 10_000, max: 10_000 };

export const groups = rows(
  "okta.groups",
  { method: "GET", path: GROUPS_PATH, operation: "listGroups", handle: list },
  { method: "POST", path: GROUPS_PATH, operation: "addGroup", handle: create },
  { method: "GET", path: GROUP_PATH, operation: "getGroup", handle: (call) => ok(showGroup(call.org, groupOf(call))) },
  { method: "PUT", path: GROUP_PATH, operation: "replaceGroup", handle: replace },
  { method: "DELETE", path: GROUP_PATH, operation: "deleteGroup", handle: remove },
  { method: "GET", path: `${GROUP_PATH}/apps`, operation: "listAssignedApplicationsForGroup", handle: listApps },
);

/** Of a group that Active Directory fills. Source: Okta's API reference. */
const DIRECTORY_CLASS = "okta:windows_security_principal";

/** The group that the path names. @throws ApiError 404 where there is none. */
export function groupOf(call: ApiCall): Group {
  const id = call.params["groupId"]!;
  const group = call.org.groups.get(id);
  if (group === undefined) throw notFound(id, "UserGroup");
  return group;
}

export interface NewGroup {
  readonly name: string;
  readonly description?: string | null;
  /** What else its profile says. */
  readonly profile?: Json;
  /** The directory that it comes from. */
  readonly source?: Group["source"];
}

/** Makes a group and puts in whoever is expected in a group of that name. */
export function addGroup(org: Org, { name, description = null, profile, source }: NewGroup): Group {
  const group = org.createGroup(name, description, source === undefined ? "OKTA_GROUP" : "APP_GROUP", source);
  group.profile = { ...profile, name, description };
  for (const userId of org.expectedMembers.get(name) ?? []) {
    const user = org.users.get(userId);
    if (user !== undefined) addMember(org, group, user);
  }
  return group;
}

function list(call: ApiCall) {
  const { query } = call;
  const prefix = query.get("q")?.toLowerCase();
  let found = [...call.org.groups.values()];
  if (prefix !== undefined) found = found.filter((group) => group.name.toLowerCase().startsWith(prefix));
  const condition = query.get("search") ?? query.get("filter");
  if (condition !== null) found = filterBy(condition, found, (group) => showGroup(call.org, group));
  found = found.filter((group) => call.may("okta.groups.read", { group }));
  found = inOrder(orderOf(query), found, (group) => showGroup(call.org, group));
  return page(pageOf(call), found, (group) => showGroup(call.org, group), LIMITS);
}

function create(call: ApiCall) {
  const { name, description, profile } = readProfile(call.org, fieldsOf(call));
  return ok(showGroup(call.org, addGroup(call.org, { name, description, profile })));
}

function replace(call: ApiCall) {
  const group = groupOf(call);
  if (group.type !== "OKTA_GROUP") throw new ApiError("E0000077", "name attribute because it is read-only.");
  const { name, description, profile } = readProfile(call.org, fieldsOf(call), group);
  Object.assign(group, { name, description, profile, lastUpdated: call.org.clock() });
  return ok(showGroup(call.org, group));
}

function remove(call: ApiCall) {
  const { org } = call;
  const group = groupOf(call);
  if (group.type === "BUILT_IN") throw validationFailed("groupId", "A built-in group cannot be deleted");
  emptyGroup(org, group);
  forgetResource(org, group.id);
  org.groups.delete(group.id);
  for (const app of org.apps.values()) app.groups.delete(group.id);
  for (const rule of org.groupRules.values()) {
    // Okta marks a rule that has lost a group; it does not run any more and must be made anew.
    if (rule.groupIds.includes(group.id) || rule.expression.includes(`"${group.id}"`)) rule.status = "INVALID";
  }
  return noContent;
}

function readProfile(org: Org, fields: Fields, self?: Group) {
  const profile = fields.within("profile");
  const name = profile.text("name");
  const taken = [...org.groups.values()].some(
    (other) => other !== self && other.type !== "APP_GROUP" && other.name === name,
  );
  if (taken) profile.wrong("name", "An object with this field already exists in the current organization", null);
  const description = profile.optionalText("description");
  fields.check();
  return { name, description, profile: { ...fields.object("profile"), name, description } };
}

function listApps(call: ApiCall) {
  const group = groupOf(call);
  const apps = [...call.org.apps.values()].filter((app) => app.groups.has(group.id));
  return page(pageOf(call), apps, (app) => showApp(call.org, app));
}

/** The group as the API answers it. */
export function showGroup(org: Org, group: Group): Json {
  return {
    id: group.id,
    ...times(group),
    lastMembershipUpdated: time(group.lastMembershipUpdated),
    objectClass: [group.source?.type === "active_directory" ? DIRECTORY_CLASS : "okta:user_group"],
    type: group.type,
    ...(group.source === undefined ? {} : { source: { id: group.source.id } }),
    profile: withoutNulls(group.profile),
    _links: {
      users: { href: `${org.url}${GROUPS_PATH}/${group.id}/users` },
      apps: { href: `${org.url}${GROUPS_PATH}/${group.id}/apps` },
      owners: { href: `${org.url}${GROUPS_PATH}/${group.id}/owners` },
    },
  };
}
