/** Sets of small numbers as bit words: the sets of scopes on which the compiler and the proof work. */

/** A set of numbers below 32 times its length. Two sets are only ever combined when they have the same length. */
export type Bits = Uint32Array;

/** An empty set with room for the numbers 0..size-1. */
export function emptyBits(size: number): Bits {
  return new Uint32Array(Math.ceil(size / 32));
}

/** The set of the given numbers, each below `size`. */
export function bitsOf(size: number, members: Iterable<number>): Bits {
  const bits = emptyBits(size);
  for (const member of members) addBit(bits, member);
  return bits;
}

/** Adds a number to a set, in place. */
export function addBit(bits: Bits, member: number): void {
  bits[member >>> 5]! |= 1 << (member & 31);
}

/** Whether the number is in the set. */
export function hasBit(bits: Bits, member: number): boolean {
  return (bits[member >>> 5]! & (1 << (member & 31))) !== 0;
}

/** What is in either set. */
export function unionOf(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word | b[i]!);
}

/** What is in both sets. */
export function intersectionOf(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word & b[i]!);
}

/** What is in `a` and not in `b`. */
export function differenceOf(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word & ~b[i]!);
}

/** Whether all of `a` is in `b`. */
export function isSubset(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & ~b[i]!) !== 0) return false;
  return true;
}

/** Whether anything is in both sets. */
export function intersects(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & b[i]!) !== 0) return true;
  return false;
}

/** Whether nothing is in the set. */
export function isEmpty(bits: Bits): boolean {
  return bits.every((word) => word === 0);
}

/** The numbers of a set, ascending. */
export function membersOf(bits: Bits): number[] {
  const members: number[] = [];
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) members.push(i * 32 + 31 - Math.clz32(word & -word));
  }
  return members;
}

/** A string that two sets share exactly if they are equal. */
export function bitsKey(bits: Bits): string {
  return bits.join(",");
}
