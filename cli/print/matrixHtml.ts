/** The access matrix as a page of its own: heads that stay in sight, and a field that finds rows and columns. */
import { html, raw } from "hono/html";
import type { AccessMatrix } from "../../model/ask";
import { matrixTable, type MatrixView } from "./matrixTable";

const STYLE = `
body{font-family:system-ui;margin:1em}
.table{overflow:auto;max-height:80vh;border:1px solid #999}
table{border-collapse:separate;border-spacing:0}
td,th{padding:.2em .6em;border-right:1px solid #ccc;border-bottom:1px solid #ccc;text-align:left;white-space:nowrap}
th{background:#f2f2f2}
thead th{position:sticky;top:0;z-index:1}
th:first-child{position:sticky;left:0}
thead th:first-child{z-index:2}
tbody tr:hover td{background:#ffd}
[hidden]{display:none}
@media (prefers-color-scheme:dark){body{background:#222;color:#eee}th{background:#333}tbody tr:hover td{background:#443}}
`;

/** Without the script the page still shows everything; it never writes markup, and only hides and shows what is there. */
const SCRIPT = `
const field = document.querySelector("input");
const table = document.querySelector("table");
const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.toLowerCase());
const rows = [...table.tBodies[0].rows];
const count = document.querySelector("output");
function show() {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const has = (text) => words.every((word) => text.includes(word));
  const named = rows.map((row) => has(row.cells[0].textContent.toLowerCase()));
  const columns = heads.map((head, index) => index === 0 || has(head));
  const byRow = named.includes(true);
  const byColumn = !byRow && columns.indexOf(true, 1) > 0;
  let shown = 0;
  rows.forEach((row, index) => {
    row.hidden = words.length > 0 && !byColumn && !named[index];
    if (!row.hidden) shown += 1;
  });
  [table.tHead.rows[0], ...rows].forEach((row) => {
    [...row.cells].forEach((cell, index) => { cell.hidden = byColumn && !columns[index]; });
  });
  count.textContent = words.length === 0 ? "" : shown === 0 ? "nothing has that name" : shown + (shown === 1 ? " row" : " rows");
}
field.addEventListener("input", show);
`;

/** A whole document, which loads nothing. */
export function matrixHtml(matrix: AccessMatrix, view: MatrixView = {}): string {
  const { head, rows, notes } = matrixTable(matrix, view);
  // Without a space between the cells of a row: of those there may be thousands.
  const heads = head.map((name) => html`<th scope="col">${name}</th>`);
  const row = ([first, ...rest]: readonly string[]) => {
    const cells = rest.map((cell) => html`<td>${cell}</td>`);
    return [raw("<tr>"), html`<th scope="row">${first}</th>`, cells, raw("</tr>\n")];
  };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        />
        <title>Access matrix</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <h1>Access matrix</h1>
        <p>
          <label>Find a group, scope or route: <input type="search" autofocus /></label>
          <output></output>
        </p>
        <div class="table">
          <table>
            <thead>
              <tr>
                ${heads}
              </tr>
            </thead>
            <tbody>
              ${rows.map(row)}
            </tbody>
          </table>
        </div>
        <ul>
          ${notes.map((note) => html`<li>${note}</li>`)}
        </ul>
        ${raw(`<script>${SCRIPT}</script>`)}
      </body>
    </html>`;
  return String(page);
}
