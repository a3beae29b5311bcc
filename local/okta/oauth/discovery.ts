/** The documents that say where an issuer's endpoints are and what it can do. */
import { ACR_VALUES, OIDC_SCOPES } from "../../../model/okta";
import { ok, type Answer } from "../http/endpoint";
import type { Json } from "../org/entities";
import { publishedIssuer, type Issuer } from "./issuer";
import { aboutEachIssuer, type OAuthCall, type OAuthEndpoint } from "./oauthEndpoint";
import { publicKey } from "../org/signingKeys";
import { orgOAuthMetadata } from "./orgMetadata";
import { RESPONSE_MODES } from "./authorize/request";
import { SUPPORTED_GRANTS } from "./token/token";
import { ASSERTION_ALGORITHMS, SECRET_ALGORITHMS } from "./tokens/jwt";

export const OPENID_METADATA = "/.well-known/openid-configuration";
export const OAUTH_METADATA = "/.well-known/oauth-authorization-server";

/** Both documents may be kept for a day, as Okta's are. */
const CACHED = { "cache-control": "max-age=86400, must-revalidate" };

const AUTH_METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"];

const document = (_: OAuthCall, issuer: Issuer): Answer => ({ ...ok(metadata(issuer)), headers: CACHED });

/** The OAuth document of the org's own server says less of it, and more of what it can do. */
function oauthDocument(call: OAuthCall, issuer: Issuer): Answer {
  if (issuer.server !== undefined) return document(call, issuer);
  return { ...ok(orgOAuthMetadata(issuer.url, metadata(issuer))), headers: CACHED };
}

const ofOrg = (path: string, answer: typeof document): OAuthEndpoint => ({
  method: "GET",
  path,
  operation: "getWellKnownConfiguration",
  handle: (call) => answer(call, publishedIssuer(call.okta.org, undefined)),
});

export const discoveryEndpoints: readonly OAuthEndpoint[] = [
  ofOrg(OPENID_METADATA, document),
  ofOrg(OAUTH_METADATA, oauthDocument),
  ...aboutEachIssuer("GET", OPENID_METADATA, "getWellKnownOpenIDConfiguration", document),
  ...aboutEachIssuer("GET", OAUTH_METADATA, "getWellKnownOAuthConfiguration", oauthDocument),
  // RFC 8414 puts the well-known part before the path of the issuer.
  {
    method: "GET",
    path: `${OAUTH_METADATA}/oauth2/{authServerId}`,
    operation: "getWellKnownOAuthConfiguration",
    handle: (call) => document(call, publishedIssuer(call.okta.org, call.params["authServerId"], call.header("host"))),
  },
  ...aboutEachIssuer("GET", "/v1/keys", "getKeys", keys),
];

async function keys(_: OAuthCall, issuer: Issuer): Promise<Answer> {
  return ok({ keys: await Promise.all(issuer.keys.list().map(publicKey)) });
}

/** What every issuer can do. */
const CAPABILITIES: Json = {
  response_types_supported: [
    "code",
    "id_token",
    "code id_token",
    "code token",
    "id_token token",
    "code id_token token",
  ],
  response_modes_supported: RESPONSE_MODES,
  grant_types_supported: [...SUPPORTED_GRANTS, "implicit"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  token_endpoint_auth_methods_supported: AUTH_METHODS,
  introspection_endpoint_auth_methods_supported: AUTH_METHODS,
  revocation_endpoint_auth_methods_supported: AUTH_METHODS,
  token_endpoint_auth_signing_alg_values_supported: [...SECRET_ALGORITHMS, ...ASSERTION_ALGORITHMS],
  claims_supported: `iss ver sub aud iat exp jti auth_time amr idp nonce name nickname preferred_username given_name
    middle_name family_name email email_verified profile zoneinfo locale address phone_number picture website gender
    birthdate updated_at at_hash c_hash`.split(/\s+/),
  code_challenge_methods_supported: ["S256"],
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  backchannel_token_delivery_modes_supported: ["poll"],
  acr_values_supported: ACR_VALUES,
  prompt_values_supported: ["none", "login", "consent"],
};

function metadata({ url, endpoints, server }: Issuer): Json {
  const at = (path: string) => `${endpoints}/v1/${path}`;
  return {
    issuer: url,
    authorization_endpoint: at("authorize"),
    token_endpoint: at("token"),
    userinfo_endpoint: at("userinfo"),
    registration_endpoint: `${new URL(url).origin}/oauth2/v1/clients`,
    jwks_uri: at("keys"),
    introspection_endpoint: at("introspect"),
    revocation_endpoint: at("revoke"),
    end_session_endpoint: at("logout"),
    device_authorization_endpoint: at("device/authorize"),
    backchannel_authentication_endpoint: at("bc/authorize"),
    scopes_supported: server === undefined ? OIDC_SCOPES : publishedScopes(server.scopes.values()),
    ...CAPABILITIES,
  };
}

/** Only what says that every client may know of it. */
function publishedScopes(scopes: Iterable<{ readonly name: string; readonly metadataPublish: string }>): string[] {
  return [...scopes].filter(({ metadataPublish }) => metadataPublish === "ALL_CLIENTS").map(({ name }) => name);
}
