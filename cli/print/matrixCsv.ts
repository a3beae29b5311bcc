/** The access matrix as CSV (RFC 4180), for a spreadsheet. */
import type { AccessMatrix } from "../../model/ask";
import { matrixTable, type MatrixView } from "./matrixTable";

/** One line for each scope and route; lines end in CR LF. */
export function matrixCsv(matrix: AccessMatrix, view: MatrixView = {}): string {
  const { head, rows } = matrixTable(matrix, view);
  return [head, ...rows].map((row) => row.map(field).join(",")).join("\r\n");
}

/** A spreadsheet would take a text that starts with one of `= + - @` for a formula. */
function field(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
