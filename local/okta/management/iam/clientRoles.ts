/** The admin roles of a service app: standard ones, and custom ones each over a resource set. */
import { CUSTOM, STANDARD_ROLES } from "../../admin/standardRoles";
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import type { AdminRole, App, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { fieldsOf, rows, times, type ApiCall } from "../apiEndpoint";
import { APP_TYPE } from "../apps/apps";
import { IAM_ROLES, ROLE_TYPE, roleNamed } from "./iamRoles";
import { IAM_SETS, SET_TYPE, setNamed } from "./iamResourceSets";

const CLIENT = "/oauth2/v1/clients/{clientId}";
const ROLES = `${CLIENT}/roles`;

export const clientRoles = rows(
  "okta.roles",
  { method: "GET", path: ROLES, operation: "listRolesForClient", handle: list },
  { method: "POST", path: ROLES, operation: "assignRoleToClient", handle: assign },
  { method: "GET", path: `${ROLES}/{roleAssignmentId}`, operation: "retrieveClientRole", handle: get },
  { method: "DELETE", path: `${ROLES}/{roleAssignmentId}`, operation: "deleteRoleFromClient", handle: remove },
);

function clientOf(call: ApiCall): App {
  const id = call.params["clientId"]!;
  const app = call.org.appByClientId(id);
  if (app === undefined) throw notFound(id, APP_TYPE);
  return app;
}

function roleOf(call: ApiCall, app: App): AdminRole {
  const id = call.params["roleAssignmentId"]!;
  const role = app.roles.get(id);
  if (role === undefined) throw notFound(id, "RoleAssignment");
  return role;
}

function list(call: ApiCall) {
  const app = clientOf(call);
  return ok([...app.roles.values()].map((role) => show(call.org, app, role)));
}

function assign(call: ApiCall) {
  const { org } = call;
  const app = clientOf(call);
  if (app.applicationType !== "service")
    throw validationFailed("clientId", "Roles can only be assigned to service apps");
  const fields = fieldsOf(call);
  const type = fields.text("type");
  if (type !== "" && type !== CUSTOM && !Object.hasOwn(STANDARD_ROLES, type))
    fields.wrong("type", `'${type}' is not a role that the local Okta models`, null);
  fields.check();
  const custom = type === CUSTOM ? readCustom(org, fields) : undefined;
  const held = [...app.roles.values()].some((each) => each.type === type && isSame(each.custom, custom));
  if (held) throw new ApiError("E0000090");
  const id = org.newId(custom === undefined ? "clientRole" : "customRoleAssignment");
  const made: AdminRole = { ...org.stamp(), id, type, custom };
  app.roles.set(made.id, made);
  return ok(show(org, app, made), 201);
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

function get(call: ApiCall) {
  const app = clientOf(call);
  return ok(show(call.org, app, roleOf(call, app)));
}

function remove(call: ApiCall) {
  const app = clientOf(call);
  app.roles.delete(roleOf(call, app).id);
  return noContent;
}

function show(org: Org, app: App, { id, type, custom, ...stamps }: AdminRole): Json {
  const assignee = { href: org.url + CLIENT.replace("{clientId}", app.clientId) };
  const shared = { type, status: "ACTIVE", ...times(stamps), assignmentType: "CLIENT" };
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
