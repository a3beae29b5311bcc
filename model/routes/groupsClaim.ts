/** The groups that a route asks for: patterns on their names, and the claim in which these are looked for. */

/**
 * Whether the whole of `text` matches `pattern`, where `*` stands for any run of characters and everything else for itself;
 * upper and lower case differ.
 *
 * INVARIANT: no regular expression is made of a pattern. The parts between the stars are searched from left to right, once
 * each, so that no pattern can make the time grow faster than the lengths of pattern and text.
 */
export function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === text;
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

/** What is needed of a claim here; both the file's claims and the resolved ones have it. */
export interface ClaimLike {
  readonly name: string;
  /** Whether it is a groups claim of the access token: nothing else reaches the gateway. */
  readonly isAccessGroups: boolean;
  readonly scopes: readonly string[];
}

/** What a route asks for. */
export interface RouteScopes {
  readonly match: "any" | "all";
  readonly scopes: readonly string[];
}

/** Whether every token that satisfies the route's scopes carries the claim. */
export function isReleasedBy(claim: ClaimLike, { match, scopes }: RouteScopes): boolean {
  if (claim.scopes.length === 0) return true;
  const releases = (scope: string) => claim.scopes.includes(scope);
  return match === "all" ? scopes.some(releases) : scopes.every(releases);
}

/** The groups claims that such tokens carry. */
export function groupsClaimsFor(claims: readonly ClaimLike[], route: RouteScopes): ClaimLike[] {
  return claims.filter((claim) => claim.isAccessGroups && isReleasedBy(claim, route));
}
