/** Which calls open or close by what their route asks for: a new route, one that is gone, one that asks for something else. */
import { hasBit, type Bits } from "../../bits";
import type { Access, Route, RouteAccess } from "../../file/access";
import { GRANTS } from "../../okta/grants";
import { callableByService, opens } from "../matrix";
import { crowdedPeople, mixedPairs, pairOf, singles, type People, type Principal } from "./principals";
import type { DraftChange } from "./scopeChanges";
import { EVERYBODY } from "./types";
import { askedAtOnce, type Caller } from "./togetherChanges";
import { heldAt, type View, type Views } from "./views";

/** What is said of a route: its requirement before and after; undefined: there is no such route. */
interface ChangedRoute {
  readonly name: string;
  readonly before: Route | undefined;
  readonly after: Route | undefined;
}

/** One row for each principal, client and grant. What follows from another scope of the principal's is not among them. */
export function routeChanges(views: Views, people: People): DraftChange[] {
  const changed = changedRoutes(views);
  return changed.flatMap((route) => {
    const [was, is] = [isPublic(route.before), isPublic(route.after)];
    if (was !== is) return [publicRow(route.name, is ? "widened" : "narrowed")];
    return was ? [] : callerRows(views, people, route);
  });
}

function changedRoutes({ before, after }: Views): ChangedRoute[] {
  const [old, young] = [routesOf(before.access), routesOf(after.access)];
  return [...new Set([...young.keys(), ...old.keys()])]
    .map((name) => ({ name, before: old.get(name), after: young.get(name) }))
    .filter((route) => asks(route.before) !== asks(route.after));
}

/** By `<api> METHOD /path`. */
export function routesOf(access: Access): Map<string, Route> {
  return new Map(
    [...access.apis.values()].flatMap((api) =>
      api.routes.map((route): [string, Route] => [`${api.key} ${route.key}`, route]),
    ),
  );
}

function asks(route: Route | undefined): string {
  if (route === undefined) return "";
  const { access } = route;
  if (access.kind === "public") return "public";
  const { match, scopes, groups, groupsClaim } = access;
  return JSON.stringify([scopes.length === 1 ? "any" : match, [...scopes].sort(), [...groups].sort(), groupsClaim]);
}

function isPublic(route: Route | undefined): boolean {
  return route?.access.kind === "public";
}

function publicRow(route: string, effect: DraftChange["effect"]): DraftChange {
  const verdict = (side: DraftChange["effect"]) => (effect === side ? ("denied" as const) : ("granted" as const));
  return {
    kind: "route",
    principal: EVERYBODY,
    numbers: [],
    client: "*",
    grant: "*",
    scope: "",
    scopes: [],
    route,
    effect,
    because: "access",
    before: verdict("widened"),
    after: verdict("narrowed"),
  };
}

function callerRows(views: Views, people: People, { name, before, after }: ChangedRoute): DraftChange[] {
  const rows: DraftChange[] = [];
  for (const client of new Set([...views.after.clients.keys(), ...views.before.clients.keys()])) {
    const told = new Set<string>();
    for (const principal of principalsOf(views, client, people, [before, after].some(needsSeveral))) {
      const isOpen = (view: View, route: Route | undefined) =>
        route !== undefined && calls(views, view, route, { client, ...principal });
      const [was, is] = [isOpen(views.before, before), isOpen(views.after, after)];
      const effect = was === is ? (was ? groupsEffect(before!, after!) : undefined) : is ? "widened" : "narrowed";
      if (effect === undefined) continue;
      const key = `${effect} ${principal.groups.join()}`;
      if (partsOf(principal).some((part) => told.has(`${effect} ${part.join()}`))) continue;
      told.add(key);
      rows.push(
        ...grantsOf(views, client, principal).map((grant): DraftChange => ({
          kind: "route",
          principal: principal.name,
          numbers: principal.groups,
          client,
          grant,
          scope: scopesOf(after ?? before).join(" "),
          scopes: [...new Set([...scopesOf(after), ...scopesOf(before)])],
          route: name,
          effect,
          because: was === is ? "groups" : "access",
          before: was ? "granted" : "denied",
          after: is ? "granted" : "denied",
        })),
      );
    }
  }
  return rows;
}

