/** One line of `access preflight`. */
import { columns } from "../../local/columns";

/** `unknown` is a warning: what could not be looked at is never taken for right. */
export type Level = "ok" | "warning" | "error";

/** What was looked at, what was found, and what to do. */
export interface Check {
  readonly check: string;
  readonly level: Level;
  readonly message: string;
}

export const ok = (check: string, message: string): Check => ({ check, level: "ok", message });
export const warning = (check: string, message: string): Check => ({ check, level: "warning", message });
export const error = (check: string, message: string): Check => ({ check, level: "error", message });

/** The table, errors where they stand: in the order in which things are met. */
export function checksText(checks: readonly Check[]): string {
  const lines = columns(checks.map(({ check, level, message }) => [level, check, message]));
  const count = (level: Level) => checks.filter((one) => one.level === level).length;
  return [...lines, `${count("ok")} ok, ${count("warning")} to look at, ${count("error")} to mend`].join("\n");
}
