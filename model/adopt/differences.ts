/**
 * Who can do more, or less, in one deployment than in another.
 *
 * Both sides only ever give more to who is in more groups, and never refuse a part of what they give. So it is enough to ask
 * for the groups and scopes of each rule: every difference in what is granted shows in one of these questions. A lifetime is
 * that of the first rule that matches. So every rule of one side is asked about together with every rule of the other: for
 * who meets both, and for the scopes that both give.
 */
import { compare } from "../findings";
import { evaluate } from "../evaluate/evaluate";
import { ALL_CLIENTS } from "../evaluate/types";
import { isOidcScope, OFFLINE_ACCESS, OPENID } from "../okta/oidcScopes";
import { findGrant } from "../okta/grants";
import { groupsOfPerson, type Deployment } from "./deployment";
import { entriesOf, type Entry } from "./entries";

/** What one side answers. */
export interface Answer {
  readonly granted: boolean;
  /** Lifetime of the access token; 0 where it is refused. */
  readonly tokenMinutes: number;
  /** Of the refresh token, where one is given: in all (Infinity: without end) and without use; else 0. */
  readonly refreshMinutes: number;
  readonly idleMinutes: number;
  /** Scopes about which a person is asked first. */
  readonly consent: readonly string[];
}

/** A question to which the two sides give different answers. */
export interface AccessChange {
  readonly kind: "widened" | "narrowed";
  /** Who is in all of these; empty for a client without a user. */
  readonly groups: readonly string[];
  readonly client: string;
  /** Okta's string. */
  readonly grant: string;
  /** What is asked for together, without `openid` where a grant or scope merely brings it along. */
  readonly scopes: readonly string[];
  readonly before: Answer;
  readonly after: Answer;
}

/** More people than these are not asked about at one client; whoever reads on has enough. */
const PEOPLE_MAX = 4_000;

/** All differences, each by the fewest groups and scopes that show it. */
export function differencesOf(before: Deployment, after: Deployment): AccessChange[] {
  const clients = [...new Set([...before.clients.keys(), ...after.clients.keys()])];
  return clients.flatMap((client) => {
    const grants = [before, after].flatMap((side) => side.clients.get(client)?.grantTypes ?? []);
    const asked = [...new Set(grants)].filter((grant) => grant !== "refresh_token").sort(compare);
    return asked.flatMap((grant) => clientDifferences(before, after, client, grant));
  });
}

function clientDifferences(one: Deployment, other: Deployment, client: string, grant: string): AccessChange[] {
  const all = [one, other].map((side) => entriesOf(side, client, grant));
  const asked = new Set(all.flatMap((entries) => entries.flatMap(({ scopes }) => scopes)));
  const [before, after] = [one, other].map((side) => narrowedTo(side, client, asked)) as [Deployment, Deployment];
  const sides = [before, after].map((side, index) => ({ side, entries: all[index]! }));
  const found: AccessChange[] = [];
  for (const groups of peopleAsked(sides, client, grant)) {
    const met = sides.map((one) => metBy(one.side, one.entries, groups));
    const mine = met.every((own) => own.length === 0) ? all : met;
    const shown: AccessChange[] = [];
    for (const scopes of requestsAsked(mine, grant)) {
      const question = { client, grant, groups, scopes };
      const [was, is] = [answer(before, question), answer(after, question)];
      for (const kind of kindsOf(was, is)) {
        const change = { kind, groups, client, grant, scopes: named(scopes), before: was, after: is };
        if (![...found, ...shown].some((known) => shows(known, change))) shown.push(change);
      }
    }
    found.push(...shown);
  }
  return found;
}

/** Only what can have a say in the questions of one client: a large server has mostly others. */
function narrowedTo(side: Deployment, client: string, asked: ReadonlySet<string>): Deployment {
  const { server } = side;
  const isFor = ({ clients }: (typeof server.policies)[number]) =>
    clients.includes(client) || clients.includes(ALL_CLIENTS);
  return {
    ...side,
    server: {
      ...server,
      scopes: server.scopes.filter(({ name }) => asked.has(name) || name === OPENID),
      claims: [],
      policies: server.policies.filter(isFor),
    },
  };
}

/** The members of exactly the groups of one entry, or of two, with a group that is assigned where none of them is. */
function peopleAsked(sides: readonly { side: Deployment; entries: readonly Entry[] }[], client: string, grant: string) {
  if (!(findGrant(grant)?.user ?? true)) return [[]];
  const assigned = [...new Set(sides.flatMap(({ side }) => side.clients.get(client)?.assignedGroups ?? []))].sort();
  const sets = new Map<string, readonly string[]>();
  const add = (groups: readonly string[]) => {
    const sorted = [...new Set(groups)].sort(compare);
    if (sets.size < PEOPLE_MAX) sets.set(JSON.stringify(sorted), sorted);
  };
  for (const group of assigned) add([group]);
  const all = sides.flatMap(({ entries }) => entries.map(({ allOf }) => allOf));
  for (const allOf of [...all, ...togetherDecided(sides.map(({ entries }) => entries))]) {
    const isAssigned = allOf.some((group) => assigned.includes(group));
    if (isAssigned) add(allOf);
    // Of two sides one may have the group assigned, and the other not.
    for (const group of assigned) if (!isAssigned || bothDiffer(sides, client, allOf)) add([...allOf, group]);
  }
  return [...sets.values()].sort((a, b) => a.length - b.length || compare(a.join(), b.join()));
}

