/**
 * The question "is there a group set, a client, a grant and a request for which the access file and the plan differ?" as an
 * SMT-LIB formula. Both sides are written here anew, from the meaning of the file and from Okta's documentation: nothing of
 * the program's intent, evaluator or proof is used, so that a stranger's prover judges with a stranger's eyes.
 */
import type { Plan, PlanRule } from "../../model/compile/plan";
import type { Access, Client, Scope } from "../../model/file/access";
import { GRANTS, type GrantKey } from "../../model/okta/grants";
import { OIDC_SCOPES } from "../../model/okta/oidcScopes";

/** A client with one of its grants: `pair` is its number. */
export interface Pair {
  readonly client: Client;
  readonly grant: GrantKey;
}

/** The formula, and how to read a model of it. */
export interface Formula {
  readonly text: string;
  readonly pairs: readonly Pair[];
  /** By the number of their variables `g0`, `g1`, … */
  readonly groups: readonly string[];
  /** By the number of their variables `r0`, `r1`, … */
  readonly scopes: readonly string[];
}

const TRUE = "true";
const FALSE = "false";
const and = (all: readonly string[]) =>
  all.length === 0 ? TRUE : all.length === 1 ? all[0]! : `(and ${all.join(" ")})`;
const or = (all: readonly string[]) =>
  all.length === 0 ? FALSE : all.length === 1 ? all[0]! : `(or ${all.join(" ")})`;
const not = (one: string) => `(not ${one})`;
const implies = (one: string, other: string) => `(=> ${one} ${other})`;
const choose = (test: string, then: string, otherwise: string) => `(ite ${test} ${then} ${otherwise})`;

/** Minutes of a token with OIDC scopes alone, which no scope of the file decides. */
const OIDC_ONLY_MINUTES = 60;

/** Satisfiable exactly where file and plan differ on somebody's request, or on how long its token lives. */
export function differenceFormula(access: Access, plan: Plan): Formula {
  const groups = [...access.groups.keys()];
  const scopes = [...access.scopes.keys(), ...OIDC_SCOPES];
  const names = new Names(groups, scopes);
  const pairs = [...access.clients.values()].flatMap((client) =>
    client.grants.map((grant): Pair => ({ client, grant })),
  );
  const differences = pairs.map((pair, number) =>
    and([`(= pair ${number})`, difference(intended(access, pair, names), decided(plan, pair, names))]),
  );
  const text = [
    ...groups.map((_, number) => `(declare-const g${number} Bool)`),
    ...scopes.map((_, number) => `(declare-const r${number} Bool)`),
    "(declare-const pair Int)",
    `(assert ${or(differences)})`,
  ].join("\n");
  return { text, pairs, groups, scopes };
}

/** One side's answer: a formula for whether a token is given, and a term for how many minutes it lives. */
interface Answer {
  readonly granted: string;
  readonly minutes: string;
}

function difference(one: Answer, other: Answer): string {
  const lifetimes = not(`(= ${one.minutes} ${other.minutes})`);
  return or([`(xor ${one.granted} ${other.granted})`, and([one.granted, other.granted, lifetimes])]);
}

/** The variables of groups and scopes. */
class Names {
  readonly #groups: ReadonlyMap<string, number>;
  readonly #scopes: ReadonlyMap<string, number>;

  constructor(groups: readonly string[], scopes: readonly string[]) {
    this.#groups = new Map(groups.map((key, number) => [key, number]));
    this.#scopes = new Map(scopes.map((name, number) => [name, number]));
  }

  /** Whether the person is in the group. */
  inGroup(key: string): string {
    return this.#groups.has(key) ? `g${this.#groups.get(key)}` : FALSE;
  }

  /** Whether the scope is asked for. */
  asked(scope: string): string {
    return `r${this.#scopes.get(scope)}`;
  }

  /** Whether nothing but these scopes is asked for, of those that `among` names. */
  within(scopes: ReadonlySet<string>, among: Iterable<string>): string {
    return and([...among].filter((scope) => !scopes.has(scope)).map((scope) => not(this.asked(scope))));
  }
}

/** What Okta refuses before it looks at groups and policies: the same on both sides, since neither can change it. */
function wellFormed({ grant, client: { type } }: Pair, custom: readonly string[], names: Names): string {
  const { user, needsOpenid } = GRANTS[grant];
  const openid = names.asked("openid");
  const anyOidc = or(OIDC_SCOPES.map((scope) => names.asked(scope)));
  const identity = or(OIDC_SCOPES.filter((scope) => scope !== "offline_access").map((scope) => names.asked(scope)));
  return and([
    or([...custom, ...OIDC_SCOPES].map((scope) => names.asked(scope))),
    implies(identity, openid),
    implies(names.asked("device_sso"), names.asked("offline_access")),
    ...(needsOpenid ? [openid] : []),
    ...(user && type !== "service" ? [] : [not(anyOidc)]),
  ]);
}

function intended(access: Access, pair: Pair, names: Names): Answer {
  const { client, grant } = pair;
  const custom = [...access.scopes.keys()];
  const ceiling = new Set(client.ceiling);
  const stepUps = [...access.scopes.values()].filter(({ stepUp }) => stepUp !== undefined);
  const granted = GRANTS[grant].user
    ? [
        client.type === "service" ? TRUE : isAssigned(access, client, names),
        names.within(new Set<string>(client.oidcScopes), OIDC_SCOPES),
        names.within(ceiling, custom),
        isEntitled(access, client, names),
        not(and([names.asked("offline_access"), or(stepUps.map(({ name }) => names.asked(name)))])),
      ]
    : [names.within(ceiling, custom)];
  return {
    granted: and([wellFormed(pair, custom, names), ...granted]),
    minutes: shortest([...access.scopes.values()], client, names),
  };
}

