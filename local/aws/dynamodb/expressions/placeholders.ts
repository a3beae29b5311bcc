/** The names (`#n`) and values (`:v`) that stand for others in a request's expressions. Each must be used. */
import type { AttributeValue, Item } from "../attributeValue";
import { invalidParameter } from "../errors";

export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: Item;
  readonly #used = new Set<string>();

  /** Undefined where the request has none. */
  constructor(names: ReadonlyMap<string, string> | undefined, values: Item | undefined) {
    check("ExpressionAttributeNames", "#", names);
    check("ExpressionAttributeValues", ":", values);
    this.#names = names ?? new Map();
    this.#values = values ?? new Map();
  }

  name(alias: string): string | undefined {
    this.#used.add(alias);
    return this.#names.get(alias);
  }

  value(alias: string): AttributeValue | undefined {
    this.#used.add(alias);
    return this.#values.get(alias);
  }

  /** Once every expression has been read. */
  assertAllUsed(): void {
    for (const [parameter, given] of [
      ["ExpressionAttributeNames", this.#names],
      ["ExpressionAttributeValues", this.#values],
    ] as const) {
      const unused = [...given.keys()].filter((key) => !this.#used.has(key));
      if (unused.length > 0) {
        throw invalidParameter(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`);
      }
    }
  }
}

function check(parameter: string, sign: string, given: ReadonlyMap<string, unknown> | undefined): void {
  if (given?.size === 0) throw invalidParameter(`${parameter} must not be empty`);
  const wrong = [...(given?.keys() ?? [])].find((key) => !new RegExp(`^${sign}[0-9a-zA-Z_]+$`).test(key));
  if (wrong !== undefined) {
    throw invalidParameter(`${parameter} contains invalid key: Syntax error; key: "${wrong}"`);
  }
}
