/** Makes the changes of an update expression on an item. */
import type { AttributeValue, Item } from "../attributeValue";
import { addNumbers } from "../decimal";
import { validation } from "../errors";
import type { NewValue, Update } from "./update";
import type { Path } from "./reader";
import { valueAt } from "./valueAt";

/** A new item. All that is read is read from the item as it was. */
export function applyUpdate(update: Update, item: Item): Item {
  const set = update.set.map(({ path, value }) => [path, newValue(value, item)] as const);
  const added = update.add.map(({ path, value }) => [path, sum(valueAt(item, path) ?? ZERO, value, 1)] as const);
  let changed = item;
  for (const [path, value] of [...set, ...added]) changed = withValue(changed, path, value);
  for (const path of update.remove) changed = withValue(changed, path, undefined);
  return changed;
}

const ZERO: AttributeValue = { type: "N", value: "0" };

function newValue(value: NewValue, item: Item): AttributeValue {
  switch (value.kind) {
    case "value":
      return value.value;
    case "path":
      return existing(valueAt(item, value.path));
    case "ifNotExists":
      return valueAt(item, value.path) ?? newValue(value.otherwise, item);
    case "sum":
      return sum(newValue(value.left, item), newValue(value.right, item), value.sign);
  }
}

function existing(value: AttributeValue | undefined): AttributeValue {
  if (value !== undefined) return value;
  throw validation("The provided expression refers to an attribute that does not exist in the item");
}

function sum(left: AttributeValue, right: AttributeValue, sign: 1 | -1): AttributeValue {
  if (left.type !== "N" || right.type !== "N") {
    throw validation("An operand in the update expression has an incorrect data type");
  }
  return { type: "N", value: addNumbers(left.value, right.value, sign) };
}

/** A copy with the value there, or without any. What is on the way must be there already, and be maps. */
function withValue(item: Item, [name, ...rest]: Path, value: AttributeValue | undefined): Item {
  const copy = new Map(item);
  if (rest.length > 0) {
    const inner = item.get(String(name));
    if (inner?.type !== "M") {
      throw validation("The document path provided in the update expression is invalid for update");
    }
    copy.set(String(name), { type: "M", value: withValue(inner.value, rest, value) });
  } else if (value === undefined) copy.delete(String(name));
  else copy.set(String(name), value);
  return copy;
}
