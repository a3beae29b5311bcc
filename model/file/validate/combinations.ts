/** What clients ask for together (`requests`), and which groups are united (`combinations.occurring`). */
import type { Access, Client } from "../access";
import { isSubset } from "../../bits";
import { entitlementsOf, scopeBits, type Entitlements } from "../../compile/entitlements";
import { liesWithin, neededTogether } from "../../compile/requests";
import { groupsWithin, unionsAsked } from "../../compile/unions";
import { type Finding, error, names, warning } from "../../findings";
import { actsForPeople, grantsOf } from "../../okta/clientTypes";
import type { ParsedAccess } from "../schema";

/** What is wrong with either, whatever the stack. */
export function combinationFindings(file: ParsedAccess): Finding[] {
  return [
    ...Object.entries(file.clients).flatMap(([key, client]) => requestFindings(key, client, file)),
    ...apart(file),
  ];
}

type ParsedClient = ParsedAccess["clients"][string];

function requestFindings(key: string, client: ParsedClient, file: ParsedAccess): Finding[] {
  const { requests, enforcement } = client;
  if (requests === "any") return [];
  const path = ["clients", key, "requests"];
  if (!actsForPeople({ grants: grantsOf(client) })) {
    return [
      error(
        "client-type",
        path,
        "a client of type `service` is in no group, so that it may always ask for all of its scopes; remove the field",
      ),
    ];
  }
  if (enforcement === "gateway") {
    return [
      error(
        "gateway-requests",
        path,
        "with `enforcement: gateway` Okta lets any request within the ceiling through, so that this would not be kept; remove one of the two",
      ),
    ];
  }
  return requests === "one-group" ? [] : setFindings(path, requests, client, file);
}

function setFindings(path: string[], sets: readonly string[][], client: ParsedClient, file: ParsedAccess): Finding[] {
  return sets.flatMap((set, index) => {
    const beyond = set.filter((scope) => !isInCeiling(scope, client, file));
    const outer = sets.findIndex(
      (other, at) => at !== index && liesWithin(set, other) && (at < index || !liesWithin(other, set)),
    );
    return [
      ...beyond.map((scope) =>
        error(
          "requests-ceiling",
          [...path, index],
          `\`${scope}\` is not among the scopes of this client, so it may never ask for it; add it to \`scopes\`, or take it out here`,
        ),
      ),
      ...(outer === -1
        ? []
        : [
            warning(
              "requests-set",
              [...path, index],
              `lies within the set \`requests[${outer}]\`, so it changes nothing; remove it`,
            ),
          ]),
    ];
  });
}

/** An undefined scope is reported where references are. */
function isInCeiling(scope: string, { scopes, exposure }: ParsedClient, file: ParsedAccess): boolean {
  if (!Object.hasOwn(file.scopes, scope)) return true;
  return scopes === "all" ? file.scopes[scope]!.exposure === exposure : scopes.includes(scope);
}

/** A person who is in two groups that are `separate` is never given both: to list them together contradicts that. */
function apart({ combinations, groups }: ParsedAccess): Finding[] {
  const isSeparate = (one: string, other: string) =>
    Object.hasOwn(groups, one) && groups[one]!.separate.includes(other);
  return (combinations.occurring ?? []).flatMap((keys, index) =>
    keys.flatMap((one, at) =>
      keys
        .slice(at + 1)
        .filter((other) => isSeparate(one, other) || isSeparate(other, one))
        .map((other) =>
          error(
            "occurring-separate",
            ["combinations", "occurring", index],
            `names ${names([one, other])} together, which are marked \`separate\`; list what is held without one of them, or remove \`separate\``,
          ),
        ),
    ),
  );
}

/** What of it can never be used in one stack, or is not enough for a route there. */
export function requestReachFindings(access: Access): Finding[] {
  const entitlements = entitlementsOf(access);
  return [
    ...[...access.clients.values()].flatMap((client) => reachFindings(access, client, entitlements)),
    ...gatewayReach(access, entitlements),
  ];
}

function reachFindings(access: Access, client: Client, entitlements: Entitlements): Finding[] {
  const { requests, key } = client;
  if (requests === "any") return [];
  const path = ["clients", key, "requests"];
  const needed = neededTogether(access, client, entitlements);
  const sets = requests === "one-group" ? [] : requests;
  const missed = needed.filter(({ scopes }) => !sets.some((set) => liesWithin(scopes, set)));
  return [
    ...missed.map(({ route, scopes }) =>
      error(
        "requests-route",
        path,
        `\`${route}\` needs ${names(scopes)} together, which some people hold only by several groups and this client never asks for; add this set, or let the route need one scope`,
      ),
    ),
    ...sets.flatMap((set, index) => [
      ...(isHeld(set, entitlements)
        ? []
        : [
            error(
              "requests-unheld",
              [...path, index],
              `nobody can ever hold ${names(set)} together: no group and no groups that may be united hold all of it; remove the set, or what nobody holds`,
            ),
          ]),
      ...(access.apis.size === 0 || needed.some(({ scopes }) => liesWithin(scopes, set))
        ? []
        : [
            warning(
              "requests-unneeded",
              [...path, index],
              "no route needs more of this set than a single group holds, so that each call can ask for its own scopes; remove it, and the derived groups that it costs",
            ),
          ]),
    ]),
  ];
}

function isHeld(set: readonly string[], { numbers, groups }: Entitlements): boolean {
  const wanted = scopeBits(numbers, set);
  const found = unionsAsked(groupsWithin(groups, wanted), "any", (held) => isSubset(wanted, held), 0);
  return found.all.length > 0 || !found.complete;
}

/** The gateway unites all groups of a person, also those that do not occur together. */
function gatewayReach(access: Access, entitlements: Entitlements): Finding[] {
  if (access.combinations.occurring === undefined) return [];
  const all = entitlementsOf({ ...access, combinations: { limit: 0 } });
  return [...access.clients.values()]
    .filter(({ enforcement }) => enforcement === "gateway")
    .flatMap((client) => {
      const occurring = new Set(neededTogether(access, client, entitlements).map(({ route }) => route));
      return neededTogether(access, client, all).flatMap(({ route, scopes }) =>
        occurring.has(route)
          ? []
          : [
              error(
                "gateway-occurring",
                ["clients", client.key, "enforcement"],
                `\`${route}\` needs ${names(scopes)} together, which the gateway would count for people in groups that never occur together; add the combination to \`occurring\`, or use \`enforcement: issuer\``,
              ),
            ],
      );
    });
}
