/** One stack's part of the APIs of an access file. */
import type { Api, Claim, Route, RouteAccess, RouteTarget } from "./access";
import { groupsClaimsFor, type ClaimLike } from "../routes/groupsClaim";
import { parseRouteKey } from "../routes/routeKey";
import type { ParsedAccess } from "./schema";

type ParsedApi = ParsedAccess["apis"][string];
type ParsedRoute = ParsedApi["routes"][string];

/** Of an API that says nothing of it. */
const THROTTLE = { ratePerSecond: 50, burst: 100 };

/** The API with those of its routes that can still be satisfied. */
export function resolveApi(
  key: string,
  api: ParsedApi,
  here: (scope: string) => boolean,
  claims: ReadonlyMap<string, Claim>,
): Api {
  const { profile, throttle = THROTTLE, cors, domain, firewall, binaryMediaTypes, metadata } = api;
  return {
    key,
    profile,
    routes: Object.entries(api.routes).flatMap(([routeKey, route]) => {
      const access = routeAccess(route, here, claims);
      return access ? [resolveRoute(routeKey, route, access)] : [];
    }),
    throttle,
    ...(cors === undefined ? {} : { cors }),
    ...(domain === undefined ? {} : { domain }),
    ...(firewall === undefined ? {} : { firewall }),
    ...(binaryMediaTypes === undefined ? {} : { binaryMediaTypes }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function resolveRoute(key: string, route: ParsedRoute, access: RouteAccess): Route {
  const { method, path } = parseRouteKey(key)!;
  return {
    key,
    method,
    path,
    access,
    target: targetOf(route),
    ...(route.throttle === undefined ? {} : { throttle: route.throttle }),
  };
}

function targetOf({ handler, backend, url }: ParsedRoute): RouteTarget {
  if (handler !== undefined) return { handler };
  if (backend !== undefined) return { backend };
  return url === undefined ? { elsewhere: true } : { url };
}

/** What a route asks for; undefined where nobody could satisfy it in this stack. */
function routeAccess(
  route: ParsedRoute,
  here: (scope: string) => boolean,
  claims: ReadonlyMap<string, Claim>,
): RouteAccess | undefined {
  if (route.public !== undefined) return { kind: "public", reason: route.public };
  const asked = scopesOf(route);
  const scopes = asked.scopes.filter(here);
  const satisfiable = asked.match === "all" ? scopes.length === asked.scopes.length : scopes.length > 0;
  if (!satisfiable) return undefined;
  const groups = globsOf(route);
  if (groups.length === 0) return { kind: "scopes", match: asked.match, scopes, groups };
  const released = groupsClaimsFor([...claims.values()].map(claimLike), { match: asked.match, scopes });
  const claim = route.groupsClaim === undefined ? released[0] : released.find(({ name }) => name === route.groupsClaim);
  return claim && { kind: "scopes", match: asked.match, scopes, groups, groupsClaim: claim.name };
}

/** The scopes of a route as written. */
export function scopesOf(route: ParsedRoute): { match: "any" | "all"; scopes: readonly string[] } {
  const { scopes = [] } = route;
  return "all" in scopes ? { match: "all", scopes: scopes.all } : { match: "any", scopes };
}

/** The globs of a route, as a list. */
export function globsOf({ groups = [] }: ParsedRoute): readonly string[] {
  return typeof groups === "string" ? [groups] : groups;
}

function claimLike({ name, tokens, value, scopes }: Claim): ClaimLike {
  return { name, isAccessGroups: tokens.includes("access") && value.kind === "groups", scopes };
}
