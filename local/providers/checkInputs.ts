/** Checks a resource's inputs against its type's row, and fills in defaults and names. */
import { createHash, randomBytes } from "node:crypto";
import { checkMembers, type Kind, type Property } from "./properties";
import type { Checked, CheckOptions } from "./provider";
import type { ResourceType } from "./resourceType";
import { hasUnknown, isObject, type Value, type Values } from "./values";

export function checkInputs<C>(
  type: ResourceType<C>,
  olds: Values | undefined,
  news: Values,
  options: CheckOptions,
): Checked {
  const inputs = named(type, olds, withDefaults(type.inputs, news), options);
  const failures = checkMembers(type.inputs, inputs, type.token);
  if (failures.length === 0 && type.rules) failures.push(...type.rules(inputs));
  return { inputs, failures };
}

/** Null and undefined count as not given. */
function withDefaults(members: Readonly<Record<string, Property>>, values: Values): Record<string, Value> {
  const filled: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    const property = Object.hasOwn(members, name) ? members[name] : undefined;
    filled[name] = property === undefined ? value : filledIn(property, value);
  }
  for (const [name, property] of Object.entries(members)) {
    if (property.default !== undefined) filled[name] ??= property.default;
  }
  return filled;
}

function filledIn(kind: Kind, value: Value): Value {
  if (kind.is === "object" && isObject(value)) return withDefaults(kind.members, value);
  if ((kind.is === "list" || kind.is === "set") && Array.isArray(value)) {
    return (value as readonly Value[]).map((item) => filledIn(kind.of, item));
  }
  return value;
}

/** As Pulumi's own providers do: the resource's name, a dash, and seven characters that are kept from then on. */
function named<C>(
  { autoname }: ResourceType<C>,
  olds: Values | undefined,
  inputs: Record<string, Value>,
  { name, seed }: CheckOptions,
): Values {
  if (autoname === undefined || inputs[autoname.property] !== undefined) return inputs;
  const old = olds?.[autoname.property];
  const random = createHash("sha256")
    .update(seed?.length ? seed : randomBytes(16))
    .digest("hex")
    .slice(0, 7);
  const made = `${name.slice(0, autoname.max - 8)}-${random}`;
  return { ...inputs, [autoname.property]: typeof old === "string" && !hasUnknown(old) ? old : made };
}
