/** Which scopes to ask for: for a call, at sign-in, and in which requests. */
import { matchRouteKey, type ClientTable, type RouteNeeds, type StepUpRequirement } from "../model/routes";

/** `GET /users/42`, `GET /users/{id}`, or a request with its whole address. */
export type Call = string | { readonly method: string; readonly url: string };

/** What to ask for. */
export interface CallScopes {
  /** To be asked for in one request; empty for a public route. */
  readonly scopes: readonly string[];
  readonly stepUp?: StepUpRequirement;
}

export interface ScopesForOptions {
  /** Where the API answers; needed where the call is a request. */
  readonly baseUrl?: string;
  /** What the person is entitled to: of several scopes of which one is enough, one of these is taken. */
  readonly entitled?: readonly string[];
}

/** What a call needs; undefined where no route of the table is called, since the client can never be entitled to it. */
export function scopesFor(call: Call, routes: RouteNeeds, options: ScopesForOptions = {}): CallScopes | undefined {
  const key = routeOf(call, routes, options.baseUrl);
  const need = key === undefined ? undefined : routes[key]!;
  if (need === undefined) return undefined;
  if ("public" in need) return { scopes: [] };
  const { scopes, stepUp } = need;
  if ("all" in scopes) return { scopes: scopes.all, stepUp };
  const held = scopes.any.find((scope) => options.entitled?.includes(scope));
  return { scopes: [held ?? scopes.any[0]!], stepUp };
}

/** The route of a call, by the rules of the gateway. */
function routeOf(call: Call, routes: RouteNeeds, baseUrl: string | undefined): string | undefined {
  if (typeof call === "string" && Object.hasOwn(routes, call)) return call;
  const [method = "", path] = typeof call === "string" ? call.split(" ") : [call.method, pathBelow(call.url, baseUrl)];
  return path === undefined ? undefined : matchRouteKey(Object.keys(routes), method, path)?.routeKey;
}

/** The path of an address below the API's own; undefined where it leads elsewhere: to another origin, or another path. */
export function pathBelow(url: string, baseUrl: string | undefined): string | undefined {
  const { origin, pathname } = new URL(url);
  const base = new URL(baseUrl ?? origin);
  const prefix = base.pathname.replace(/\/$/, "");
  return origin === base.origin && pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : undefined;
}

/**
 * Divides scopes into as few requests as the access file lets the client ask with: what is never asked for together would
 * be refused as a whole. Scopes that are not the client's are left out.
 */
export function splitScopes(scopes: readonly string[], table: Pick<ClientTable, "scopes" | "together">): string[][] {
  let left = [...new Set(scopes)].filter((scope) => table.scopes.includes(scope));
  const requests: string[][] = [];
  while (left.length > 0) {
    const parts = table.together.map((set) => left.filter((scope) => set.includes(scope)));
    const largest = parts.reduce((a, b) => (b.length > a.length ? b : a), []);
    const request = largest.length > 0 ? largest : [left[0]!];
    requests.push(request);
    left = left.filter((scope) => !request.includes(scope));
  }
  return requests;
}

/**
 * What to ask for at sign-in: everything that the person is entitled to and that needs no step-up. What needs one is asked
 * for when an action needs it, apart.
 */
export function baseScopes(
  entitled: readonly string[],
  { scopes, elevated }: Pick<ClientTable, "scopes" | "elevated">,
): string[] {
  return entitled.filter((scope) => scopes.includes(scope) && !elevated.includes(scope));
}