/** The shortest lifetime of what is asked for, and no longer than the client's tokens live. */
function shortest(scopes: readonly Scope[], { tokenMinutes: most = Infinity }: Client, names: Names): string {
  const lifetimes = [...new Set(scopes.map(({ tokenMinutes }) => tokenMinutes))].sort((a, b) => b - a);
  return lifetimes.reduce(
    (longer, minutes) => {
      const some = scopes.filter(({ tokenMinutes }) => tokenMinutes === minutes).map(({ name }) => names.asked(name));
      return choose(or(some), String(Math.min(most, minutes)), longer);
    },
    String(Math.min(most, OIDC_ONLY_MINUTES)),
  );
}

function isAssigned(access: Access, client: Client, names: Names): string {
  const named = client.assignedTo;
  const keys = [...access.groups.keys()].filter((key) =>
    named ? named.includes(key) : client.ceiling.some((scope) => heldBy(access, key).has(scope)),
  );
  return or(keys.map((key) => names.inGroup(key)));
}

/** What a group holds, with all that it implies. */
function heldBy({ groups, scopes }: Access, key: string): Set<string> {
  const held = new Set<string>();
  const add = (name: string) => {
    if (held.has(name)) return;
    held.add(name);
    scopes.get(name)!.implies.forEach(add);
  };
  groups.get(key)!.scopes.forEach(add);
  return held;
}

/** Within one group; or within what is asked for together, and held by groups that may be united. */
function isEntitled(access: Access, client: Client, names: Names): string {
  if (client.enforcement === "gateway") return TRUE;
  const custom = [...access.scopes.keys()];
  const keys = [...access.groups.keys()];
  const held = new Map(keys.map((key) => [key, heldBy(access, key)]));
  const nothing = names.within(new Set(), custom);
  const oneGroup = keys.map((key) => and([names.inGroup(key), names.within(held.get(key)!, custom)]));
  const together = unions(access).map((union) =>
    and(
      custom.map((scope) => {
        const holders = union.filter((key) => held.get(key)!.has(scope));
        return implies(names.asked(scope), or(holders.map((key) => names.inGroup(key))));
      }),
    ),
  );
  const { requests } = client;
  const sets =
    requests === "any"
      ? TRUE
      : requests === "one-group"
        ? FALSE
        : or(requests.map((set) => names.within(new Set(set), custom)));
  return or([nothing, ...oneGroup, and([sets, or(together)])]);
}

/** The largest sets of groups that may be united, whoever is in them. */
function unions({ groups, combinations }: Access): string[][] {
  const lists = combinations.occurring ?? [[...groups.keys()]];
  const apart = (keys: readonly string[]): string[][] => {
    for (const one of keys) {
      const other = keys.find((key) => groups.get(one)!.separate.includes(key));
      if (other === undefined) continue;
      return [...apart(keys.filter((key) => key !== one)), ...apart(keys.filter((key) => key !== other))];
    }
    return [[...keys]];
  };
  return lists.flatMap(apart);
}

/** Okta's walk: the first rule that matches decides; in it are the grant, one of the person's groups, and every scope. */
function decided(plan: Plan, pair: Pair, names: Names): Answer {
  const { client, grant } = pair;
  const custom = plan.scopes.map(({ name }) => name);
  const planned = plan.clients.find(({ key }) => key === client.key)!;
  const assigned =
    GRANTS[grant].user && client.type !== "service" ? or(planned.assignedTo.map((key) => names.inGroup(key))) : TRUE;
  const matches = rulesOf(plan, client.key)
    .filter(({ grantTypes }) => grantTypes.includes(GRANTS[grant].okta))
    .map((rule) => ({ test: matched(plan, rule, pair, names), minutes: String(rule.accessTokenMinutes) }));
  return {
    granted: and([wellFormed(pair, custom, names), assigned, or(matches.map(({ test }) => test))]),
    minutes: matches.reduceRight((later, { test, minutes }) => choose(test, minutes, later), "0"),
  };
}

function rulesOf({ policies }: Plan, client: string): PlanRule[] {
  const inOrder = <T extends { readonly priority: number }>(all: readonly T[]) =>
    [...all].sort((a, b) => a.priority - b.priority);
  const mine = policies.filter(({ clients }) => clients.includes(client) || clients.includes("ALL_CLIENTS"));
  return inOrder(mine).flatMap(({ rules }) => inOrder(rules));
}

function matched(plan: Plan, rule: PlanRule, { grant }: Pair, names: Names): string {
  const { user } = GRANTS[grant];
  const everyone = rule.groups.includes("EVERYONE");
  const people = everyone
    ? TRUE
    : user
      ? or(rule.groups.map((group) => isMember(plan, group, names)))
      : rule.groups.length === 0
        ? TRUE
        : FALSE;
  const all = [...plan.scopes.map(({ name }) => name), ...OIDC_SCOPES];
  const covered = rule.scopes.includes("*") ? TRUE : names.within(new Set(rule.scopes), all);
  return and([people, covered]);
}

/** In a group of the file, or in one that a group rule fills. */
function isMember({ groupRules }: Plan, group: string, names: Names): string {
  const filled = groupRules.filter((rule) => rule.group === group);
  return or([names.inGroup(group), ...filled.map(({ allOf }) => and(allOf.map((key) => names.inGroup(key))))]);
}