/** Two groups that both let people in matter only where a call needs several scopes at once. */
function needsSeveral(route: Route | undefined): boolean {
  return route?.access.kind === "scopes" && route.access.match === "all" && route.access.scopes.length > 1;
}

function principalsOf(views: Views, client: string, people: People, inPairs: boolean): Principal[] {
  const sides = [views.before, views.after].map((view) => view.clients.get(client));
  const own: Principal[] = sides.some((there) => there?.hasOwn) ? [{ name: client, groups: [] }] : [];
  if (!sides.some((there) => there?.hasUsers)) return own;
  const insiders = singles(views).filter(({ groups }) =>
    [views.before, views.after].some((view) => view.clients.get(client)?.assigned[groups[0]!]),
  );
  const pairs = (inPairs ? insiders : []).flatMap(({ groups: [one] }, index) =>
    insiders.slice(index + 1).map(({ groups: [other] }) => pairOf(views.groupKeys, one!, other!)),
  );
  return [...own, ...singles(views), ...mixedPairs(views, client), ...pairs, ...crowdedPeople(views, people)];
}

function partsOf({ groups }: Principal): number[][] {
  if (groups.length < 2) return [];
  const alone = groups.map((group) => [group]);
  if (groups.length === 2) return alone;
  return [...alone, ...groups.flatMap((one, index) => groups.slice(index + 1).map((other) => [one, other]))];
}

function grantsOf(views: Views, client: string, { groups }: Principal): string[] {
  const all = [views.after, views.before].flatMap((view) => view.clients.get(client)?.client.grants ?? []);
  return [...new Set(all)].filter((grant) => GRANTS[grant].user === groups.length > 0);
}

/** Whether somebody in the groups, or the service client, can call the route. */
function calls(views: Views, view: View, route: Route, caller: Caller): boolean {
  const { client, groups } = caller;
  const there = view.clients.get(client);
  if (there === undefined) return false;
  if (!(groups.length > 0 ? there.hasUsers : there.hasOwn)) return false;
  if (groups.length === 0) {
    const left = callableByService(view.access, route.access);
    return left !== undefined && opens(left, (scope) => there.client.ceiling.includes(scope));
  }
  const held = heldAt(view, client, groups);
  const has = (set: Bits) => (scope: string) => hasBit(set, views.scopeNumber.get(scope)!);
  if (!opens(route.access, has(held))) return false;
  if (groups.length === 1 || !needsSeveral(route)) return true;
  return askedAtOnce(views, view, caller, held).some((set) => opens(route.access, has(set)));
}

/** Of a call that stays possible: whether it asks for fewer groups, or for more. What is neither counts as wider. */
function groupsEffect(before: Route, after: Route): DraftChange["effect"] | undefined {
  const [old, young] = [groupsOf(before.access), groupsOf(after.access)];
  if (JSON.stringify(old) === JSON.stringify(young)) return undefined;
  if (old.globs.length === 0) return "narrowed";
  const within = young.globs.length > 0 && young.globs.every((glob) => old.globs.includes(glob));
  return within && old.claim === young.claim ? "narrowed" : "widened";
}

function groupsOf(access: RouteAccess): { globs: string[]; claim: string | undefined } {
  if (access.kind === "public") return { globs: [], claim: undefined };
  return { globs: [...access.groups].sort(), claim: access.groups.length === 0 ? undefined : access.groupsClaim };
}

function scopesOf(route: Route | undefined): readonly string[] {
  return route?.access.kind === "scopes" ? route.access.scopes : [];
}
