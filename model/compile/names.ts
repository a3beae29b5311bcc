/** The names that the compiler gives: made from what they stand for, so that an unrelated change leaves them alone. */

/** Okta's limit of a group rule's name, in characters. */
export const GROUP_RULE_NAME_MAX = 50;

/** Okta allows 255 characters in a group's name; the rest is left for a stack's name. */
export const DERIVED_GROUP_NAME_MAX = 200;

/** Cuts a name that is too long and appends a hash of the whole, so that two long names never become one. */
export function fitName(name: string, max: number): string {
  if (name.length <= max) return name;
  const hash = hashOf(name);
  return `${name.slice(0, max - hash.length - 1)}~${hash}`;
}

/** FNV-1a in 32 bits, as eight hexadecimal digits: it tells names apart, it protects nothing. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/**
 * The name, and key, of the group for the members of all of the given groups. The keys of base groups never contain `+`,
 * so it is never the key of one. The order of the file does not matter to it.
 */
export function derivedGroupName(allOf: readonly string[]): string {
  return fitName([...allOf].sort().join("+"), DERIVED_GROUP_NAME_MAX);
}
