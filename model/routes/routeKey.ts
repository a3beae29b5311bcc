/** Route keys as API Gateway writes them: `GET /users/{id}`. */

export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** The parts of a route key. */
export interface RouteKey {
  readonly method: string;
  readonly path: string;
  /** The same for all keys that match the same requests, whatever their parameters are called. */
  readonly shape: string;
}

const SEGMENT = /^(?:[A-Za-z0-9._~-]+|\{[A-Za-z_][A-Za-z0-9_]*\})$/;

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

/** Names of the parameters of a path, in order. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!);
}