/**
 * The groups of a rule of the one side and of one of the other, where the two decide the same request with other lifetimes:
 * who is in more groups meets rules before these two at the most.
 */
function togetherDecided([before = [], after = []]: readonly (readonly Entry[])[]): string[][] {
  const lives = ({ rule }: Entry) =>
    [rule.accessTokenMinutes, rule.refreshTokenMinutes, rule.refreshTokenWindowMinutes].join();
  return before.flatMap((one) =>
    after
      .filter((other) => lives(one) !== lives(other) && one.scopes.some((scope) => other.scopes.includes(scope)))
      .map((other) => [...one.allOf, ...other.allOf]),
  );
}

function bothDiffer(sides: readonly { side: Deployment }[], client: string, groups: readonly string[]): boolean {
  const counts = sides.map(({ side }) =>
    groups.some((group) => side.clients.get(client)?.assignedGroups.includes(group) ?? false),
  );
  return new Set(counts).size > 1;
}

function metBy(side: Deployment, entries: readonly Entry[], groups: readonly string[]): Entry[] {
  const all = new Set(groupsOfPerson(side, groups));
  return entries.filter(({ allOf }) => allOf.every((group) => all.has(group)));
}

/**
 * Each scope alone first, then all that a rule gives: what a single scope shows is not said again. Then what a rule of the one
 * side and one of the other both give. Whatever request these two decide is a part of it, and it is decided by the same two:
 * a rule before one of them that gave all of it would have given the part as well.
 */
function requestsAsked([before = [], after = []]: readonly (readonly Entry[])[], grant: string): string[][] {
  const entries = [...before, ...after];
  const common = before.flatMap((one) =>
    after.map(({ scopes }) => one.scopes.filter((scope) => scopes.includes(scope))),
  );
  const needsOpenid = findGrant(grant)?.needsOpenid ?? false;
  const sets = new Map<string, string[]>();
  const add = (scopes: readonly string[]) => {
    const whole = needsOpenid || scopes.some(isOidcScope) ? [OPENID, ...scopes] : scopes;
    const sorted = [...new Set(whole)].sort(compare);
    if (sorted.length > 0) sets.set(sorted.join(" "), sorted);
  };
  for (const { scopes } of entries) for (const scope of scopes) if (scope !== "device_sso") add([scope]);
  for (const scopes of [...entries.map(({ scopes: all }) => all), ...common]) {
    const custom = scopes.filter((scope) => !isOidcScope(scope));
    add(custom);
    add(scopes);
    // A refresh token needs no sign-in beside it.
    if (!needsOpenid && scopes.includes(OFFLINE_ACCESS)) {
      for (const set of [[OFFLINE_ACCESS], [...custom, OFFLINE_ACCESS].sort(compare)]) sets.set(set.join(" "), set);
    }
  }
  return [...sets.values()].sort((a, b) => a.length - b.length || compare(a.join(" "), b.join(" ")));
}

interface Question {
  readonly client: string;
  readonly grant: string;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

const REFUSED: Answer = { granted: false, tokenMinutes: 0, refreshMinutes: 0, idleMinutes: 0, consent: [] };

function answer(side: Deployment, { client, grant, groups, scopes }: Question): Answer {
  const asking = side.clients.get(client);
  if (asking === undefined) return REFUSED;
  const hasUser = findGrant(grant)?.user ?? true;
  const user = hasUser ? { id: "somebody", groups: groupsOfPerson(side, groups) } : null;
  const decision = evaluate(side.server, { client: asking, grantType: grant, user, scopes });
  if (decision.decision === "denied") return REFUSED;
  const refreshes = scopes.includes("offline_access") && asking.grantTypes.includes("refresh_token");
  return {
    granted: true,
    tokenMinutes: decision.tokenMinutes,
    refreshMinutes: refreshes ? decision.refreshTokenMinutes || Infinity : 0,
    idleMinutes: refreshes ? decision.refreshTokenWindowMinutes : 0,
    consent: decision.consentNeeded,
  };
}

/** One answer may give more of the one and less of the other. */
function kindsOf(before: Answer, after: Answer): AccessChange["kind"][] {
  const more = (a: Answer, b: Answer) =>
    (["granted", "tokenMinutes", "refreshMinutes", "idleMinutes"] as const).some((part) => a[part] > b[part]) ||
    (a.granted && b.granted && b.consent.some((scope) => !a.consent.includes(scope)));
  if (before.granted !== after.granted) return [after.granted ? "widened" : "narrowed"];
  return [
    ...(more(after, before) ? (["widened"] as const) : []),
    ...(more(before, after) ? (["narrowed"] as const) : []),
  ];
}

/** `openid` is said where it is all that is asked for. */
function named(scopes: readonly string[]): readonly string[] {
  const rest = scopes.filter((scope) => scope !== OPENID);
  return rest.length === 0 ? scopes : rest;
}

/** Whether a change is shown by one that is known already, of fewer groups or scopes. */
function shows(known: AccessChange, change: AccessChange): boolean {
  return (
    known.kind === change.kind &&
    known.scopes.every((scope) => change.scopes.includes(scope)) &&
    known.groups.every((group) => change.groups.includes(group)) &&
    sameStep(known, change)
  );
}

function sameStep(known: AccessChange, { before, after }: AccessChange): boolean {
  if (before.granted !== after.granted)
    return known.before.granted === before.granted && known.after.granted === after.granted;
  return known.before.granted === known.after.granted;
}
