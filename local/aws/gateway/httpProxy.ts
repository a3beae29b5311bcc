/** HTTP_PROXY integrations: hands the request on to a backend over HTTP(S). */
import * as http from "node:http";
import * as https from "node:https";
import type { Integration } from "../apigateway/types";
import type { Exchange, GatewayResponse } from "./exchange";

/** Headers between two neighbours only, and those that the gateway sets itself. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "expect",
];

/** What is read of a request's exchange, and of its integration. */
export type ProxiedExchange = Pick<Exchange, "request" | "pathParameters"> & { readonly route?: { routeKey: string } };
export type HttpTarget = Pick<Integration, "integrationUri" | "integrationMethod" | "timeoutInMillis"> & {
  /** Headers between two neighbours that are handed back all the same. @default none */
  readonly keptOfAnswer?: readonly string[];
  /** Query parameters and headers that the integration adds. @default none */
  readonly added?: {
    readonly query: Readonly<Record<string, string>>;
    readonly headers: Readonly<Record<string, string>>;
  };
  /** Whether the backend is told of the caller by `forwarded`, as an HTTP API does. @default true */
  readonly isForwarded?: boolean;
};

/** Redirects are handed back to the caller, not followed. */
export async function callHttp(exchange: ProxiedExchange, integration: HttpTarget): Promise<GatewayResponse> {
  const { request } = exchange;
  const greedy = /\{([^{}]+)\+\}$/.exec(exchange.route?.routeKey ?? "")?.[1];
  const url = new URL(withVariables(integration.integrationUri, exchange.pathParameters, greedy));
  const query = new URLSearchParams(request.rawQuery);
  for (const [name, value] of query) url.searchParams.append(name, value);
  for (const [name, value] of Object.entries(integration.added?.query ?? {})) url.searchParams.set(name, value);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) if (!HOP_BY_HOP.includes(name)) headers[name] = value;
  if (request.cookies.length > 0) headers["cookie"] = request.cookies.join("; ");
  if (integration.isForwarded !== false)
    headers["forwarded"] =
      `by=127.0.0.1;for=${request.sourceIp};host=${request.headers["host"] ?? ""};proto=${request.headers["x-forwarded-proto"]}`;
  Object.assign(headers, integration.added?.headers);
  headers["content-length"] = String(request.body.length);
  const method = integration.integrationMethod === "ANY" ? request.method : integration.integrationMethod;
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    const sent = client.request(url, { method, headers, timeout: integration.timeoutInMillis }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve(responseOf(answer, Buffer.concat(chunks), integration.keptOfAnswer)));
    });
    sent.on("timeout", () => sent.destroy(new Error("the backend did not answer in time")));
    sent.on("error", reject);
    sent.end(request.body);
  });
}

function responseOf(answer: http.IncomingMessage, body: Buffer, kept: readonly string[] = []): GatewayResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name === "set-cookie" || value === undefined) continue;
    if (HOP_BY_HOP.includes(name) && !kept.includes(name)) continue;
    headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return { status: answer.statusCode ?? 502, headers, cookies: answer.headers["set-cookie"] ?? [], body };
}

/** A path variable that would lead out of its place in the backend's address. */
export class PathEscape extends Error {}

/**
 * `{id}` and `{proxy}` in the address are the route's variables, encoded again: a slash that was sent encoded stays so, but
 * for greedy variables. What AWS does with `..` is not documented; here it is refused.
 */
function withVariables(uri: string, variables: Readonly<Record<string, string>>, greedy: string | undefined): string {
  return uri.replace(/\{([A-Za-z0-9._-]+)\+?\}/g, (whole, name: string) => {
    const value = variables[name];
    if (value === undefined) return whole;
    if (value.split(/[/\\]/).some((segment) => segment === "." || segment === ".."))
      throw new PathEscape("a path with `..`");
    return name === greedy ? value.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(value);
  });
}
