/**
 * The errors of Okta's OAuth endpoints, by Okta's internal reason: HTTP status, OAuth `error` and Okta's own text.
 * Source: Okta's published list of OAuth 2.0 error codes, release 2026.03.1. `{0}` and `{1}` stand for values.
 */
const ERRORS = {
  access_denied: [403, "access_denied", "The resource owner or authorization server denied the request."],
  user_not_assigned: [400, "access_denied", "User is not assigned to the client application."],
  no_matching_policy: [
    401,
    "access_denied",
    "Policy evaluation failed for this request, please check the policy configurations.",
  ],
  refresh_scopes_denied: [
    400,
    "access_denied",
    "Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: {0}.",
  ],
  invalid_user_status_error: [403, "access_denied", "User status is invalid."],
  login_failed: [403, "access_denied", "Login failed."],
  openid_scope_required_access_token: [
    403,
    "access_denied",
    "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
  ],
  ciba_feature_not_supported: [
    400,
    "access_denied",
    "The Client-Initiated Backchannel Authentication flow currently only supports web applications.",
  ],
  associated_server_not_trusted: [
    403,
    "access_denied",
    "The 'subject_token' issuer isn't a trusted authorization server.",
  ],
  ciba_mfa_challenge_initiation_failure: [
    400,
    "access_denied",
    "Failed to initiate the MFA challenge for the Client-Initiated Backchannel Authentication flow.",
  ],
  authorization_pending: [400, "authorization_pending", "The device authorization is pending. Please try again later."],
  ciba_authorization_pending: [
    400,
    "authorization_pending",
    "The authorization request is still pending as the user hasn't yet been authenticated.",
  ],
  client_credentials_self_scope_requested: [
    400,
    "client_credentials_self_scope_requested",
    "The 'client_credentials' grant type may not request .self scopes.",
  ],
  consent_required: [400, "consent_required", "The following scopes require user consent: [{0}]."],
  no_org_scopes_granted: [400, "consent_required", "You are not allowed any of the requested scopes."],
  expired_token: [400, "expired_token", "The device code has expired."],
  ciba_expired_auth_req_id: [
    400,
    "expired_token",
    "The 'auth_req_id' is invalid or has expired. Make a new authentication request.",
  ],
  slow_down: [400, "slow_down", "Slow down the polling frequency. Please try again later."],
  ciba_slow_down: [400, "slow_down", "Slow down the polling frequency. Try again later."],
  invalid_client: [
    401,
    "invalid_client",
    "Client authentication failed. Either the client or the client credentials are invalid.",
  ],
  missing_client_credentials: [401, "invalid_client", "No client credentials found."],
  invalid_basic_auth_creds: [
    401,
    "invalid_client",
    "Found Authentication header but was not valid client credentials.",
  ],
  invalid_client_id: [401, "invalid_client", "Invalid value for 'client_id' parameter."],
  invalid_token_endpoint_auth_method: [
    401,
    "invalid_client",
    "Client authentication failed. Either the client or the client credentials are invalid.",
  ],
  invalid_client_secret: [401, "invalid_client", "The client secret supplied for a confidential client is invalid."],
  unsupported_auth_method_client_creds: [
    401,
    "invalid_client",
    "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
  ],
  invalid_application_type_client_credentials: [
    401,
    "invalid_client",
    "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
  ],
  client_assertion_invalid_issuer: [
    401,
    "invalid_client",
    "The issuer claim for client_assertion is not a valid client_id.",
  ],
  client_assertion_invalid_subject: [
    401,
    "invalid_client",
    "The subject claim for client_assertion is not a valid client_id.",
  ],
  client_assertion_invalid_audience: [
    401,
    "invalid_client",
    "The audience claim for client_assertion must be the endpoint invoked for the request.",
  ],
  client_assertion_expiration_required: [
    401,
    "invalid_client",
    "The client_assertion must contain the 'exp' claim as seconds since epoch.",
  ],
  client_assertion_expired_token: [401, "invalid_client", "The client_assertion token is expired."],
  client_assertion_expires_too_far_in_future: [
    401,
    "invalid_client",
    "The client_assertion token has an expiration too far into the future.",
  ],
  client_assertion_issued_at_in_future: [
    401,
    "invalid_client",
    "The client_assertion token must be issued before the current time.",
  ],
  client_assertion_already_used: [401, "invalid_client", "The client_assertion token has already been used."],
  client_assertion_invalid_signature: [401, "invalid_client", "The client_assertion signature is invalid."],
  client_assertion_invalid_jwt: [401, "invalid_client", "The parsing of the client_assertion failed."],
  client_assertion_invalid_kid: [401, "invalid_client", "The client_assertion JWT kid is invalid."],
  client_assertion_invalid_signature_algorithm: [
    401,
    "invalid_client",
    "The client_assertion JWT signature algorithm is invalid.",
  ],
  client_assertion_jwks_not_configured: [
    401,
    "invalid_client",
    "The client does not have a JWKSet configured, but the client_assertion requires one.",
  ],
  jwks_uri_error: [401, "invalid_client", "Error retrieving the client JWKSet from jwks_uri."],
  ciba_request_grant_type_not_configured: [
    401,
    "invalid_client",
    "The client doesn't have the 'urn:openid:params:grant-type:ciba' grant type configured.",
  ],
  pkce_verification_failed: [400, "invalid_grant", "PKCE verification failed."],
  invalid_authorization_code: [400, "invalid_grant", "The authorization code is invalid or has expired."],
  invalid_device_code: [400, "invalid_grant", "The device code is invalid or has expired."],
  mismatched_client: [
    400,
    "invalid_grant",
    "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
  ],
  mismatched_redirect_uri: [
    400,
    "invalid_grant",
    "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
  ],
  invalid_refresh_token: [400, "invalid_grant", "The refresh token is invalid or expired."],
  token_exchange_subject_token_expired: [
    400,
    "invalid_grant",
    "The 'subject_token' either expired or the session associated with it was terminated.",
  ],
  multiple_client_credentials: [
    401,
    "invalid_request",
    "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.",
  ],
  client_credentials_in_query: [400, "invalid_request", "Client credentials cannot be supplied via query parameters."],
  duplicate_oauth_params: [400, "invalid_request", "The request contained multiple parameters with the same name."],
  invalid_request: [400, "invalid_request", "Invalid request"],
  invalid_max_age: [
    400,
    "invalid_request",
    "Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1.",
  ],
  invalid_requested_expiry: [
    400,
    "invalid_request",
    "Invalid value for 'requested_expiry' parameter. It should be within range 0 - 2^31-1.",
  ],
  illegal_redirect_uri: [
    400,
    "invalid_request",
    "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
  ],
  invalid_client_application_type: [
    400,
    "invalid_request",
    "Clients with 'application_type' of 'service' are not allowed to access the '{0}' endpoint.",
  ],
  invalid_state: [400, "invalid_request", "The authentication request has an invalid 'state' parameter."],
  invalid_nonce: [
    400,
    "invalid_request",
    "The 'nonce' parameter is required for authorize requests with either the 'id_token' or 'token' response types..",
  ],
  invalid_prompt: [400, "invalid_request", "Invalid value for 'prompt' parameter. Supported values: [{0}]"],
  invalid_prompt_for_zero_max_age: [
    400,
    "invalid_request",
    "'prompt' parameter must not have the value 'none' for request with 'zero' as max_age.",
  ],
  pkce_invalid_challenge: [400, "invalid_request", "PKCE code challenge contains illegal characters."],
  pkce_missing_challenge: [400, "invalid_request", "PKCE code challenge is required by the application."],
  pkce_missing_challenge_verifier_present: [
    400,
    "invalid_request",
    "PKCE code challenge should be specified in the authorize request for code verification.",
  ],
  pkce_missing_verifier: [400, "invalid_request", "PKCE code verifier is required by the application."],
  pkce_unsupported_code_challenge_method: [
    400,
    "invalid_request",
    "PKCE code challenge method is not supported. Valid values: [{0}]",
  ],
  token_request_missing_grant_type: [
    400,
    "invalid_request",
    "The token request must specify a 'grant_type'. Valid values: [{0}]",
  ],
  request_missing_token: [400, "invalid_request", "The 'token' parameter is required."],
  missing_token_request_parameter: [400, "invalid_request", "The required parameter '{0}' is missing."],
  illegal_duplicated_parameters: [
    400,
    "invalid_request",
    "Duplicate parameter provided in request. Duplicated parameters: [{0}].",
  ],
  invalid_authorization_server: [400, "invalid_request", "The authorization server id is invalid."],
  mismatched_authorization_server: [400, "invalid_request", "The grant was issued for another authorization server."],
  invalid_subject_token: [400, "invalid_request", "'subject_token' is invalid."],
  invalid_subject_token_type: [400, "invalid_request", "'subject_token_type' is invalid or not supported."],
  invalid_requested_token_type: [400, "invalid_request", "'requested_token_type' is invalid or not supported."],
  illegal_post_logout_redirect_uri: [
    400,
    "invalid_request",
    "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
  ],
  access_token_missing: [401, "invalid_request", "The access token is missing."],
  client_assertion_type_invalid: [400, "invalid_request", "The client_assertion_type is invalid."],
  ciba_request_invalid_hint: [
    400,
    "invalid_request",
    "The Client-Initiated Backchannel Authentication Flow must contain only one of 'id_token_hint' or 'login_hint'.",
  ],
  ciba_request_unknown_user_id: [
    400,
    "invalid_request",
    "The hint provided in the request did not match a user assigned to the client app.",
  ],
  invalid_user_code: [400, "invalid_user_code", "The user code is invalid or has expired."],
  openid_scope_required: [
    400,
    "invalid_scope",
    "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
  ],
  openid_not_allowed_client_creds: [400, "invalid_scope", "Cannot request 'openid' scopes using client credentials."],
  openid_not_allowed_token_exchange: [
    400,
    "invalid_scope",
    "Can't request 'openid' scopes using the Token Exchange flow for a service app.",
  ],
  invalid_scope: [
    400,
    "invalid_scope",
    "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.",
  ],
  missing_scopes: [400, "invalid_scope", "No scopes were requested."],
  illegal_custom_scope: [400, "invalid_scope", "Custom scopes are not allowed for this request."],
  illegal_scope: [400, "invalid_scope", "The following scopes are not allowed for this request: [{0}]."],
  ciba_request_invalid_scope: [
    400,
    "invalid_scope",
    "The Client-Initiated Backchannel Authentication Flow must contain 'openid' scope.",
  ],
  token_exchange_invalid_audience: [
    400,
    "invalid_target",
    "Token Exchange requests must include a valid audience of the authorization server.",
  ],
  invalid_token: [401, "invalid_token", "The token is invalid."],
  access_token_invalid: [401, "invalid_token", "The access token is invalid."],
  access_token_revoked: [401, "invalid_token", "The access token has been revoked."],
  access_token_insufficient_scopes: [
    403,
    "insufficient_scope",
    "The access token provided does not contain the required scopes.",
  ],
  token_expired: [401, "invalid_token", "The token has expired."],
  id_token_invalid: [401, "invalid_token", "The id token is invalid."],
  login_required: [400, "login_required", "The client specified not to prompt, but the user is not logged in."],
  app_sign_on_required: [
    400,
    "login_required",
    "The client specified not to prompt, but the client app requires re-authentication or MFA.",
  ],
  request_expired: [400, "login_required", "Request expired, please start over and try again."],
  request_not_supported: [
    400,
    "request_not_supported",
    "The authorize request object is not supported by this client.",
  ],
  server_error: [
    500,
    "server_error",
    "The authorization server encountered an unexpected condition that prevented it from fulfilling the request.",
  ],
  feature_not_enabled: [403, "server_error", "The requested feature is not enabled in this environment."],
  too_many_groups_in_groups_claim: [
    400,
    "server_error",
    "The groups claim matched too many groups and must be configured to match fewer groups.",
  ],
  user_claim_evaluation_failure: [400, "server_error", "The '{0}' user claim could not be evaluated."],
  temporarily_unavailable: [
    400,
    "temporarily_unavailable",
    "The authorization server is currently unable to handle the request due to a temporary overloading or maintenance of the server.",
  ],
  unauthorized_client: [
    400,
    "unauthorized_client",
    "The client is not authorized to use the provided grant type. Configured grant types: [{0}].",
  ],
  confidential_client_required: [400, "unauthorized_client", "Confidential client is required to make this request."],
  unmet_authentication_requirements: [
    400,
    "unmet_authentication_requirements",
    "Unable to meet the authentication requirements imposed by 'acr_values' parameter.",
  ],
  unsupported_grant_type: [
    400,
    "unsupported_grant_type",
    "The authorization grant type is not supported by the authorization server. Configured grant types: [{0}].",
  ],
  unsupported_response_mode: [
    400,
    "unsupported_response_mode",
    "The response mode is not supported by the authorization server. Valid response modes: [query, fragment, form_post, okta_post_message].",
  ],
  unsupported_response_mode_query_with_tokens: [
    400,
    "unsupported_response_mode",
    "'query' response mode cannot be used with either the 'id_token' or 'token' response types.",
  ],
  unsupported_response_mode_okta_post_message_with_code: [
    400,
    "unsupported_response_mode",
    "'okta_post_message' response mode cannot be used with the 'code' response type.",
  ],
  unsupported_response_type: [
    400,
    "unsupported_response_type",
    "The response type is not supported by the authorization server. Configured response types: [{0}].",
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

export type OAuthReason = keyof typeof ERRORS;

/** Thrown by an OAuth endpoint; answered as JSON, or by redirect where the client's redirect URI is known to be good. */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly description: string,
    /** Okta's internal reason, as in its System Log. Shown by `/__explain` only. */
    readonly reason: string,
  ) {
    super(description);
    this.name = "OAuthError";
  }

  body(): { error: string; error_description: string } {
    return { error: this.error, error_description: this.description };
  }
}

/** The error of that reason, with `values` in the places that the text leaves open. */
export function oauthError(reason: OAuthReason, ...values: string[]): OAuthError {
  const [status, error, text] = ERRORS[reason];
  const description = text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? "");
  return new OAuthError(status, error, description, reason);
}
