/** What a kind of gateway takes at most, and what it does not have. */
import type { Finding } from "../../findings";
import { parseRouteKey } from "../../routes/routeKey";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

type ParsedApi = ParsedAccess["apis"][string];

/** Routes and integrations of an HTTP API, resources of a REST API. Source: quotas of Amazon API Gateway. */
export const GATEWAY_ROUTES_MAX = 300;

/** Rules of a load balancer. Source: quotas of Application Load Balancers. */
export const ALB_RULES_MAX = 100;

const WHAT = { http: "an HTTP API", rest: "a REST API", alb: "a load balancer" } as const;

export function gatewayLimitFindings({ apis }: ParsedAccess): Finding[] {
  return Object.entries(apis).flatMap(([key, api]) => [
    ...countFindings(key, api),
    ...(api.profile === "rest" ? restFindings(key, api) : []),
    ...(api.profile === "alb" ? albFindings(key, api) : []),
  ]);
}

function countFindings(key: string, { profile, routes }: ParsedApi): Finding[] {
  const max = profile === "alb" ? ALB_RULES_MAX : GATEWAY_ROUTES_MAX;
  const count = Object.keys(routes).length;
  if (count <= max) return [];
  return [
    error(
      "gateway-limit",
      ["apis", key, "routes"],
      `has ${count} routes, and ${WHAT[profile]} takes ${max}; divide it into several APIs`,
    ),
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

function albFindings(key: string, { routes, cors }: ParsedApi): Finding[] {
  const lacks = (path: readonly PropertyKey[], message: string) =>
    error("gateway-limit", ["apis", key, ...path], message);
  return [
    ...(cors ? [lacks(["cors"], "a load balancer has no CORS; remove it, and declare a public `OPTIONS` route")] : []),
    ...Object.entries(routes).flatMap(([route, { url, throttle }]) => [
      ...(url === undefined
        ? []
        : [lacks(["routes", route, "url"], "a load balancer leads to functions and target groups; give a `handler`")]),
      ...(throttle === undefined
        ? []
        : [lacks(["routes", route, "throttle"], "a load balancer has no limits of routes; use `firewall`")]),
    ]),
  ];
}
