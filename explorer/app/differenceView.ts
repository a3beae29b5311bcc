/** The difference between two revisions: who gains and who loses what, as `access diff` says it. */
import {
  type AccessChange,
  differenceRows,
  fieldText,
  type FilesDifference,
  neededReviews,
  renamingText,
  signInText,
  verdictLine,
} from "../../model/ask";
import { told } from "./answers";
import { code, codes, h, table } from "./dom";
import type { World } from "./world";

export function differenceView(world: World): HTMLElement {
  const { base, file } = world.data;
  if (base === undefined) {
    const how = "This page was made without an earlier revision. Give one with ";
    return h("div", {}, h("h2", {}, "What has changed"), h("p", {}, how, code("--base REVISION"), "."));
  }
  return h(
    "div",
    {},
    h("h2", {}, "What has changed"),
    h("p", { class: "quiet" }, code(base.source), " → ", code(file.source)),
    told(() => comparison(world.difference()!)),
  );
}

function comparison({ difference, before, after }: FilesDifference): HTMLElement {
  const { widened, narrowed, signIn, renamed, fields, findings } = difference;
  const needs = neededReviews(before, after, difference);
  return h(
    "div",
    {},
    h("p", { class: "card" }, verdictLine(difference)),
    needs.map(({ sensitivity, reviewers }) => h("p", {}, `Sensitivity ${sensitivity} needs: `, codes(reviewers))),
    changes("Widened", widened),
    changes("Narrowed", narrowed),
    list("Signing in", signIn.map(signInText)),
    list(
      "Renamed",
      renamed.map((renaming) => renamingText(renaming)),
    ),
    list(
      "New findings",
      findings.map(({ level, path, message }) => `${level}: ${path}: ${message}`),
    ),
    list("What the file changes", fields.map(fieldText)),
  );
}

function changes(title: string, all: readonly AccessChange[]): HTMLElement {
  const rows = differenceRows(all).map((row) => [
    codes(row.principals),
    code(row.client),
    row.grant,
    [code(row.what), row.notes.length > 0 && h("div", { class: "quiet" }, row.notes.join("; "))],
    row.change,
    codes(row.rules, ""),
    row.stepUp,
    row.minutes,
    row.sensitivity,
  ]);
  const head = ["who", "client", "grant", "what", "before → after", "by rule", "step-up", "lifetime", "sensitivity"];
  return h("section", {}, h("h3", {}, `${title} (${all.length})`), table(title, head, rows));
}

function list(title: string, items: readonly string[]): HTMLElement | undefined {
  if (items.length === 0) return undefined;
  const all = items.map((item) => h("li", {}, item));
  return h("section", {}, h("h3", {}, `${title} (${items.length})`), h("ul", {}, all));
}
