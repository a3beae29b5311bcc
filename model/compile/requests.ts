/** What a client has to ask for together: the scopes that one call needs and that several groups hold between them. */
import type { Access, Client, Requests } from "../file/access";
import { isSubset } from "../bits";
import { actsForPeople } from "../okta/clientTypes";
import { scopeBits, type Entitlements } from "./entitlements";
import { groupsWithin, unionsAsked } from "./unions";

/** A route that wants several scopes at once, at a client where somebody holds them by several groups only. */
export interface NeededTogether {
  /** `<api> <METHOD /path>`. */
  readonly route: string;
  /** In the order of the file. */
  readonly scopes: readonly string[];
}

/**
 * The routes for which single groups are not enough. Such a route wants all of several scopes, and some people hold these
 * only by being in several groups. A route that wants one of several is never among them: one scope always lies within a
 * group. None for a client without users.
 */
export function neededTogether(access: Access, client: Client, entitlements: Entitlements): NeededTogether[] {
  if (!actsForPeople(client)) return [];
  const { numbers, groups } = entitlements;
  const isShared = new Map<string, boolean>();
  return [...access.apis.values()].flatMap(({ key: api, routes }) =>
    routes.flatMap(({ key, access: asked }) => {
      if (asked.kind === "public" || asked.match === "any" || asked.scopes.length < 2) return [];
      if (!asked.scopes.every((scope) => client.ceiling.includes(scope))) return [];
      const scopes = client.ceiling.filter((scope) => asked.scopes.includes(scope));
      const name = scopes.join(" ");
      if (!isShared.has(name)) {
        const wanted = scopeBits(numbers, scopes);
        const covers = unionsAsked(groupsWithin(groups, wanted), "any", (held) => isSubset(wanted, held), 0);
        isShared.set(name, !covers.complete);
      }
      return isShared.get(name) ? [{ route: `${api} ${key}`, scopes }] : [];
    }),
  );
}

/** The `requests` that the routes need of a client: the largest sets, in the order of the routes, or `one-group`. */
export function suggestedRequests(
  access: Access,
  client: Client,
  entitlements: Entitlements,
): Exclude<Requests, "any"> {
  const sets = neededTogether(access, client, entitlements).map(({ scopes }) => scopes);
  const largest = sets.filter(
    (set, index) =>
      !sets.some((other, at) => at !== index && liesWithin(set, other) && (at < index || !liesWithin(other, set))),
  );
  return largest.length === 0 ? "one-group" : largest;
}

/** Whether all of a set is in another one. */
export function liesWithin(set: readonly string[], other: readonly string[]): boolean {
  return set.every((scope) => other.includes(scope));
}
