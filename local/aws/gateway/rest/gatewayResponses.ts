/** The answers that a REST API gives by itself: AWS's own, or what the API declares in their place. */
import type { Mappings, RestResponse } from "../../restapi/definition";
import type { GatewayResponse } from "../exchange";
import type { RestExchange } from "./restExchange";
import { restVariable } from "./restContext";

interface Default {
  readonly status: number;
  readonly message: string | null;
  /** The exception's name in `x-amzn-errortype`. */
  readonly errorType: string;
}

/** Statuses from the developer guide ("Gateway response types"); texts as AWS is known to write them. */
const DEFAULTS = {
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: "Missing Authentication Token",
    errorType: "MissingAuthenticationTokenException",
  },
  UNAUTHORIZED: { status: 401, message: "Unauthorized", errorType: "UnauthorizedException" },
  WAF_FILTERED: { status: 403, message: "Forbidden", errorType: "ForbiddenException" },
  ACCESS_DENIED: {
    status: 403,
    message: "User is not authorized to access this resource",
    errorType: "AccessDeniedException",
  },
  AUTHORIZER_FAILURE: { status: 500, message: null, errorType: "AuthorizerFailureException" },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: null, errorType: "AuthorizerConfigurationException" },
  BAD_REQUEST_PARAMETERS: { status: 400, message: "Bad Request", errorType: "BadRequestException" },
  REQUEST_TOO_LARGE: { status: 413, message: "Request Too Long", errorType: "RequestTooLargeException" },
  THROTTLED: { status: 429, message: "Too Many Requests", errorType: "TooManyRequestsException" },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: "Endpoint request timed out",
    errorType: "InternalServerErrorException",
  },
  INTEGRATION_FAILURE: {
    status: 504,
    message: "Network error communicating with endpoint",
    errorType: "InternalServerErrorException",
  },
  API_CONFIGURATION_ERROR: { status: 500, message: "Internal server error", errorType: "InternalServerErrorException" },
  /** Not a type of its own in AWS: a function's answer of a wrong shape. */
  BAD_GATEWAY: { status: 502, message: "Internal server error", errorType: "InternalServerErrorException" },
} as const satisfies Record<string, Default>;

export type ResponseType = keyof typeof DEFAULTS;

/** Answers with one of them, and notes the reason for the access log. */
export function refuse(exchange: RestExchange, type: ResponseType, message?: string): GatewayResponse {
  const own: Default = DEFAULTS[type];
  exchange.error = { message: message ?? own.message, responseType: type };
  const { responses } = exchange.deployed;
  const family = own.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  const declared: RestResponse | undefined = responses[type] ?? responses[family];
  const template = declared?.templates["application/json"];
  // AWS writes this one with a capital letter.
  const key = type === "ACCESS_DENIED" ? "Message" : "message";
  const body = template === undefined ? JSON.stringify({ [key]: exchange.error.message }) : fill(exchange, template);
  return {
    status: declared?.statusCode ?? own.status,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": own.errorType,
      ...headersOf(exchange, declared?.headers ?? {}),
    },
    body: Buffer.from(body),
  };
}

/** Variables are filled in and nothing else: no template language runs here. What has no value is nothing. */
function fill(exchange: RestExchange, template: string): string {
  return template.replace(
    /\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g,
    (_, name: string) => restVariable(exchange, name) ?? "",
  );
}

/** A header whose value there is not is left out. */
function headersOf(exchange: RestExchange, parameters: Mappings): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [place, expression] of Object.entries(parameters)) {
    const name = /^gatewayresponse\.header\.(.+)$/.exec(place)?.[1];
    const value = valueOf(exchange, expression);
    if (name !== undefined && value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function valueOf(exchange: RestExchange, expression: string): string | undefined {
  const fixed = /^'(.*)'$/s.exec(expression)?.[1];
  if (fixed !== undefined) return fixed;
  const [, place, name = ""] = /^(context|method\.request\.header)\.(.+)$/.exec(expression) ?? [];
  if (place === "context") return restVariable(exchange, name);
  return place === undefined ? undefined : exchange.request.headers[name.toLowerCase()];
}
