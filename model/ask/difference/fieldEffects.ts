/** Which fields of an access file open or close something by themselves, beside who holds which scope. */
import type { RefreshLifetimes } from "../../file/access";
import type { Both } from "./sensitivityOf";
import type { Effect } from "./types";

type Judge = (before: unknown, after: unknown, both: Both, segments: readonly string[]) => Effect;

/** `more`: a list in which more is wider. What is neither part of the other counts as wider. */
const more: Judge = (before, after) => (isPart(after, before) ? "narrowed" : "widened");
const fewer: Judge = (before, after, ...rest) => more(after, before, ...rest);
/** Where nothing is said everything is allowed. */
const limit: Judge = (before, after, ...rest) => {
  if (before === undefined || after === undefined) return before === undefined ? "narrowed" : "widened";
  return more(before, after, ...rest);
};
const switchedOn: Judge = (_, after) => (after === true ? "widened" : "narrowed");
const switchedOff: Judge = (_, after) => (after === true ? "narrowed" : "widened");

function isPart(some: unknown, all: unknown): boolean {
  const [a, b] = [some, all].map((list) => (Array.isArray(list) ? list.map((item) => JSON.stringify(item)) : []));
  return a!.every((item) => b!.includes(item));
}

/** By the kind of entry and its field. Who holds what is told by rows of its own, and what is not here opens nothing. */
const JUDGES: Readonly<Record<string, Judge>> = {
  "scopes.consent": (before) => (before === "IMPLICIT" ? "narrowed" : "widened"),
  // A request that names no scope is then for it.
  "scopes.default": switchedOn,
  "clients.pkce": switchedOff,
  // A secret can be copied; a key never leaves its place.
  "clients.auth": (_, after) => (after === "client_secret" ? "widened" : "narrowed"),
  "clients.refreshTokens": switchedOn,
  "clients.refreshLifetimes": (before, after) => {
    if (before === undefined || after === undefined) return before === undefined ? "widened" : "narrowed";
    const [old, young] = [before as RefreshLifetimes, after as RefreshLifetimes];
    return young.minutes > old.minutes || young.idleMinutes > old.idleMinutes ? "widened" : "narrowed";
  },
  "clients.oidcScopes": more,
  "clients.reach": limit,
  // The token then carries the whole ceiling, and only gateways that know the claim narrow it.
  "clients.enforcement": (_, after) => (after === "gateway" ? "widened" : "narrowed"),
  "clients.requests": requestsEffect,
  "claims.scopes": (before, after, ...rest) => {
    // A claim that names no scope is in every token.
    const always = (list: unknown) => Array.isArray(list) && list.length === 0;
    if (always(before) || always(after)) return always(after) ? "widened" : "narrowed";
    return more(before, after, ...rest);
  },
  "claims.tokens": more,
  // Another source may show other groups to the routes that ask for one: nobody can tell from the file.
  "claims.value": (_, __, both, [, name]) => (isAskedOf(both, name!) ? "widened" : "changed"),
  "groups.separate": fewer,
  "combinations.occurring": (before, after) => {
    if (before === undefined || after === undefined) return after === undefined ? "widened" : "narrowed";
    return covers(before as string[][], after as string[][]) ? "narrowed" : "widened";
  },
  "apis.cors": (before, after) => {
    const origins = (value: unknown) => (Object(value) as { allowOrigins?: unknown }).allowOrigins ?? [];
    const headers = (value: unknown) => (Object(value) as { allowHeaders?: unknown }).allowHeaders ?? [];
    const within = isPart(origins(after), origins(before)) && isPart(headers(after), headers(before));
    return within ? "narrowed" : "widened";
  },
  "apis.firewall": (before, after) => {
    if (before === undefined || after === undefined) return before === undefined ? "narrowed" : "widened";
    const [old, young] = [before as Firewall, after as Firewall];
    const weaker = (old.managedRules && !young.managedRules) || young.requestsPer5Minutes > old.requestsPer5Minutes;
    return weaker ? "widened" : "narrowed";
  },
};

interface Firewall {
  readonly managedRules: boolean;
  readonly requestsPer5Minutes: number;
}

function isAskedOf({ before, after }: Both, claim: string): boolean {
  return [before, after].some(({ apis }) =>
    [...apis.values()].some(({ routes }) =>
      routes.some(({ access }) => access.kind === "scopes" && access.groups.length > 0 && access.groupsClaim === claim),
    ),
  );
}

/** `one-group` < lists < `any`. */
function requestsEffect(before: unknown, after: unknown): Effect {
  if (before === "any" || after === "one-group") return "narrowed";
  if (after === "any" || before === "one-group") return "widened";
  return covers(before as string[][], after as string[][]) ? "narrowed" : "widened";
}

/** Whether each of the second lists lies within one of the first. */
function covers(before: readonly string[][], after: readonly string[][]): boolean {
  return after.every((list) => before.some((other) => list.every((item) => other.includes(item))));
}

/** What a field's change does; undefined on either side: the field is not there. */
export function effectOfField(segments: readonly string[], before: unknown, after: unknown, both: Both): Effect {
  const kind = segments[0] === "combinations" ? segments.join(".") : `${segments[0]}.${segments.at(-1)}`;
  if (segments.length > 3) return "changed";
  return JUDGES[kind]?.(before, after, both, segments) ?? "changed";
}
