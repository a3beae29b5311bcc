/** What every group entitles to, closed under `implies`, as bit sets over the scopes of the file; and who is assigned. */
import { CLIENT_TYPES } from "../okta/clientTypes";
import type { Access, Client } from "../file/access";
import { addBit, bitsOf, emptyBits, intersects, unionOf, type Bits } from "../bits";

/** The scopes of a file as the numbers 0..n-1, in the order of the file. */
export interface ScopeNumbers {
  readonly names: readonly string[];
  readonly numberOf: ReadonlyMap<string, number>;
}

/** What a group entitles to. */
export interface GroupEntitlement {
  readonly key: string;
  readonly scopes: Bits;
  /** Numbers of the groups with which this one is never united. */
  readonly separate: Bits;
  /** Numbers of the combinations in which it occurs: groups are united only where they have one in common. */
  readonly occurs: Bits;
}

/** What all groups entitle to. */
export interface Entitlements {
  readonly numbers: ScopeNumbers;
  /** In the order of the file. */
  readonly groups: readonly GroupEntitlement[];
}

/** The entitlements of a file that has been checked: without circles and undefined names. */
export function entitlementsOf(access: Access): Entitlements {
  const names = [...access.scopes.keys()];
  const numbers = { names, numberOf: new Map(names.map((name, number) => [name, number])) };
  const closed = closures(access, numbers);
  const groupNumber = new Map([...access.groups.keys()].map((key, number) => [key, number]));
  const occurs = occurrences(access);
  const groups = [...access.groups.values()].map(({ key, scopes, separate }) => {
    const held = emptyBits(names.length);
    for (const scope of scopes) closed[numbers.numberOf.get(scope)!]!.forEach((word, i) => (held[i]! |= word));
    const apart = separate.map((other) => groupNumber.get(other)!);
    return { key, scopes: held, separate: bitsOf(groupNumber.size, apart), occurs: occurs(key) };
  });
  return { numbers, groups };
}

/** Without `occurring` there is one combination, of all groups. */
function occurrences({ combinations, groups }: Access): (key: string) => Bits {
  const lists = combinations.occurring ?? [[...groups.keys()]];
  const of = new Map([...groups.keys()].map((key) => [key, emptyBits(lists.length)]));
  lists.forEach((keys, number) => keys.forEach((key) => addBit(of.get(key)!, number)));
  return (key) => of.get(key)!;
}

/** The bit set of named scopes. */
export function scopeBits({ names, numberOf }: ScopeNumbers, scopes: Iterable<string>): Bits {
  const bits = emptyBits(names.length);
  for (const scope of scopes) addBit(bits, numberOf.get(scope)!);
  return bits;
}

/** For each scope, itself and all that it implies at any remove. The file has no cycles: they are errors on loading. */
function closures(access: Access, { names, numberOf }: ScopeNumbers): readonly Bits[] {
  const done = new Map<number, Bits>();
  const close = (number: number): Bits => {
    const known = done.get(number);
    if (known) return known;
    const implied = access.scopes.get(names[number]!)!.implies.map((scope) => close(numberOf.get(scope)!));
    const closed = implied.reduce(unionOf, bitsOf(names.length, [number]));
    done.set(number, closed);
    return closed;
  };
  return names.map((_, number) => close(number));
}

/** Keys of the groups whose members are assigned to a client's application, in the order of the file; none without users. */
export function assignedGroups(access: Access, client: Client, { numbers, groups }: Entitlements): string[] {
  if (!CLIENT_TYPES[client.type].hasUsers) return [];
  const { assignedTo } = client;
  if (assignedTo) return [...access.groups.keys()].filter((key) => assignedTo.includes(key));
  const ceiling = scopeBits(numbers, client.ceiling);
  return groups.filter(({ scopes }) => intersects(scopes, ceiling)).map(({ key }) => key);
}

/** The numbers of the groups whose members need no other to use the client: at a service, to which nobody is assigned, all. */
export function assignedBits(access: Access, client: Client, entitlements: Entitlements): Bits {
  const everybody = !CLIENT_TYPES[client.type].hasUsers;
  const keys = new Set(everybody ? access.groups.keys() : assignedGroups(access, client, entitlements));
  const { groups } = entitlements;
  return bitsOf(
    groups.length,
    groups.flatMap(({ key }, number) => (keys.has(key) ? [number] : [])),
  );
}
