/** The access matrix as a Markdown table. */
import type { AccessMatrix } from "../../model/ask";
import { matrixTable } from "./matrixTable";

/** The table, then the notes as a list. */
export function matrixMarkdown(matrix: AccessMatrix): string {
  const { head, rows, notes } = matrixTable(matrix);
  const line = (row: readonly string[]) => `| ${row.map(escaped).join(" | ")} |`;
  return [
    line(head),
    `|${" --- |".repeat(head.length)}`,
    ...rows.map(line),
    "",
    ...notes.map((note) => `- ${escaped(note)}`),
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[\\|*_<>`[\]]/g, "\\$&");
}
