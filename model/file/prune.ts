/** Cuts what has a wrong shape out of an access file, so that the rest can still be checked. */
import type { z } from "zod";

/**
 * A copy without the unknown fields, and without each entry (`clients.x`, `apis.y`) that has another mistake of shape.
 * The result may still be wrong: it is parsed again.
 */
export function prune(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) remove(copy, [...issue.path, key]);
    else if (issue.path[0] === "product" || issue.path[0] === "audience") replace(copy, issue.path[0]);
    else remove(copy, issue.path.slice(0, 2));
  }
  return copy;
}

/** Nothing refers to these two, so any text will do. */
function replace(value: unknown, field: string): void {
  if (typeof value === "object" && value !== null) Reflect.set(value, field, "unknown");
}

function remove(value: unknown, path: readonly PropertyKey[]): void {
  let parent = value;
  for (const segment of path.slice(0, -1)) {
    if (typeof parent !== "object" || parent === null) return;
    parent = Reflect.get(parent, segment);
  }
  const last = path.at(-1);
  if (last !== undefined && typeof parent === "object" && parent !== null) Reflect.deleteProperty(parent, last);
}
