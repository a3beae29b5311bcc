/** The access matrix: groups and service clients against scopes and routes, as plain data. */
import type { Access, Client, RouteAccess } from "../file/access";
import { actsForItself, actsForPeople } from "../okta/clientTypes";
import { matrixHas, matrixWords, type MatrixWords } from "./matrixWords";

/** A scope of the matrix. */
export interface MatrixScope {
  readonly name: string;
  readonly sensitivity: string;
  readonly stepUp: { readonly acr: string; readonly maxAge: number } | null;
}

/** A route of the matrix. */
export interface MatrixRoute {
  /** `<api> <METHOD /path>`: the name under which the rows list it. */
  readonly name: string;
  /** The reason where everybody may call it; null elsewhere. Public routes are in no row. */
  readonly public: string | null;
  readonly match: "any" | "all";
  readonly scopes: readonly string[];
  /** Globs, one of which another group of the user must match as well; empty: none. */
  readonly groups: readonly string[];
}

/** What one group, or one service client, can do. */
export interface MatrixRow {
  /** The key of a group, or of a service client. */
  readonly principal: string;
  readonly kind: "group" | "service";
  /** By scope: the clients at which a member of this group alone has it. What is not listed is denied. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  /** By route: the same. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
}

/** Plain data: the same as JSON. */
export interface AccessMatrix {
  readonly scopes: readonly MatrixScope[];
  readonly routes: readonly MatrixRoute[];
  readonly rows: readonly MatrixRow[];
}

/** The matrix of one stack's access; the stack's output `accessMatrix`, and what `access matrix` prints. */
export function accessMatrix(access: Access): AccessMatrix {
  const words = matrixWords(access);
  const clients = [...access.clients.values()];
  const users = clients.filter(actsForPeople);
  const services = clients.filter(actsForItself);
  const routes = routesOf(access);
  return {
    scopes: [...access.scopes.values()].map(({ name, sensitivity, stepUp }) => ({
      name,
      sensitivity,
      stepUp: stepUp ?? null,
    })),
    routes: routes.map(({ name, access: asked }) => matrixRoute(name, asked)),
    rows: [
      ...words.groups.map((group, number) =>
        row(
          group,
          "group",
          routes,
          users.map((client) => [client.key, held(words, number, client)]),
        ),
      ),
      ...services.map((client) => row(client.key, "service", callable(access, routes), [[client.key, client.ceiling]])),
    ],
  };
}

/**
 * The same in the fewest words, for a stack's outputs: principal → client → scopes, as a `scope` parameter has them.
 * `npm run access -- matrix` has the routes as well.
 */
export function grantedScopes({ rows }: AccessMatrix): Record<string, Record<string, string>> {
  return Object.fromEntries(rows.map(({ principal, scopes }) => [principal, byClient(scopes)]));
}

function byClient(scopes: MatrixRow["scopes"]): Record<string, string> {
  const granted = new Map<string, string[]>();
  for (const [scope, clients] of Object.entries(scopes)) {
    for (const client of clients) granted.set(client, [...(granted.get(client) ?? []), scope]);
  }
  return Object.fromEntries([...granted].map(([client, names]) => [client, names.join(" ")]));
}

interface NamedRoute {
  readonly name: string;
  readonly access: RouteAccess;
}

function routesOf(access: Access): NamedRoute[] {
  return [...access.apis.values()].flatMap((api) =>
    api.routes.map((route) => ({ name: `${api.key} ${route.key}`, access: route.access })),
  );
}

function matrixRoute(name: string, access: RouteAccess): MatrixRoute {
  if (access.kind === "public") return { name, public: access.reason, match: "any", scopes: [], groups: [] };
  return { name, public: null, match: access.match, scopes: access.scopes, groups: access.groups };
}

function held(words: MatrixWords, group: number, client: Client): string[] {
  const column = words.clients.indexOf(client.key);
  return client.ceiling.filter((scope) => matrixHas(words, group, column, words.scopes.indexOf(scope)));
}

function row(
  principal: string,
  kind: MatrixRow["kind"],
  routes: readonly NamedRoute[],
  perClient: readonly (readonly [client: string, scopes: readonly string[]])[],
): MatrixRow {
  const scopes = new Map<string, string[]>();
  const reached = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, client: string) =>
    map.set(key, [...(map.get(key) ?? []), client]);
  for (const [client, mine] of perClient) {
    // Without a scope no route opens, and in a large file most groups have none at most clients.
    if (mine.length === 0) continue;
    for (const scope of mine) add(scopes, scope, client);
    for (const { name, access } of routes)
      if (opens(access, (scope) => mine.includes(scope))) add(reached, name, client);
  }
  return { principal, kind, scopes: Object.fromEntries(scopes), routes: Object.fromEntries(reached) };
}

/** Whether scopes are enough for a route that is not public. */
export function opens(asked: RouteAccess, has: (scope: string) => boolean): boolean {
  if (asked.kind === "public") return false;
  return asked.match === "all" ? asked.scopes.every(has) : asked.scopes.some(has);
}

/**
 * Whether a route demands a step-up of whoever opens it with these of its scopes. Where all of several scopes are asked for,
 * one with a step-up is enough. Where one of several is enough, each must have a step-up.
 */
export function needsStepUp(
  { match, scopes }: Pick<MatrixRoute, "match" | "scopes">,
  has: (scope: string) => boolean,
  guarded: ReadonlySet<string>,
): boolean {
  const held = scopes.filter(has);
  if (match === "all") return held.length === scopes.length && held.some((scope) => guarded.has(scope));
  return held.length > 0 && held.every((scope) => guarded.has(scope));
}

function callable(access: Access, routes: readonly NamedRoute[]): NamedRoute[] {
  return routes.flatMap(({ name, access: asked }) => {
    const left = callableByService(access, asked);
    return left === undefined ? [] : [{ name, access: left }];
  });
}

/**
 * What of a route's requirement a service client can meet; undefined: nothing of it. It is in no group and proves no factor:
 * what asks for either stays closed to it.
 */
export function callableByService(access: Access, asked: RouteAccess): RouteAccess | undefined {
  if (asked.kind === "public" || asked.groups.length > 0) return undefined;
  const calm = asked.scopes.filter((scope) => !access.scopes.get(scope)!.stepUp);
  if (asked.match === "all") return calm.length === asked.scopes.length ? asked : undefined;
  return { ...asked, scopes: calm };
}
