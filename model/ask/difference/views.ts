/** Two access files on one footing: groups that are the same group in Okta, and sets of scopes in one numbering. */
import { bitsOf, emptyBits, hasBit, intersectionOf, membersOf, unionOf, type Bits } from "../../bits";
import { assignedGroups, entitlementsOf, type Entitlements } from "../../compile/entitlements";
import type { Access, Client, Group } from "../../file/access";
import { actsForItself, actsForPeople, CLIENT_TYPES } from "../../okta/clientTypes";

/** One of the two files, with its groups by the numbers that they have in both. */
export interface View {
  readonly access: Access;
  readonly entitlements: Entitlements;
  /** By number of the group; undefined: the file has no such group. */
  readonly groups: readonly (Group | undefined)[];
  /** By number of the group: what it entitles to. */
  readonly held: readonly Bits[];
  readonly clients: ReadonlyMap<string, ClientView>;
  /** Key of a group → its place in the file. */
  readonly place: ReadonlyMap<string, number>;
  /** The empty set of scopes. */
  readonly nothing: Bits;
}

/** A client of one of the two files. */
export interface ClientView {
  readonly client: Client;
  readonly hasUsers: boolean;
  /** Whether it is given anything in nobody's name. */
  readonly hasOwn: boolean;
  readonly ceiling: Bits;
  /** By number of the group: whether its members are assigned. */
  readonly assigned: readonly boolean[];
}

/** Both files. */
export interface Views {
  readonly before: View;
  readonly after: View;
  /** All scopes of both; a number is the place in this list. */
  readonly scopes: readonly string[];
  readonly scopeNumber: ReadonlyMap<string, number>;
  /** The key by which each group is called: that of the new file, where it has the group. */
  readonly groupKeys: readonly string[];
}

/**
 * A group that exists in Okta is known by its name there, whatever its key: people are in the group, not in the key. One that
 * the stack makes is renamed in place with its members, so its key says which it is.
 */
function pairGroups(before: Access, after: Access): [Group | undefined, Group | undefined][] {
  const made = ({ key, managed }: Group, others: Access["groups"]) => managed && others.get(key)?.managed === true;
  const byName = new Map(
    [...before.groups.values()].filter((old) => !made(old, after.groups)).map((old) => [old.name, old]),
  );
  const pairs = [...after.groups.values()].map((group): [Group | undefined, Group] => {
    return [made(group, before.groups) ? before.groups.get(group.key) : byName.get(group.name), group];
  });
  const matched = new Set(pairs.map(([old]) => old));
  const gone = [...before.groups.values()].filter((old) => !matched.has(old));
  return [...pairs, ...gone.map((old): [Group, undefined] => [old, undefined])];
}

/** Puts two files beside each other. */
export function viewsOf(before: Access, after: Access): Views {
  const scopes = [...new Set([...after.scopes.keys(), ...before.scopes.keys()])];
  const scopeNumber = new Map(scopes.map((name, number) => [name, number]));
  const pairs = pairGroups(before, after);
  return {
    before: viewOf(
      before,
      pairs.map(([group]) => group),
      scopeNumber,
    ),
    after: viewOf(
      after,
      pairs.map(([, group]) => group),
      scopeNumber,
    ),
    scopes,
    scopeNumber,
    groupKeys: pairs.map(([old, young]) => (young ?? old)!.key),
  };
}

function viewOf(
  access: Access,
  groups: readonly (Group | undefined)[],
  scopeNumber: ReadonlyMap<string, number>,
): View {
  const entitlements = entitlementsOf(access);
  const size = scopeNumber.size;
  const bits = (names: Iterable<string>) =>
    bitsOf(
      size,
      [...names].map((name) => scopeNumber.get(name)!),
    );
  const own = new Map(
    entitlements.groups.map(({ key, scopes }) => [
      key,
      bits(membersOf(scopes).map((n) => entitlements.numbers.names[n]!)),
    ]),
  );
  const clients = [...access.clients.values()].map((client): [string, ClientView] => {
    const assigned = new Set(assignedGroups(access, client, entitlements));
    return [
      client.key,
      {
        client,
        hasUsers: actsForPeople(client),
        hasOwn: actsForItself(client),
        ceiling: bits(client.ceiling),
        // Nobody is assigned to a service, and nobody need be.
        assigned: groups.map(
          (group) => group !== undefined && (assigned.has(group.key) || !CLIENT_TYPES[client.type].hasUsers),
        ),
      },
    ];
  });
  return {
    access,
    entitlements,
    groups,
    held: groups.map((group) => (group === undefined ? emptyBits(size) : own.get(group.key)!)),
    clients: new Map(clients),
    place: new Map([...access.groups.keys()].map((key, index) => [key, index])),
    nothing: emptyBits(size),
  };
}

/** The scopes that members of all of these groups can get at a client, each by itself. */
export function heldAt(view: View, client: string, groups: readonly number[]): Bits {
  const there = view.clients.get(client);
  if (there === undefined || !groups.some((group) => there.assigned[group])) return view.nothing;
  const all = groups.map((group) => view.held[group]!).reduce((one, other) => unionOf(one, other));
  return intersectionOf(all, there.ceiling);
}

/** The names of a set of scopes. */
export function scopeNames({ scopes }: Views, bits: Bits): string[] {
  return scopes.filter((_, number) => hasBit(bits, number));
}
