/** The access matrix for a terminal. */
import type { AccessMatrix } from "../../model/ask";
import { matrixTable } from "./matrixTable";

/** The table with aligned columns, then the notes. */
export function matrixText(matrix: AccessMatrix): string {
  const { head, rows, notes } = matrixTable(matrix);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(head), rule, ...rows.map(line), "", ...notes].join("\n");
}
