/** Claim names that Okta keeps for itself. Source: Okta's support article "List of reserved claim names". */

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

/** The names that a custom claim may not have, by the token that it goes into. */
export const RESERVED_CLAIMS: Readonly<Record<"access" | "id", ReadonlySet<string>>> = {
  access: new Set(ACCESS),
  id: new Set(ID),
};

/**
 * The claims of the OIDC scopes, which every server has for the ID token: one of these names is changed, never added.
 * Source: the claims of a new server.
 */
export const OIDC_CLAIMS: ReadonlySet<string> = new Set(
  (
    "middle_name zoneinfo website updated_at profile preferred_username picture nickname name locale given_name gender " +
    "family_name birthdate email email_verified phone_number address"
  ).split(" "),
);

/** In Okta's list of reserved names, and yet in Okta's own guide as a custom claim of the access token. */
export const DISPUTED_ACCESS_CLAIM = "groups";
