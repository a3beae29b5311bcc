/** Finds the declared route of a request that arrives with a method and a path, and whether a match hides another route. */

export interface RouteKeyMatch {
  readonly routeKey: string;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The most special of the routes that match. The first segment in which two routes differ decides: a fixed text comes before
 * `{name}`, and that before `{name+}`. After that, the method itself comes before `ANY`. INVARIANT: it is as API Gateway
 * does it, so that a route has the same requirement behind every kind of gateway.
 *
 * Each segment is decoded once, before it is compared: `/users/%6De` is `/users/me` and not some `/users/{id}`, since
 * whoever comes after decodes it as well. A segment of dots names another path, and so it names none here.
 */
export function matchRouteKey(routeKeys: Iterable<string>, method: string, path: string): RouteKeyMatch | undefined {
  return matchSegments(routeKeys, method, path.split("/").map(decoded));
}

/**
 * The route to which the path leads once the values of a route's variables are put into it; undefined where it is the route
 * itself. A request may be spelled so that the gateway finds one route and the code behind it would read another.
 * `/users/{id}` with `id: "me"` is `/users/me`, and with `id: "me/keys"` `/users/me/keys`.
 *
 * @param pathParameters as a gateway hands them on: decoded or not
 */
export function hiddenRoute(
  routeKeys: Iterable<string>,
  routeKey: string,
  pathParameters: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const [method = "", path = ""] = routeKey.split(" ");
  if (!path.includes("{")) return undefined;
  const filled = path.replace(VARIABLE, (whole, name: string) => decoded(pathParameters[name] ?? whole));
  const found = matchSegments(routeKeys, method, filled.split("/"))?.routeKey;
  return found === routeKey ? undefined : found;
}

const VARIABLE = /\{([^{}+]+)\+?\}/g;

function matchSegments(
  routeKeys: Iterable<string>,
  method: string,
  given: readonly string[],
): RouteKeyMatch | undefined {
  if (given.some((segment) => segment === "." || segment === "..")) return undefined;
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
    if (name !== undefined) pathParameters[name] = value;
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
