/** Which groups claim a route's `groups` are matched against. */

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
