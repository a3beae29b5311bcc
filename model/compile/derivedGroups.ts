/** The derived groups of a plan, shared by all clients and lifetimes, and the count that keeps them within the limit. */
import { derivedGroupName } from "./names";

/** How far the compiler counts once the limit is passed, so that the error can say how far off the model is. */
const COUNTED = 5_000;

/** Collects the derived groups that rules need, each once. */
export class DerivedGroups {
  readonly #allOf = new Map<string, readonly string[]>();
  readonly #most: number;

  /** @param limit how many derived groups the access file allows (`combinations.limit`). */
  constructor(readonly limit: number) {
    this.#most = Math.max(limit, COUNTED);
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

  /** Whether so many were needed that counting stopped. */
  get isFull(): boolean {
    return this.#allOf.size >= this.#most;
  }

  get isOverLimit(): boolean {
    return this.#allOf.size > this.limit;
  }

  /** Name and base groups of each, in the order in which they were needed. */
  entries(): [string, readonly string[]][] {
    return [...this.#allOf];
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key) => b.includes(key));
}
