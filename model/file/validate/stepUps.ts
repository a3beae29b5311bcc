/** Step-ups that somebody cannot give, or that lock somebody out who never asked for them. */
import type { Access, Client } from "../access";
import { hasBit } from "../../bits";
import { groupStepUps } from "../../compile/clients";
import { entitlementsOf, type Entitlements } from "../../compile/entitlements";
import { names, type Finding } from "../../findings";
import { acrSatisfies, ASSURANCES, type StepUpAcr } from "../../okta/acr";
import { CLIENT_TYPES } from "../../okta/clientTypes";
import type { StepUpOfGroup } from "../../okta/signOnReach";
import { scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";
import { warning } from "./finding";

type ParsedClient = ParsedAccess["clients"][string];

/** A service client proves no factor, so the gateway refuses it wherever step-up is demanded. */
export function serviceStepUpFindings(file: ParsedAccess): Finding[] {
  const services = Object.entries(file.clients).filter(([, { type }]) => !CLIENT_TYPES[type].hasUsers);
  return services.flatMap(([key, client]) => unmetByService(key, client, file));
}

function unmetByService(key: string, { scopes }: ParsedClient, file: ParsedAccess): Finding[] {
  if (scopes === "all") return [];
  return scopes.flatMap((scope, index) =>
    Object.hasOwn(file.scopes, scope) && file.scopes[scope]!.stepUp
      ? [
          warning(
            "service-step-up",
            ["clients", key, "scopes", index],
            `\`${scope}\` demands a step-up, which a service client cannot give: the gateway will refuse it`,
          ),
        ]
      : [],
  );
}

/**
 * No client gets a refresh token together with a scope that has a step-up. A route that takes any one of several scopes
 * asks for the strictest step-up of all of them, and a client may come with one that has none: its refreshed tokens keep
 * the time of the sign-in, so that after `maxAge` they are refused however new they are. Nothing opens by it.
 */
export function routeStepUpFindings(file: ParsedAccess): Finding[] {
  return Object.entries(file.apis).flatMap(([apiKey, { routes }]) =>
    Object.entries(routes).flatMap(([key, route]) => {
      const { match, scopes } = scopesOf(route);
      const plain = scopes.filter((scope) => file.scopes[scope]?.stepUp === undefined);
      if (match === "all" || plain.length === 0 || plain.length === scopes.length) return [];
      const clients = refreshingClients(file, plain);
      return clients.length === 0 ? [] : [refreshed(["apis", apiKey, "routes", key, "scopes"], plain, clients)];
    }),
  );
}

function refreshingClients(file: ParsedAccess, scopes: readonly string[]): string[] {
  const holds = ({ scopes: ceiling, exposure }: ParsedAccess["clients"][string], scope: string) =>
    ceiling === "all" ? file.scopes[scope]?.exposure === exposure : ceiling.includes(scope);
  return Object.entries(file.clients)
    .filter(([, client]) => client.refreshTokens !== false && scopes.some((scope) => holds(client, scope)))
    .map(([key]) => key);
}

function refreshed(path: readonly PropertyKey[], plain: readonly string[], clients: readonly string[]): Finding {
  return warning(
    "route-step-up",
    path,
    `asks for a step-up, and ${names(clients)} may hold ${names(plain)} with a refresh token, whose sign-in grows older with every renewal; give ${plain.length === 1 ? "it" : "them"} the same \`stepUp\`, or a route of their own`,
  );
}

/**
 * People sign in for the strictest step-up that a scope can ask of them, or they would never have had to enrol what it asks
 * for. So one such scope among others locks those out of all of them who have no such factor.
 */
export function lockoutFindings(access: Access): Finding[] {
  const entitlements = entitlementsOf(access);
  return [...access.clients.values()].flatMap((client) =>
    groupsWithDemand(access, client, entitlements).flatMap(({ group, acr }) => {
      const here = client.ceiling.filter((scope) => holds(entitlements, group, scope));
      const demanding = here.filter((scope) => access.scopes.get(scope)!.stepUp?.acr === acr);
      const others = here.filter((scope) => !demanding.includes(scope));
      if (others.length === 0) return [];
      return [
        warning(
          "sign-in-lockout",
          ["groups", group, "scopes"],
          `${names(demanding)} asks for \`${acr}\`, so that members of this group sign in at \`${client.key}\` with ${demandWords(acr)} or not at all: whoever cannot do that loses ${names(others)} there as well; see that all of them have enrolled what it takes, or give the scope to a group of its own`,
        ),
      ];
    }),
  );
}

/** Of each group the strictest level that is more than a sign-in asks for anyway. */
function groupsWithDemand(access: Access, client: Client, entitlements: Entitlements): StepUpOfGroup[] {
  const { signOn } = client;
  if (signOn === undefined || signOn.policyId !== undefined) return [];
  const more = groupStepUps(access, client, entitlements).filter(({ acr }) => {
    const { factors, phishingResistant } = ASSURANCES[acr];
    return factors > signOn.factors || phishingResistant;
  });
  return more.filter(({ group, acr }) => {
    const stricter = more.filter((other) => other.group === group && other.acr !== acr && acrSatisfies(other.acr, acr));
    return stricter.length === 0;
  });
}

function holds({ numbers, groups }: Entitlements, key: string, scope: string): boolean {
  const group = groups.find((candidate) => candidate.key === key);
  return group !== undefined && hasBit(group.scopes, numbers.numberOf.get(scope)!);
}

function demandWords(acr: StepUpAcr): string {
  const { phishingResistant, hardwareProtected } = ASSURANCES[acr];
  if (hardwareProtected) return "a phishing-resistant factor in hardware";
  return phishingResistant ? "a phishing-resistant factor" : "two factors";
}
