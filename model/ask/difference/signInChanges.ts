/** What changes about signing in to each client: who can, who no longer can, and what it takes. */
import type { PlanSignOnRule } from "../../compile/plan";
import type { Decider } from "../decider";
import { larger } from "./scopeChanges";
import type { Effect, SignInChange, SignInState } from "./types";
import type { View, Views } from "./views";

/** One row for each client and change, with all the groups for which it is the same. */
export function signInChanges(views: Views, before: Decider, after: Decider): SignInChange[] {
  return [...new Set([...views.after.clients.keys(), ...views.before.clients.keys()])].flatMap((client) => {
    const byChange = new Map<string, SignInChange & { groups: string[] }>();
    views.groupKeys.forEach((key, number) => {
      const [was, is] = [stateOf(views.before, before, client, number), stateOf(views.after, after, client, number)];
      const change = JSON.stringify([was, is]);
      if (JSON.stringify(was) === JSON.stringify(is)) return;
      const same = byChange.get(change);
      if (same !== undefined) same.groups.push(key);
      else
        byChange.set(change, { client, groups: [key], before: was, after: is, effect: effectOf(was, is), message: "" });
    });
    return [...byChange.values()].map((change) => ({ ...change, message: sentence(change) }));
  });
}

/** How members of the group sign in; null: they cannot. */
function stateOf(view: View, decider: Decider, client: string, group: number): SignInState | null {
  const there = view.clients.get(client);
  const key = view.groups[group]?.key;
  if (key === undefined || !there?.hasUsers || !there.assigned[group]) return null;
  const { signOnPolicyId, signOnRules } = decider.planClient(client);
  if (signOnPolicyId !== undefined) return { ...UNKNOWN, rule: `the policy ${signOnPolicyId}` };
  const rule = signOnRules.find(({ groups }) => groups.includes(key));
  return rule === undefined ? null : stateIn(rule);
}

const UNKNOWN: Omit<SignInState, "rule"> = {
  factors: null,
  phishingResistant: false,
  hardwareProtected: false,
  reauthenticateMinutes: null,
  inactivityMinutes: null,
  networkZones: null,
};

function stateIn(rule: PlanSignOnRule): SignInState {
  const { name, factors, phishingResistant, hardwareProtected, reauthenticateMinutes } = rule;
  return {
    rule: name,
    factors,
    phishingResistant,
    hardwareProtected,
    reauthenticateMinutes,
    inactivityMinutes: rule.inactivityMinutes ?? null,
    networkZones: rule.networkZones ?? null,
  };
}

/** What is weaker in any way counts as wider. */
function effectOf(before: SignInState | null, after: SignInState | null): Effect {
  if (before === null || after === null) return before === null ? "widened" : "narrowed";
  // Of a policy that is left alone the file says nothing.
  if (before.factors === null || after.factors === null) return "widened";
  const unlimited = (minutes: number | null) => minutes ?? Infinity;
  const weaker = [
    demands(after).length < demands(before).length,
    larger(before.reauthenticateMinutes!, after.reauthenticateMinutes!) === "widened",
    larger(unlimited(before.inactivityMinutes), unlimited(after.inactivityMinutes)) === "widened",
    before.networkZones !== null &&
      !(after.networkZones?.every((zone) => before.networkZones!.includes(zone)) ?? false),
  ];
  return weaker.includes(true) ? "widened" : "narrowed";
}

/** What a sign-in asks for, each demand by itself. */
function demands({ factors, phishingResistant, hardwareProtected }: SignInState): string[] {
  return [
    ...(factors === 2 ? ["two-factor"] : []),
    ...(phishingResistant ? ["phishing-resistant"] : []),
    ...(hardwareProtected ? ["hardware-protected"] : []),
  ];
}

function sentence({ client, groups, before, after }: SignInChange): string {
  const who = groups.join(", ");
  if (before === null) return `${who} can sign in at ${client}, with ${after!.rule}`;
  if (after === null) return `${who} can no longer sign in at ${client} at all`;
  if (before.rule !== after.rule && after.factors !== null && before.factors !== null) {
    const added = demands(after).filter((demand) => !demands(before).includes(demand));
    if (added.length === 0) return `sign-in at ${client} takes ${after.rule} instead of ${before.rule} for ${who}`;
    const lockout = `who has no such factor is locked out of the whole of ${client}`;
    return `sign-in at ${client} becomes ${added.join(" and ")} for ${who}: ${lockout}`;
  }
  if (before.rule !== after.rule)
    return `sign-in at ${client} is decided by ${after.rule} instead of ${before.rule} for ${who}`;
  const parts = [
    numbers("has to be repeated after", before.reauthenticateMinutes, after.reauthenticateMinutes),
    numbers("ends without use after", before.inactivityMinutes, after.inactivityMinutes),
    zones(before.networkZones, after.networkZones),
  ];
  return `sign-in at ${client} ${parts.filter((part) => part !== undefined).join(" and ")} for ${who}`;
}

function numbers(what: string, before: number | null, after: number | null): string | undefined {
  if (before === after) return undefined;
  const minutes = (value: number | null) => (value === null ? "no time" : `${value.toLocaleString("en")} minutes`);
  return `${what} ${minutes(after)} instead of ${minutes(before)}`;
}

function zones(before: readonly string[] | null, after: readonly string[] | null): string | undefined {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const from = (ids: readonly string[] | null) => (ids === null ? "anywhere" : `the zones ${ids.join(", ")}`);
  return `is allowed from ${from(after)} instead of ${from(before)}`;
}
