/** Short ways to write a finding. */
import { pathOf, type Finding } from "../../findings";

/** A mistake: the file cannot be used. */
export function error(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "error", path: pathOf(path), message };
}

/** Probably not meant; the file can be used. */
export function warning(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "warning", path: pathOf(path), message };
}
