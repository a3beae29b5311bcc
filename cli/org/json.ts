/** Values at paths of JSON that somebody else has written: what is of another kind counts as not there. */

/** The value at a path of members, `conditions.people.groups.include`. */
export function valueAt(json: unknown, path: string): unknown {
  let value = json;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

export function textAt(json: unknown, path: string): string | undefined {
  const value = valueAt(json, path);
  return typeof value === "string" ? value : undefined;
}

export function numberAt(json: unknown, path: string): number | undefined {
  const value = valueAt(json, path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function flagAt(json: unknown, path: string): boolean {
  return valueAt(json, path) === true;
}

/** The texts of a list. */
export function textsAt(json: unknown, path: string): string[] {
  return listAt(json, path).filter((item): item is string => typeof item === "string");
}

export function listAt(json: unknown, path: string): readonly unknown[] {
  const value = valueAt(json, path);
  return Array.isArray(value) ? (value as unknown[]) : [];
}
