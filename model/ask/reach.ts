/** What one person, or people at one client, can reach at most: cell by cell, for a matrix of which only a part is looked at. */
import type { Access, Client, Route } from "../file/access";
import { intent } from "../intent";
import { GRANTS } from "../okta/grants";
import { OPENID } from "../okta/oidcScopes";
import { routeCallers, whoCanHave, type Principal } from "./whoCan";

/** By scope and by route: the clients at which it is within reach; none where it is denied, or public. */
export interface Reach {
  readonly scope: (name: string) => readonly string[];
  readonly route: (route: Route) => readonly string[];
}

/** What somebody reaches who is in exactly these groups, a scope or a route at a time. */
export function reachOfPerson(access: Access, groups: readonly string[]): Reach {
  const at = (scopes: readonly string[]) =>
    [...access.clients.values()].filter((client) => has(access, client, groups, scopes)).map(({ key }) => key);
  const scope = remembered((name: string) => at([name]));
  const route = remembered(({ access: asked }: Route) => {
    if (asked.kind === "public") return [];
    if (asked.match === "all") return at(asked.scopes);
    return [...new Set(asked.scopes.flatMap(scope))];
  });
  return { scope, route };
}

function has(access: Access, client: Client, groups: readonly string[], scopes: readonly string[]): boolean {
  const grant = client.grants.find((one) => GRANTS[one].user);
  if (grant === undefined) return false;
  const asked = GRANTS[grant].needsOpenid ? [OPENID, ...scopes] : scopes;
  return intent(access, { groups, client: client.key, grant, scopes: asked }).granted;
}

/** What there is for each client: the most that anybody reaches through it, or the client by itself. */
export function reachOfClients(access: Access): (client: string) => Reach {
  const byScope = remembered((name: string) => clientsOf(whoCanHave(access, [name])));
  const byRoute = remembered((route: Route) => clientsOf(routeCallers(access, route)));
  return (client) => ({
    scope: (name) => (byScope(name).has(client) ? [client] : []),
    route: (route) => (byRoute(route).has(client) ? [client] : []),
  });
}

function clientsOf(principals: readonly Principal[]): ReadonlySet<string> {
  return new Set(principals.map(({ client }) => client));
}

function remembered<K, V>(of: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, of(key));
    return known.get(key)!;
  };
}
