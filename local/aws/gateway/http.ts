/** Between Node's HTTP messages and the gateway's own. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GatewayRequest, GatewayResponse } from "./exchange";

/** Bytes of a request's body (quotas of HTTP APIs). */
export const BODY_MAX = 10_485_760;

/** The body is longer than that. */
export class RequestTooLarge extends Error {}

/** The request without its body. */
export function readRequest(incoming: IncomingMessage, encodedPath: string): GatewayRequest {
  const { cookie, ...headers } = joinedHeaders(incoming.rawHeaders);
  const url = incoming.url ?? "";
  const sourceIp = incoming.socket.remoteAddress ?? "127.0.0.1";
  const added = {
    "X-Forwarded-For": forwardedFor(headers["x-forwarded-for"], sourceIp),
    "X-Forwarded-Port": String(incoming.socket.localPort ?? 80),
    "X-Forwarded-Proto": "encrypted" in incoming.socket ? "https" : "http",
    "X-Amzn-Trace-Id": traceId(headers["x-amzn-trace-id"]),
  };
  const ofGateway = Object.fromEntries(Object.entries(added).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method: incoming.method ?? "GET",
    encodedPath,
    rawQuery: url.includes("?") ? url.slice(url.indexOf("?") + 1) : "",
    headers: { ...headers, ...ofGateway },
    sent: [...sentHeaders(incoming.rawHeaders, Object.keys(ofGateway)), ...Object.entries(added)],
    cookies: cookie === undefined ? [] : cookie.split(/;\s*/),
    body: Buffer.alloc(0),
    sourceIp,
    protocol: `HTTP/${incoming.httpVersion}`,
  };
}

/** The gateway appends the address that it sees: what stands before it is the caller's own word. */
function forwardedFor(given: string | undefined, sourceIp: string): string {
  return given === undefined ? sourceIp : `${given}, ${sourceIp}`;
}

/** What a caller says of it stays, whatever it is. */
function traceId(given: string | undefined): string {
  if (given !== undefined) return given;
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")}`;
}

function sentHeaders(raw: readonly string[], without: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (!without.includes(raw[i]!.toLowerCase())) pairs.push([raw[i]!, raw[i + 1]!]);
  }
  return pairs;
}

export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size <= BODY_MAX) chunks.push(chunk as Buffer);
  }
  if (size > BODY_MAX) throw new RequestTooLarge();
  return Buffer.concat(chunks);
}

export function sendResponse(outgoing: ServerResponse, method: string, response: GatewayResponse): void {
  const { status, headers, cookies = [], body } = response;
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  outgoing.writeHead(status, {
    ...headers,
    ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
    ...(hasBody ? { "content-length": String(body.length) } : {}),
  });
  outgoing.end(hasBody ? body : undefined);
}

/** Node drops the second of some headers, among them `authorization`; the gateway joins all of them. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const separator = name === "cookie" ? "; " : ",";
    headers[name] = headers[name] === undefined ? raw[i + 1]! : `${headers[name]}${separator}${raw[i + 1]}`;
  }
  return headers;
}
