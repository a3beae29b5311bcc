/** The rows of a difference for people: what is the same for several principals stands in one row. */
import { printable } from "../../findings";
import type { AccessChange, FieldChange, Renaming, SignInChange, Terms } from "./types";

/** One row, in texts that are not yet escaped. */
export interface DifferenceRow {
  readonly principals: readonly string[];
  readonly client: string;
  readonly grant: string;
  /** The scope, scopes, route or right. */
  readonly what: string;
  /** `denied → granted`, or the terms that differ. */
  readonly change: string;
  /** The rules that granted it before and now; none of a route. */
  readonly rules: readonly string[];
  readonly stepUp: string;
  readonly minutes: string;
  readonly sensitivity: string;
  /** Where in the access file the first of them is decided. */
  readonly path: string;
  /** What opens or closes with it, and where it is so. */
  readonly notes: readonly string[];
}

/** In the order of the changes. */
export function differenceRows(changes: readonly AccessChange[]): DifferenceRow[] {
  const byKey = new Map<string, { changes: AccessChange[] }>();
  for (const change of changes) {
    const { kind, client, grant, scope, route, before, after, because, terms, stacks } = change;
    const withoutRules = [terms.before, terms.after].map((one) => one && { ...one, rule: null });
    const key = JSON.stringify([kind, client, grant, scope, route, before, after, because, withoutRules, stacks]);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, { changes: [change] });
    else same.changes.push(change);
  }
  return [...byKey.values()].map((same) => rowOf(same.changes));
}

function rowOf(changes: readonly AccessChange[]): DifferenceRow {
  const first = changes[0]!;
  const { terms, kind, scope, route, sensitivity } = first;
  const decisive = terms.after ?? terms.before;
  const side = first.after === "granted" ? "after" : "before";
  return {
    principals: changes.map(({ principal }) => principal),
    client: first.client,
    grant: first.grant,
    what: what(kind, scope, route),
    change: changeWords(first),
    rules: [...new Set(changes.flatMap((change) => change.terms[side]?.rule ?? []))],
    stepUp: stepUpWords(decisive),
    minutes: typeof decisive?.tokenMinutes === "number" ? `${decisive.tokenMinutes} min` : "",
    sensitivity,
    path: first.path,
    notes: [
      ...(first.routes === undefined
        ? []
        : [`${first.after === "granted" ? "opens" : "closes"} ${listed(first.routes)}`]),
      ...stacksNote(first),
      ...peopleNote(changes),
    ],
  };
}

function what(kind: AccessChange["kind"], scope: string, route: string | undefined): string {
  if (route !== undefined) return route;
  return kind === "together" ? `${scope.split(" ").join(" + ")} in one request` : scope;
}

function changeWords({ because, before, after, terms }: AccessChange): string {
  if (because === "access") return `${before} → ${after}`;
  if (because === "step-up")
    return `${stepUpWords(terms.before) || "no step-up"} → ${stepUpWords(terms.after) || "no step-up"}`;
  if (because === "lifetime") return `${minutesWords(terms.before)} → ${minutesWords(terms.after)}`;
  const groups = (one: Terms | null) =>
    one?.groups === undefined ? "no group asked for" : `a group like ${one.groups.join(" or ")}`;
  return `${groups(terms.before)} → ${groups(terms.after)}`;
}

function stepUpWords(terms: Terms | null): string {
  return terms?.stepUp ? `${terms.stepUp.acr}, ${terms.stepUp.maxAge} s` : "";
}

function minutesWords(terms: Terms | null): string {
  return typeof terms?.tokenMinutes === "number" ? `${terms.tokenMinutes} min` : "no token";
}

function stacksNote({ stacks }: { readonly stacks?: readonly string[] }): string[] {
  return stacks === undefined ? [] : [`only in ${stacks.length === 1 ? "stack" : "stacks"} ${stacks.join(", ")}`];
}

function peopleNote(changes: readonly AccessChange[]): string[] {
  const people = [...new Set(changes.flatMap((change) => change.people ?? []))];
  return people.length === 0 ? [] : [`such as ${listed(people)}`];
}

const LISTED = 6;

/** Some of a list, with how many more there are. */
export function listed(items: readonly string[], most = LISTED): string {
  return items.length <= most ? items.join(", ") : `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
}

/** A change of how people sign in, with the stacks. */
export function signInText({ message, stacks }: SignInChange): string {
  return [message, ...stacksNote(stacks === undefined ? {} : { stacks })].join("; ");
}

/** What goes on under another key, with the stacks. @param name how a key or a name is written. */
export function renamingText(
  { kind, before, after, name: inOkta, earlierName, stacks }: Renaming,
  name: (text: string) => string = printable,
): string {
  const okta = (now: string) =>
    earlierName === undefined ? `in Okta it stays ${name(now)}` : `in Okta ${name(earlierName)} becomes ${name(now)}`;
  return [
    `${kind} ${name(before)} is ${name(after)} now`,
    ...(inOkta === undefined ? [] : [okta(inOkta)]),
    ...stacksNote(stacks === undefined ? {} : { stacks: stacks.map(name) }),
  ].join("; ");
}

/** What a field is now, with the stacks. */
export function fieldText({ path, message, stacks }: FieldChange): string {
  return `${path}: ${[message, ...stacksNote(stacks === undefined ? {} : { stacks })].join("; ")}`;
}
