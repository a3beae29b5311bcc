/** Changes of effective access in words, principal by principal. */
import type { AccessChange, Answer } from "../../model/adopt";
import { names } from "../../model/findings";
import { findGrant } from "../../model/okta";

/** Who, where, and how. */
export function principalOf({ groups, client, grant }: Pick<AccessChange, "groups" | "client" | "grant">): string {
  const who = groups.length === 0 ? "" : `who is in ${names(groups)} `;
  return `${who}at \`${client}\` (${findGrant(grant)?.key ?? grant})`;
}

/** What was and what is, in the words of the difference of two access files: `users:read: granted (60 min) → denied`. */
export function changeText({ scopes, before, after }: AccessChange): string {
  const what = scopes.length === 1 ? scopes[0]! : `${scopes.join(" + ")} in one request`;
  return `${what}: ${answerText(before, after)} → ${answerText(after, before)}`;
}

function answerText(answer: Answer, other: Answer): string {
  if (!answer.granted) return "denied";
  const isRefreshed = answer.refreshMinutes > 0;
  const parts = [
    `${answer.tokenMinutes} min`,
    ...(isRefreshed ? [`refresh ${daysText(answer.refreshMinutes)}, unused ${daysText(answer.idleMinutes)}`] : []),
    ...(answer.consent.length > 0 && answer.consent.join() !== other.consent.join()
      ? [`asks for consent to ${names(answer.consent)}`]
      : []),
  ];
  return `granted (${parts.join("; ")})`;
}

function daysText(minutes: number): string {
  if (minutes === Infinity) return "without end";
  return minutes % 1_440 === 0 ? `${minutes / 1_440} days` : `${minutes} min`;
}

/** The changes by principal, each principal once, in their order. */
export function byPrincipal(changes: readonly AccessChange[]): { principal: string; changes: AccessChange[] }[] {
  const found = new Map<string, AccessChange[]>();
  for (const change of changes) {
    const principal = principalOf(change);
    found.set(principal, [...(found.get(principal) ?? []), change]);
  }
  return [...found].map(([principal, mine]) => ({ principal, changes: mine }));
}

/** A change with the members of the JSON of `access diff`; an end that is none is null. */
export function changeJson({ groups, client, grant, scopes, before, after }: AccessChange): object {
  const terms = ({ granted, tokenMinutes, refreshMinutes, idleMinutes, consent }: Answer) =>
    granted
      ? { tokenMinutes, refreshMinutes: refreshMinutes === Infinity ? null : refreshMinutes, idleMinutes, consent }
      : null;
  const verdict = ({ granted }: Answer) => (granted ? "granted" : "denied");
  return {
    kind: scopes.length === 1 ? "scope" : "together",
    principal: groups.length === 0 ? client : groups.join("+"),
    groups,
    client,
    grant: findGrant(grant)?.key ?? grant,
    scope: scopes.join(" "),
    before: verdict(before),
    after: verdict(after),
    because: before.granted === after.granted ? "lifetime" : "access",
    terms: { before: terms(before), after: terms(after) },
  };
}
