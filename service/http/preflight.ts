/** Which pages may call a function behind a load balancer, and what a function says to an open `OPTIONS`. */
import { EXPOSED_HEADERS, isRecord, parseRouteKey } from "../../model/routes";
import { type AlbEvent, type Environment, type HttpResponse, VARIABLES, withHeaders } from "../../guard";

/** Which pages may call, as the access file's `cors` says it. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly maxAgeSeconds: number;
}

/** Of `CORS`; undefined where no page of another origin may call. Throws where it is not well-formed: nobody may call then. */
export function readCors(environment: Environment): Cors | undefined {
  const text = environment[VARIABLES.cors];
  if (text === undefined || text === "") return undefined;
  const value: unknown = JSON.parse(text);
  const { allowOrigins, allowHeaders, maxAgeSeconds } = isRecord(value) ? value : {};
  if (!isTexts(allowOrigins) || !isTexts(allowHeaders) || typeof maxAgeSeconds !== "number")
    throw new Error(`the environment variable \`${VARIABLES.cors}\` is not of the form that the guard knows`);
  return { allowOrigins, allowHeaders, maxAgeSeconds };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** Whatever is answered: pages of the allowed origins may read it, refusals too. */
export function readableByPages(response: HttpResponse, event: AlbEvent, cors: Cors | undefined): HttpResponse {
  if (cors === undefined) return response;
  const origin = originOf(event);
  const varied = withHeaders(response, { vary: "origin" });
  if (origin === undefined || !cors.allowOrigins.includes(origin)) return varied;
  return withHeaders(varied, {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED_HEADERS.join(","),
  });
}

/**
 * The answer to an `OPTIONS` of an open route: which methods the path has, and to a page of an allowed origin what it may send.
 * `routes`: the keys of all routes of the function.
 */
export function optionsAnswer(routeKey: string, routes: Iterable<string>, cors: Cors | undefined): HttpResponse {
  const shape = shapeOf(routeKey);
  const methods = [...routes].filter((key) => shapeOf(key) === shape).map((key) => key.slice(0, key.indexOf(" ")));
  const allow = [...new Set(methods)].sort().join(",");
  const headers = {
    allow,
    "cache-control": "no-store",
    ...(cors && {
      "access-control-allow-methods": allow,
      "access-control-allow-headers": cors.allowHeaders.join(","),
      "access-control-max-age": String(cors.maxAgeSeconds),
    }),
  };
  return { statusCode: 204, headers, body: "" };
}

/** Paths that differ in the names of their variables alone are one. */
function shapeOf(key: string): string | undefined {
  return parseRouteKey(key)?.shape.replace(/^\S+ /, "");
}

function originOf({ headers = {} }: AlbEvent): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "origin")?.[1];
}
