/** Compares a resource's old inputs with its new ones, exactly. */
import { isSame, type Property } from "./properties";
import type { Diffed, Difference } from "./provider";
import type { ResourceType } from "./resourceType";
import { isEqual, type Value, type Values } from "./values";

export function diffInputs<C>(type: ResourceType<C>, olds: Values, news: Values): Diffed {
  const differences: Difference[] = [];
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    const property = type.inputs[name];
    const before = olds[name] ?? undefined;
    const after = news[name] ?? undefined;
    // What the service has chosen and the program does not declare is as it should be.
    if (property?.assigned && after === undefined) continue;
    if (property ? isSame(property, before, after) : isEqual(before, after)) continue;
    const change = before === undefined ? "add" : after === undefined ? "delete" : "update";
    differences.push({ property: name, change, replace: isReplacement(property, before) });
  }
  return {
    differences,
    deleteBeforeReplace: differences.some(({ replace }) => replace) && keepsName(type, olds, news),
  };
}

function isReplacement(property: Property | undefined, before: Value | undefined): boolean {
  if (property === undefined) return false;
  return property.replace === true || (property.replaceFrom !== undefined && property.replaceFrom === before);
}

/** The bridge of the real providers does the same for names that the program has given. */
function keepsName<C>({ autoname }: ResourceType<C>, olds: Values, news: Values): boolean {
  return autoname !== undefined && isEqual(olds[autoname.property], news[autoname.property]);
}
