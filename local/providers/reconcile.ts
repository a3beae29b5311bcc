/** Turns what a service says of a resource into inputs and outputs, so that only a real difference looks like one. */
import { isSame, type Property } from "./properties";
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
  return live;
}

function members(properties: Readonly<Record<string, Property>>, live: Live, known: Values): Value {
  const result: Record<string, Value> = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = reconciled(property, live[name], known[name]);
    if (value !== undefined && value !== null) result[name] = value;
  }
  return result;
}
