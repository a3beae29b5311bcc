/** Short ways to write a finding. */
import { pathOf, type Finding } from "../findings";

export function error(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "error", path: pathOf(path), message };
}

export function warning(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "warning", path: pathOf(path), message };
}
