/** A review of a change for a terminal. */
import { printFindings } from "../../model/findings";
import { differenceRows, fieldText, listed, renamingText, signInText, type DifferenceRow } from "../../model/ask";
import type { Paint } from "../io";
import { headOf, type Review, gateLines } from "./review";

/** The verdict, then who gains and who loses what, then the rest. */
export function reviewText(review: Review, paint: Paint): string {
  const { difference, notes, gate } = review;
  const { widened, narrowed, signIn, renamed, tokens, fields, findings } = difference;
  const { verdict, needs } = headOf(review);
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", paint.bold(title), ...lines];
  return [
    paint.bold(verdict),
    ...needs.map(({ sensitivity, reviewers }) => `needs, for sensitivity ${sensitivity}: ${reviewers.join(", ")}`),
    ...notes,
    ...part(
      "widened",
      differenceRows(widened).flatMap((row) => rowLines(row, paint.red("+"))),
    ),
    ...part(
      "narrowed",
      differenceRows(narrowed).flatMap((row) => rowLines(row, paint.green("-"))),
    ),
    ...part(
      "signing in",
      signIn.map((change) => `  ${signInText(change)}`),
    ),
    ...part(
      "renamed",
      renamed.map((renaming) => `  ${renamingText(renaming)}`),
    ),
    ...part(
      "tokens, at most",
      tokens.map(({ client, before, after }) => `  ${client}: ${bytes(before)} → ${bytes(after)}`),
    ),
    ...part(
      "fields",
      fields.map(
        (field) =>
          `  ${field.effect === "changed" ? " " : paint.bold(field.effect === "widened" ? "+" : "-")} ${fieldText(field)}`,
      ),
    ),
    ...part("new findings", findings.length === 0 ? [] : [printFindings(findings)]),
    ...(gate === undefined ? [] : part("gate", gateLines(gate))),
  ].join("\n");
}

function rowLines(row: DifferenceRow, mark: string): string[] {
  const rules =
    row.rules.length === 0 ? [] : [`by ${row.rules.length === 1 ? "rule" : "rules"} ${listed(row.rules, 3)}`];
  const details = [row.change, ...rules, row.minutes, row.stepUp && `after ${row.stepUp}`, ...row.notes].filter(
    Boolean,
  );
  const grant = row.grant === "*" ? "" : ` with ${row.grant}`;
  const client = row.client === "*" ? "" : ` at ${row.client}`;
  return [
    `  ${mark} ${listed(row.principals, 8)}${client}${grant}: ${row.what} (${row.sensitivity})`,
    `      ${details.join("; ")}`,
  ];
}

function bytes(value: number | null): string {
  return value === null ? "none" : `${value.toLocaleString("en")} bytes`;
}
