/** The scopes of every group, closed under `implies`, as bit sets over the scopes of the file. */
import type { Access } from "../file/access";
import { addBit, bitsOf, emptyBits, unionOf, type Bits } from "../bits";

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
  const groups = [...access.groups.values()].map(({ key, scopes, separate }) => ({
    key,
    scopes: scopes.reduce((all, scope) => unionOf(all, closed[numbers.numberOf.get(scope)!]!), emptyBits(names.length)),
    separate: bitsOf(
      groupNumber.size,
      separate.map((other) => groupNumber.get(other)!),
    ),
  }));
  return { numbers, groups };
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
