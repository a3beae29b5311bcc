/** The parameters of a request to DynamoDB: read by name, each checked for its kind. */
import { notModelled } from "../awsError";
import { serialization } from "../dataPlane/serviceError";
import { readItem, type Item } from "./attributeValue";
import { invalidParameter, validation } from "./errors";

type Body = Readonly<Record<string, unknown>>;

export class Parameters {
  readonly #operation: string;
  readonly #body: Body;

  /** A parameter that is not among the known ones is refused by name: it would be passed over. Null counts as not given. */
  constructor(operation: string, body: Body, known: readonly string[]) {
    this.#operation = operation;
    this.#body = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    const other = Object.keys(this.#body).find((name) => !known.includes(name));
    if (other !== undefined) throw notModelled(`the parameter ${other} of DynamoDB's ${operation}`);
  }

  text(name: string): string | undefined {
    const value = this.#body[name];
    if (value === undefined || typeof value === "string") return value;
    throw serialization("Unexpected value type in payload");
  }

  /** Taken and not looked at: what it asks for is so in any case. */
  flag(name: string): void {
    const value = this.#body[name];
    if (value !== undefined && typeof value !== "boolean") throw serialization("Unexpected value type in payload");
  }

  /** One of the allowed words; those that AWS has beside them are refused by name. */
  word<T extends string>(name: string, allowed: readonly T[], others: readonly string[] = []): T | undefined {
    const value = this.text(name);
    if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
    if (others.includes(value)) throw notModelled(`${name} ${value} of DynamoDB's ${this.#operation}`);
    throw invalidParameter(
      `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must satisfy enum value set: [${[...allowed, ...others].join(", ")}]`,
    );
  }

  item(name: string): Item {
    const value = this.#body[name];
    if (value !== undefined) return readItem(value);
    throw invalidParameter(`Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`);
  }

  /** `ExpressionAttributeNames`. */
  names(name: string): ReadonlyMap<string, string> | undefined {
    const value = this.#body[name];
    if (value === undefined) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) throw serialization("Unexpected value type in payload");
    return new Map(
      Object.entries(value as Body).map(([key, text]) => {
        if (typeof text !== "string") throw serialization("Unexpected value type in payload");
        if (text === "") throw validation("ExpressionAttributeNames contains invalid value: Empty attribute name");
        return [key, text];
      }),
    );
  }

  /** `ExpressionAttributeValues`. */
  values(name: string): Item | undefined {
    return this.#body[name] === undefined ? undefined : this.item(name);
  }
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
