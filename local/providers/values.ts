/** Property values as the providers handle them: plain JSON, and one mark for what a preview cannot know yet. */

/** A value that only a real deployment will bring. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** JSON, or UNKNOWN at any depth. Assets and archives are objects with Pulumi's signature. */
export type Value =
  null | boolean | number | string | typeof UNKNOWN | readonly Value[] | { readonly [key: string]: Value };

export type Values = Readonly<Record<string, Value>>;

/** Pulumi's key for values that are not what they seem: secrets, assets, archives, references. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

export function isObject(value: unknown): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list; none where the value is no list. */
export function objectsIn(value: unknown): Values[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isObject) : [];
}

export function hasSignature(value: unknown, signature: string): value is { readonly [key: string]: Value } {
  return isObject(value) && value[SIGNATURE_KEY] === signature;
}

/** Whether anything in it is unknown. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values(value).some(hasUnknown);
}

/** Deep equality. A member that is undefined counts as absent; an unknown value equals nothing. */
export function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === UNKNOWN || b === UNKNOWN) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (isObject(a) && isObject(b)) {
    if (typeof a["hash"] === "string" && typeof b["hash"] === "string" && SIGNATURE_KEY in a)
      return a["hash"] === b["hash"];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isEqual(a[key], b[key]));
  }
  return a === b;
}

/** null, nothing, and empty texts, lists and maps: what an API cannot tell from "not set". */
export function isEmpty(value: Value | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** Without the members that are undefined. */
export function defined<T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined));
}
