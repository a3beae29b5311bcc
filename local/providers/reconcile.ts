/** Turns what a service says of a resource into inputs and outputs, so that only a real difference looks like one. */
import { isSame, type Kind, type Property } from "./properties";
import type { Live, ResourceType } from "./resourceType";
import { isEmpty, isEqual, isObject, type Value, type Values } from "./values";

/** `known` are the inputs before; undefined for an import, which takes all that can be read. */
export function reconcile<C>(
  type: ResourceType<C>,
  live: Live,
  known: Values | undefined,
): { inputs: Values; outputs: Values } {
  const inputs: Record<string, Value> = {};
  for (const [name, property] of Object.entries(type.inputs)) {
    if (property.assigned && known !== undefined && known[name] === undefined) continue;
    const value = reconciled(property, ownPart(property, live, name, known?.[name]), known?.[name]);
    if (value !== undefined && value !== null) inputs[name] = value;
  }
  return { inputs, outputs: { ...inputs, ...computed(type, live) } };
}

/** The properties that the service chooses, or may choose. */
export function outputNames<C>({ inputs, outputs }: ResourceType<C>): string[] {
  const assigned = Object.entries(inputs).filter(([, property]) => property.assigned);
  return [...new Set([...outputs, ...assigned.map(([name]) => name)])];
}

/** The computed properties that the service has told. */
export function computed<C>(type: ResourceType<C>, live: Live): Values {
  const outputs: Record<string, Value> = {};
  for (const name of outputNames(type)) {
    const value = live[name];
    if (value !== undefined && value !== null) outputs[name] = value;
  }
  return outputs;
}

/** Tags that the program gives and the provider's default ones give as well belong to both. */
function ownPart({ partOf }: Property, live: Live, name: string, known: Value | undefined): Value | undefined {
  const own = live[name];
  const whole = partOf === undefined ? undefined : live[partOf];
  if (!isObject(own) || !isObject(whole) || !isObject(known)) return own;
  return { ...Object.fromEntries(Object.entries(known).filter(([key, value]) => whole[key] === value)), ...own };
}

function reconciled(property: Property, live: Value | undefined, known: Value | undefined): Value | undefined {
  if (live === undefined || isSame(property, live, known)) return known;
  if (isEmpty(live)) return isEmpty(known) ? known : undefined;
  if (known === undefined && property.whenAbsent !== undefined && isEqual(live, property.whenAbsent)) return undefined;
  if (property.is === "object" && isObject(live) && isObject(known)) return members(property.members, live, known);
  if (property.is === "list" && property.by !== undefined && Array.isArray(live))
    return items(property.of, property.by, live as readonly Value[], Array.isArray(known) ? known : []);
  return live;
}

/** The objects that were known in the order in which they were, then those that were not. */
function items(kind: Kind, by: string, live: readonly Value[], known: readonly Value[]): Value {
  const nameOf = (item: Value | undefined) => (isObject(item) ? item[by] : undefined);
  const place = (item: Value) => known.findIndex((other) => nameOf(other) === nameOf(item));
  const isKnown = (item: Value) => place(item) >= 0;
  const ordered = [...live.filter(isKnown).sort((a, b) => place(a) - place(b)), ...live.filter((i) => !isKnown(i))];
  return ordered.map((item) => {
    if (kind.is !== "object" || !isObject(item)) return item;
    const before = known[place(item)];
    return members(kind.members, item, isObject(before) ? before : undefined);
  });
}

function members(properties: Readonly<Record<string, Property>>, live: Live, known: Values | undefined): Value {
  const result: Record<string, Value> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.assigned && known !== undefined && known[name] === undefined) continue;
    const value = reconciled(property, live[name], known?.[name]);
    if (value !== undefined && value !== null) result[name] = value;
  }
  return result;
}
