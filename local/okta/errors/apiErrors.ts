/** The errors of Okta's Management API: codes, HTTP statuses and texts. Source: Okta's published list of error codes. */
import { randomIds } from "../org/ids";

/** HTTP status and summary by code. A summary that ends in a colon is followed by what it is about. */
const ERRORS = {
  E0000001: [400, "Api validation failed:"],
  E0000002: [400, "The request was not valid:"],
  E0000003: [400, "The request body was not well-formed."],
  E0000004: [401, "Authentication failed"],
  E0000005: [403, "Invalid session"],
  E0000006: [403, "You do not have permission to perform the requested action"],
  E0000007: [404, "Not found:"],
  E0000008: [404, "The requested path was not found"],
  E0000009: [500, "Internal Server Error"],
  E0000011: [401, "Invalid token provided"],
  E0000014: [403, "Update of credentials failed"],
  E0000015: [401, "You do not have permission to access the feature you are requesting"],
  E0000016: [403, "Activation failed because the user is already active"],
  E0000017: [403, "Password reset failed"],
  E0000021: [400, "Bad request.  Accept and/or Content-Type headers likely do not match supported values."],
  E0000022: [405, "The endpoint does not support the provided HTTP method"],
  E0000024: [400, "Bad request. This operation on app metadata is not yet supported."],
  E0000029: [400, "Invalid paging request."],
  E0000031: [400, "Invalid search criteria."],
  E0000038: [403, "This operation is not allowed in the user's current status."],
  E0000047: [429, "API call exceeded rate limit due to too many requests."],
  E0000056: [403, "Delete application forbidden."],
  E0000060: [501, "Unsupported operation."],
  E0000068: [403, "Invalid Passcode/Answer"],
  E0000077: [403, "Cannot modify the"],
  E0000082: [403, "Each code can only be used once. Please wait for a new code and try again."],
  E0000090: [409, "The role specified is already assigned to the user."],
  E0000109: [429, "An SMS message was recently sent. Please wait 30 seconds before trying again."],
  E0000118: [429, "An email was recently sent. Please wait 5 seconds before trying again."],
  E0000133: [429, "A phone call was recently made. Please wait 30 seconds before trying again."],
} as const satisfies Record<string, readonly [number, string]>;

export type ApiErrorCode = keyof typeof ERRORS;

/** Thrown by a handler; the server answers it with Okta's error body. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ApiErrorCode,
    about = "",
    readonly causes: readonly string[] = [],
    /** Where the answer has another status than usual, and headers of its own. */
    { status, headers = {} }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    const [usual, summary] = ERRORS[code];
    super(about === "" ? summary : `${summary} ${about}`);
    this.name = "ApiError";
    this.status = status ?? usual;
    this.headers = headers;
  }

  /** Okta's error body. `errorId` is new each time, so that a person can find the line in the log. */
  body(errorId: string = randomIds("error")): object {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId,
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** 400 E0000001: the field is wrong, for one or more reasons. */
export function validationFailed(field: string, ...reasons: string[]): ApiError {
  return new ApiError(
    "E0000001",
    field,
    reasons.map((reason) => `${field}: ${reason}`),
  );
}

/** 404 E0000007. `type` is Okta's own name of the kind of thing, such as `OAuth2AppInstance`. */
export function notFound(id: string, type: string): ApiError {
  return new ApiError("E0000007", `Resource not found: ${id} (${type})`);
}

/** 501: Okta has the operation, the local Okta does not model it. */
export function notModelled(operation: string): ApiError {
  return new ApiError("E0000060", "", [
    `the local Okta does not model \`${operation}\`; docs/local-okta.md lists what it does`,
  ]);
}
