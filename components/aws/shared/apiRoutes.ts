/** An API of the access file in the words of the gateway's component. */
import type { Access, Api, Route } from "../../../model/file";
import { routeAuthorization, routeRequirement } from "../../../model/routes";
import { mutable } from "../../stack/mutable";
import { type BackendsAndSecrets, targetArgs } from "./backends";
import type { ProtectedRouteArgs } from "./routeArgs";

/** Route key → route, for every route of an API. */
export function apiRoutes(access: Access, api: Api, settings: BackendsAndSecrets): Record<string, ProtectedRouteArgs> {
  return Object.fromEntries(api.routes.map((route) => [route.key, routeArgs(access, api, route, settings)]));
}

function routeArgs(access: Access, api: Api, route: Route, settings: BackendsAndSecrets): ProtectedRouteArgs {
  const throttle = route.throttle && { throttle: { ...route.throttle } };
  const common = { ...targetArgs(route, settings), ...throttle };
  const authorization = routeAuthorization(access, api, route);
  switch (authorization.kind) {
    case "public":
      return { public: authorization.reason, ...common };
    case "jwt":
      return { scopes: [...authorization.scopes], ...common };
    case "guard":
      return { requirement: mutable(authorization.requirement), ...common };
  }
}

/** The names of the handlers that an API's routes go to, each once, in the order of the routes. */
export function handlersOf(api: Api): string[] {
  return [...new Set(api.routes.flatMap(({ target }) => ("handler" in target ? target.handler : [])))];
}

/** What a handler needs to check a request once more by itself: route key → requirement, as JSON. */
export function handlerRequirements(access: Access, api: Api, handler: string): string {
  const routes = api.routes.filter(({ target }) => "handler" in target && target.handler === handler);
  const entries = routes.flatMap((route) => {
    const requirement = routeRequirement(access, api, route);
    return requirement === undefined ? [] : [[route.key, requirement] as const];
  });
  return JSON.stringify(Object.fromEntries(entries));
}
