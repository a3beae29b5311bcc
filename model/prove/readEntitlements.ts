/**
 * What a gateway reads in a token besides its scopes: the values of an entitlement claim, and claims that it takes for
 * scopes.
 */
import type { Plan, PlanClaim } from "../compile/plan";
import { SCOPE_CLAIMS } from "../okta/reservedClaims";

/** A part of an entitlement claim's expression: what the members of some groups get. */
export interface ReadTerm {
  /** Keys of groups, of any of which one is a member. */
  readonly groups: readonly string[];
  readonly values: readonly string[];
}

const TEXTS = '"[^"\\\\]*"(?:, "[^"\\\\]*")*';
const TERM = new RegExp(
  `^(?:isMemberOfGroup\\(("[^"\\\\]*")\\)|isMemberOfAnyGroup\\((${TEXTS})\\)) \\? \\{(${TEXTS})\\} : \\{\\}`,
);

/**
 * The terms of `Arrays.flatten(isMemberOfGroup("g") ? {"a", "b"} : {}, isMemberOfAnyGroup("g", "h") ? {"c"} : {}, …)`;
 * undefined for any other expression.
 */
export function readEntitlements(expression: string): ReadTerm[] | undefined {
  const frame = /^(?:\(appuser != null\) \? (?=.*\) : \{\}$))?Arrays\.flatten\((.*?)\)(?: : \{\})?$/s.exec(expression);
  if (!frame) return undefined;
  const terms: ReadTerm[] = [];
  let rest = frame[1]!;
  while (rest !== "") {
    const match = TERM.exec(rest);
    if (!match) return undefined;
    terms.push({ groups: texts(match[1] ?? match[2]!), values: texts(match[3]!) });
    rest = rest.slice(match[0].length);
    if (rest.startsWith(", ")) rest = rest.slice(2);
    else if (rest !== "") return undefined;
  }
  return terms;
}

function texts(listed: string): string[] {
  return listed.slice(1, -1).split('", "');
}

/** What the claim says for a user in the given groups, each value once; undefined where it cannot be read. */
export function claimValues(expressions: readonly string[], groupKeys: readonly string[]): string[] | undefined {
  const said = new Set<string>();
  for (const expression of expressions) {
    const terms = readEntitlements(expression);
    if (!terms) return undefined;
    for (const { groups, values } of terms) {
      if (groups.some((group) => groupKeys.includes(group))) for (const value of values) said.add(value);
    }
  }
  return [...said];
}

/** Whether a claim of the plan is one that a gateway takes for the scopes of a token. */
export function isReadAsScopes({ claimType, name }: PlanClaim): boolean {
  return claimType === "RESOURCE" && SCOPE_CLAIMS.has(name);
}

/**
 * What a gateway may count of a token that Okta has given: its scopes. A released claim may be one that the gateway reads as
 * scopes as well. Then any scope may count, since nothing is known of the claim's value.
 *
 * @param released names of the claims in the access token.
 * @param any what a route could ask for.
 */
export function scopesAtGateway(
  plan: Plan,
  granted: readonly string[],
  released: readonly string[],
  any: readonly string[],
): readonly string[] {
  const claimed = plan.claims.some((claim) => isReadAsScopes(claim) && released.includes(claim.name));
  return claimed ? [...new Set([...granted, ...any])] : granted;
}
