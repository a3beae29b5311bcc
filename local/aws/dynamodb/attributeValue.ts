/** DynamoDB's typed values: read from a request and checked, compared, and given back as the service writes them. */
import { notModelled } from "../awsError";
import { serialization } from "../dataPlane/serviceError";
import { compareNumbers, normalNumber } from "./decimal";
import { validation } from "./errors";

export type AttributeValue =
  | { readonly type: "S" | "N" | "B"; readonly value: string }
  | { readonly type: "BOOL" | "NULL"; readonly value: boolean }
  | { readonly type: "SS" | "NS"; readonly value: readonly string[] }
  | { readonly type: "L"; readonly value: readonly AttributeValue[] }
  | { readonly type: "M"; readonly value: Item };

/** Attributes by name. A map: any text is a name, also one that JavaScript's objects have by birth. */
export type Item = ReadonlyMap<string, AttributeValue>;

/** Lists and maps inside each other. */
const NESTING_MAX = 32;

type Read = (json: unknown, depth: number) => AttributeValue;

const READERS: Readonly<Record<string, Read>> = {
  S: (json) => ({ type: "S", value: textOf(json) }),
  N: (json) => ({ type: "N", value: normalNumber(textOf(json)) }),
  B: (json) => ({ type: "B", value: base64Of(json) }),
  BOOL: (json) => ({ type: "BOOL", value: flagOf(json) }),
  NULL: (json) => {
    if (!flagOf(json)) throw wrong("Null attribute value types must have the value of true");
    return { type: "NULL", value: true };
  },
  SS(json) {
    const items = setOf(json, "An string set  may not be empty", textOf);
    if (hasTwice(items)) throw wrong(`Input collection [${items.join(", ")}] contains duplicates.`);
    return { type: "SS", value: items };
  },
  NS(json) {
    const items = setOf(json, "An number set  may not be empty", (item) => normalNumber(textOf(item)));
    if (hasTwice(items)) throw validation("Input collection contains duplicates");
    return { type: "NS", value: items };
  },
  BS: () => {
    throw notModelled("binary sets of DynamoDB");
  },
  L: (json, depth) => {
    if (!Array.isArray(json)) throw serialization("Unexpected value type in payload");
    return { type: "L", value: json.map((item) => readValue(item, depth + 1)) };
  },
  M: (json, depth) => ({ type: "M", value: readItem(json, depth + 1) }),
};

/** A map of attributes, as `Item`, `Key` and `ExpressionAttributeValues` are. */
export function readItem(json: unknown, depth = 0): Item {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw serialization("Unexpected value type in payload");
  }
  return new Map(
    Object.entries(json).map(([name, value]) => {
      if (name === "") throw validation("Empty attribute name");
      return [name, readValue(value, depth)];
    }),
  );
}

function readValue(json: unknown, depth: number): AttributeValue {
  if (depth > NESTING_MAX) {
    throw validation(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw serialization("Unexpected value type in payload");
  }
  const given = Object.entries(json).filter(([type, value]) => Object.hasOwn(READERS, type) && value !== null);
  const [first, second] = given;
  if (first === undefined) {
    throw validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  const value = READERS[first[0]]!(first[1], depth);
  if (second !== undefined) {
    throw validation(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  return value;
}

/** The item as JSON. */
export function toJson(item: Item): Record<string, unknown> {
  return Object.fromEntries([...item].map(([name, value]) => [name, valueToJson(value)]));
}

function valueToJson(value: AttributeValue): unknown {
  if (value.type === "L") return { L: value.value.map(valueToJson) };
  if (value.type === "M") return { M: toJson(value.value) };
  return { [value.type]: value.value };
}

/** Equal in type and in value; in a set the order does not count. */
export function isEqual(one: AttributeValue, other: AttributeValue): boolean {
  if (one.type === "M" && other.type === "M") {
    return (
      one.value.size === other.value.size &&
      [...one.value].every(([name, value]) => {
        const same = other.value.get(name);
        return same !== undefined && isEqual(value, same);
      })
    );
  }
  if (one.type === "L" && other.type === "L") {
    return one.value.length === other.value.length && one.value.every((value, i) => isEqual(value, other.value[i]!));
  }
  if ((one.type === "SS" || one.type === "NS") && other.type === one.type) {
    const [all, rest] = [one.value as readonly string[], new Set(other.value as readonly string[])];
    return all.length === rest.size && all.every((item) => rest.has(item));
  }
  return one.type === other.type && one.value === other.value;
}

/** Negative, 0 or positive for two texts, numbers or binaries; undefined for values that have no order between them. */
export function compareValues(one: AttributeValue, other: AttributeValue): number | undefined {
  if (one.type === "N" && other.type === "N") return compareNumbers(one.value, other.value);
  if (one.type === "S" && other.type === "S") return Buffer.compare(Buffer.from(one.value), Buffer.from(other.value));
  if (one.type === "B" && other.type === "B") {
    return Buffer.compare(Buffer.from(one.value, "base64"), Buffer.from(other.value, "base64"));
  }
  return undefined;
}

const wrong = (message: string) => validation(`One or more parameter values were invalid: ${message}`);

function textOf(json: unknown): string {
  if (typeof json === "string") return json;
  if (typeof json === "boolean")
    throw serialization(`${String(json).toUpperCase()}_VALUE cannot be converted to String`);
  if (typeof json === "number") throw serialization("NUMBER_VALUE cannot be converted to String");
  throw serialization("Unexpected value type in payload");
}

function flagOf(json: unknown): boolean {
  if (typeof json === "boolean") return json;
  throw serialization("Unexpected value type in payload");
}

function base64Of(json: unknown): string {
  const text = textOf(json);
  if (Buffer.from(text, "base64").toString("base64") !== text) {
    throw serialization("the value of a binary attribute is no Base64");
  }
  return text;
}

function setOf(json: unknown, whenEmpty: string, read: (item: unknown) => string): string[] {
  if (!Array.isArray(json)) throw serialization("Unexpected value type in payload");
  if (json.length === 0) throw wrong(whenEmpty);
  return json.map(read);
}

const hasTwice = (items: readonly string[]) => new Set(items).size < items.length;
