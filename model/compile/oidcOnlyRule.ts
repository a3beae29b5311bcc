/** The rule for requests with OIDC scopes only: those match any rule, so the first one would lend them its lifetime. */
import { membersOf, type Bits } from "../bits";
import { OIDC_ONLY_TOKEN_MINUTES } from "../file/sensitivity";
import type { DraftRule } from "./userRules";

/**
 * Numbers of the assigned groups whose members need the rule in front of all others: those whose own first rule gives
 * another lifetime or not all OIDC scopes, and everyone where a group that is not assigned brings a longer one.
 */
export function needOidcOnlyRule(rules: readonly DraftRule[], assigned: Bits, oidcScopes: readonly string[]): number[] {
  if (oidcScopes.length === 0) return [];
  const everyone = membersOf(assigned);
  const needed = new Set(everyone.filter((group) => !isServed(group, rules, oidcScopes)));
  const longer = rules.filter(({ layer }) => layer.minutes > OIDC_ONLY_TOKEN_MINUTES);
  const strays = longer.some(({ behind }) => behind.some((groups) => !groups.some((group) => needed.has(group))));
  return strays ? everyone : [...needed];
}

function isServed(group: number, rules: readonly DraftRule[], oidcScopes: readonly string[]): boolean {
  const mine = rules.filter(({ behind }) => behind.some((groups) => groups.length === 1 && groups[0] === group));
  const first = mine[0];
  const firstWithAll = mine.find(({ layer }) => layer.oidcScopes.length === oidcScopes.length);
  return [first, firstWithAll].every((rule) => rule?.layer.minutes === OIDC_ONLY_TOKEN_MINUTES);
}
