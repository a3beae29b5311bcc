/** The groups that the compiler adds for the members of all of several groups: their names, their rules, their number. */
import { sha256 } from "../sha256";

/** Okta's limit of a group rule's name, in characters. */
export const GROUP_RULE_NAME_MAX = 50;

/** Okta allows 255 characters in a group's name; the rest is left for a stack's name. */
export const DERIVED_GROUP_NAME_MAX = 200;

/** Hexadecimal digits of the hash behind a name that was cut: 64 bits, which nobody hits on by chance. */
const HASH_DIGITS = 16;

/** How far the compiler counts once the limit is passed, so that the error can say how far off the model is. */
const COUNTED = 2_000;

/** The derived groups that the rules of a plan need, each once, and the count that keeps them within the limit. */
export class DerivedGroups {
  readonly #allOf = new Map<string, readonly string[]>();
  readonly #most: number;
  #cut = false;

  /**
   * @param limit how many derived groups the access file allows (`combinations.limit`).
   * @param counted how far to count beyond it.
   */
  constructor(
    readonly limit: number,
    counted = COUNTED,
  ) {
    this.#most = Math.max(limit + 1, counted);
  }

  /**
   * The name of the group for the members of all of these groups, which is made if it was not there.
   *
   * @throws RangeError where other groups have come to that name: members of theirs would get the rights of these.
   */
  add(allOf: readonly string[]): string {
    const name = derivedGroupName(allOf);
    const known = this.#allOf.get(name);
    if (known === undefined) this.#allOf.set(name, allOf);
    else if (!isSame(known, allOf)) throw new RangeError(`two lists of groups come to the name \`${name}\``);
    return name;
  }

  /** Says that the search for unions ended before all were found. */
  cutShort(): void {
    this.#cut = true;
  }

  /** How many unions of one client and lifetime are worth finding. */
  get room(): number {
    return this.isFull ? 0 : 2 * this.#most;
  }

  /** Whether so many were needed that counting stopped. */
  get isFull(): boolean {
    return this.#cut || this.#allOf.size >= this.#most;
  }

  get isOverLimit(): boolean {
    return this.#cut || this.#allOf.size > this.limit;
  }

  /** Name and base groups of each, in the order in which they were needed. */
  entries(): [string, readonly string[]][] {
    return [...this.#allOf];
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}

/** Cuts a name that is too long and appends a hash of the whole, so that two long names never become one. */
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

/**
 * The members of all of the given groups. Groups are named by id, as Okta advises: a renamed group keeps its meaning.
 *
 * @param groupIds ids of base groups, two or more.
 * @throws RangeError for fewer than two ids, or for one that is not an id: it would change the expression's meaning.
 */
export function groupRuleExpression(groupIds: readonly string[]): string {
  if (groupIds.length < 2) throw new RangeError("a derived group needs two or more base groups");
  for (const id of groupIds) {
    if (!/^[A-Za-z0-9_-]+$/.test(id)) throw new RangeError("a group id may contain only letters, digits, `_` and `-`");
  }
  return groupIds.map((id) => `isMemberOfGroup("${id}")`).join(" AND ");
}
