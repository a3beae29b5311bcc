/** The names that the compiler gives: made from what they stand for, so that an unrelated change leaves them alone. */
import { sha256 } from "../sha256";

/** Okta's limit of a group rule's name, in characters. */
export const GROUP_RULE_NAME_MAX = 50;

/** Okta allows 255 characters in a group's name; the rest is left for a stack's name. */
export const DERIVED_GROUP_NAME_MAX = 200;

/** Hexadecimal digits of the hash behind a name that was cut: 64 bits, which nobody hits on by chance. */
const HASH_DIGITS = 16;

/** Cuts a name that is too long and appends a hash of the whole, so that two long names do not become one. */
export function fitName(name: string, max: number): string {
  if (name.length <= max) return name;
  const hash = sha256(name).slice(0, HASH_DIGITS);
  return `${name.slice(0, max - hash.length - 1)}~${hash}`;
}

/**
 * The name, and key, of the group for the members of all of the given groups. The keys of base groups never contain `+`,
 * so it is never the key of one. The order of the file does not matter to it.
 */
export function derivedGroupName(allOf: readonly string[]): string {
  return fitName([...allOf].sort().join("+"), DERIVED_GROUP_NAME_MAX);
}
