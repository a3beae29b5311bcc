/** The admin roles of service apps, of users and of groups: standard ones, and custom ones each over a resource set. */
import { CUSTOM, OTHER_ROLES, STANDARD_ROLES } from "../../admin/standardRoles";
import { ApiError, notFound, notModelled, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import type { AdminRole, Json } from "../../org/entities";
import type { RoleHolder } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { fieldsOf, rows, times, type ApiCall, type ApiEndpoint } from "../apiEndpoint";
import { APP_TYPE } from "../apps/apps";
import { groupOf, GROUPS_PATH } from "../groups/groups";
import { userOf } from "../users/users";
import { USERS_PATH } from "../users/userView";
import { IAM_ROLES, ROLE_TYPE, roleNamed } from "./iamRoles";
import { IAM_SETS, SET_TYPE, setNamed } from "./iamResourceSets";

/** Who holds the roles that a path is about. */
interface Assignee {
  readonly kind: "CLIENT" | "USER" | "GROUP";
  readonly holder: RoleHolder;
  /** Where the assignee itself is. */
  readonly path: string;
}

const CLIENTS = "/oauth2/v1/clients";

function clientOf({ org, params }: ApiCall): Assignee {
  const id = params["clientId"]!;
  const app = org.appByClientId(id);
  if (app === undefined) throw notFound(id, APP_TYPE);
  return { kind: "CLIENT", holder: app, path: `${CLIENTS}/${app.clientId}` };
}

function userAssignee(call: ApiCall): Assignee {
  const user = userOf(call);
  return { kind: "USER", holder: user, path: `${USERS_PATH}/${user.id}` };
}

function groupAssignee(call: ApiCall): Assignee {
  const group = groupOf(call);
  return { kind: "GROUP", holder: group, path: `${GROUPS_PATH}/${group.id}` };
}

type Operations = readonly [list: string, assign: string, get: string, remove: string];

function roleRows(
  path: string,
  find: (call: ApiCall) => Assignee,
  operations: Operations,
): Omit<ApiEndpoint, "scope">[] {
  const roles = `${path}/roles`;
  const role = `${roles}/{roleAssignmentId}`;
  const shown = (call: ApiCall, each: AdminRole) => show(call.org, find(call), each);
  return [
    {
      method: "GET",
      path: roles,
      operation: operations[0],
      handle: (call) => ok([...find(call).holder.roles.values()].map((each) => shown(call, each))),
    },
    { method: "POST", path: roles, operation: operations[1], handle: (call) => assign(call, find(call)) },
    {
      method: "GET",
      path: role,
      operation: operations[2],
      handle: (call) => ok(shown(call, roleOf(call, find(call)))),
    },
    {
      method: "DELETE",
      path: role,
      operation: operations[3],
      handle: (call) => {
        const assignee = find(call);
        assignee.holder.roles.delete(roleOf(call, assignee).id);
        return noContent;
      },
    },
  ];
}

export const roleAssignments = rows(
  "okta.roles",
  ...roleRows(`${CLIENTS}/{clientId}`, clientOf, [
    "listRolesForClient",
    "assignRoleToClient",
    "retrieveClientRole",
    "deleteRoleFromClient",
  ]),
  ...roleRows(`${USERS_PATH}/{userId}`, userAssignee, [
    "listAssignedRolesForUser",
    "assignRoleToUser",
    "getUserAssignedRole",
    "unassignRoleFromUser",
  ]),
  ...roleRows(`${GROUPS_PATH}/{groupId}`, groupAssignee, [
    "listGroupAssignedRoles",
    "assignRoleToGroup",
    "getGroupAssignedRole",
    "unassignRoleFromGroup",
  ]),
);

function roleOf(call: ApiCall, { holder }: Assignee): AdminRole {
  const id = call.params["roleAssignmentId"]!;
  const role = holder.roles.get(id);
  if (role === undefined) throw notFound(id, "RoleAssignment");
  return role;
}

function assign(call: ApiCall, assignee: Assignee) {
  const { org } = call;
  const { kind, holder } = assignee;
  const app = kind === "CLIENT" ? org.appByClientId(call.params["clientId"]!) : undefined;
  if (app !== undefined && app.applicationType !== "service")
    throw validationFailed("clientId", "Roles can only be assigned to service apps");
  const fields = fieldsOf(call);
  const type = fields.text("type");
  if (OTHER_ROLES.has(type)) throw notModelled(`Admin role ${type}`);
  if (type !== "" && type !== CUSTOM && !Object.hasOwn(STANDARD_ROLES, type))
    fields.wrong("type", `'${type}' is not an admin role`, null);
  fields.check();
  const custom = type === CUSTOM ? readCustom(org, fields) : undefined;
  const held = [...holder.roles.values()].some((each) => each.type === type && isSame(each.custom, custom));
  if (held) throw new ApiError("E0000090");
  const id = custom === undefined ? standardId(org, type) : org.newId("customRoleAssignment");
  const made: AdminRole = { ...org.stamp(), id, type, custom };
  holder.roles.set(made.id, made);
  return ok(show(org, assignee, made), 201);
}

/** The id of a standard role is its name in base32; that of a super admin is an id like others. It is recorded. */
function standardId(org: Org, type: string): string {
  return type === "SUPER_ADMIN" ? org.newId("adminRole") : base32(type);
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Without padding. */
function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** The text for a missing role is recorded; what Okta answers to one that is not there is inferred. */
function readCustom(org: Org, fields: Fields): AdminRole["custom"] {
  const role = fields.optionalText("role");
  if (role === null) throw new ApiError("E0000002", "Custom role id or name required for a CUSTOM assignment");
  const resourceSet = fields.text("resource-set");
  fields.check();
  const found = { role: roleNamed(org, role), set: setNamed(org, resourceSet) };
  if (found.role === undefined) throw notFound(role, ROLE_TYPE);
  if (found.set === undefined) throw notFound(resourceSet, SET_TYPE);
  return { role: found.role.id, resourceSet: found.set.id };
}

function isSame(a: AdminRole["custom"], b: AdminRole["custom"]): boolean {
  return a?.role === b?.role && a?.resourceSet === b?.resourceSet;
}

function show(org: Org, { kind, path }: Assignee, { id, type, custom, ...stamps }: AdminRole): Json {
  const assignee = { href: org.url + path };
  const shared = { type, status: "ACTIVE", ...times(stamps), assignmentType: kind };
  if (custom === undefined) return { id, label: STANDARD_ROLES[type]!.label, ...shared, _links: { assignee } };
  const role = `${org.url}${IAM_ROLES}/${custom.role}`;
  const set = `${org.url}${IAM_SETS}/${custom.resourceSet}`;
  return {
    id,
    label: org.customRoles.get(custom.role)!.label,
    ...shared,
    role: custom.role,
    "resource-set": custom.resourceSet,
    _links: {
      assignee,
      "resource-set": { href: set },
      member: { href: `${set}/bindings/${custom.role}/members/${id}` },
      role: { href: role },
      permissions: { href: `${role}/permissions` },
    },
  };
}
