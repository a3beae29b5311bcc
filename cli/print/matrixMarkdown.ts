/** The access matrix as a Markdown table. */
import type { AccessMatrix } from "../../model/ask";
import { escaped, tableRow } from "./markdown";
import { matrixTable, type MatrixView } from "./matrixTable";

/** The table, then the notes as a list. */
export function matrixMarkdown(matrix: AccessMatrix, view: MatrixView = {}): string {
  const { head, rows, notes } = matrixTable(matrix, view);
  return [
    tableRow(head.map(escaped)),
    `|${" --- |".repeat(head.length)}`,
    ...rows.map((row) => tableRow(row.map(escaped))),
    "",
    ...notes.map((note) => `- ${escaped(note)}`),
  ].join("\n");
}
