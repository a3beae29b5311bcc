/** CORS of an HTTP API: the gateway answers preflight requests itself and overrules what the backend says about origins. */
import type { CorsConfiguration } from "../apigateway/types";
import type { Exchange, GatewayResponse } from "./exchange";

/**
 * Step: answers a preflight request where no route takes it. A route that matches OPTIONS, be it `ANY` or `$default`, gets
 * it as any other request, with its authorizer, which is why AWS advises an open `OPTIONS /{proxy+}` beside a protected `$default`.
 */
export function preflightStep({ api, route, request }: Exchange): GatewayResponse | undefined {
  const cors = api.corsConfiguration;
  const { origin } = request.headers;
  if (route !== undefined || cors === undefined || request.method !== "OPTIONS" || origin === undefined)
    return undefined;
  if (request.headers["access-control-request-method"] === undefined) return undefined;
  const headers = corsHeaders(cors, origin);
  if (headers === undefined) return { status: 204, headers: {}, body: Buffer.alloc(0) };
  if (cors.allowMethods?.length) headers["access-control-allow-methods"] = cors.allowMethods.join(",");
  if (cors.allowHeaders?.length) headers["access-control-allow-headers"] = cors.allowHeaders.join(",").toLowerCase();
  if (cors.maxAge !== undefined) headers["access-control-max-age"] = String(cors.maxAge);
  return { status: 204, headers, body: Buffer.alloc(0) };
}

/**
 * Finishing step: the headers on the response of an integration. The gateway's own refusals have none, since AWS documents
 * them for integrations only.
 */
export function corsStep({ api, request, response, integration }: Exchange): void {
  if (api.corsConfiguration === undefined || response === undefined || integration?.status === undefined) return;
  for (const name of Object.keys(response.headers)) {
    if (name.startsWith("access-control-")) delete response.headers[name];
  }
  const { origin } = request.headers;
  if (origin !== undefined) Object.assign(response.headers, corsHeaders(api.corsConfiguration, origin));
}

function corsHeaders(cors: CorsConfiguration, origin: string): Record<string, string> | undefined {
  const allowed = cors.allowOrigins ?? [];
  if (!allowed.some((pattern) => originMatches(pattern, origin))) return undefined;
  const headers: Record<string, string> = {
    "access-control-allow-origin": allowed.includes("*") ? "*" : origin,
  };
  if (!allowed.includes("*")) headers["vary"] = "origin";
  if (cors.allowCredentials) headers["access-control-allow-credentials"] = "true";
  if (cors.exposeHeaders?.length) headers["access-control-expose-headers"] = cors.exposeHeaders.join(",").toLowerCase();
  return headers;
}

function originMatches(pattern: string, origin: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith("://*") ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin;
}
