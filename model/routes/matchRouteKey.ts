/** Finds the declared route of a request that arrives with a method and a path alone, as from a load balancer. */

export interface RouteKeyMatch {
  readonly routeKey: string;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The most special of the routes that match: at the first segment in which two differ, a fixed text comes before `{name}`,
 * and that before `{name+}`; then the method itself before `ANY`. INVARIANT: as API Gateway does it, so that a route has
 * the same requirement behind every kind of gateway.
 */
export function matchRouteKey(routeKeys: Iterable<string>, method: string, path: string): RouteKeyMatch | undefined {
  const given = path.split("/");
  const found = [...routeKeys].flatMap((routeKey) => matchOne(routeKey, method, given) ?? []);
  return found.sort((a, b) => (a.rank < b.rank ? -1 : 1))[0]?.match;
}

function matchOne(routeKey: string, method: string, given: readonly string[]) {
  const [wantedMethod = "", wantedPath = ""] = routeKey.split(" ");
  if (wantedMethod !== method && wantedMethod !== "ANY") return undefined;
  const wanted = wantedPath.split("/");
  const pathParameters: Record<string, string> = {};
  let rank = "";
  for (const [i, segment] of wanted.entries()) {
    const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(segment) ?? [];
    const value = greedy === "+" ? given.slice(i).join("/") : given[i];
    if (value === undefined || (name === undefined ? value !== segment : value === "")) return undefined;
    if (name !== undefined) pathParameters[name] = decoded(value);
    rank += name === undefined ? "0" : greedy === "+" ? "2" : "1";
    if (greedy === "+")
      return { match: { routeKey, pathParameters }, rank: rank + (wantedMethod === "ANY" ? "1" : "0") };
  }
  if (given.length !== wanted.length) return undefined;
  return { match: { routeKey, pathParameters }, rank: rank + (wantedMethod === "ANY" ? "1" : "0") };
}

/** What is no valid encoding stays as it was sent. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
