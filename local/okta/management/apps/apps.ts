/** Apps: create, read, replace, delete, lifecycle. That programs register themselves as apps is not modelled, and said so. */
import { forgetResource } from "../../admin/resources";
import { ApiError, notFound, validationFailed, notModelled } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { page } from "../../http/page";
import type { App } from "../../org/entities";
import { randomText } from "../../org/ids";
import { newAssignment } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { lifecycle, pageOf, rows, type ApiCall } from "../apiEndpoint";
import { readApp, type AppSettings } from "./appBody";
import { APPS_PATH, showApp } from "./appView";

export const APP_PATH = `${APPS_PATH}/{appId}`;

/** Okta's internal name of an OpenID Connect app, as its errors give it. */
export const APP_TYPE = "OAuth2AppInstance";

/** Length of a client secret. Source: recorded answers. */
const SECRET_LENGTH = 64;

export const apps = rows(
  "okta.apps",
  { method: "GET", path: APPS_PATH, operation: "listApplications", handle: list },
  { method: "POST", path: APPS_PATH, operation: "createApplication", handle: create },
  { method: "GET", path: APP_PATH, operation: "getApplication", handle: (call) => ok(showApp(call.org, appOf(call))) },
  { method: "PUT", path: APP_PATH, operation: "replaceApplication", handle: replace },
  { method: "DELETE", path: APP_PATH, operation: "deleteApplication", handle: remove },
  ...lifecycle(
    APP_PATH,
    "Application",
    (call, status) => {
      const app = appOf(call);
      app.status = status;
      app.lastUpdated = call.org.clock();
    },
    () => ok({}),
  ),
);

/** The app that the path names. @throws ApiError 404 where there is none. */
export function appOf(call: ApiCall): App {
  const id = call.params["appId"]!;
  const app = call.org.apps.get(id);
  if (app === undefined) throw notFound(id, APP_TYPE);
  return app;
}

/** Whether the app proves itself with a secret. */
export function usesSecret(app: Pick<App, "authMethod">): boolean {
  return app.authMethod.startsWith("client_secret");
}

/** Whoever is expected in an app of that label; see `Persona.apps`. */
function expectedUsers(org: Org, label: string): App["users"] {
  const ids = [...(org.expectedAppUsers.get(label) ?? [])];
  return new Map(ids.flatMap((id) => (org.users.has(id) ? [[id, newAssignment(org, org.users.get(id)!)]] : [])));
}

/** The secret that the app was given last and can use. */
function activeSecret({ secrets }: App): string | undefined {
  return [...secrets.values()].findLast(({ status }) => status === "ACTIVE")?.value;
}

/** Adds a secret: the given one, or a new one. */
export function addSecret(org: Org, app: App, value = randomText(SECRET_LENGTH)): void {
  const secret = { ...org.stamp(), id: org.newId("clientSecret"), value, status: "ACTIVE" as const };
  app.secrets.set(secret.id, secret);
}

function list(call: ApiCall) {
  const wanted = call.query.get("q")?.toLowerCase() ?? "";
  const filter = call.query.get("filter");
  const found = [...call.org.apps.values()].filter(
    (app) =>
      app.label.toLowerCase().startsWith(wanted) &&
      (filter === null || fitsFilter(app, filter)) &&
      call.may("okta.apps.read", { app }),
  );
  return page(pageOf(call), found, (app) => showApp(call.org, app));
}

/** `status eq "ACTIVE"`, `name eq "oidc_client"`, `user.id eq "00u…"`, `group.id eq "00g…"`. */
function fitsFilter(app: App, filter: string): boolean {
  const [, field, value = ""] = /^\s*([\w.]+)\s+eq\s+"([^"]*)"\s*$/.exec(filter) ?? [];
  switch (field) {
    case "status":
      return app.status === value;
    case "name":
      return app.name === value;
    case "user.id":
      return app.users.has(value);
    case "group.id":
      return app.groups.has(value);
    default:
      throw new ApiError("E0000031");
  }
}

function create(call: ApiCall) {
  const { org } = call;
  const settings = readApp(org, call.json);
  const id = org.newId("app");
  const app: App = {
    ...org.stamp(),
    id,
    status: call.query.get("activate") === "false" ? "INACTIVE" : "ACTIVE",
    idTokenIssuerMode: "ORG_URL",
    secrets: new Map(),
    groups: new Map(),
    users: expectedUsers(org, settings.label),
    grants: new Map(),
    roles: new Map(),
    ...appFields(settings, id),
  };
  if (usesSecret(app)) addSecret(org, app, settings.clientSecret);
  org.apps.set(id, app);
  return ok(showApp(org, app, activeSecret(app)));
}

function replace(call: ApiCall) {
  const { org } = call;
  const app = appOf(call);
  const settings = readApp(org, call.json, app);
  if (settings.name !== app.name) throw validationFailed("name", "The kind of an app cannot be changed");
  Object.assign(app, appFields(settings, app.clientId), { lastUpdated: org.clock() });
  if (usesSecret(app) && app.secrets.size === 0) addSecret(org, app, settings.clientSecret);
  if (!usesSecret(app)) app.secrets.clear();
  return ok(showApp(org, app, activeSecret(app)));
}

function remove(call: ApiCall) {
  const app = appOf(call);
  if (app.status === "ACTIVE") throw new ApiError("E0000056");
  forgetResource(call.org, app.id);
  call.org.apps.delete(app.id);
  for (const server of call.org.servers.values()) {
    for (const policy of server.policies) policy.clients = policy.clients.filter((id) => id !== app.clientId);
    server.version += 1;
  }
  return noContent;
}

function appFields({ clientSecret: _, clientId, ...rest }: AppSettings, otherwise: string) {
  return { ...rest, clientId: clientId ?? otherwise };
}

const CLIENTS = "/oauth2/v1/clients";

const handle = (): never => {
  throw notModelled("Dynamic client registration");
};

/** Dynamic client registration: who may not use it is told so, and the others are told that it is not modelled. */
export const clientRegistration = rows(
  "okta.clients",
  { method: "GET", path: CLIENTS, operation: "listClients", handle },
  { method: "POST", path: CLIENTS, operation: "createClient", handle },
  { method: "GET", path: `${CLIENTS}/{clientId}`, operation: "getClient", handle },
  { method: "PUT", path: `${CLIENTS}/{clientId}`, operation: "replaceClient", handle },
  { method: "DELETE", path: `${CLIENTS}/{clientId}`, operation: "deleteClient", handle },
);
