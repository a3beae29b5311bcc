/** The value at a path of an item. */
import type { AttributeValue, Item } from "../attributeValue";
import type { Path } from "./reader";

/** Undefined where there is nothing, also since something on the way is no map or no list. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { type: "M", value: item };
  for (const part of path) {
    if (typeof part === "number") value = value?.type === "L" ? value.value[part] : undefined;
    else value = value?.type === "M" ? value.value.get(part) : undefined;
  }
  return value;
}
