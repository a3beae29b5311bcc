/** The table by which a client's own code asks for tokens: see `ClientTable`. */
import { hasBit } from "../bits";
import { claimsOf, isClaimPart } from "../compile/claims";
import { entitlementsOf, type Entitlements } from "../compile/entitlements";
import type { Access, Api, Client, Route } from "../file/access";
import { CLIENT_TYPES } from "../okta/clientTypes";
import type { ClientTable, RouteNeed } from "../routes/exportRequirements";
import { routeRequirement } from "../routes/routeRequirements";
import { routeCallers } from "./whoCan";

/** What a client of the file needs to know. Routes that nobody can ever call through it are not in the table. */
export function clientTable(access: Access, client: Client): ClientTable {
  const entitlements = entitlementsOf(access);
  const apis = [...access.apis.values()].map((api) => [api.key, routeNeeds(access, api, client)] as const);
  return {
    client: client.key,
    scopes: client.ceiling,
    elevated: client.ceiling.filter((scope) => access.scopes.get(scope)!.stepUp !== undefined),
    oidcScopes: client.oidcScopes,
    entitlementClaims: CLIENT_TYPES[client.type].hasUsers ? entitlementClaims(access, entitlements) : [],
    together: askedAtOnce(access, client, entitlements),
    apis: Object.fromEntries(apis.filter(([, routes]) => Object.keys(routes).length > 0)),
  };
}

function routeNeeds(access: Access, api: Api, client: Client): Record<string, RouteNeed> {
  return Object.fromEntries(api.routes.flatMap((route) => needOf(access, api, route, client)));
}

/** Of several scopes of which one is enough, those alone that the client can have. */
function needOf(access: Access, api: Api, route: Route, client: Client): [string, RouteNeed][] {
  const asked = route.access;
  if (asked.kind === "public") return [[route.key, { public: true }]];
  const own = routeCallers(access, route).filter((principal) => principal.client === client.key);
  if (own.length === 0) return [];
  const held = new Set(own.flatMap(({ scopes }) => scopes));
  const scopes = asked.scopes.filter((scope) => held.has(scope));
  const { stepUp } = routeRequirement(access, api, route)!;
  return [
    [route.key, { scopes: asked.match === "all" ? { all: scopes } : { any: scopes }, ...(stepUp && { stepUp }) }],
  ];
}

/** A claim that is too long for one expression has several names. */
function entitlementClaims(access: Access, entitlements: Entitlements): string[] {
  const declared = [...access.claims.values()].filter(
    ({ value, tokens }) => value.kind === "entitledScopes" && tokens.includes("id"),
  );
  return claimsOf(access, entitlements)
    .filter(({ name, claimType }) => claimType === "IDENTITY" && declared.some((one) => isClaimPart(name, one.name)))
    .map(({ name }) => name);
}

/**
 * Sets of scopes that are granted to everybody who is entitled to all of them. Scopes that the same groups hold are such a
 * set, since one group then holds them all. Where all groups may be united, the sets are such that the client declares to
 * ask for together.
 */
function askedAtOnce(access: Access, client: Client, entitlements: Entitlements): readonly (readonly string[])[] {
  const { ceiling, requests, enforcement } = client;
  if (ceiling.length === 0) return [];
  if (!CLIENT_TYPES[client.type].hasUsers || enforcement === "gateway") return [ceiling];
  const single = heldAlike(client, entitlements);
  if (requests === "one-group" || !allUnite(access)) return single;
  return requests === "any" ? [ceiling] : [...requests, ...single];
}

/** Whoever is not assigned is refused whatever the request, so that every group counts here and not the assigned alone. */
function heldAlike({ ceiling }: Client, { numbers, groups }: Entitlements): string[][] {
  const alike = new Map<string, string[]>();
  for (const scope of ceiling) {
    const number = numbers.numberOf.get(scope)!;
    const holders = groups.map(({ scopes }) => (hasBit(scopes, number) ? "1" : "0")).join("");
    alike.set(holders, [...(alike.get(holders) ?? []), scope]);
  }
  return [...alike.values()];
}

/** Whether no two groups are kept apart. */
function allUnite({ groups, combinations }: Access): boolean {
  const separate = [...groups.values()].some((group) => group.separate.length > 0);
  return !separate && combinations.occurring === undefined;
}
