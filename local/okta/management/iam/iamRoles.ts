/** Custom admin roles: each a label and a set of permissions. */
import { isPermission, type Permission } from "../../admin/permissions";
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { namedPage } from "../../http/page";
import type { CustomRole, Json, Stamped } from "../../org/entities";
import { roleHolders } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { fieldsOf, pageOf, rows, times, type ApiCall } from "../apiEndpoint";

export const IAM_ROLES = "/api/v1/iam/roles";
const ROLE = `${IAM_ROLES}/{roleIdOrLabel}`;
const PERMISSIONS = `${ROLE}/permissions`;
const PERMISSION = `${PERMISSIONS}/{permissionType}`;

/** Inferred, as is the name of the kind of a resource set: Okta's errors about them are not recorded. */
export const ROLE_TYPE = "Role";

/** Source: Okta's help on custom admin roles. */
const MAX_ROLES = 100;

export const iamRoles = rows(
  "okta.roles",
  { method: "GET", path: IAM_ROLES, operation: "listRoles", handle: list },
  { method: "POST", path: IAM_ROLES, operation: "createRole", handle: create },
  { method: "GET", path: ROLE, operation: "getRole", handle: (call) => ok(show(call.org, roleOf(call))) },
  { method: "PUT", path: ROLE, operation: "replaceRole", handle: replace },
  { method: "DELETE", path: ROLE, operation: "deleteRole", handle: remove },
  { method: "GET", path: PERMISSIONS, operation: "listRolePermissions", handle: listPermissions },
  { method: "GET", path: PERMISSION, operation: "getRolePermission", handle: getPermission },
  { method: "POST", path: PERMISSION, operation: "createRolePermission", handle: addPermission },
  { method: "PUT", path: PERMISSION, operation: "replaceRolePermission", handle: replacePermission },
  { method: "DELETE", path: PERMISSION, operation: "deleteRolePermission", handle: removePermission },
);

/** By id or by label. */
export function roleNamed(org: Org, idOrLabel: string): CustomRole | undefined {
  return org.customRoles.get(idOrLabel) ?? [...org.customRoles.values()].find(({ label }) => label === idOrLabel);
}

function roleOf(call: ApiCall): CustomRole {
  const name = call.params["roleIdOrLabel"]!;
  const role = roleNamed(call.org, name);
  if (role === undefined) throw notFound(name, ROLE_TYPE);
  return role;
}

function list(call: ApiCall) {
  return namedPage(pageOf(call), "roles", [...call.org.customRoles.values()], (role) => show(call.org, role));
}

function create(call: ApiCall) {
  const { org } = call;
  if (org.customRoles.size >= MAX_ROLES) throw validationFailed("label", `At most ${MAX_ROLES} roles are allowed`);
  const fields = fieldsOf(call);
  const names = fields.texts("permissions");
  if (names.length === 0) fields.wrong("permissions", "The field cannot be left blank", null);
  for (const name of names) if (!isPermission(name)) fields.wrong("permissions", unknownPermission(name), null);
  const settings = readSettings(org, fields);
  const permissions = new Map(names.filter(isPermission).map((name) => [name, org.stamp()]));
  const role: CustomRole = { ...org.stamp(), id: org.newId("customRole"), ...settings, permissions };
  org.customRoles.set(role.id, role);
  return ok(show(org, role));
}

function replace(call: ApiCall) {
  const role = roleOf(call);
  Object.assign(role, readSettings(call.org, fieldsOf(call), role), { lastUpdated: call.org.clock() });
  return ok(show(call.org, role));
}

/** That a role in use cannot be deleted is inferred. */
function remove(call: ApiCall) {
  const { org } = call;
  const role = roleOf(call);
  const used = roleHolders(org).some(({ roles }) => [...roles.values()].some((r) => r.custom?.role === role.id));
  if (used) throw validationFailed("roleIdOrLabel", "The role is assigned and cannot be deleted");
  org.customRoles.delete(role.id);
  return noContent;
}

function readSettings(org: Org, fields: Fields, self?: CustomRole) {
  const label = fields.text("label");
  const other = roleNamed(org, label);
  if (other !== undefined && other !== self)
    fields.wrong("label", "An object with this field already exists in the current organization", null);
  const result = { label, description: fields.text("description", 1024) };
  fields.check();
  return result;
}

function listPermissions(call: ApiCall) {
  const role = roleOf(call);
  return ok({ permissions: [...role.permissions.keys()].map((name) => showPermission(call.org, role, name)) });
}

function getPermission(call: ApiCall) {
  const role = roleOf(call);
  return ok(showPermission(call.org, role, heldPermission(call, role)));
}

function addPermission(call: ApiCall) {
  const role = roleOf(call);
  const name = permissionNamed(call);
  if (!role.permissions.has(name)) role.permissions.set(name, call.org.stamp());
  return noContent;
}

function replacePermission(call: ApiCall) {
  const role = roleOf(call);
  const name = heldPermission(call, role);
  permissionNamed(call);
  role.permissions.set(name, { ...role.permissions.get(name)!, lastUpdated: call.org.clock() });
  return ok(showPermission(call.org, role, name));
}

function removePermission(call: ApiCall) {
  const role = roleOf(call);
  role.permissions.delete(heldPermission(call, role));
  return noContent;
}

function heldPermission(call: ApiCall, role: CustomRole): Permission {
  const name = call.params["permissionType"]!;
  if (!isPermission(name) || !role.permissions.has(name)) throw notFound(name, "Permission");
  return name;
}

/** Conditions narrow a permission: without them a role could do more than was said. */
function permissionNamed(call: ApiCall): Permission {
  const name = call.params["permissionType"]!;
  if (fieldsOf(call).has("conditions"))
    throw validationFailed("conditions", "The local Okta does not model conditions of permissions");
  if (!isPermission(name)) throw validationFailed("permissionType", unknownPermission(name));
  return name;
}

const unknownPermission = (name: string) => `'${name}' is not a permission that a custom role can have`;

function show(org: Org, { id, label, description, ...stamps }: CustomRole): Json {
  const self = `${org.url}${IAM_ROLES}/${id}`;
  const _links = { permissions: { href: `${self}/permissions` }, self: { href: self } };
  return { id, label, isCloneable: false, description, ...times(stamps), _links };
}

function showPermission(org: Org, { id, permissions }: CustomRole, label: Permission): Json {
  const role = `${org.url}${IAM_ROLES}/${id}`;
  const stamps: Stamped = permissions.get(label)!;
  const _links = { role: { href: role }, self: { href: `${role}/permissions/${label}` } };
  return { label, ...times(stamps), conditions: null, _links };
}
