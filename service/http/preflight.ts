/** Which pages may call a function behind a load balancer, and what a function says to an open `OPTIONS`. */
import { EXPOSED_HEADERS, isRecord } from "../../model/routes";
import { type AlbEvent, type Environment, type HttpResponse, VARIABLES, withHeaders } from "../../guard";

/** Which pages may call, as the access file's `cors` says it. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly maxAgeSeconds: number;
  /** Key of an open `OPTIONS` → the methods of its path, those that other functions and containers answer too. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
}

/** Of `CORS`; undefined where no page of another origin may call. Throws where it is not well-formed: nobody may call then. */
export function readCors(environment: Environment): Cors | undefined {
  const text = environment[VARIABLES.cors];
  if (text === undefined || text === "") return undefined;
  const value: unknown = JSON.parse(text);
  const { allowOrigins, allowHeaders, maxAgeSeconds, methods } = isRecord(value) ? value : {};
  const isWhole = isTexts(allowOrigins) && isTexts(allowHeaders) && typeof maxAgeSeconds === "number";
  if (!isWhole || !isRecord(methods) || !Object.values(methods).every(isTexts))
    throw new Error(`the environment variable \`${VARIABLES.cors}\` is not of the form that the guard knows`);
  return { allowOrigins, allowHeaders, maxAgeSeconds, methods: methods as Record<string, string[]> };
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

/** The answer to an `OPTIONS` of an open route: to pages of other origins it says what they may send, where any may. */
export function optionsAnswer(routeKey: string, cors: Cors | undefined): HttpResponse {
  const methods = cors?.methods[routeKey];
  const headers = {
    "cache-control": "no-store",
    ...(cors && {
      ...(methods && { allow: methods.join(","), "access-control-allow-methods": methods.join(",") }),
      "access-control-allow-headers": cors.allowHeaders.join(","),
      "access-control-max-age": String(cors.maxAgeSeconds),
    }),
  };
  return { statusCode: 204, headers, body: "" };
}

function originOf({ headers = {} }: AlbEvent): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "origin")?.[1];
}
