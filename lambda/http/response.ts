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
  413: "Content Too Large",
  415: "Unsupported Media Type",
  500: "Internal Server Error",
};

/** `detail` is a fixed sentence of ours: never a token, and no value that the caller sent. */
export function problem(status: number, detail: string, more: Readonly<Record<string, unknown>> = {}): HttpResponse {
  const body = { type: "about:blank", title: TITLES[status] ?? "Error", status, detail, ...more };
  const answer = json(status, body);
  return { ...answer, headers: { ...answer.headers, "content-type": "application/problem+json" } };
}
