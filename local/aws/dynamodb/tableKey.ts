/** An item's key: what identifies it in its table, checked against the table's schema. */
import type { AttributeValue, Item } from "./attributeValue";
import { validation } from "./errors";
import type { KeyAttribute } from "./table";

/** Bytes of a partition key and of a sort key. */
const HASH_BYTES_MAX = 2_048;
const RANGE_BYTES_MAX = 1_024;

/** The key of an item that is to be written, which may have other attributes. */
export function keyOfItem(schema: readonly KeyAttribute[], item: Item): string {
  for (const { name, type } of schema) {
    const value = item.get(name);
    const wrong = "One or more parameter values were invalid: ";
    if (value === undefined) throw validation(`${wrong}Missing the key ${name} in the item`);
    if (value.type !== type) {
      throw validation(`${wrong}Type mismatch for key ${name} expected: ${type} actual: ${value.type}`);
    }
  }
  return keyText(schema, item);
}

/** The key that an operation names: exactly the schema's attributes. */
export function keyOf(schema: readonly KeyAttribute[], key: Item): string {
  const fits = schema.length === key.size && schema.every(({ name, type }) => key.get(name)?.type === type);
  if (!fits) throw validation("The provided key element does not match the schema");
  return keyText(schema, key);
}

/** A text that two items share if and only if their keys are the same. */
function keyText(schema: readonly KeyAttribute[], item: Item): string {
  return JSON.stringify(
    schema.map(({ name }, i) => {
      const value = item.get(name) as Extract<AttributeValue, { type: "S" | "N" | "B" }>;
      checkSize(name, value, i);
      return value.value;
    }),
  );
}

function checkSize(name: string, { type, value }: { type: string; value: string }, place: number): void {
  if (type === "N") return;
  const bytes = type === "B" ? Buffer.from(value, "base64").length : Buffer.byteLength(value);
  if (bytes === 0) {
    const kind = type === "B" ? "binary" : "string";
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
    );
  }
  if (place === 0 && bytes > HASH_BYTES_MAX) {
    throw validation(
      "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
    );
  }
  if (place > 0 && bytes > RANGE_BYTES_MAX) {
    throw validation(
      "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    );
  }
}
