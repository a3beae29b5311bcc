/** What a kind of gateway takes at most, and what it does not have. */
import { type Finding, error } from "../../findings";
import {
  addressProblem,
  albPathProblem,
  AWS_LIMITS,
  corsProblem,
  gatewayPathProblem,
  restResources,
} from "../../routes/awsLimits";
import { domainProblems } from "../../routes/domains";
import { parametersOf, parseRouteKey, preflightKeys } from "../../routes/routeKey";
import { needsLambdaAuthorizer } from "../../routes/routeRequirements";
import type { Access } from "../access";
import type { ParsedAccess } from "../schema";

type ParsedApi = ParsedAccess["apis"][string];

export const GATEWAY_ROUTES_MAX = AWS_LIMITS.httpRoutes;
export const ALB_RULES_MAX = AWS_LIMITS.albRules;

const WHAT = { http: "an HTTP API", rest: "a REST API", alb: "a load balancer" } as const;

export function gatewayLimitFindings({ apis }: ParsedAccess): Finding[] {
  const each = Object.entries(apis).flatMap(([key, api]) =>
    api.profile === "none" ? withoutGateway(key, api) : ofGateway(key, api),
  );
  return [...domainFindings(apis), ...each];
}

function ofGateway(key: string, api: ParsedApi): Finding[] {
  return [
    ...countFindings(key, api),
    ...(api.profile === "alb" ? [] : pathFindings(key, api, api.profile === "rest" ? "rest" : "http")),
    ...corsFindings(key, api),
    ...(api.profile === "rest" ? restFindings(key, api) : []),
    ...(api.profile === "alb" ? albFindings(key, api) : []),
    ...mediaTypeFindings(key, api),
  ];
}

/** Only a REST API asks which bodies are no text. */
function mediaTypeFindings(key: string, { profile, binaryMediaTypes }: ParsedApi): Finding[] {
  if (binaryMediaTypes === undefined || profile === "rest" || profile === "none") return [];
  const message = `is of no use: ${WHAT[profile]} hands on whatever is no text by itself; leave it out`;
  return [error("gateway-limit", ["apis", key, "binaryMediaTypes"], message)];
}

/** What only a gateway that is made here could do. */
function withoutGateway(
  key: string,
  { cors, domain, firewall, throttle, binaryMediaTypes, metadata, routes }: ParsedApi,
): Finding[] {
  const say = (path: readonly PropertyKey[]) =>
    error(
      "gateway-limit",
      ["apis", key, ...path],
      "is of no effect with profile `none`, for which no gateway is made; remove it, and set it up in what stands in front",
    );
  const fields = Object.entries({ cors, domain, firewall, throttle, binaryMediaTypes, metadata }).filter(
    ([, value]) => value !== undefined,
  );
  return [
    ...fields.map(([field]) => say([field])),
    ...Object.entries(routes).flatMap(([route, own]) =>
      own.throttle === undefined ? [] : [say(["routes", route, "throttle"])],
    ),
  ];
}

/** A REST API is counted by the parts of its paths, whatever the number of their methods. */
function countFindings(key: string, { profile, routes, cors }: ParsedApi): Finding[] {
  if (profile === "none") return [];
  const declared = Object.keys(routes);
  // At a load balancer the questions of browsers are rules like any other.
  const keys = profile === "alb" && cors !== undefined ? [...declared, ...preflightKeys(declared)] : declared;
  const [count, max, what] =
    profile === "rest"
      ? [restResources(keys), AWS_LIMITS.restResources, "parts of paths, its root among them,"]
      : [keys.length, profile === "alb" ? ALB_RULES_MAX : GATEWAY_ROUTES_MAX, "routes,"];
  if (count <= max) return [];
  return [
    error(
      "gateway-limit",
      ["apis", key, "routes"],
      `has ${count} ${what} and ${WHAT[profile]} takes ${max}; divide it into several APIs`,
    ),
  ];
}

function domainFindings(apis: ParsedAccess["apis"]): Finding[] {
  const named = Object.entries(apis).map(([key, { profile, firewall, domain }]) => ({
    key,
    profile,
    firewall,
    domain,
  }));
  return domainProblems(named).map(({ key, field, message }) =>
    error("gateway-domain", ["apis", key, "domain", field], message),
  );
}

