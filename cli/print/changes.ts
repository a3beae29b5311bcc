/** Changes of effective access in words, principal by principal. */
import type { AccessChange, Answer } from "../../model/adopt";
import { names } from "../../model/findings";
import { findGrant } from "../../model/okta";

/** Who, where, and how. */
export function principalOf({ groups, client, grant }: Pick<AccessChange, "groups" | "client" | "grant">): string {
  const who = groups.length === 0 ? "" : `who is in ${names(groups)} `;
  return `${who}at \`${client}\` (${findGrant(grant)?.key ?? grant})`;
}

/** What was and what is: `users:read: 60 minutes → refused`. */
export function changeText({ scopes, before, after }: AccessChange): string {
  return `${scopes.map((scope) => `\`${scope}\``).join(" + ")}: ${answerText(before, after)} → ${answerText(after, before)}`;
}

function answerText(answer: Answer, other: Answer): string {
  if (!answer.granted) return "refused";
  const parts = [
    `${answer.tokenMinutes} minutes`,
    ...(answer.refreshMinutes > 0
      ? [`refresh ${daysText(answer.refreshMinutes)}, ${daysText(answer.idleMinutes)} unused`]
      : []),
    ...(answer.consent.length > 0 && answer.consent.join() !== other.consent.join()
      ? [`asks for consent to ${names(answer.consent)}`]
      : []),
  ];
  return parts.join(", ");
}

function daysText(minutes: number): string {
  if (minutes === Infinity) return "without end";
  return minutes % 1_440 === 0 ? `${minutes / 1_440} days` : `${minutes} minutes`;
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

/** A change as JSON has it: an end that is none is null. */
export function changeJson({ groups, client, grant, scopes, before, after }: AccessChange): object {
  const answer = ({ granted, tokenMinutes, refreshMinutes, idleMinutes, consent }: Answer) => ({
    granted,
    tokenMinutes,
    refreshMinutes: refreshMinutes === Infinity ? null : refreshMinutes,
    idleMinutes,
    consent,
  });
  return {
    principal: groups.length === 0 ? client : groups.join(" + "),
    groups,
    client,
    grant: findGrant(grant)?.key ?? grant,
    scope: scopes.join(" "),
    before: answer(before),
    after: answer(after),
  };
}
