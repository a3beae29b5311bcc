/** What is asked for together: why a request for scopes that a person holds is refused, and what the routes need. */
import { DerivedGroups } from "../compile/derivedGroups";
import { entitlementsOf, type Entitlements } from "../compile/entitlements";
import { suggestedRequests } from "../compile/requests";
import { clientRules } from "../compile/rules";
import type { Access, Client, Group, Requests } from "../file/access";
import { intent, type Question } from "../intent";
import { actsForPeople } from "../okta/clientTypes";

/**
 * Why a request is refused although the person holds all of its scopes, and what to do; undefined for any other request.
 * The same request is asked of the file with one limit less, until one grants it.
 */
export function neverTogether(access: Access, question: Question): string | undefined {
  const client = access.clients.get(question.client);
  if (client === undefined || intent(access, question).granted) return undefined;
  const clients = new Map(access.clients).set(client.key, { ...client, requests: "any" });
  const anyRequest: Access = { ...access, clients };
  if (intent(anyRequest, question).granted) {
    return "entitled, but this client never asks for these together: split the request";
  }
  const { limit } = access.combinations;
  const anyCombination: Access = { ...anyRequest, combinations: { limit } };
  if (intent(anyCombination, question).granted) {
    return "each is entitled, but the person's groups are in no list of `combinations.occurring` together: split the request, or add the combination";
  }
  const groups = new Map([...access.groups].map(([key, group]): [string, Group] => [key, { ...group, separate: [] }]));
  if (intent({ ...anyCombination, groups }, question).granted) {
    return "each is entitled, but by groups that are marked `separate`: split the request";
  }
  return undefined;
}

/** What a client would ask for if it asked for no more together than its routes need. */
export interface RequestSuggestion {
  readonly client: string;
  readonly requests: Exclude<Requests, "any">;
  /** How many derived groups the client needs with this, and with the file as it is; null: more than the limit. */
  readonly derivedGroups: { readonly then: number | null; readonly now: number | null };
}

/** For each client with users for which Okta makes the intersection, in the order of the file. */
export function requestSuggestions(access: Access): RequestSuggestion[] {
  const entitlements = entitlementsOf(access);
  return [...access.clients.values()]
    .filter((client) => actsForPeople(client) && client.enforcement === "issuer")
    .map((client) => {
      const requests = suggestedRequests(access, client, entitlements);
      const then = derivedGroups(access, { ...client, requests }, entitlements);
      return {
        client: client.key,
        requests,
        derivedGroups: { then, now: derivedGroups(access, client, entitlements) },
      };
    });
}

function derivedGroups(access: Access, client: Client, entitlements: Entitlements): number | null {
  const derived = new DerivedGroups(access.combinations.limit, 0);
  clientRules(access, client, entitlements, derived);
  return derived.isFull ? null : derived.entries().length;
}