function pathFindings(key: string, { routes }: ParsedApi, profile: "http" | "rest"): Finding[] {
  return Object.entries(routes).flatMap(([route, { url }]) => {
    const at = ["apis", key, "routes", route];
    const path = gatewayPathProblem(route, profile);
    const own = parametersOf(parseRouteKey(route)?.path ?? "");
    const foreign = parametersOf(url ?? "").find((variable) => !own.includes(variable));
    const address = url === undefined ? undefined : addressProblem(url);
    return [
      ...(path === undefined ? [] : [error("gateway-path", at, path)]),
      ...(address === undefined ? [] : [error("route-target", [...at, "url"], address)]),
      ...(url === undefined || url.length <= AWS_LIMITS.urlLength
        ? []
        : [
            error(
              "gateway-limit",
              [...at, "url"],
              `has ${url.length} characters, and API Gateway takes ${AWS_LIMITS.urlLength}`,
            ),
          ]),
      ...(foreign === undefined
        ? []
        : [
            error(
              "route-target",
              [...at, "url"],
              `has \`{${foreign}}\`, which the path has not; the backend would get it as it stands`,
            ),
          ]),
    ];
  });
}

function corsFindings(key: string, { cors, routes }: ParsedApi): Finding[] {
  if (cors === undefined) return [];
  const hasClosedRoutes = Object.values(routes).some((route) => route.public === undefined);
  const problem = corsProblem(cors, hasClosedRoutes);
  const closed = Object.entries(routes).find(
    ([route, { scopes }]) => route.startsWith("OPTIONS ") && scopes !== undefined,
  );
  return [
    ...(problem === undefined ? [] : [error("gateway-cors", ["apis", key, "cors", problem[0]], problem[1])]),
    ...(closed === undefined
      ? []
      : [
          error(
            "gateway-cors",
            ["apis", key, "routes", closed[0]],
            "asks for a token, which no browser sends with its question whether a page may call; remove the route: `cors` answers",
          ),
        ]),
  ];
}

/** A REST API is a tree of path parts, with one variable below each part; and its errors have fixed headers. */
function restFindings(key: string, { routes, cors }: ParsedApi): Finding[] {
  const findings: Finding[] = [];
  if (cors !== undefined && cors.allowOrigins.length > 1) {
    findings.push(
      error(
        "gateway-limit",
        ["apis", key, "cors", "allowOrigins"],
        `names ${cors.allowOrigins.length} origins, and a REST API can name one in its errors; use profile \`http\``,
      ),
    );
  }
  const variables = new Map<string, { variable: string; route: string }>();
  for (const route of Object.keys(routes)) {
    const parts = parseRouteKey(route)?.path.split("/") ?? [];
    for (const [index, variable] of parts.entries()) {
      if (!variable.startsWith("{")) continue;
      const above = parts.slice(0, index).join("/");
      const other = variables.get(above) ?? { variable, route };
      variables.set(above, other);
      if (other.variable !== variable) {
        findings.push(
          error(
            "gateway-limit",
            ["apis", key, "routes", route],
            `has \`${variable}\` where \`${other.route}\` has \`${other.variable}\`, and a REST API takes one name at one place; rename one of the two`,
          ),
        );
      }
    }
  }
  return findings;
}

function pathProblemAt(key: string, route: string): Finding[] {
  const problem = parseRouteKey(route) && albPathProblem(route);
  return problem === undefined ? [] : [error("gateway-path", ["apis", key, "routes", route], problem)];
}

function albFindings(key: string, { routes }: ParsedApi): Finding[] {
  const lacks = (path: readonly PropertyKey[], message: string) =>
    error("gateway-limit", ["apis", key, ...path], message);
  return [
    ...Object.entries(routes).flatMap(([route, { url, throttle }]) => [
      ...pathProblemAt(key, route),
      ...(url === undefined
        ? []
        : [
            lacks(
              ["routes", route, "url"],
              "a load balancer leads to functions and target groups; give a `handler` or a `backend`",
            ),
          ]),
      ...(throttle === undefined
        ? []
        : [lacks(["routes", route, "throttle"], "a load balancer has no limits of routes; use `firewall`")]),
    ]),
  ];
}

/** Behind a load balancer a backend has nobody but it to check a request; a function of the product checks the rest itself. */
export function uncheckedBackendFindings(access: Access): Finding[] {
  const routes = [...access.apis.values()]
    .filter(({ profile }) => profile === "alb")
    .flatMap((api) => api.routes.map((route) => ({ api, route })));
  return routes
    .filter(({ api, route }) => "backend" in route.target && needsLambdaAuthorizer(access, api, route))
    .map(({ api, route }) =>
      error(
        "route-target",
        ["apis", api.key, "routes", route.key, "backend"],
        "asks for more than a load balancer can check before a backend: one scope, no groups, no step-up, no client with `enforcement: gateway`; use profile `http` or `rest`, or lead it to a `handler`",
      ),
    );
}
