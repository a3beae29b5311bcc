/** Who gains and who loses a scope at which client, and under which other terms it is given. */
import { bitsOf, differenceOf, intersectionOf, isEmpty, membersOf, unionOf, type Bits } from "../../bits";
import type { Client, Scope, StepUp } from "../../file/access";
import { acrSatisfies } from "../../okta/acr";
import { GRANTS, type GrantKey } from "../../okta/grants";
import { crowdedPeople, mixedPairs, singles, type People, type Principal } from "./principals";
import type { AccessChange } from "./types";
import { heldAt, type View, type Views } from "./views";

/** A row before its rule, people and routes are looked up. */
export type DraftChange = Pick<AccessChange, "kind" | "principal" | "client" | "grant" | "scope" | "because"> & {
  readonly numbers: readonly number[];
  readonly scopes: readonly string[];
  readonly effect: "widened" | "narrowed";
  readonly before: AccessChange["before"];
  readonly after: AccessChange["after"];
  readonly route?: string;
};

type Effect = "widened" | "narrowed";

/** What of a principal is different at a client, as sets of scopes. */
type Delta = Readonly<Record<Effect, Bits>>;

/** One row for each principal, client, grant and scope. */
export function scopeChanges(views: Views, people: People): DraftChange[] {
  const clients = [...new Set([...views.after.clients.keys(), ...views.before.clients.keys()])];
  return clients.flatMap((client) => [...serviceChanges(views, client), ...userChanges(views, client, people)]);
}

/** A service client is a principal of its own: its ceiling is what it may. */
function serviceChanges(views: Views, client: string): DraftChange[] {
  const ceilingIn = (view: View) => {
    const there = view.clients.get(client);
    return there?.hasOwn ? there.ceiling : view.nothing;
  };
  const principal: Principal = { name: client, groups: [] };
  const [before, after] = [ceilingIn(views.before), ceilingIn(views.after)];
  return rowsOf(views, { client, principal, before, after }, termChanges(views, client)).rows;
}

function userChanges(views: Views, client: string, people: People): DraftChange[] {
  const rows: DraftChange[] = [];
  const known = new Map<string, Delta>();
  const terms = termChanges(views, client);
  const look = (principal: Principal, parts: readonly (readonly number[])[]) => {
    const [before, after] = [heldBy(views.before, client, principal), heldBy(views.after, client, principal)];
    if (isEmpty(before) && isEmpty(after)) return;
    const explained = parts.flatMap((part) => known.get(part.join()) ?? []);
    const { rows: own, delta } = rowsOf(views, { client, principal, before, after }, terms, explained);
    known.set(principal.groups.join(), delta);
    rows.push(...own);
  };
  const alone = (groups: readonly number[]) => groups.map((group) => [group]);
  const inTwos = (groups: readonly number[]) =>
    groups.flatMap((one, index) => groups.slice(index + 1).map((other) => [one, other]));
  for (const single of singles(views)) look(single, []);
  for (const pair of mixedPairs(views, client)) look(pair, alone(pair.groups));
  for (const person of crowdedPeople(views, people)) {
    look(person, [...alone(person.groups), ...inTwos(person.groups)]);
  }
  return rows;
}

function heldBy(view: View, client: string, { groups }: Principal): Bits {
  return view.clients.get(client)?.hasUsers ? heldAt(view, client, groups) : view.nothing;
}

/** What a principal holds at a client, before and after. */
interface Holding {
  readonly client: string;
  readonly principal: Principal;
  readonly before: Bits;
  readonly after: Bits;
}

/** @param explained what the principal's parts say already. */
function rowsOf(
  views: Views,
  { client, principal, before, after }: Holding,
  terms: readonly TermChange[],
  explained: readonly Delta[] = [],
): { rows: DraftChange[]; delta: Delta } {
  const { nothing } = views.before;
  const delta = { widened: nothing, narrowed: nothing };
  const rows: DraftChange[] = [];
  const emit = (grant: GrantKey, scopes: Bits, effect: Effect, because: DraftChange["because"]) => {
    delta[effect] = unionOf(delta[effect], scopes);
    const own = explained.reduce((left, part) => differenceOf(left, part[effect]), scopes);
    for (const number of membersOf(own)) {
      const scope = views.scopes[number]!;
      const verdict = (side: Effect) => (because === "access" && effect === side ? "denied" : "granted");
      const { name, groups: numbers } = principal;
      const [was, is] = [verdict("widened"), verdict("narrowed")] as const;
      const who = { kind: "scope", principal: name, numbers, client, grant } as const;
      rows.push({ ...who, scope, scopes: [scope], effect, because, before: was, after: is });
    }
  };
  const [old, young] = [views.before, views.after].map((view) => view.clients.get(client)?.client.grants ?? []);
  for (const grant of new Set([...young!, ...old!])) {
    if (GRANTS[grant].user !== principal.groups.length > 0) continue;
    const was = old!.includes(grant) ? before : nothing;
    const is = young!.includes(grant) ? after : nothing;
    emit(grant, differenceOf(is, was), "widened", "access");
    emit(grant, differenceOf(was, is), "narrowed", "access");
    const kept = intersectionOf(was, is);
    for (const { because, effect, scopes } of isEmpty(kept) ? [] : terms) {
      emit(grant, intersectionOf(kept, scopes), effect, because);
    }
  }
  return { rows, delta };
}

interface TermChange {
  readonly because: "step-up" | "lifetime";
  readonly effect: Effect;
  readonly scopes: Bits;
}

/** The scopes that a client is given under other terms than before. */
function termChanges(views: Views, client: string): readonly TermChange[] {
  const [old, young] = [views.before, views.after].map((view) => view.clients.get(client)?.client);
  // What only one of the two files has is given or refused as a whole.
  if (old === undefined || young === undefined) return [];
  const found = new Map<string, { because: TermChange["because"]; effect: Effect; numbers: number[] }>();
  const note = (because: TermChange["because"], effect: Effect | undefined, number: number) => {
    if (effect === undefined) return;
    const same = found.get(`${because} ${effect}`) ?? { because, effect, numbers: [] };
    same.numbers.push(number);
    found.set(`${because} ${effect}`, same);
  };
  views.scopes.forEach((name, number) => {
    const [was, is] = [views.before.access.scopes.get(name), views.after.access.scopes.get(name)];
    if (was === undefined || is === undefined) return;
    note("step-up", stepUpEffect(was.stepUp, is.stepUp), number);
    const minutes = (client: Client, scope: Scope) => Math.min(client.tokenMinutes ?? Infinity, scope.tokenMinutes);
    note("lifetime", larger(minutes(old, was), minutes(young, is)), number);
  });
  return [...found.values()].map(({ numbers, ...rest }) => ({ ...rest, scopes: bitsOf(views.scopes.length, numbers) }));
}

/** Whether a lifetime grew. */
export function larger(before: number, after: number): Effect | undefined {
  if (before === after) return undefined;
  return after > before ? "widened" : "narrowed";
}

/**
 * Which way a step-up has changed. One that is weaker in any way counts as wider: a higher level that may be older lets
 * somebody in who was refused before.
 */
export function stepUpEffect(before: StepUp | undefined, after: StepUp | undefined): Effect | undefined {
  if (before === undefined || after === undefined) {
    return before === after ? undefined : before === undefined ? "narrowed" : "widened";
  }
  if (before.acr === after.acr && before.maxAge === after.maxAge) return undefined;
  return !acrSatisfies(after.acr, before.acr) || after.maxAge > before.maxAge ? "widened" : "narrowed";
}
