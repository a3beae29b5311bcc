/** Which route of an HTTP API a request belongs to. */
import type { Route } from "../apigateway/types";
import type { Exchange } from "./exchange";

export interface RouteMatch {
  readonly route: Route;
  /** Decoded. A greedy variable holds what is left of the path, with its slashes. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Step: notes the route. What has none is answered by the steps behind. */
export function matchRouteStep(exchange: Exchange): undefined {
  const { api, request } = exchange;
  const match = matchRoute([...api.routes.values()], request.method, pathInStage(exchange));
  if (match === undefined) return;
  exchange.route = match.route;
  exchange.pathParameters = match.pathParameters;
}

/** The path without the stage's name, which stands first in it for all stages but `$default`. */
export function pathInStage({ request, stage }: Exchange): string {
  return stage.stageName === "$default"
    ? request.encodedPath
    : request.encodedPath.slice(stage.stageName.length + 1) || "/";
}

/**
 * Full matches come before those with variables, these before greedy ones, `$default` last; at the first segment in which
 * two paths differ. For the same path the method itself comes before `ANY`. Upper and lower case differ, and so do paths
 * with and without a slash at the end.
 */
export function matchRoute(routes: readonly Route[], method: string, encodedPath: string): RouteMatch | undefined {
  const path = encodedPath.slice(1).split("/");
  let best: { match: RouteMatch; rank: readonly number[] } | undefined;
  for (const route of routes) {
    const found = rankOf(route, method, path);
    if (found && (best === undefined || isBefore(found.rank, best.rank))) best = found;
  }
  return best?.match;
}

const STATIC = 0;
const VARIABLE = 1;
const GREEDY = 2;
const DEFAULT = 3;

function rankOf(route: Route, method: string, path: readonly string[]) {
  if (route.routeKey === "$default") return { match: { route, pathParameters: {} }, rank: [DEFAULT] };
  const space = route.routeKey.indexOf(" ");
  const routeMethod = route.routeKey.slice(0, space);
  if (routeMethod !== method && routeMethod !== "ANY") return undefined;
  const pathParameters: Record<string, string> = {};
  const rank: number[] = [];
  const segments = route.routeKey.slice(space + 2).split("/");
  for (const [i, segment] of segments.entries()) {
    const variable = /^\{(.+?)(\+?)\}$/.exec(segment);
    const value = path[i];
    if (variable?.[2] === "+") {
      const rest = path.slice(i).join("/");
      if (rest === "") return undefined;
      pathParameters[variable[1]!] = decode(rest);
      rank.push(GREEDY);
      return { match: { route, pathParameters }, rank: [...rank, routeMethod === "ANY" ? 1 : 0] };
    }
    if (value === undefined || (variable ? value === "" : value !== segment)) return undefined;
    if (variable) pathParameters[variable[1]!] = decode(value);
    rank.push(variable ? VARIABLE : STATIC);
  }
  if (path.length !== segments.length) return undefined;
  return { match: { route, pathParameters }, rank: [...rank, routeMethod === "ANY" ? 1 : 0] };
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Percent-decoded; what is no valid encoding stays as it was sent. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
