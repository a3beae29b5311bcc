/** Why a sign-in at a load balancer came to nothing, with the status that the caller gets. */
import type { GatewayResponse } from "../../exchange";
import { page } from "../albExchange";

/** Names the reason in an answer of the local load balancer. AWS has it in the access log alone (`error_reason`). */
export const REASON_HEADER = "x-local-error-reason";

/**
 * The reasons that AWS's access log knows, and two of our own, `IdpError` and `AuthMissingIdToken`, for which it has none.
 *
 * Documented: 401 for a sign-in that takes too long, and for a bad state or nonce; 500 where an endpoint cannot be reached,
 * for claims that are too large, and for a scope that gives no ID token; 561 where the identity provider answers with an
 * error. That the token endpoint's refusal of a secret is such an error was seen on AWS. Inferred: 401 for a missing code
 * and an ID token that is not for this client, 561 for any other answer that is of no use.
 */
const STATUSES = {
  AuthMissingStateParam: 401,
  AuthInvalidStateParam: 401,
  AuthMissingAWSALBAuthNonce: 401,
  AuthInvalidAWSALBAuthNonce: 401,
  AuthMissingCodeParam: 401,
  AuthInvalidIdToken: 401,
  AuthUnhandledException: 500,
  AuthTokenEpRequestTimeout: 500,
  AuthUserinfoEpRequestTimeout: 500,
  AuthUserinfoResponseSizeExceeded: 500,
  AuthMissingIdToken: 500,
  IdpError: 561,
  AuthInvalidGrantError: 561,
  AuthTokenEpRequestFailed: 561,
  AuthInvalidTokenResponse: 561,
  AuthUserinfoEpRequestFailed: 561,
  AuthInvalidUserinfoResponse: 561,
} as const;

export type FailureReason = keyof typeof STATUSES;

/** As the load balancer's pages call them; seen on AWS. */
const TITLES: Readonly<Record<number, string>> = {
  401: "Authorization Required",
  500: "Internal Server Error",
  561: "Authentication Error",
};

export class SignInFailure extends Error {
  constructor(readonly reason: FailureReason) {
    super(reason);
  }

  answer(): GatewayResponse {
    const status = STATUSES[this.reason];
    const answer = page(status, TITLES[status]!);
    return { ...answer, headers: { ...answer.headers, [REASON_HEADER]: this.reason } };
  }
}
