/** Routes, each for itself: its key, who may call it, where it leads. */
import { type Finding, error, names, printable } from "../../findings";
import { HTTP_METHODS, parametersOf, parseRouteKey, routeKeyProblem } from "../../routes/routeKey";
import { globsOf, scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";

type ParsedRoute = ParsedAccess["apis"][string]["routes"][string];

/** The most scopes that a JWT authorizer of an HTTP API takes on one route. Source: quotas of Amazon API Gateway. */
export const HTTP_ROUTE_SCOPES_MAX = 10;

/** What is wrong with each route. */
export function routeFindings({ apis }: ParsedAccess): Finding[] {
  return Object.entries(apis).flatMap(([apiKey, { profile, routes }]) =>
    Object.entries(routes).flatMap(([key, route]) => {
      const path = ["apis", apiKey, "routes", key];
      return [
        ...keyFindings(path, key),
        ...accessFindings(path, route, profile),
        ...targetFindings(path, route, profile),
      ];
    }),
  );
}

function keyFindings(path: readonly PropertyKey[], key: string): Finding[] {
  const say = (message: string) => [error("route-key", path, message)];
  const example = "write it as `METHOD /path`, such as `GET /users/{id}`";
  if (key === "$default") return say("`$default` would catch every request that no route names; name the routes");
  if (/^ANY\s/.test(key))
    return say(`\`ANY\` would open every method at once; name the method (${names(HTTP_METHODS)})`);
  if (/\{[^}]*\+\}/.test(key))
    return say("a greedy parameter such as `{proxy+}` would catch every path below; name the paths");
  const parsed = parseRouteKey(key);
  if (!parsed) {
    const why = routeKeyProblem(key) ?? `${example} (methods: ${names(HTTP_METHODS)})`;
    return say(`\`${printable(key)}\` is not a route key; ${why}`);
  }
  const colon = parsed.path.split("/").find((part) => part.startsWith(":"));
  if (colon !== undefined)
    return say(`\`${colon}\` is a text here, and no parameter, which is written \`{${colon.slice(1) || "id"}}\``);
  const parameters = parametersOf(parsed.path);
  const twice = parameters.find((name, index) => parameters.indexOf(name) !== index);
  return twice === undefined ? [] : say(`the parameter \`{${twice}}\` stands in the path twice`);
}

function accessFindings(path: readonly PropertyKey[], route: ParsedRoute, profile: string): Finding[] {
  const { match, scopes } = scopesOf(route);
  const at = [...path, "scopes"];
  if (route.scopes === undefined && route.public === undefined) {
    return [
      error("route-access", path, 'says neither who may call it (`scopes`) nor why everybody may (`public: "reason"`)'),
    ];
  }
  if (route.scopes !== undefined && route.public !== undefined) {
    return [error("route-access", path, "has both `scopes` and `public`; keep one of them")];
  }
  const findings: Finding[] = [];
  if (route.scopes !== undefined && scopes.length === 0) {
    findings.push(error("route-access", at, 'is empty; name the scopes, or write `public: "reason"`'));
  }
  if (profile === "http" && match === "any" && scopes.length > HTTP_ROUTE_SCOPES_MAX) {
    findings.push(
      error(
        "route-scopes",
        at,
        `names ${scopes.length} scopes, and an HTTP API takes ${HTTP_ROUTE_SCOPES_MAX} on a route; use profile \`rest\`, or a scope that implies them`,
      ),
    );
  }
  if (globsOf(route).length > 0 && route.scopes === undefined) {
    findings.push(
      error("route-groups", [...path, "groups"], "needs `scopes`: a public route has no token to read groups from"),
    );
  }
  if (route.groupsClaim !== undefined && globsOf(route).length === 0) {
    findings.push(
      error("route-groups", [...path, "groupsClaim"], "has no effect without `groups`; add them, or remove the field"),
    );
  }
  return findings;
}

const TARGETS = ["handler", "backend", "url"] as const;

function targetFindings(path: readonly PropertyKey[], route: ParsedRoute, profile: string): Finding[] {
  const given = TARGETS.filter((target) => route[target] !== undefined);
  if (profile === "none") {
    return given.map((target) =>
      error(
        "route-target",
        [...path, target],
        "leads nowhere: with profile `none` no gateway is made; remove the field",
      ),
    );
  }
  if (given.length === 1) return [];
  const what = given.length === 0 ? "leads nowhere" : "leads to two places";
  return [error("route-target", path, `${what}; give exactly one of ${names(TARGETS)}`)];
}
