/** The `okta.*` scopes that a service app has been granted. Its admin roles are in `iam/roleAssignments.ts`. */
import { notFound } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { page } from "../../http/page";
import type { App, Json, ScopeGrant } from "../../org/entities";
import { fieldsOf, pageOf, rows, times, type ApiCall } from "../apiEndpoint";
import { APP_PATH, appOf } from "./apps";

const GRANTS = `${APP_PATH}/grants`;

export const appGrants = rows(
  "okta.appGrants",
  { method: "GET", path: GRANTS, operation: "listScopeConsentGrants", handle: listGrants },
  { method: "POST", path: GRANTS, operation: "grantConsentToScope", handle: grant },
  { method: "GET", path: `${GRANTS}/{grantId}`, operation: "getScopeConsentGrant", handle: getGrant },
  { method: "DELETE", path: `${GRANTS}/{grantId}`, operation: "revokeScopeConsentGrant", handle: revoke },
);

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
  if (!org.addresses.includes(issuer)) fields.wrong("issuer", "The issuer must be the org authorization server", null);
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
