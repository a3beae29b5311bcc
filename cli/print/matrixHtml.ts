/** The access matrix as a page of its own. */
import type { AccessMatrix } from "../../model/ask";
import { matrixTable } from "./matrixTable";

/** A whole document, without scripts. */
export function matrixHtml(matrix: AccessMatrix): string {
  const { head, rows, notes } = matrixTable(matrix);
  const cells = ([first, ...rest]: readonly string[], scope: string, tag: string) =>
    `<tr><th scope="${scope}">${escaped(first!)}</th>${rest.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    "<title>Access matrix</title>",
    "<style>body{font-family:system-ui}td,th{padding:.2em .6em;border:1px solid #999;text-align:left}</style>",
    "</head>",
    "<body>",
    "<h1>Access matrix</h1>",
    `<table><thead>${cells(head, "col", 'th scope="col"').replaceAll('</th scope="col">', "</th>")}</thead>`,
    `<tbody>${rows.map((row) => cells(row, "row", "td")).join("\n")}</tbody></table>`,
    `<ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul>`,
    "</body>",
    "</html>",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
