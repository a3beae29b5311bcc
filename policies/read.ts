/** Reads properties of which a preview may not know the values. */
import * as policy from "@pulumi/policy";

// The package has it, and leaves it out of its types.
const { UnknownValueError } = policy as unknown as { UnknownValueError: new () => Error };

/** A value, or the fact that it is not known yet. */
export type Read<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/**
 * Reads a value. A policy that lets the error of an unknown value through is not run at all in a preview, and what else it
 * would find goes unseen.
 */
export function read<T>(get: () => T): Read<T> {
  try {
    return { known: true, value: get() };
  } catch (error) {
    if (error instanceof UnknownValueError) return { known: false };
    throw error;
  }
}

/** The items of a list that are known. Unknown ones are ids of things to come, and never one of Okta's fixed words. */
export function knownItems(props: Readonly<Record<string, unknown>>, property: string): unknown[] {
  const list = read(() => props[property]);
  if (!list.known || !Array.isArray(list.value)) return [];
  const items = list.value as unknown[];
  return Array.from({ length: items.length }, (_, index) => read(() => items[index])).flatMap((item) =>
    item.known ? [item.value] : [],
  );
}

/** Whether a list is known to be absent or empty. */
export function isKnownEmpty(props: Readonly<Record<string, unknown>>, property: string): boolean {
  const list = read(() => props[property]);
  return list.known && (!Array.isArray(list.value) || list.value.length === 0);
}
