/** Reads the expression of an entitlement claim back: which values it gives to the members of which groups. */

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
