/** A review of a change as a comment on a pull request: the verdict first, the details folded, never too long for a forge. */
import {
  accessMatrix,
  type AccessMatrix,
  differenceRows,
  type DifferenceRow,
  fieldText,
  listed,
  renamingText,
  signInText,
} from "../../model/ask";
import type { Finding } from "../../model/findings";
import { code, escaped, tableRow } from "./markdown";
import { matrixMarkdown } from "./matrixTable";
import { headOf, type Review, gateLines } from "./review";

/** What GitHub takes in a comment, in characters; counted here in bytes, of which there are never fewer. */
export const COMMENT_MAX = 65_536;

/** The start of the comment, by which whoever posts it finds the one that it posted before. */
export const COMMENT_MARK = "<!-- okta-api-access: access diff -->";

/** The most of a comment that each part may take, in bytes; what is left over is for the matrix. */
const SHARES = {
  widened: 20_000,
  narrowed: 10_000,
  signIn: 5_000,
  fields: 8_000,
  findings: 5_000,
  rest: 3_000,
} as const;

/** Markdown in which no name can start markup. */
export function reviewMarkdown(review: Review): string {
  const { difference, notes, gate, sources } = review;
  const { widened, narrowed, signIn, renamed, tokens, fields, findings } = difference;
  const { verdict, needs } = headOf(review);
  const head = [
    COMMENT_MARK,
    `### ${verdict}`,
    "",
    `${code(sources.before)} → ${code(sources.after)}`,
    ...needs.map(
      ({ sensitivity, reviewers }) => `\nNeeds, for sensitivity ${sensitivity}: ${listedCode(reviewers, 20)}`,
    ),
    ...notes.map((note) => `\n${escaped(note)}`),
    ...(gate === undefined ? [] : ["", ...gateLines(gate).map((line) => `- ${escaped(line)}`)]),
  ].join("\n");
  const sections = [
    table("Widened", widened, SHARES.widened),
    table("Narrowed", narrowed, SHARES.narrowed),
    list(
      "Signing in",
      signIn.map((change) => escaped(signInText(change))),
      SHARES.signIn,
    ),
    list("New findings", findings.map(findingText), SHARES.findings),
    list(
      "Renamed",
      renamed.map((renaming) => renamingText(renaming, code)),
      SHARES.rest,
    ),
    folded(
      `What the file changes (${fields.length})`,
      list(
        "",
        fields.map((field) => `${sign(field.effect)}${escaped(fieldText(field))}`),
        SHARES.fields,
      ),
    ),
    folded(
      `Largest tokens (${tokens.length})`,
      list(
        "",
        tokens.map(({ client, before, after }) => `${code(client)}: ${bytes(before)} → ${bytes(after)}`),
        SHARES.rest,
      ),
    ),
  ].filter((section) => section !== "");
  const body = [cut(head, SHARES.rest * 2), ...sections].join("\n\n");
  const legend =
    "Looked at: each group, each pair of groups, declared people, service clients. Not modelled: `access explain`.";
  const left = COMMENT_MAX - Buffer.byteLength(`${body}\n\n${legend}\n`) - 200;
  return [body, matrixSection(accessMatrix(review.after), difference, left), legend].filter(Boolean).join("\n\n");
}

function table(title: string, changes: Review["difference"]["widened"], share: number): string {
  const rows = differenceRows(changes);
  if (rows.length === 0) return "";
  const head = [
    `#### ${title}`,
    "",
    tableRow(["who", "client", "grant", "what", "before → after", "by rule", "step-up", "lifetime", "sensitivity"]),
    `|${" --- |".repeat(9)}`,
  ];
  return fitting(head, rows.map(rowCells), share, "rows");
}

function rowCells(row: DifferenceRow): string {
  const what = [code(row.what), ...row.notes.map(escaped)].join("<br>");
  const star = (text: string) => (text === "*" ? "any" : code(text));
  return tableRow([
    listedCode(row.principals, 8),
    star(row.client),
    star(row.grant),
    what,
    escaped(row.change),
    listedCode(row.rules, 3),
    row.stepUp === "" ? "" : code(row.stepUp),
    row.minutes,
    row.sensitivity,
  ]);
}

function listedCode(items: readonly string[], most: number): string {
  // Escaped one by one: only the words around them are ours.
  return listed(items.map(code), most);
}

function list(title: string, items: readonly string[], share: number): string {
  if (items.length === 0) return "";
  return fitting(
    title === "" ? [] : [`#### ${title}`, ""],
    items.map((item) => `- ${item}`),
    share,
    "lines",
  );
}

/** As many lines as fit, and how many do not. */
function fitting(head: readonly string[], lines: readonly string[], share: number, what: string): string {
  const fit: string[] = [];
  let left = share - Buffer.byteLength(head.join("\n"));
  for (const line of lines) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    fit.push(line);
  }
  const missing = lines.length - fit.length;
  const note =
    missing === 0
      ? []
      : [
          "",
          `**${missing.toLocaleString("en")} more ${what} are left out here**: \`access diff --format json\` has all of them.`,
        ];
  return [...head, ...fit, ...note].join("\n");
}

function cut(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const lines = text.split("\n");
  return fitting(lines.slice(0, 4), lines.slice(4), most, "lines");
}

function folded(title: string, inside: string): string {
  return inside === "" ? "" : `<details><summary>${title}</summary>\n\n${inside}\n\n</details>`;
}

function findingText({ level, path, message }: Finding): string {
  return `${level}: ${path === "" ? "" : `${code(path)}: `}${escaped(message)}`;
}

function sign(effect: string): string {
  return effect === "changed" ? "" : `**${effect}**: `;
}

function bytes(value: number | null): string {
  return value === null ? "none" : `${value.toLocaleString("en")} bytes`;
}

/** The whole matrix where it fits; else the rows and columns that this change is about; else where to find it. */
function matrixSection(matrix: AccessMatrix, difference: Review["difference"], left: number): string {
  const size = `${matrix.rows.length} groups and service clients × ${matrix.scopes.length + matrix.routes.length} scopes and routes`;
  const whole = folded(`Access matrix afterwards (${size})`, matrixMarkdown(matrix));
  if (Buffer.byteLength(whole) <= left) return whole;
  const about = changedPart(matrix, difference);
  const part = folded(
    `Access matrix afterwards, of what this change is about (left out: the rest of ${size})`,
    `${matrixMarkdown(about)}\n\n**The rest is left out here**: \`access matrix\` has all of it.`,
  );
  if (about.rows.length > 0 && Buffer.byteLength(part) <= left) return part;
  return `**The access matrix is left out here** (${size}): \`access matrix\` has it.`;
}

function changedPart(matrix: AccessMatrix, { widened, narrowed }: Review["difference"]): AccessMatrix {
  const all = [...widened, ...narrowed];
  const principals = new Set(all.flatMap(({ principal, groups }) => [principal, ...groups]));
  const things = new Set(
    all.flatMap(({ scope, route, routes = [] }) => [
      ...scope.split(" "),
      ...(route === undefined ? [] : [route]),
      ...routes,
    ]),
  );
  return {
    scopes: matrix.scopes.filter(({ name }) => things.has(name)),
    routes: matrix.routes.filter(({ name }) => things.has(name)),
    rows: matrix.rows.filter(({ principal }) => principals.has(principal)),
  };
}
