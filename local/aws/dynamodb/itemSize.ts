/** The size of an item in bytes, by the rules of DynamoDB's developer guide. */
import type { AttributeValue, Item } from "./attributeValue";
import { digitsOf } from "./decimal";

/** 400 KB, names of attributes included. */
export const ITEM_BYTES_MAX = 409_600;
/** A list or a map, whatever is in it; each of its elements has one byte more. */
const DOCUMENT_BYTES = 3;

const utf8 = (text: string) => Buffer.byteLength(text, "utf8");
const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
/** The guide calls it approximate: two digits a byte, and one byte more. */
const numberSize = (text: string) => Math.ceil(digitsOf(text) / 2) + 1;

export function itemSize(item: Item): number {
  return sum([...item].map(([name, value]) => utf8(name) + valueSize(value)));
}

function valueSize(value: AttributeValue): number {
  switch (value.type) {
    case "S":
      return utf8(value.value);
    case "N":
      return numberSize(value.value);
    case "B":
      return Buffer.from(value.value, "base64").length;
    case "BOOL":
    case "NULL":
      return 1;
    case "SS":
      return sum(value.value.map(utf8));
    case "NS":
      return sum(value.value.map(numberSize));
    case "L":
      return DOCUMENT_BYTES + sum(value.value.map((item) => 1 + valueSize(item)));
    case "M":
      return DOCUMENT_BYTES + value.value.size + itemSize(value.value);
  }
}
