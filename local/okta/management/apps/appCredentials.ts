/** The secrets of an app, and the settings of an app that have an address of their own. */
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { App, ClientSecret, Json } from "../../org/entities";
import { createHash } from "node:crypto";
import { fieldsOf, lifecycle, rows, times, type ApiCall } from "../apiEndpoint";
import { ISSUER_MODES } from "../servers/authorizationServers";
import { addSecret, APP_PATH, appOf } from "./apps";

const SECRETS = `${APP_PATH}/credentials/secrets`;
const ONE_SECRET = `${SECRETS}/{secretId}`;
const ID_TOKEN = "/api/v1/internal/apps/{appId}/settings/oauth/idToken";

/** Okta keeps two, so that one can replace the other. Source: Okta's guide on client secret rotation. */
const MAX_SECRETS = 2;

export const appCredentials = rows(
  "okta.apps",
  {
    method: "GET",
    path: SECRETS,
    operation: "listOAuth2ClientSecrets",
    handle: (call) => ok([...appOf(call).secrets.values()].map(showSecret)),
  },
  { method: "POST", path: SECRETS, operation: "createOAuth2ClientSecret", handle: createSecret },
  {
    method: "GET",
    path: ONE_SECRET,
    operation: "getOAuth2ClientSecret",
    handle: (call) => ok(showSecret(secretOf(call, appOf(call)))),
  },
  { method: "DELETE", path: ONE_SECRET, operation: "deleteOAuth2ClientSecret", handle: removeSecret },
  ...lifecycle(ONE_SECRET, "OAuth2ClientSecret", setSecretStatus, (call) =>
    ok(showSecret(secretOf(call, appOf(call)))),
  ),
  {
    method: "GET",
    path: `${APP_PATH}/credentials/jwks`,
    operation: "listJwk",
    handle: (call) => ok({ jwks: { keys: appOf(call).jwks } }),
  },
  {
    method: "GET",
    path: ID_TOKEN,
    operation: "getIdTokenSettings",
    handle: (call) => ok(idTokenSettings(appOf(call), call.org.url, appOf(call).clientId)),
  },
  { method: "POST", path: ID_TOKEN, operation: "updateIdTokenSettings", handle: updateIdToken },
  {
    method: "PUT",
    path: `${APP_PATH}/policies/{policyId}`,
    operation: "assignApplicationPolicy",
    handle: assignPolicy,
  },
);

function secretOf(call: ApiCall, app: App): ClientSecret {
  const id = call.params["secretId"]!;
  const secret = app.secrets.get(id);
  if (secret === undefined) throw notFound(id, "OAuth2ClientSecret");
  return secret;
}

function createSecret(call: ApiCall) {
  const app = appOf(call);
  if (app.secrets.size >= MAX_SECRETS)
    throw validationFailed("secret", `A client can have at most ${MAX_SECRETS} secrets`);
  addSecret(call.org, app, fieldsOf(call).optionalText("client_secret", 100) ?? undefined);
  return ok(showSecret([...app.secrets.values()].at(-1)!), 201);
}

function removeSecret(call: ApiCall) {
  const app = appOf(call);
  const secret = secretOf(call, app);
  if (secret.status === "ACTIVE")
    throw validationFailed("status", "An active secret cannot be deleted. Deactivate it first.");
  app.secrets.delete(secret.id);
  return noContent;
}

function setSecretStatus(call: ApiCall, status: "ACTIVE" | "INACTIVE"): void {
  const app = appOf(call);
  const secret = secretOf(call, app);
  const others = [...app.secrets.values()].filter((each) => each !== secret && each.status === "ACTIVE");
  if (status === "INACTIVE" && others.length === 0)
    throw validationFailed("status", "A client needs at least one active secret");
  secret.status = status;
  secret.lastUpdated = call.org.clock();
}

function showSecret(secret: ClientSecret): Json {
  const hash = createHash("sha256").update(secret.value).digest("base64url").slice(0, 22);
  return { id: secret.id, ...times(secret), status: secret.status, client_secret: secret.value, secret_hash: hash };
}

/** Not part of Okta's published API: the provider calls it after it has made an app. What is set is answered without the rest. */
function idTokenSettings(app: App, issuer: string | null, audience: string | null): Json {
  return { issuer, orgUrl: null, customUrl: null, audience, issuerMode: app.idTokenIssuerMode, ...app.groupsClaim };
}

/** The members of a groups claim. Source: what the provider sends. */
const GROUPS_CLAIM = ["name", "valueType", "value", "groupFilterType"];

function updateIdToken(call: ApiCall) {
  const app = appOf(call);
  const fields = fieldsOf(call);
  const mode = fields.oneOf("issuerMode", ISSUER_MODES, app.idTokenIssuerMode);
  const given = GROUPS_CLAIM.filter((name) => fields.has(name));
  for (const name of given) fields.text(name, 1024);
  fields.check();
  app.idTokenIssuerMode = mode;
  if (given.includes("name")) app.groupsClaim = Object.fromEntries(given.map((name) => [name, fields.value(name)]));
  return ok(idTokenSettings(app, null, null));
}

function assignPolicy(call: ApiCall) {
  const app = appOf(call);
  const id = call.params["policyId"]!;
  if (!call.org.signOnPolicies.has(id)) throw notFound(id, "Policy");
  // Nobody signs in to a service. Source: a recorded answer, with its text.
  if (app.applicationType === "service") {
    const text = `An invalid resource type ("${id}") was supplied in the request body. Valid types include ${app.id}.`;
    throw new ApiError("E0000001", text, [text]);
  }
  app.signOnPolicyId = id;
  return noContent;
}
