/** Who can have a scope, or call a route: the fewest groups that are enough, at each client. */
import type { Access, Client, StepUp, Route } from "../file/access";
import { hasBit, isSubset, type Bits } from "../bits";
import { actsForItself, actsForPeople } from "../okta/clientTypes";
import { assignedBits, entitlementsOf, scopeBits, type Entitlements } from "../compile/entitlements";
import { askedOf, groupsWithin, unionsAsked } from "../compile/unions";
import { GRANTS, type GrantKey } from "../okta/grants";
import { strictestStepUp } from "../routes/routeRequirements";

/** A way to get scopes into a token. */
export interface Principal {
  /** Keys of groups: who is in all of them can. Empty for a service client. */
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: GrantKey;
  /** What to ask for. */
  readonly scopes: readonly string[];
  /** What the user must prove at the gateway; null: nothing more. */
  readonly stepUp: StepUp | null;
}

/** More sets of groups than these are not looked for: nobody reads them. */
const SETS_MAX = 1_000;

/** Who can get all of these scopes into one token. */
export function whoCanHave(access: Access, scopes: readonly string[]): Principal[] {
  const entitlements = entitlementsOf(access);
  return [...access.clients.values()]
    .filter((client) => scopes.every((scope) => client.ceiling.includes(scope)))
    .flatMap((client) => {
      const sets = [
        ...(actsForItself(client) ? [[]] : []),
        ...(actsForPeople(client) ? groupSets(access, client, entitlements, scopes) : []),
      ];
      return sets.flatMap((groups) =>
        client.grants
          .filter((grant) => GRANTS[grant].user === groups.length > 0)
          .map((grant) => ({
            groups,
            client: client.key,
            grant,
            scopes,
            stepUp: strictestStepUp(access, scopes) ?? null,
          })),
      );
    });
}

/** The smallest sets of groups, with an assigned one among them, that hold all of the scopes and may ask for them together. */
function groupSets(access: Access, client: Client, entitlements: Entitlements, scopes: readonly string[]): string[][] {
  const { numbers, groups } = entitlements;
  const wanted = scopeBits(numbers, scopes);
  const assigned = assignedBits(access, client, entitlements);
  const asked = askedOf(client.requests, numbers);
  const enough = unionsAsked(groupsWithin(groups, wanted), asked, (held) => isSubset(wanted, held), SETS_MAX);
  const sets = enough.all.flatMap((union) => withAssigned(union.groups, assigned, groups.length));
  const smallest = sets.filter((set) => !sets.some((other) => other !== set && isPart(other, set)));
  return smallest.map((set) => set.map((number) => groups[number]!.key));
}

function withAssigned(set: readonly number[], assigned: Bits, count: number): number[][] {
  if (set.some((number) => hasBit(assigned, number))) return [[...set]];
  const numbers = Array.from({ length: count }, (_, number) => number);
  return numbers.filter((number) => hasBit(assigned, number)).map((number) => [...set, number].sort((a, b) => a - b));
}

function isPart(some: readonly number[], all: readonly number[]): boolean {
  return some.length < all.length && some.every((number) => all.includes(number));
}

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
  return called.map(({ api, route }) => ({ api, route, principals: routeCallers(access, route) }));
}

function matches({ method, path }: Route, call: string): boolean {
  if (call.includes("{")) return false;
  const pattern = path.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${method} ${pattern.join("[^/]+")}$`).test(call);
}

/** A service client is in no group and proves no factor, so a route that asks for either is closed to it. */
export function routeCallers(access: Access, { access: asked }: Route): Principal[] {
  if (asked.kind === "public") return [];
  const requests = asked.match === "all" ? [asked.scopes] : asked.scopes.map((scope) => [scope]);
  return requests
    .flatMap((scopes) => whoCanHave(access, scopes))
    .filter(({ groups, stepUp }) => groups.length > 0 || (asked.groups.length === 0 && stepUp === null));
}
