/** Reads the expression of an entitlement claim back: which scopes it gives to the members of which group. */

export interface EntitlementTerm {
  /** The group's key. */
  readonly group: string;
  readonly scopes: readonly string[];
}

const TERM = /^isMemberOfGroup\("([^"\\]*)"\) \? \{("[^"\\]*"(?:, "[^"\\]*")*)\} : \{\}/;

/** The terms of `Arrays.flatten(isMemberOfGroup("g") ? {"a", "b"} : {}, …)`; undefined for any other expression. */
export function readEntitlements(expression: string): EntitlementTerm[] | undefined {
  const frame = /^(?:\(appuser != null\) \? (?=.*\) : \{\}$))?Arrays\.flatten\((.*?)\)(?: : \{\})?$/s.exec(expression);
  if (!frame) return undefined;
  const terms: EntitlementTerm[] = [];
  let rest = frame[1]!;
  while (rest !== "") {
    const match = TERM.exec(rest);
    if (!match) return undefined;
    terms.push({ group: match[1]!, scopes: match[2]!.slice(1, -1).split('", "') });
    rest = rest.slice(match[0].length);
    if (rest.startsWith(", ")) rest = rest.slice(2);
    else if (rest !== "") return undefined;
  }
  return terms;
}

/** What the claim says for a user in the given groups, each scope once; undefined where it cannot be read. */
export function entitledScopes(expressions: readonly string[], groupKeys: readonly string[]): string[] | undefined {
  const said = new Set<string>();
  for (const expression of expressions) {
    const terms = readEntitlements(expression);
    if (!terms) return undefined;
    for (const { group, scopes } of terms) if (groupKeys.includes(group)) for (const scope of scopes) said.add(scope);
  }
  return [...said];
}
