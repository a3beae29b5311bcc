/** Answers of the services behind an HTTP API (payload 2.0): JSON, and problem details (RFC 9457) for errors. */

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: false;
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
