/** What an OpenID Connect app may say, checked as Okta and its provider check it. */
import { notModelled } from "../../errors/apiErrors";
import { isObject } from "../../http/endpoint";
import { Fields } from "../../http/fields";
import type { App, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { ISSUER_MODES } from "../servers/authorizationServers";
import { GRANT_TYPES } from "../servers/ruleBody";
import { part, storedApp } from "./appView";
import { isOwnApp, readOwnApp } from "./ownApp";
import { isTemplate, readTemplateApp } from "./templateApp";

export type AppSettings = Pick<
  App,
  | "name"
  | "isOidc"
  | "label"
  | "body"
  | "applicationType"
  | "grantTypes"
  | "responseTypes"
  | "redirectUris"
  | "postLogoutRedirectUris"
  | "consentMethod"
  | "authMethod"
  | "pkceRequired"
  | "refreshRotation"
  | "refreshLeeway"
  | "jwks"
  | "jwksUri"
> & { readonly clientId?: string; readonly clientSecret?: string };

type AppType = App["applicationType"];

const APP_TYPES: readonly AppType[] = ["web", "native", "browser", "service"];
const AUTH_METHODS = [
  "none",
  "client_secret_post",
  "client_secret_basic",
  "client_secret_jwt",
  "private_key_jwt",
] as const;
const CIBA = "urn:openid:params:grant-type:ciba";

/** The grant that an app of the type must have. Source: the provider's table of app requirements. */
const REQUIRED_GRANT: Readonly<Partial<Record<AppType, string>>> = {
  web: "authorization_code",
  native: "authorization_code",
  service: "client_credentials",
};

/** The grants that an app of the type may not have. A service app has no user; the others are not services. */
const FORBIDDEN_GRANTS: Readonly<Record<AppType, readonly string[]>> = {
  web: [],
  native: ["client_credentials", CIBA],
  browser: ["client_credentials", "password", CIBA],
  service: ["authorization_code", "password", "refresh_token", CIBA],
};

/** Seconds of grace for a rotated refresh token. Source: Okta's API reference. */
const MAX_LEEWAY = 60;

/** Length of the id of an authenticator. Source: Okta's API reference. */
const ID_LENGTH = 20;

/** Okta stores at most so many keys per client. Source: Okta's API reference. */
const MAX_KEYS = 50;

/** @throws ApiError E0000001 that lists everything that is wrong; 501 for a kind of app that is not modelled. */
export function readApp(org: Org, json: Json, self?: App): AppSettings {
  const fields = new Fields(json);
  if (isTemplate(json)) return { ...NO_CLIENT, name: String(json["name"]), ...readTemplateApp(fields, json) };
  if (isOwnApp(json, self)) return { ...NO_CLIENT, ...readOwnApp(org, fields, json, self) };
  if (json["signOnMode"] !== "OPENID_CONNECT" || json["name"] !== "oidc_client")
    throw notModelled(`Apps of sign-on mode ${String(json["signOnMode"])}`);
  const client = fields.within("settings").within("oauthClient");
  const credentials = fields.within("credentials").within("oauthClient");
  const settings = { ...readClient(org, client, json), ...readCredentials(org, credentials, self) };
  const label = fields.text("label", 100);
  checkTogether(settings, client, credentials);
  refuseUnmodelled(fields.within("settings"), client);
  fields.check();
  return { ...settings, name: "oidc_client", isOidc: true, label, body: storedBody(org, json, settings) };
}

/** What a client has and an app of another kind lacks. */
const NO_CLIENT = {
  isOidc: false,
  applicationType: "web",
  grantTypes: [],
  responseTypes: [],
  redirectUris: [],
  postLogoutRedirectUris: [],
  consentMethod: "REQUIRED",
  authMethod: "",
  pkceRequired: true,
  refreshRotation: "ROTATE",
  refreshLeeway: 0,
  jwks: [],
  jwksUri: null,
} as const;

function readClient(org: Org, client: Fields, json: Json) {
  const grantTypes = client.texts("grant_types");
  if (grantTypes.length === 0) client.wrong("grant_types", "The field cannot be left blank", null);
  for (const grant of grantTypes)
    if (!GRANT_TYPES.has(grant)) client.wrong("grant_types", `'${grant}' is no grant type`, null);
  const refresh = client.within("refresh_token");
  const applicationType = client.oneOf("application_type", APP_TYPES, "web");
  return {
    applicationType,
    grantTypes,
    responseTypes: client.has("response_types") ? client.texts("response_types") : usualResponseTypes(grantTypes),
    redirectUris: redirects(client, "redirect_uris"),
    postLogoutRedirectUris: redirects(client, "post_logout_redirect_uris"),
    consentMethod: client.oneOf("consent_method", ["TRUSTED", "REQUIRED"], "TRUSTED"),
    refreshRotation: refresh.oneOf(
      "rotation_type",
      ["ROTATE", "STATIC"],
      applicationType === "browser" ? "ROTATE" : "STATIC",
    ),
    refreshLeeway: refresh.whole("leeway", 0, 0, MAX_LEEWAY),
    jwks: readKeys(org, client, json),
    jwksUri: client.optionalText("jwks_uri"),
  };
}

function readCredentials(org: Org, credentials: Fields, self?: App) {
  const clientId = credentials.optionalText("client_id", 100) ?? self?.clientId;
  const other = clientId === undefined ? undefined : org.appByClientId(clientId);
  if (other !== undefined && other !== self)
    credentials.wrong("client_id", "An app with this client id already exists", null);
  const authMethod = credentials.oneOf(
    "token_endpoint_auth_method",
    AUTH_METHODS,
    self ? (self.authMethod as "none") : "client_secret_basic",
  );
  return {
    authMethod,
    // A public client has nothing else that ties a code to it.
    pkceRequired: credentials.flag("pkce_required", authMethod === "none"),
    clientId,
    clientSecret: credentials.optionalText("client_secret", 100) ?? undefined,
  };
}

function usualResponseTypes(grantTypes: readonly string[]): string[] {
  const code = grantTypes.includes("authorization_code") ? ["code"] : [];
  const token = grantTypes.some((grant) => grant === "implicit" || grant === "client_credentials") ? ["token"] : [];
  return [...code, ...token];
}

/** Absolute addresses, or those of an installed app such as `com.example:/callback`. No fragment. */
function redirects(client: Fields, name: string): string[] {
  const uris = client.texts(name);
  for (const uri of uris) {
    if (!URL.canParse(uri) || uri.includes("#")) client.wrong(name, `'${uri}' is not a valid redirect URI`, null);
  }
  return uris;
}

function readKeys(org: Org, client: Fields, json: Json): Json[] {
  if (!client.has("jwks")) return [];
  const keys = (((json["settings"] as Json)["oauthClient"] as Json)["jwks"] as Json)["keys"];
  if (!Array.isArray(keys) || !keys.every(isObject))
    return client.wrong("jwks.keys", "The field has an invalid value", []);
  if (keys.length > MAX_KEYS) client.wrong("jwks.keys", `At most ${MAX_KEYS} keys are allowed`, null);
  const kids = keys.map((key) => key["kid"]);
  if (new Set(kids).size < kids.length) client.wrong("jwks.keys", "Each key must have a kid of its own", null);
  return keys.map((key) => storedKey(org, client, key));
}

/** The public part only: a private key has no place in an app. */
function storedKey(org: Org, client: Fields, key: Json): Json {
  const parts = key["kty"] === "RSA" ? ["n", "e"] : key["kty"] === "EC" ? ["crv", "x", "y"] : [];
  const complete = parts.length > 0 && parts.every((part) => part === "crv" || typeof key[part] === "string");
  if (!complete) client.wrong("jwks.keys", "A key must be an RSA key with n and e or an EC key with x and y", null);
  const publicParts = Object.fromEntries(parts.map((part) => [part, key[part] ?? null]));
  const { kid, kty, alg, use = null, status = "ACTIVE" } = key;
  return { kid, kty, ...(alg === undefined ? {} : { alg }), use, status, ...publicParts, id: org.newId("clientKey") };
}

function checkTogether(
  app: Pick<
    AppSettings,
    | "applicationType"
    | "grantTypes"
    | "authMethod"
    | "pkceRequired"
    | "jwks"
    | "jwksUri"
    | "redirectUris"
    | "responseTypes"
  >,
  client: Fields,
  credentials: Fields,
): void {
  const { applicationType: type, grantTypes, authMethod } = app;
  const required = REQUIRED_GRANT[type];
  if (required !== undefined && !grantTypes.includes(required)) {
    client.wrong("grant_types", `'${required}' is required for application type '${type}'`, null);
  }
  checkAuthenticator(client, grantTypes);
  const forbidden = grantTypes.filter((grant) => FORBIDDEN_GRANTS[type].includes(grant));
  if (forbidden.length > 0)
    client.wrong("grant_types", `not allowed for application type '${type}': ${forbidden.join(", ")}`, null);
  if (grantTypes.includes("authorization_code") && app.redirectUris.length === 0) {
    client.wrong("redirect_uris", "At least one redirect URI is required", null);
  }
  if (
    authMethod === "private_key_jwt" &&
    app.jwks.length === 0 &&
    app.jwksUri === null &&
    !client.failed("jwks.keys")
  ) {
    client.wrong(
      "jwks",
      "'jwks' or 'jwks_uri' is required when 'token_endpoint_auth_method' is 'private_key_jwt'",
      null,
    );
  }
  if (authMethod === "none" && !app.pkceRequired && type !== "service") {
    // The doubled quotes are Okta's. Source: what the public Terraform provider's tests expect of it.
    const needed = "''pkce_required'' must be set to true when ''token_endpoint_auth_method'' is ''none''";
    credentials.wrong("pkce_required", needed, null);
  }
  client.oneOf("wildcard_redirect", ["DISABLED", "SUBDOMAIN"], "DISABLED");
  if (type === "service" && authMethod === "none") {
    credentials.wrong("token_endpoint_auth_method", "A service app must authenticate itself", null);
  }
}

/** The person answers at `/__backchannel`, which stands for the authenticator; that it needs the grant is inferred. */
function checkAuthenticator(client: Fields, grantTypes: readonly string[]): void {
  const name = "backchannel_custom_authenticator_id";
  const id = client.optionalText(name, ID_LENGTH);
  if (id === null) return;
  if (id.length !== ID_LENGTH) client.wrong(name, `The field must have ${ID_LENGTH} characters`, null);
  if (!grantTypes.includes(CIBA)) client.wrong(name, `'${CIBA}' must be among the grant types`, null);
}

/** Settings that change who gets which token, with the values under which they do nothing. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  dpop_bound_access_tokens: false,
  subject_type: "public",
};

/** What the local Okta does not act on is refused, not ignored: the real Okta would act on it. */
function refuseUnmodelled(settings: Fields, client: Fields): void {
  client.oneOf("issuer_mode", ISSUER_MODES, "ORG_URL");
  const reason = "The local Okta does not model this setting";
  for (const [name, neutral] of Object.entries(NEUTRAL)) {
    if (client.has(name) && client.value(name) !== neutral) client.wrong(name, reason, null);
  }
  for (const name of ["request_object_signing_alg", "id_token_encrypted_response_alg", "sector_identifier_uri"]) {
    if (client.has(name)) client.wrong(name, reason, null);
  }
  if (settings.flag("implicitAssignment", false)) settings.wrong("implicitAssignment", reason, null);
}

/** The body as Okta answers it: defaults filled in, keys without private parts, no secret. */
function storedBody(org: Org, json: Json, settings: Omit<AppSettings, "label" | "body" | "name" | "isOidc">): Json {
  const { jwks: _, ...client } = part(part(json, "settings"), "oauthClient");
  const credentials = part(json, "credentials");
  const { client_secret: __, client_id: ___, ...oauthCredentials } = part(credentials, "oauthClient");
  const stored = {
    userNameTemplate: { template: "${source.login}", type: "BUILT_IN" },
    ...credentials,
    oauthClient: {
      autoKeyRotation: true,
      ...oauthCredentials,
      token_endpoint_auth_method: settings.authMethod,
      pkce_required: settings.pkceRequired,
    },
  };
  const oauthClient = {
    client_uri: null,
    logo_uri: null,
    issuer_mode: "ORG_URL",
    idp_initiated_login: { mode: "DISABLED", default_scope: [] },
    wildcard_redirect: "DISABLED",
    dpop_bound_access_tokens: false,
    ...(org.features.singleLogout && { participate_slo: false }),
    ...client,
    redirect_uris: settings.redirectUris,
    application_type: settings.applicationType,
    grant_types: settings.grantTypes,
    response_types: settings.responseTypes,
    consent_method: settings.consentMethod,
    ...(settings.jwks.length === 0 ? {} : { jwks: { keys: settings.jwks } }),
  };
  return storedApp(json, true, stored, { oauthClient });
}
