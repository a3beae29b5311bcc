/**
 * What the OAuth document of the org's own authorization server says. It is that of a recorded answer. So it also names what
 * the local Okta refuses: pushed requests, request objects, tokens bound to a key, passwords.
 */
import type { Json } from "../org/entities";

/** The scopes of Okta's own API that a client may ask for, without their endings. */
const API_SCOPES: readonly (readonly [name: string, ...endings: string[]])[] = [
  ["users", "manage", "manage.self", "read", "read.self"],
  ["linkedObjects", "manage", "read"],
  ["profileMappings", "manage", "read"],
  ["userTypes", "manage", "read"],
  ["clients", "manage", "register", "read"],
  ["appGrants", "manage", "read"],
  ["policies", "manage", "read"],
  ["groups", "manage", "read"],
  ["inlineHooks", "manage", "read"],
  ["eventHooks", "manage", "read"],
  ["events", "read"],
  ["logs", "read"],
  ["apps", "manage", "read"],
  ["governance.assignmentCandidates", "read"],
  ["accessRequests.tasks", "manage", "read"],
  ["schemas", "manage", "read"],
  ["idps", "manage", "read"],
  ["factors", "manage", "read"],
  ["riskProviders", "manage", "read"],
  ["roles", "manage", "read"],
  ["orgs", "manage", "read"],
  ["domains", "manage", "read"],
  ["brands", "manage", "read"],
  ["sessions", "manage", "read"],
  ["templates", "manage", "read"],
  ["trustedOrigins", "manage", "read"],
  ["threatInsights", "manage", "read"],
  ["behaviors", "manage", "read"],
  ["networkZones", "manage", "read"],
  ["agentPools", "manage", "read"],
  ["reports", "read"],
  ["features", "manage", "read"],
  ["certificateAuthorities", "manage", "read"],
  ["principalRateLimits", "manage", "read"],
  ["rateLimits", "manage", "read"],
  ["directories", "manage"],
  ["directories.groups", "manage"],
  ["apiTokens", "manage", "read"],
  ["personal.adminSettings", "manage", "read"],
];

/** In this order, as it is recorded. */
const IDENTITY_SCOPES = ["openid", "email", "profile", "address", "phone", "offline_access", "groups"];

const GRANTS = [
  "authorization_code",
  "implicit",
  "refresh_token",
  "password",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:okta:params:oauth:grant-type:otp",
  "http://auth0.com/oauth/grant-type/mfa-otp",
  "urn:okta:params:oauth:grant-type:oob",
  "http://auth0.com/oauth/grant-type/mfa-oob",
  "urn:ietf:params:oauth:grant-type:token-exchange",
];

const ASYMMETRIC = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

/** `shared`: what the documents of all issuers say, of which some is left out here. */
export function orgOAuthMetadata(url: string, shared: Json): Json {
  const at = (path: string) => `${url}/oauth2/v1/${path}`;
  const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, shared[name]]));
  return {
    ...same("issuer", "authorization_endpoint", "token_endpoint", "registration_endpoint"),
    response_types_supported: [
      "code",
      "token",
      "id_token",
      "code id_token",
      "code token",
      "id_token token",
      "code id_token token",
    ],
    ...same("response_modes_supported", "subject_types_supported", "code_challenge_methods_supported"),
    grant_types_supported: GRANTS,
    scopes_supported: [
      ...API_SCOPES.flatMap(([name, ...endings]) => endings.map((ending) => `okta.${name}.${ending}`)),
      ...IDENTITY_SCOPES,
    ],
    ...same("token_endpoint_auth_methods_supported", "introspection_endpoint_auth_methods_supported"),
    ...same("revocation_endpoint_auth_methods_supported"),
    claims_supported: ["ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "sub"],
    ...same("introspection_endpoint", "revocation_endpoint", "end_session_endpoint", "device_authorization_endpoint"),
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: ["HS256", "HS384", "HS512", ...ASYMMETRIC],
    pushed_authorization_request_endpoint: at("par"),
    dpop_signing_alg_values_supported: ASYMMETRIC,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    identity_chaining_requested_token_types_supported: ["urn:ietf:params:oauth:token-type:id-jag"],
  };
}
