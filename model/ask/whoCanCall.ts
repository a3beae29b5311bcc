/** Who can call a route. */
import type { Access, Route } from "../file/access";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { whoCanHave, type Principal } from "./whoCan";

/** A route, and who can call it. */
export interface RouteCallers {
  readonly api: string;
  readonly route: Route;
  readonly principals: readonly Principal[];
}

/** The routes that a `METHOD /path` names, as written in the file or with values in place of parameters, and their callers. */
export function whoCanCall(access: Access, call: string): RouteCallers[] {
  const routes = [...access.apis.values()].flatMap((api) => api.routes.map((route) => ({ api: api.key, route })));
  const named = routes.filter(({ route }) => route.key === call);
  const called = named.length > 0 ? named : routes.filter(({ route }) => matches(route, call));
  return called.map(({ api, route }) => ({ api, route, principals: callers(access, route) }));
}

function matches({ method, path }: Route, call: string): boolean {
  if (call.includes("{")) return false;
  const pattern = path.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${method} ${pattern.join("[^/]+")}$`).test(call);
}

/** A service client is in no group and proves no factor, so a route that asks for either is closed to it. */
function callers(access: Access, { access: asked }: Route): Principal[] {
  if (asked.kind === "public") return [];
  const requests = asked.match === "all" ? [asked.scopes] : asked.scopes.map((scope) => [scope]);
  return requests
    .flatMap((scopes) => whoCanHave(access, scopes))
    .filter(({ client, stepUp }) => {
      const { hasUsers } = CLIENT_TYPES[access.clients.get(client)!.type];
      return hasUsers || (asked.groups.length === 0 && stepUp === null);
    });
}
