/** Groups claims: filters that let through what is meant and not too much, and the routes that ask for groups by one. */
import { type Finding, error, names, pathOf, unknownName, warning } from "../../findings";
import { GROUPS_LIMIT } from "../../okta/expressions/faults";
import { javaRegex, PatternError } from "../../okta/javaRegex";
import { groupsClaimsFor, isReleasedBy, type ClaimLike } from "../../routes/groupsClaim";
import { tokensOf } from "../resolve";
import { globsOf, scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";

type Filter = NonNullable<ParsedAccess["claims"][string]["groups"]>;

/** A filter with fewer fixed characters than this says little about which groups it means. */
const TELLING_LENGTH = 3;

/** What is wrong with the filters of groups claims. */
export function groupFilterFindings({ claims }: ParsedAccess): Finding[] {
  return Object.entries(claims).flatMap(([name, { groups }]) =>
    groups === undefined ? [] : filterFindings(["claims", name, "groups"], groups),
  );
}

function filterFindings(path: readonly PropertyKey[], filter: Filter): Finding[] {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    return [error("group-filter", path, "needs exactly one of `startsWith`, `equals`, `contains`, `regex`")];
  }
  const [field, pattern] = given[0]!;
  const at = [...path, field];
  if (field === "equals") return [];
  if (field === "regex") return regexFindings(at, pattern);
  return pattern.length < TELLING_LENGTH ? [tooWide(at, pattern)] : [];
}

/** Group names that have nothing in common: what matches all of them matches everything. */
const UNLIKE = ["a", "Z9", "Everyone", "permissions-reports", "日本", "x y", "_"];

function regexFindings(path: readonly PropertyKey[], pattern: string): Finding[] {
  const regex = readRegex(path, pattern);
  if (!(regex instanceof RegExp)) return [regex];
  if (UNLIKE.every((name) => regex.test(name))) {
    return [
      error(
        "group-filter",
        path,
        `matches every group, and Okta refuses the token of whoever is in more than ${GROUPS_LIMIT}; name a prefix`,
      ),
    ];
  }
  const fixed = pattern.replace(/\\.|\[[^\]]*\]|[.*+?^$(){}|]/g, " ").split(" ");
  return fixed.some((part) => part.length >= TELLING_LENGTH) ? [] : [tooWide(path, pattern)];
}

/** Okta's regular expressions are Java's, and match whole names. */
function readRegex(path: readonly PropertyKey[], pattern: string): RegExp | Finding {
  try {
    return javaRegex(pattern);
  } catch (failure) {
    if (!(failure instanceof PatternError)) throw failure;
    const { kind, message, at } = failure;
    if (kind === "invalid")
      return error("group-filter", path, `is not a valid regular expression: ${message} (at character ${at + 1})`);
    return warning(
      "group-filter",
      path,
      `cannot be checked: ${message}, although Okta takes it; nothing here looks at which groups it lets through, and the local Okta makes no token with this claim`,
    );
  }
}

function tooWide(path: readonly PropertyKey[], pattern: string): Finding {
  return warning(
    "group-filter",
    path,
    `\`${pattern}\` may match more than ${GROUPS_LIMIT} groups of one user, and Okta then refuses the token; use a longer text`,
  );
}

type ParsedRoute = ParsedAccess["apis"][string]["routes"][string];

/** Routes whose groups no claim, or more than one, carries. */
export function routeGroupFindings({ apis, claims }: ParsedAccess): Finding[] {
  const all = Object.entries(claims).map(([name, { token, groups, scopes }]): ClaimLike => ({
    name,
    isAccessGroups: tokensOf({ token }).includes("access") && !!groups,
    scopes,
  }));
  return Object.entries(apis).flatMap(([apiKey, { routes }]) =>
    Object.entries(routes).flatMap(([key, route]) => {
      if (globsOf(route).length === 0 || scopesOf(route).scopes.length === 0) return [];
      return routeClaimFindings(["apis", apiKey, "routes", key], route, all);
    }),
  );
}

function routeClaimFindings(path: readonly PropertyKey[], route: ParsedRoute, claims: readonly ClaimLike[]): Finding[] {
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
