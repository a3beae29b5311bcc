/** What a service app may do with Okta's own API: the granted `okta.*` scopes and its administrator roles. */
import { ApiError, notFound, validationFailed } from "../errors/apiErrors";
import { noContent, ok } from "../http/endpoint";
import { page } from "../http/page";
import type { App, ClientRole, Json, ScopeGrant } from "../org/entities";
import { fieldsOf, pageOf, rows, times, type ApiCall } from "./apiEndpoint";
import { APP_PATH, APP_TYPE, appOf } from "./apps";

const GRANTS = `${APP_PATH}/grants`;
const ROLES = "/oauth2/v1/clients/{clientId}/roles";

export const appGrants = [
  ...rows(
    "okta.appGrants",
    { method: "GET", path: GRANTS, operation: "listScopeConsentGrants", handle: listGrants },
    { method: "POST", path: GRANTS, operation: "grantConsentToScope", handle: grant },
    { method: "GET", path: `${GRANTS}/{grantId}`, operation: "getScopeConsentGrant", handle: getGrant },
    { method: "DELETE", path: `${GRANTS}/{grantId}`, operation: "revokeScopeConsentGrant", handle: revoke },
  ),
  ...rows(
    "okta.roles",
    { method: "GET", path: ROLES, operation: "listRolesForClient", handle: listRoles },
    { method: "POST", path: ROLES, operation: "assignRoleToClient", handle: assignRole },
    { method: "GET", path: `${ROLES}/{roleAssignmentId}`, operation: "retrieveClientRole", handle: getRole },
    { method: "DELETE", path: `${ROLES}/{roleAssignmentId}`, operation: "deleteRoleFromClient", handle: removeRole },
  ),
];

/** The name of a scope of Okta's API. */
const OKTA_SCOPE = /^okta\.[A-Za-z]+(\.[A-Za-z]+)+$/;

function listGrants(call: ApiCall) {
  const app = appOf(call);
  return page(pageOf(call), [...app.grants.values()], (each) => showGrant(app, each));
}

function grant(call: ApiCall) {
  const { org } = call;
  const app = appOf(call);
  const fields = fieldsOf(call);
  const scopeId = fields.text("scopeId");
  const issuer = fields.text("issuer");
  if (!OKTA_SCOPE.test(scopeId)) fields.wrong("scopeId", `'${scopeId}' is not a valid scope`, null);
  if (issuer !== org.url) fields.wrong("issuer", "The issuer must be the org authorization server", null);
  fields.check();
  const held = [...app.grants.values()].find((each) => each.scopeId === scopeId);
  if (held !== undefined) return ok(showGrant(app, held), 201);
  const made: ScopeGrant = { ...org.stamp(), id: org.newId("grant"), scopeId, issuer };
  app.grants.set(made.id, made);
  return ok(showGrant(app, made), 201);
}

function getGrant(call: ApiCall) {
  const app = appOf(call);
  return ok(showGrant(app, grantOf(call, app)));
}

function revoke(call: ApiCall) {
  const app = appOf(call);
  app.grants.delete(grantOf(call, app).id);
  return noContent;
}

function grantOf(call: ApiCall, app: App): ScopeGrant {
  const id = call.params["grantId"]!;
  const found = app.grants.get(id);
  if (found === undefined) throw notFound(id, "OAuth2ScopeConsentGrant");
  return found;
}

function showGrant(app: App, { id, scopeId, issuer, ...stamps }: ScopeGrant): Json {
  return { id, status: "ACTIVE", ...times(stamps), issuer, clientId: app.clientId, scopeId, source: "ADMIN" };
}

function clientOf(call: ApiCall): App {
  const id = call.params["clientId"]!;
  const app = call.org.appByClientId(id);
  if (app === undefined) throw notFound(id, APP_TYPE);
  return app;
}

function listRoles(call: ApiCall) {
  return ok([...clientOf(call).roles.values()].map(showRole));
}

function assignRole(call: ApiCall) {
  const { org } = call;
  const app = clientOf(call);
  if (app.applicationType !== "service")
    throw validationFailed("clientId", "Roles can only be assigned to service apps");
  const fields = fieldsOf(call);
  const type = fields.text("type");
  const custom = type === "CUSTOM";
  if (!/^[A-Z][A-Z0-9_]*$/.test(type)) fields.wrong("type", `'${type}' is not a valid role`, null);
  const role = custom ? fields.text("role") : undefined;
  const resourceSet = custom ? fields.text("resource-set") : undefined;
  fields.check();
  const held = [...app.roles.values()].some(
    (each) => each.type === type && each.role === role && each.resourceSet === resourceSet,
  );
  if (held) throw new ApiError("E0000090");
  const made: ClientRole = { ...org.stamp(), id: org.newId("clientRole"), type, role, resourceSet };
  app.roles.set(made.id, made);
  return ok(showRole(made), 201);
}

function getRole(call: ApiCall) {
  return ok(showRole(roleOf(call, clientOf(call))));
}

function removeRole(call: ApiCall) {
  const app = clientOf(call);
  app.roles.delete(roleOf(call, app).id);
  return noContent;
}

function roleOf(call: ApiCall, app: App): ClientRole {
  const id = call.params["roleAssignmentId"]!;
  const role = app.roles.get(id);
  if (role === undefined) throw notFound(id, "RoleAssignment");
  return role;
}

/** `HELP_DESK_ADMIN` is labelled `Help Desk Administrator`. */
function showRole({ id, type, role, resourceSet, ...stamps }: ClientRole): Json {
  const words = type.split("_").map((word) => word[0] + word.slice(1).toLowerCase());
  const label = words.join(" ").replace(/\bAdmin\b/, "Administrator");
  const custom = role === undefined ? {} : { role, "resource-set": resourceSet };
  return { id, label, type, status: "ACTIVE", ...times(stamps), assignmentType: "CLIENT", ...custom };
}
