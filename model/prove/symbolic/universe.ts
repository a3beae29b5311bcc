/** Scopes and groups as numbers, and what every group holds: the terms in which the symbolic proof speaks. */
import type { Access, Client } from "../../file/access";
import { addBit, bitsOf, emptyBits, intersectionOf, type Bits } from "../../bits";
import { OIDC_SCOPES } from "../../okta/oidcScopes";

/** All scopes and groups of a file. */
export interface Universe {
  /** The scopes of the file, then the OIDC scopes. */
  readonly scopes: readonly string[];
  readonly scopeNumber: ReadonlyMap<string, number>;
  readonly custom: Bits;
  readonly oidc: Bits;
  readonly stepUp: Bits;
  /** Lifetimes by scope number; 0 for OIDC scopes, which have none of their own. */
  readonly minutes: readonly number[];
  readonly groups: readonly string[];
  readonly groupNumber: ReadonlyMap<string, number>;
  /** Whether two groups are `separate`. */
  readonly separate: (a: number, b: number) => boolean;
  /** Whether any groups are kept apart, by either. */
  readonly keepsApart: boolean;
  /** Numbers of the groups of each combination that occurs; undefined where any may. */
  readonly occurring: readonly ReadonlySet<number>[] | undefined;
  /** The scopes of each group, with all that they imply. Made here anew, apart from the compiler. */
  readonly held: readonly Bits[];
}

/** Numbers the scopes and groups of a file. */
export function universeOf(access: Access): Universe {
  const scopes = [...access.scopes.keys(), ...OIDC_SCOPES];
  const scopeNumber = new Map(scopes.map((name, number) => [name, number]));
  const groups = [...access.groups.keys()];
  const groupNumber = new Map(groups.map((key, number) => [key, number]));
  const size = scopes.length;
  const all = [...access.scopes.values()];
  const bits = (names: Iterable<string>) =>
    bitsOf(
      size,
      [...names].map((name) => scopeNumber.get(name)!),
    );
  const separate = new Set(
    [...access.groups.values()].flatMap(({ key, separate: others }) =>
      others.map((other) => groupNumber.get(key)! * groups.length + groupNumber.get(other)!),
    ),
  );
  return {
    scopes,
    scopeNumber,
    custom: bits(access.scopes.keys()),
    oidc: bits(OIDC_SCOPES),
    stepUp: bits(all.filter(({ stepUp }) => stepUp).map(({ name }) => name)),
    minutes: [...all.map(({ tokenMinutes }) => tokenMinutes), ...OIDC_SCOPES.map(() => 0)],
    groups,
    groupNumber,
    separate: (a, b) => separate.has(a * groups.length + b),
    keepsApart: separate.size > 0 || access.combinations.occurring !== undefined,
    occurring: access.combinations.occurring?.map((keys) => new Set(keys.map((key) => groupNumber.get(key)!))),
    held: [...access.groups.values()].map(({ scopes: named }) => heldScopes(access, named, scopeNumber, size)),
  };
}

function heldScopes(
  access: Access,
  named: readonly string[],
  scopeNumber: ReadonlyMap<string, number>,
  size: number,
): Bits {
  const held = emptyBits(size);
  const open = [...named];
  const seen = new Set(open);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    addBit(held, scopeNumber.get(name)!);
    for (const implied of access.scopes.get(name)!.implies) {
      if (!seen.has(implied)) open.push(implied);
      seen.add(implied);
    }
  }
  return held;
}

/** The scopes of a client's ceiling. */
export function ceilingOf({ scopeNumber, scopes }: Universe, client: Client): Bits {
  return bitsOf(
    scopes.length,
    client.ceiling.map((name) => scopeNumber.get(name)!),
  );
}

/** What each group may have at a client: with enforcement at the gateway, Okta lets everybody have the whole ceiling. */
export function heldAt(universe: Universe, client: Client): readonly Bits[] {
  const ceiling = ceilingOf(universe, client);
  return universe.held.map((held) => (client.enforcement === "gateway" ? ceiling : intersectionOf(held, ceiling)));
}

/** The names of the scopes in a set. */
export function scopeNames({ scopes }: Universe, members: readonly number[]): string[] {
  return members.map((number) => scopes[number]!);
}

/** The first difference, in words; undefined where both name the same, each once. */
export function differ(what: string, intended: readonly string[], planned: readonly string[]): string | undefined {
  const missing = intended.find((item) => !planned.includes(item));
  if (missing !== undefined) return `${what}: the plan lacks \`${missing}\``;
  const added = planned.find((item) => !intended.includes(item));
  if (added !== undefined) return `${what}: the plan adds \`${added}\``;
  return intended.length === planned.length ? undefined : `${what}: the plan names one twice`;
}
