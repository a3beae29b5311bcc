/** Okta's refusals of a request for a token, word for word: HTTP status, OAuth error, internal code and text. */

export interface OktaError {
  /** HTTP status of the token endpoint; `/authorize` sends the same error back in the redirect. */
  readonly status: number;
  /** OAuth `error`. */
  readonly error: string;
  /** Okta's internal code, as in its System Log. */
  readonly reason: string;
  /** Okta's own text. */
  readonly errorDescription: string;
}

function refusal(status: number, error: string, reason: string, errorDescription: string): OktaError {
  return { status, error, reason, errorDescription };
}

/** Source of all of them: the error table of Okta's developer documentation. */
export const OKTA_ERRORS = {
  unauthorizedClient: (configured: readonly string[]): OktaError =>
    refusal(
      400,
      "unauthorized_client",
      "unauthorized_client",
      `The client is not authorized to use the provided grant type. Configured grant types: [${configured.join(", ")}].`,
    ),
  userNotAssigned: refusal(
    400,
    "access_denied",
    "user_not_assigned",
    "User is not assigned to the client application.",
  ),
  noDefaultScopes: refusal(
    400,
    "invalid_scope",
    "no_default_scopes",
    "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
  ),
  noMatchingScope: refusal(
    400,
    "invalid_scope",
    "no_matching_scope",
    "One or more scopes are not configured for the authorization server resource.",
  ),
  openidScopeRequired: refusal(
    400,
    "invalid_scope",
    "openid_scope_required",
    "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
  ),
  openidNotAllowedForClientCredentials: refusal(
    400,
    "invalid_scope",
    "openid_not_allowed_client_creds",
    "Cannot request 'openid' scopes using client credentials.",
  ),
  openidNotAllowedForTokenExchange: refusal(
    400,
    "invalid_scope",
    "openid_not_allowed_token_exchange",
    "Can't request 'openid' scopes using the Token Exchange flow for a service app.",
  ),
  requiredScopeCombination: (scopes: readonly string[], together: readonly string[]): OktaError =>
    refusal(
      400,
      "invalid_scope",
      "required_scope_combination",
      `The following scopes: [${scopes.join(", ")}] must be requested together with [${together.join(", ")}].`,
    ),
  /** Okta refuses a back-channel request without `openid`; its text was not found, so it is the general one. */
  cibaWithoutOpenid: refusal(
    400,
    "invalid_scope",
    "ciba_request_invalid_scope",
    "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.",
  ),
  noMatchingPolicy: refusal(
    401,
    "access_denied",
    "no_matching_policy",
    "Policy evaluation failed for this request, please check the policy configurations.",
  ),
  refreshScopesDenied: (denied: readonly string[]): OktaError =>
    refusal(
      400,
      "access_denied",
      "refresh_scopes_denied",
      `Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: ${denied.join(", ")}.`,
    ),
  consentRequired: (scopes: readonly string[]): OktaError =>
    refusal(
      400,
      "consent_required",
      "consent_required",
      `The following scopes require user consent: [${scopes.join(", ")}].`,
    ),
  consentRequiredForClientCredentials: (scopes: readonly string[]): OktaError =>
    refusal(
      400,
      "consent_required",
      "consent_required_client_credentials",
      `The following scopes require user consent and cannot be granted for the client credentials grant type: [${scopes.join(", ")}].`,
    ),
  consentRequiredForTokenExchange: (scopes: readonly string[]): OktaError =>
    refusal(
      400,
      "consent_required",
      "consent_required_token_exchange",
      `The following scopes require user consent: [${scopes.join(", ")}].`,
    ),
} as const;
