/** Route keys as API Gateway writes them: `GET /users/{id}`. */

export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** The parts of a route key. */
export interface RouteKey {
  readonly method: string;
  readonly path: string;
  /** The same for all keys that match the same requests, whatever their parameters are called. */
  readonly shape: string;
}

/** Characters that some kind of gateway takes; what each of them takes is in `awsLimits`. */
const SEGMENT = /^(?:[A-Za-z0-9._~:-]+|\{[A-Za-z_][A-Za-z0-9_]*\})$/;

/** The parts of a route key; undefined where it is not one. */
export function parseRouteKey(key: string): RouteKey | undefined {
  const [method, path, ...rest] = key.split(" ");
  if (rest.length > 0 || path === undefined || !(HTTP_METHODS as readonly string[]).includes(method!)) return undefined;
  if (!isPath(path)) return undefined;
  return { method: method!, path, shape: `${method} ${path.replace(/\{[^}]*\}/g, "{}")}` };
}

function isPath(path: string): boolean {
  if (path === "/") return true;
  const [before, ...segments] = path.split("/");
  return before === "" && segments.every((segment) => SEGMENT.test(segment) && segment !== "." && segment !== "..");
}

/**
 * What is wrong with a text that is nearly a route key, and what to do. Undefined where the text is too far from one to
 * tell.
 */
export function routeKeyProblem(key: string): string | undefined {
  const [, method, path] = /^([A-Za-z]+) (\/\S*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const upper = method.toUpperCase();
  if (!(HTTP_METHODS as readonly string[]).includes(upper)) return undefined;
  if (method !== upper) return `a method is written in upper case: \`${upper} ${path}\``;
  if (path.includes("?") || path.includes("#"))
    return "a route is for a path, without a query; leave out what follows it";
  if (path.includes("%")) return "a path is written decoded, and requests are decoded before they are compared";
  if (/\/\.{1,2}(\/|$)/.test(path)) return "`.` and `..` name another path; write that one";
  if (path.includes("//")) return "an empty part (`//`) matches no request that a gateway lets through; remove it";
  if (path !== "/" && path.endsWith("/")) return `a path ends without a slash: \`${method} ${path.slice(0, -1)}\``;
  if (/[{}<>*]/.test(path)) return "a parameter is a whole part of the path, in braces: `/users/{id}`";
  return undefined;
}

/** `OPTIONS` of every path that has no such route of its own: what browsers ask before a page of another origin calls. */
export function preflightKeys(keys: readonly string[]): string[] {
  const paths = new Set(keys.flatMap((key) => parseRouteKey(key)?.path ?? []));
  return [...paths].map((path) => `OPTIONS ${path}`).filter((key) => !keys.includes(key));
}

/** Why such a route is public. */
export const PREFLIGHT_REASON = "preflight of a browser";

/** What pages of other origins may read of an answer: a page can only answer a challenge that it may read. */
export const EXPOSED_HEADERS: readonly string[] = ["www-authenticate", "x-amzn-remapped-www-authenticate"];

/** Names of the parameters of a path, in order. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!);
}
