/** What a live server gives otherwise than the file says, as text. */
import type { AccessChange, Drift } from "../../model/adopt";
import { printable } from "../../model/findings";
import { byPrincipal, changeText } from "./changes";

/** What was found. */
export interface Verified {
  readonly changes: readonly AccessChange[];
  readonly drift: readonly Drift[];
  /** What could not be read. */
  readonly notRead: readonly string[];
}

/** Who can do more first, then who can do less, then what is otherwise. */
export function verifyText({ changes, drift, notRead }: Verified, hints: readonly string[]): string {
  const of = (kind: AccessChange["kind"]) => changes.filter((one) => one.kind === kind);
  const things = (effect: "widened" | "narrowed" | "changed") =>
    drift.filter((one) => one.effect === effect).map(({ where, message }) => safe(`${where} ${message}`));
  const widened = [...lines(of("widened")), ...things("widened")];
  const narrowed = [...lines(of("narrowed")), ...things("narrowed")];
  const changed = things("changed");
  const isRight = changes.length + drift.length === 0;
  return [
    ...part("the org gives more than the file says:", widened),
    ...part("the org gives less than the file says:", narrowed),
    ...part("otherwise than the file says:", changed),
    ...part("could not be read, so that nothing is said of it:", notRead),
    ...part("to put it right:", hints),
    ...(isRight ? ["the org gives exactly what the file says"] : []),
  ].join("\n");
}

function part(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`)];
}

function lines(changes: readonly AccessChange[]): string[] {
  return byPrincipal(changes).flatMap(({ principal, changes: mine }) =>
    mine.map((change) => safe(`${principal}: ${changeText(change)}`)),
  );
}

/** Names come from an org: no control character of theirs reaches a terminal. */
function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => printable(c));
}
