/** Serves the forward-auth guard over HTTP, as each kind of proxy asks. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { ForwardAuth, ForwardedRequest } from "./forwardAuth";

/** Where a proxy says which request it asks about: two headers that it sets itself, or the request line of its question. */
interface Place {
  readonly method: string;
  readonly uri: string;
}

const ORIGINAL: Place = { method: "x-original-method", uri: "x-original-uri" };
const FORWARDED: Place = { method: "x-forwarded-method", uri: "x-forwarded-uri" };

/**
 * Kinds of proxies. INVARIANT: only what the one proxy in front sets is believed. A caller can send the other's headers, and
 * a proxy that does not know them passes them on.
 */
const PLACES = { nginx: ORIGINAL, traefik: FORWARDED, caddy: FORWARDED, envoy: "request line" } as const;

export type ProxyKind = keyof typeof PLACES;
export const PROXY_KINDS = Object.keys(PLACES) as ProxyKind[];

/** Bytes of a request's headers: a token may have 16,384. */
const HEADERS_MAX = 32_768;
/** Milliseconds in which a question must have arrived. */
const REQUEST_TIMEOUT_MS = 10_000;

/** The server, which does not listen yet. It reads no body. */
export function createForwardAuthServer(forwardAuth: ForwardAuth, proxy: ProxyKind): Server {
  const limits = { maxHeaderSize: HEADERS_MAX, headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  return createServer(limits, (request, response) => {
    request.resume();
    void forwardAuth.answer(asked(request, proxy)).then(({ status, headers, body }) => {
      response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
      response.end(request.method === "HEAD" ? undefined : body);
    });
  });
}

function asked(request: IncomingMessage, proxy: ProxyKind): ForwardedRequest {
  const headers = request.headersDistinct;
  const place: Place | "request line" = PLACES[proxy];
  if (place === "request line") return { method: request.method, uri: request.url, headers };
  return { method: only(headers[place.method]), uri: only(headers[place.uri]), headers };
}

/** What stands there once: of two values one is the caller's. */
function only(values: readonly string[] | undefined): string | undefined {
  return values?.length === 1 ? values[0] : undefined;
}
