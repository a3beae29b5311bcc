/** Routes that ask for groups: which claim of the token holds them. */
import { names, pathOf, unknownName, type Finding } from "../../findings";
import { groupsClaimsFor, isReleasedBy, type ClaimLike } from "../../routes/groupsClaim";
import { globsOf, scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

type ParsedRoute = ParsedAccess["apis"][string]["routes"][string];

/** Routes whose groups no claim, or more than one, carries. */
export function routeGroupFindings({ apis, claims }: ParsedAccess): Finding[] {
  const all = Object.entries(claims).map(([name, { token, groups, scopes }]): ClaimLike => ({
    name,
    isAccessGroups: token === "access" && !!groups,
    scopes,
  }));
  return Object.entries(apis).flatMap(([apiKey, { routes }]) =>
    Object.entries(routes).flatMap(([key, route]) => {
      if (globsOf(route).length === 0 || scopesOf(route).scopes.length === 0) return [];
      return claimFindings(["apis", apiKey, "routes", key], route, all);
    }),
  );
}

function claimFindings(path: readonly PropertyKey[], route: ParsedRoute, claims: readonly ClaimLike[]): Finding[] {
  const usable = claims.filter(({ isAccessGroups }) => isAccessGroups);
  if (route.groupsClaim !== undefined) return namedClaim([...path, "groupsClaim"], route, route.groupsClaim, usable);
  const released = groupsClaimsFor(claims, scopesOf(route));
  if (released.length === 1) return [];
  const message =
    released.length === 0
      ? `no groups claim of the access token is released by every token with its scopes (groups claims: ${names(usable.map(({ name }) => name))}); add one, or add the scopes to one`
      : `its scopes release several groups claims (${names(released.map(({ name }) => name))}); name one as \`groupsClaim\``;
  return [error("route-groups", [...path, "groups"], message)];
}

function namedClaim(
  path: readonly PropertyKey[],
  route: ParsedRoute,
  name: string,
  usable: readonly ClaimLike[],
): Finding[] {
  const claim = usable.find((candidate) => candidate.name === name);
  if (!claim) {
    const allowed = usable.map((candidate) => candidate.name);
    return [
      unknownName({
        rule: "route-groups",
        kind: "groups claim of the access token",
        path: pathOf(path),
        value: name,
        allowed,
      }),
    ];
  }
  if (isReleasedBy(claim, scopesOf(route))) return [];
  return [
    error(
      "route-groups",
      path,
      `the claim \`${name}\` is not released by every token with the route's scopes; add them to the claim`,
    ),
  ];
}
