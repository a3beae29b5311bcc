/** The people of a local org whose product names none: enough to try what the access file allows, and what it refuses. */
import { entitlementsOf } from "../compile/entitlements";
import { groupStepUps } from "../compile/clients";
import type { Access, Claim } from "../file/access";
import { DEFAULT_FACTORS, type Person } from "../file/people";
import { acrSatisfies, type FactorKey } from "../okta/acr";
import { showsGroup } from "../okta/groupFilter";

/** Pairs of groups at most: the people of a company with many groups would be more than anybody reads. */
export const PAIRS_MAX = 100;

/**
 * One person for each group, one for each pair of groups that may be united, and one who is in none. Each has the factors
 * that the step-ups of their scopes ask for, and is in groups that the access file's claims and routes look for.
 */
export function defaultPeople(access: Access): Person[] {
  const levels = levelsOf(access);
  const others = claimGroups(access);
  const named = (key: string, groups: readonly string[]): Person => ({
    key,
    login: `${key}@example.test`,
    firstName: "In",
    lastName: groups.length === 0 ? "no group" : groups.join(" and "),
    department: "Local",
    groups,
    otherGroups: groups.length === 0 ? [] : others,
    factors: factorsFor(groups.flatMap((group) => levels.get(group) ?? [])),
    apps: [],
    status: "ACTIVE",
  });
  return [
    ...[...access.groups.keys()].map((group) => named(`in-${group}`, [group])),
    ...unitedPairs(access)
      .slice(0, PAIRS_MAX)
      .map((pair) => named(`in-${pair.join("-and-")}`, pair)),
    named("in-no-group", []),
  ];
}

/** Pairs of groups that may be united, at a client that takes both. Neither of the two holds all that the other does. */
function unitedPairs({ groups, clients, combinations }: Access): [string, string][] {
  const all = [...groups.values()];
  const meet = (a: string, b: string) =>
    [...clients.values()].some(({ assignedTo }) => {
      return assignedTo === undefined || (assignedTo.includes(a) && assignedTo.includes(b));
    });
  const occur = (a: string, b: string) =>
    combinations.occurring?.some((keys) => keys.includes(a) && keys.includes(b)) ?? true;
  return all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other): [string, string][] => {
      if (!occur(one.key, other.key)) return [];
      const apart = one.separate.includes(other.key) || other.separate.includes(one.key);
      const more = (a: typeof one, b: typeof one) => a.scopes.some((scope) => !b.scopes.includes(scope));
      return !apart && more(one, other) && more(other, one) && meet(one.key, other.key) ? [[one.key, other.key]] : [];
    }),
  );
}

/** Group key → the levels that its members can be asked for, at whichever client. */
function levelsOf(access: Access): Map<string, string[]> {
  const entitlements = entitlementsOf(access);
  const found = new Map<string, string[]>();
  for (const client of access.clients.values()) {
    for (const { group, acr } of groupStepUps(access, client, entitlements)) {
      found.set(group, [...(found.get(group) ?? []), acr]);
    }
  }
  return found;
}

/** A password and a one-time password reach two factors; the other levels need more. */
function factorsFor(levels: readonly string[]): FactorKey[] {
  if (levels.includes("phrh")) return [...DEFAULT_FACTORS, "passkey", "security-key"];
  return levels.some((acr) => acrSatisfies(acr, "phr")) ? [...DEFAULT_FACTORS, "passkey"] : [...DEFAULT_FACTORS];
}

/** Names that the filters of the claims let through and the routes ask for; a regular expression is not turned round. */
function claimGroups(access: Access): string[] {
  const asked = [...access.apis.values()].flatMap(({ routes }) =>
    routes.flatMap((route) => (route.access.kind === "scopes" ? route.access.groups : [])),
  );
  const filtered = [...access.claims.values()].flatMap((claim) => sampleOf(claim, asked));
  return [...new Set(filtered)];
}

function sampleOf({ value }: Claim, asked: readonly string[]): string[] {
  if (value.kind !== "groups") return [];
  const { filter, pattern } = value;
  const samples = asked.map((glob) => glob.replaceAll("*", "local"));
  if (filter === "EQUALS") return [pattern];
  if (filter === "REGEX") return samples;
  const found = samples.filter((name) => showsGroup(value, name));
  return found.length > 0 ? found : [filter === "STARTS_WITH" ? `${pattern}local` : pattern];
}
