/** Requests to services and their answers, whatever kind of gateway they pass: in the words of an HTTP API (payload 2.0). */
import { decoded } from "../../model/routes";
import { CHALLENGE_HEADER } from "../contract";

export interface HttpEvent {
  readonly routeKey: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly authorizer?: {
      readonly jwt?: {
        readonly claims?: Readonly<Record<string, unknown>>;
        readonly scopes?: readonly string[] | null;
      };
      readonly lambda?: Readonly<Record<string, unknown>>;
    };
  };
}

/** A REST API's proxy event (payload 1.0), as far as it is read. */
export interface RestEvent {
  /** With its variables: `/users/{id}`. */
  readonly resource: string;
  readonly httpMethod: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    /** The Lambda authorizer's context, with nothing around it. */
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

/** The event of an Application Load Balancer, as far as it is read. It names no route. */
export interface AlbEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  /** As sent, percent-encoding kept. */
  readonly path: string;
  /** As sent, percent-encoding kept. */
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export type GatewayEvent = HttpEvent | RestEvent | AlbEvent;

export function isAlbEvent(event: GatewayEvent): event is AlbEvent {
  return "elb" in (event.requestContext ?? {});
}

export function isRestEvent(event: GatewayEvent): event is RestEvent {
  return "resource" in event && !("routeKey" in event);
}

/**
 * A REST API's event in the words of an HTTP API. Undefined and null are the same. The values of the path's variables are
 * decoded, as an HTTP API hands them on: a REST API leaves them as they were sent.
 */
export function fromRestEvent(event: RestEvent): HttpEvent {
  const { resource, httpMethod, headers, pathParameters, queryStringParameters, body, isBase64Encoded } = event;
  const { requestContext } = event;
  const context = requestContext?.authorizer;
  return {
    routeKey: `${httpMethod} ${resource}`,
    headers: headers ?? {},
    pathParameters: Object.fromEntries(
      Object.entries(pathParameters ?? {}).map(([name, value]) => [name, value && decoded(value)]),
    ),
    queryStringParameters: queryStringParameters ?? {},
    body: body ?? undefined,
    isBase64Encoded,
    requestContext: { requestId: requestContext?.requestId, ...(context && { authorizer: { lambda: context } }) },
  };
}

/** A header's value, whatever the case of its name. */
export function headerOf({ headers = {} }: HttpEvent, name: string): string | undefined {
  return Object.entries(headers).find(([header]) => header.toLowerCase() === name)?.[1];
}

/** The body as text, decoded where the gateway has sent it in base64. */
export function bodyText({ body = "", isBase64Encoded = false }: HttpEvent): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether `body` is Base64 of what is no text; a REST API takes it so for its binary media types alone. */
  readonly isBase64Encoded?: boolean;
}

export function json(statusCode: number, body: unknown): HttpResponse {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body),
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** The same answer with more headers. */
export function withHeaders(response: HttpResponse, headers: Readonly<Record<string, string>>): HttpResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}

/** Nothing to say but that it is done. */
export const noContent: HttpResponse = { statusCode: 204, headers: { "cache-control": "no-store" }, body: "" };

/** `detail` is a fixed sentence of ours: never a token, and no value that the caller sent. */
export function problem(status: number, detail: string, more: Readonly<Record<string, unknown>> = {}): HttpResponse {
  const body = { type: "about:blank", title: TITLES[status] ?? "Error", status, detail, ...more };
  const answer = json(status, body);
  return { ...answer, headers: { ...answer.headers, "content-type": "application/problem+json" } };
}

/** The answer of RFC 9470, or undefined where the request may be served. A handler asks for it before anything else. */
export function stepUpChallenge(event: HttpEvent): HttpResponse | undefined {
  const context = event.requestContext?.authorizer?.lambda;
  const challenge = context?.["challenge"];
  if (challenge === undefined) return undefined;
  const body = context?.["body"];
  return {
    statusCode: 401,
    headers: { "content-type": "application/json", "cache-control": "no-store", [CHALLENGE_HEADER]: String(challenge) },
    body: typeof body === "string" ? body : JSON.stringify({ error: "insufficient_user_authentication" }),
  };
}
