/**
 * Names that a custom claim may not have: those that Okta keeps for itself (source: Okta's support article "List of reserved
 * claim names"), and those that whoever reads an access token takes for authority, identity or time.
 */

const BOTH = ["iss", "jti", "token_type", "ver"];

/** What an access token carries already, or may not carry as a custom claim. */
const ACCESS = [...BOTH, ..."acr amr as_uri aud auth_time cid exp iat rpt rsi scp sub uid username".split(" ")];

const ID = [
  ...BOTH,
  ..."active acr aid amr app_id app_type at_hash aud auth_time c_hash client_id client_ip client_req_id client_type".split(
    " ",
  ),
  ..."client_user_agent cnf device_compliance device_id device_known device_managed device_name device_trust did".split(
    " ",
  ),
  ..."dst exp group hotk iat idp idp_iss mac_key may_act nonce oid okta_emailVerified okta_lastUpdated orig".split(" "),
  ..."permissions purpose pwd_exp_days pwd_exp_time rid role scope scopes sid sub term user_ip".split(" "),
];

const RESERVED = { access: inLowerCase(ACCESS), id: inLowerCase(ID) };

/** Name in lower case → name. */
function inLowerCase(list: readonly string[]): ReadonlyMap<string, string> {
  return new Map(list.map((name) => [name.toLowerCase(), name]));
}

/**
 * The reserved name that a custom claim of that token would be taken for. Some readers, Go's JSON among them, take names that
 * differ in case for one, and believe the last.
 */
export function reservedNameOf(name: string, token: "access" | "id"): string | undefined {
  return RESERVED[token].get(name.toLowerCase());
}

/**
 * The claims of the OIDC scopes, which every server has for the ID token: one of these names is changed, never added.
 * Source: the claims of a new server.
 */
const OIDC_CLAIMS = inLowerCase(
  (
    "middle_name zoneinfo website updated_at profile preferred_username picture nickname name locale given_name gender " +
    "family_name birthdate email email_verified phone_number address"
  ).split(" "),
);

/** The claim of an OIDC scope that a claim of an ID token would be taken for, in any case. */
export function oidcClaimOf(name: string): string | undefined {
  return OIDC_CLAIMS.get(name.toLowerCase());
}

/** The claims that API Gateway's JWT authorizer reads as the scopes of a token. Source: its developer guide. */
export const SCOPE_CLAIMS: ReadonlySet<string> = new Set(["scope", "scp"]);

/** How a reader of access tokens would take a claim of such a name. */
type Reading = readonly [reading: string, names: string];

/**
 * By the names in lower case, since some readers do not tell cases apart. Sources: API Gateway's developer guide, RFC 7519,
 * RFC 7800, RFC 8693, RFC 9068, RFC 9396, OpenID Connect Core, and the defaults of Spring Security, ASP.NET Core, Quarkus,
 * Keycloak's and Cognito's libraries.
 */
const READINGS: readonly Reading[] = [
  ["API Gateway and many libraries take it for the scopes of the token", "scope scp scopes"],
  [
    "well-known libraries take it for what the caller may do",
    "role roles authority authorities realm_access resource_access cognito:groups cognito:roles cognito:preferred_role authorization_details",
  ],
  ["well-known libraries take it for the client that calls", "client_id azp appid application_id"],
  [
    "well-known libraries take it for the person who calls",
    "upn unique_name nameid oid user_id user_name cognito:username act may_act",
  ],
  ["it binds the token to a key (RFC 7800), without which nobody may use it", "cnf"],
  ["readers take it for when the token begins to be valid", "nbf"],
  ["it belongs into an ID token, and readers refuse an access token that has it", "nonce at_hash c_hash s_hash"],
  ["readers take it for the kind of the token", "typ token_use"],
];

const readings: ReadonlyMap<string, string> = new Map(
  READINGS.flatMap(([reading, list]) => list.split(" ").map((name): [string, string] => [name, reading])),
);

/** How readers of access tokens would take a claim of this name, as half a sentence; undefined: they pass it on. */
export function readingOf(name: string): string | undefined {
  return readings.get(name.toLowerCase());
}

/**
 * Claims of who somebody is, which belong into an ID token. An access token may carry them (RFC 9068 section 2.2.2), and
 * whoever finds one there believes it.
 */
export const IDENTITY_CLAIMS: ReadonlySet<string> = new Set(
  "email email_verified name preferred_username phone_number phone_number_verified given_name family_name".split(" "),
);

/**
 * Names of claims of authority that RFC 9068 gives access tokens. `groups` is in Okta's list of reserved names, and yet in
 * Okta's own guide as a custom claim of the access token.
 */
export const GROUPS_CLAIM = "groups";
export const ENTITLEMENTS_CLAIM = "entitlements";
