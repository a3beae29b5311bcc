/** The answers that an HTTP API gives by itself. They cannot be customised, in AWS as little as here. */
import type { Exchange, GatewayResponse } from "./exchange";

interface Answer {
  readonly status: number;
  readonly message: string;
  /** `$context.error.responseType`. */
  readonly responseType: string;
}

const ANSWERS = {
  badRequest: { status: 400, message: "Bad Request", responseType: "BAD_REQUEST" },
  unauthorized: { status: 401, message: "Unauthorized", responseType: "UNAUTHORIZED" },
  forbidden: { status: 403, message: "Forbidden", responseType: "ACCESS_DENIED" },
  notFound: { status: 404, message: "Not Found", responseType: "RESOURCE_NOT_FOUND" },
  tooLarge: { status: 413, message: "Request Entity Too Large", responseType: "REQUEST_TOO_LARGE" },
  tooManyRequests: { status: 429, message: "Too Many Requests", responseType: "THROTTLED" },
  headersTooLarge: {
    status: 431,
    message: "Request Header Fields Too Large",
    responseType: "REQUEST_HEADERS_TOO_LARGE",
  },
  internalServerError: { status: 500, message: "Internal Server Error", responseType: "INTERNAL_SERVER_ERROR" },
  serviceUnavailable: { status: 503, message: "Service Unavailable", responseType: "INTEGRATION_TIMEOUT" },
} as const satisfies Record<string, Answer>;

/** Answers with one of them, and notes the reason for the access log. */
export function answer(
  exchange: Exchange,
  name: keyof typeof ANSWERS,
  headers: Record<string, string> = {},
): GatewayResponse {
  const { status, message, responseType } = ANSWERS[name];
  exchange.error = { message, responseType };
  return jsonResponse(status, { message }, headers);
}

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): GatewayResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
