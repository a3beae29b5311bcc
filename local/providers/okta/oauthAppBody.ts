/** An OpenID Connect application between Pulumi's properties and Okta's JSON. */
import { at, type Body } from "../httpClient";
import type { Live } from "../resourceType";
import { isEmpty, isObject, type Value, type Values } from "../values";

/** Input → member of `settings.oauthClient`. */
const CLIENT_MEMBERS = {
  backchannelCustomAuthenticatorId: "backchannel_custom_authenticator_id",
  clientUri: "client_uri",
  consentMethod: "consent_method",
  grantTypes: "grant_types",
  issuerMode: "issuer_mode",
  jwksUri: "jwks_uri",
  logoUri: "logo_uri",
  policyUri: "policy_uri",
  postLogoutRedirectUris: "post_logout_redirect_uris",
  redirectUris: "redirect_uris",
  tosUri: "tos_uri",
  type: "application_type",
  wildcardRedirect: "wildcard_redirect",
} as const;

export function appBody(inputs: Values) {
  return {
    accessibility: {},
    credentials: {
      oauthClient: {
        autoKeyRotation: inputs["autoKeyRotation"],
        client_id: inputs["clientId"],
        client_secret: inputs["clientBasicSecret"],
        pkce_required: inputs["pkceRequired"],
        token_endpoint_auth_method: inputs["tokenEndpointAuthMethod"],
      },
      userNameTemplate: { template: "${source.login}", type: "BUILT_IN" },
    },
    label: inputs["label"],
    name: "oidc_client",
    profile: profileOf(inputs["profile"]),
    settings: {
      implicitAssignment: inputs["implicitAssignment"],
      notes: { admin: inputs["adminNote"], enduser: inputs["enduserNote"] },
      oauthClient: clientBody(inputs),
    },
    signOnMode: "OPENID_CONNECT",
    visibility: { hide: { iOS: inputs["hideIos"], web: inputs["hideWeb"] } },
  };
}

function profileOf(profile: Value | undefined): unknown {
  return typeof profile === "string" ? (JSON.parse(profile) as object) : profile;
}

function clientBody(inputs: Values) {
  const { jwks, refreshTokenRotation, refreshTokenLeeway, loginMode, loginUri, loginScopes } = inputs;
  const members = Object.entries(CLIENT_MEMBERS).map(([name, member]) => [member, inputs[name]]);
  const rotates = refreshTokenRotation !== undefined || refreshTokenLeeway !== undefined;
  return {
    ...Object.fromEntries(members),
    dpop_bound_access_tokens: false,
    idp_initiated_login: { default_scope: loginScopes ?? [], mode: loginMode },
    initiate_login_uri: loginUri,
    jwks: Array.isArray(jwks)
      ? { keys: jwks.map((key: Value) => ({ ...(isObject(key) ? key : {}), status: "ACTIVE" })) }
      : undefined,
    refresh_token: rotates
      ? { leeway: refreshTokenLeeway ?? 0, rotation_type: refreshTokenRotation ?? "STATIC" }
      : undefined,
    response_types: inputs["responseTypes"] ?? usualResponseTypes(inputs["grantTypes"]),
  };
}

/** The provider's own choice. */
function usualResponseTypes(grantTypes: Value | undefined): string[] {
  const grants = Array.isArray(grantTypes) ? (grantTypes as readonly Value[]) : [];
  if (grants.includes("implicit") || grants.includes("client_credentials")) return ["token"];
  return grants.includes("authorization_code") ? ["code"] : [];
}

/** The secret is told once, when the application is made, so that reading never changes it. */
export function appLive(body: Body): Live {
  const oauth = (path: string) => at(body, `settings.oauthClient.${path}`);
  const credential = (name: string) => at(body, `credentials.oauthClient.${name}`);
  const members = Object.entries(CLIENT_MEMBERS).map(([name, member]) => [name, oauth(member)]);
  return {
    ...Object.fromEntries(members),
    adminNote: at(body, "settings.notes.admin"),
    autoKeyRotation: credential("autoKeyRotation") ?? undefined,
    clientId: credential("client_id"),
    enduserNote: at(body, "settings.notes.enduser"),
    hideIos: at(body, "visibility.hide.iOS") ?? undefined,
    hideWeb: at(body, "visibility.hide.web") ?? undefined,
    implicitAssignment: at(body, "settings.implicitAssignment"),
    jwks: keys(oauth("jwks.keys")),
    label: at(body, "label"),
    loginMode: oauth("idp_initiated_login.mode") ?? undefined,
    loginScopes: oauth("idp_initiated_login.default_scope"),
    loginUri: oauth("initiate_login_uri"),
    pkceRequired: credential("pkce_required"),
    profile: isEmpty(at(body, "profile")) ? null : JSON.stringify(at(body, "profile")),
    refreshTokenLeeway: oauth("refresh_token.leeway"),
    refreshTokenRotation: oauth("refresh_token.rotation_type"),
    responseTypes: oauth("response_types"),
    status: at(body, "status"),
    tokenEndpointAuthMethod: credential("token_endpoint_auth_method"),
    name: at(body, "name"),
    signOnMode: at(body, "signOnMode"),
  };
}

/** What Okta adds to a key (`id`, `use: null`, `status`) is none of the program's. */
function keys(value: Value): Value {
  if (!Array.isArray(value)) return null;
  return value.map((key: Value) => {
    const parts = ["kid", "kty", "e", "n", "x", "y"].map((name) => [name, isObject(key) ? key[name] : undefined]);
    return Object.fromEntries(parts.filter(([, part]) => typeof part === "string")) as Value;
  });
}
