/** A client's rules as the symbolic proof sees them, for one grant: who meets which rule, and what it grants to them. */
import type { Client } from "../../file/access";
import {
  addBit,
  bitsOf,
  differenceOf,
  emptyBits,
  hasBit,
  intersects,
  isEmpty,
  isSubset,
  unionOf,
  type Bits,
} from "../../bits";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import { ANY_SCOPE, EVERYONE } from "../../evaluate/types";
import { GRANTS, type GrantKey } from "../../okta/grants";
import { OFFLINE_ACCESS, OPENID } from "../../okta/oidcScopes";
import type { Plan, PlanRule } from "../../compile/plan";
import { heldAt, type Universe } from "./universe";

/** One way to meet a rule: to be in all of these groups. */
export interface Entry {
  /** Position of the rule among the client's rules, in the order in which Okta reads them. */
  readonly order: number;
  /** Numbers of base groups, ascending; none: everybody meets it. */
  readonly groups: readonly number[];
  /** What can be asked for so that the rule matches: all of it together is the largest such request. */
  readonly scopes: Bits;
  readonly minutes: number;
}

/** One client and one grant, as all parts of the proof look at them. */
export interface ClientView {
  readonly universe: Universe;
  readonly client: Client;
  readonly grant: GrantKey;
  /** What each group may have at this client. */
  readonly held: readonly Bits[];
  /** Numbers of the groups that may have anything at this client. */
  readonly holders: readonly number[];
  /** What the client asks for together beyond what a single group holds: all of it, or these sets. */
  readonly asked: "any" | readonly Bits[];
  /** Numbers of the groups whose members may use the client: those that are assigned; at a service, in a person's name, all. */
  readonly assigned: readonly number[];
  readonly entries: readonly Entry[];
  /** The entries that a user in exactly these groups meets, in the order of their rules. */
  readonly met: (groups: readonly number[]) => Entry[];
}

/** Reads a client's rules out of the plan. */
export function clientView(plan: Plan, universe: Universe, client: Client, grant: GrantKey): ClientView {
  const rules = rulesOf(plan, client.key).filter((rule) => rule.grantTypes.includes(GRANTS[grant].okta));
  const entries = rules.flatMap((rule, order) => {
    const scopes = requestable(universe, client, rule, grant);
    if (scopes === undefined) return [];
    const open = { order, scopes, minutes: rule.accessTokenMinutes };
    return groupSets(plan, universe, rule, grant).map((groups): Entry => ({ ...open, groups }));
  });
  const held = heldAt(universe, client);
  const assigned = GRANTS[grant].user ? assignedTo(universe, client, held) : [];
  const holders = held.flatMap((scopes, group) => (isEmpty(scopes) ? [] : [group]));
  const asked = askedBy(universe, client);
  return { universe, client, grant, held, holders, asked, assigned, entries, met: lookup(entries) };
}

function askedBy(universe: Universe, { requests, enforcement }: Client): ClientView["asked"] {
  if (requests === "any" || enforcement === "gateway") return "any";
  return requests === "one-group" ? [] : requests.map((set) => bitsOfNames(universe, set));
}

function rulesOf(plan: Plan, client: string): PlanRule[] {
  const inOrder = <T extends { readonly priority: number }>(items: readonly T[]) =>
    [...items].sort((a, b) => a.priority - b.priority);
  return inOrder(plan.policies.filter(({ clients }) => clients.includes(client))).flatMap(({ rules }) =>
    inOrder(rules),
  );
}

/** The sets of base groups whose members a rule is for; the empty set: everybody. */
function groupSets(plan: Plan, universe: Universe, rule: PlanRule, grant: GrantKey): number[][] {
  if (rule.groups.includes(EVERYONE)) return [[]];
  if (!GRANTS[grant].user) return rule.groups.length === 0 ? [[]] : [];
  return rule.groups.flatMap((name) => waysInto(plan, universe, name));
}

/** The sets of base groups whose members are in a group of Okta. */
function waysInto(plan: Plan, { groupNumber }: Universe, name: string): number[][] {
  const base = groupNumber.get(name);
  const derived = plan.groupRules.filter(({ group }) => group === name);
  const ways = derived.map(({ allOf }) => allOf.flatMap((key) => groupNumber.get(key) ?? []).sort((a, b) => a - b));
  return base === undefined ? ways : [[base], ...ways];
}

/**
 * The largest request that a rule can match: what Okta refuses before it reads a rule is left out. Undefined where no
 * request can match it.
 */
