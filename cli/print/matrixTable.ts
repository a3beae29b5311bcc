/** The access matrix as a table of texts, and this table as text, Markdown and CSV. */
import { columns, GAP, widthsOf } from "../../local/columns";
import { type AccessMatrix, type MatrixRow, needsStepUp } from "../../model/ask";
import { escaped, tableRow } from "./markdown";

/** Texts, not yet escaped for any format. */
export interface MatrixTable {
  /** `scope or route`, then groups and service clients. */
  readonly head: readonly string[];
  /** One for each scope and each route. */
  readonly rows: readonly (readonly string[])[];
  /** What the marks mean, and which routes are public. */
  readonly notes: readonly string[];
}

/** How a cell is written. */
export interface MatrixView {
  /** Whether a cell names the clients, and does not only say that there is one. @default false */
  readonly byClient?: boolean;
}

/** At every client of the column that has it; `+`: after a step-up. An empty cell: denied. */
const YES = "yes";

/** Scopes and routes as rows, groups and service clients as columns. */
export function matrixTable(
  { scopes, routes, rows }: AccessMatrix,
  { byClient = false }: MatrixView = {},
): MatrixTable {
  const stepUp = new Set(scopes.filter((scope) => scope.stepUp !== null).map(({ name }) => name));
  const closed = routes.filter((route) => route.public === null);
  const cell = ({ kind }: MatrixRow, has: readonly string[] | undefined, guarded: boolean) => {
    if (has === undefined) return "";
    const words = byClient && kind === "group" ? has.join(", ") : YES;
    return guarded ? `${words}+` : words;
  };
  return {
    head: ["scope or route", ...rows.map(column)],
    rows: [
      ...scopes.map(({ name }) => [name, ...rows.map((row) => cell(row, row.scopes[name], stepUp.has(name)))]),
      ...closed.map((route) => [
        route.groups.length === 0 ? route.name : `${route.name} *`,
        ...rows.map((row) =>
          cell(
            row,
            row.routes[route.name],
            needsStepUp(route, (scope) => row.scopes[scope] !== undefined, stepUp),
          ),
        ),
      ]),
    ],
    notes: [
      byClient
        ? "the clients at which it is so; yes: the service client itself; +: after a step-up; empty: denied"
        : "yes: at one client at least; yes+: after a step-up; empty: denied",
      ...routes
        .filter((route) => route.groups.length > 0)
        .map((route) => `* ${route.name}: also asks for a group that matches ${route.groups.join(" or ")}`),
      ...routes.flatMap((route) => (route.public === null ? [] : [`public: ${route.name} (${route.public})`])),
    ],
  };
}

function column({ principal, kind }: MatrixRow): string {
  return kind === "service" ? `${principal} (service)` : principal;
}

/** Where the text goes. */
export interface TextWidth {
  /** Columns of the terminal; undefined: as wide as it gets. */
  readonly columns?: number | undefined;
}

/** For a terminal: aligned columns, then the notes. What is too wide is cut into blocks of columns, one below the other. */
export function matrixText(matrix: AccessMatrix, view: MatrixView & TextWidth = {}): string {
  const { head, rows, notes } = matrixTable(matrix, view);
  const widths = widthsOf([head, ...rows]);
  const blocks = blocksOf(widths, view.columns ?? Infinity);
  const texts = blocks.map((block, number) => {
    const rule = widths.map((width) => "-".repeat(width));
    const lines = [head, rule, ...rows].map((row) => block.map((column) => row[column]!));
    const title = blocks.length === 1 ? [] : [`${number + 1} of ${blocks.length}`];
    return [...title, ...columns(lines)].join("\n");
  });
  return [...texts, notes.join("\n")].join("\n\n");
}

/** The first column is in every block. A column that is too wide by itself has a block of its own. */
function blocksOf([first = 0, ...others]: readonly number[], columns: number): number[][] {
  const blocks: number[][] = [[0]];
  let width = first;
  others.forEach((own, index) => {
    const last = blocks.at(-1)!;
    if (last.length > 1 && width + GAP.length + own > columns) {
      blocks.push([0]);
      width = first;
    }
    blocks.at(-1)!.push(index + 1);
    width += GAP.length + own;
  });
  return blocks;
}

/** A Markdown table, then the notes as a list. */
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

/** CSV (RFC 4180) for a spreadsheet: one line for each scope and route. Lines end in CR LF. */
export function matrixCsv(matrix: AccessMatrix, view: MatrixView = {}): string {
  const { head, rows } = matrixTable(matrix, view);
  return [head, ...rows].map((row) => row.map(field).join(",")).join("\r\n");
}

/** A spreadsheet would take a text that starts with one of `= + - @` for a formula. */
function field(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