function requestable(universe: Universe, client: Client, rule: PlanRule, grant: GrantKey): Bits | undefined {
  const { scopeNumber, scopes: names, oidc } = universe;
  const { user, needsOpenid } = GRANTS[grant];
  let scopes = rule.scopes.includes(ANY_SCOPE)
    ? unionOf(universe.custom, oidc)
    : bitsOf(
        names.length,
        rule.scopes.flatMap((name) => scopeNumber.get(name) ?? []),
      );
  const openid = hasBit(scopes, scopeNumber.get(OPENID)!);
  if (needsOpenid && !openid) return undefined;
  const offline = bitsOf(names.length, [scopeNumber.get(OFFLINE_ACCESS)!]);
  if (!user || !CLIENT_TYPES[client.type].hasUsers) scopes = differenceOf(scopes, oidc);
  else if (!openid) scopes = differenceOf(scopes, differenceOf(oidc, offline));
  if (!hasBit(scopes, scopeNumber.get(OFFLINE_ACCESS)!)) {
    scopes = differenceOf(scopes, bitsOf(names.length, [scopeNumber.get("device_sso")!]));
  }
  return scopes.some((word) => word !== 0) ? scopes : undefined;
}

function assignedTo(universe: Universe, client: Client, held: readonly Bits[]): number[] {
  const numbers = universe.groups.map((_, number) => number);
  if (!CLIENT_TYPES[client.type].hasUsers) return numbers;
  const { assignedTo: named } = client;
  if (named) return numbers.filter((number) => named.includes(universe.groups[number]!));
  const ceiling = bitsOf(
    universe.scopes.length,
    client.ceiling.map((name) => universe.scopeNumber.get(name)!),
  );
  return numbers.filter((number) => {
    const own = client.enforcement === "gateway" ? universe.held[number]! : held[number]!;
    return own.some((word, i) => (word & ceiling[i]!) !== 0);
  });
}

function lookup(entries: readonly Entry[]): ClientView["met"] {
  const byFirst = new Map<number | undefined, Entry[]>();
  for (const entry of entries) {
    const first = entry.groups[0];
    const same = byFirst.get(first);
    if (same) same.push(entry);
    else byFirst.set(first, [entry]);
  }
  return (groups) =>
    [undefined, ...groups]
      .flatMap((first) => byFirst.get(first) ?? [])
      .filter((entry) => entry.groups.every((group) => groups.includes(group)))
      .sort((a, b) => a.order - b.order);
}

/** The sets of groups in which an assigned user who meets an entry is at least. */
export function leastGroups({ assigned, client }: ClientView, groups: readonly number[]): (readonly number[])[] {
  if (!CLIENT_TYPES[client.type].hasUsers || assigned.length === 0 || groups.some((group) => assigned.includes(group)))
    return [groups];
  return assigned.map((group) => [...groups, group]);
}

/** Whether all of these groups may be united at this client. */
export function mayUnite({ universe, client }: ClientView, groups: readonly number[]): boolean {
  if (!universe.keepsApart || groups.length < 2 || client.enforcement === "gateway") return true;
  const { occurring, separate } = universe;
  const occurs = occurring === undefined || occurring.some((together) => groups.every((group) => together.has(group)));
  return occurs && !groups.some((one, i) => groups.slice(i + 1).some((other) => separate(one, other)));
}

/** What the member of these groups holds in one of the largest ways to unite them that hold all of the scopes. */
function isHeldTogether(view: ClientView, groups: readonly number[], custom: Bits): boolean {
  // Only groups that hold something of it can be of help, and each of these may be left out for another one.
  const useful = groups.filter((group) => intersects(view.held[group]!, custom));
  const holdAll = (some: readonly number[]) =>
    isSubset(
      custom,
      some.reduce((all, group) => unionOf(all, view.held[group]!), emptyBits(view.universe.scopes.length)),
    );
  if (!holdAll(useful)) return false;
  if (mayUnite(view, useful)) return true;
  return useful.some((left) =>
    isHeldTogether(
      view,
      useful.filter((group) => group !== left),
      custom,
    ),
  );
}

/** Whether a set of custom scopes is within what the member of these groups is entitled to, and asks for together. */
export function isEntitled(view: ClientView, groups: readonly number[], custom: Bits): boolean {
  if (isEmpty(custom) || groups.some((group) => isSubset(custom, view.held[group]!))) return true;
  const together = view.asked === "any" || view.asked.some((set) => isSubset(custom, set));
  return together && isHeldTogether(view, groups, custom);
}

/** A set with the given names, for the OIDC scopes of a client. */
export function bitsOfNames({ scopes, scopeNumber }: Universe, names: readonly string[]): Bits {
  const bits = emptyBits(scopes.length);
  for (const name of names) addBit(bits, scopeNumber.get(name)!);
  return bits;
}

/** A user and the scopes of a request. */
export interface Suspect {
  /** Numbers of the groups of the user. */
  readonly groups: readonly number[];
  readonly scopes: Bits;
}
