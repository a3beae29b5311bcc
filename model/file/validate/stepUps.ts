/**
 * Step-ups that somebody cannot give, step-ups that lock somebody out who never asked for them, and scopes that lack a
 * step-up although they are worth as much as a sign-in.
 */
import { hasBit } from "../../bits";
import { groupStepUps } from "../../compile/clients";
import { type Entitlements, entitlementsOf } from "../../compile/entitlements";
import { type Finding, names, warning } from "../../findings";
import { ASSURANCES, type StepUpAcr, acrSatisfies } from "../../okta/acr";
import { actsForPeople, CLIENT_TYPES, grantsOf } from "../../okta/clientTypes";
import type { StepUpOfGroup } from "../../okta/signOnReach";
import type { Access, Client } from "../access";
import { scopesOf } from "../resolveRoutes";
import type { ParsedAccess } from "../schema";

type ParsedClient = ParsedAccess["clients"][string];

/** A service client proves no factor, so the gateway refuses it wherever step-up is demanded. */
export function serviceStepUpFindings(file: ParsedAccess): Finding[] {
  const services = Object.entries(file.clients).filter(
    ([, client]) => !CLIENT_TYPES[client.type].hasUsers && !actsForPeople({ grants: grantsOf(client) }),
  );
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
 * No client gets a refresh token together with a scope that has a step-up. But a route that takes any one of several scopes
 * asks for the strictest step-up of all of them, and a client may come with a scope that has none. Its refreshed tokens keep
 * the time of the sign-in: after `maxAge` they are refused, however new they are. Nothing opens by it.
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

type ParsedScope = ParsedAccess["scopes"][string];

/** By one of these words a scope says that it is about what people sign in with. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  "factor",
  "credential",
  "password",
  "passkey",
  "authenticator",
  "mfa",
  "otp",
  "totp",
  "passcode",
  "webauthn",
  "fido",
]);
/** By one of these, that it changes nothing about it. */
const HARMLESS: ReadonlySet<string> = new Set(["read", "list", "view", "get", "verify", "challenge", "check"]);
/** What a factor that was enrolled with the scope is good for: two factors. */
const WORTH: StepUpAcr = "urn:okta:loa:2fa:any";

/** Words for actions of which one undoes the other. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ["activate", "deactivate"],
  ["enable", "disable"],
  ["suspend", "unsuspend"],
  ["lock", "unlock"],
  ["block", "unblock"],
  ["delete", "restore"],
  ["grant", "revoke"],
  ["assign", "unassign"],
];

export function scopeStepUpFindings({ scopes }: ParsedAccess): Finding[] {
  return Object.entries(scopes).flatMap(([name, scope]) => [
    ...credentialFindings(name, scope),
    ...oppositeFindings(name, scope, scopes),
  ]);
}

/** Whoever enrols a factor for somebody can sign in with it: the scope is worth the strongest sign-in that it makes. */
function credentialFindings(name: string, { stepUp }: ParsedScope): Finding[] {
  const words = wordsOf(name);
  if (!words.some((word) => CREDENTIALS.has(word.replace(/s$/, ""))) || words.some((word) => HARMLESS.has(word)))
    return [];
  if (stepUp !== undefined && acrSatisfies(stepUp.acr, WORTH)) return [];
  const what = stepUp === undefined ? "has no `stepUp`" : `has a \`stepUp\` of \`${stepUp.acr}\``;
  return [
    warning(
      "scope-step-up",
      ["scopes", name],
      `is about what people sign in with, and ${what}: whoever holds it can make a sign-in that is stronger than their own; give it a \`stepUp\` of \`${WORTH}\` or more`,
    ),
  ];
}

function oppositeFindings(name: string, { stepUp }: ParsedScope, scopes: ParsedAccess["scopes"]): Finding[] {
  const other = OPPOSITES.flatMap(([a, b]) => [replaced(name, a, b), replaced(name, b, a)]).find(
    (candidate) => candidate !== undefined && scopes[candidate]?.stepUp !== undefined,
  );
  if (other === undefined) return [];
  const wanted = scopes[other]!.stepUp!;
  if (stepUp !== undefined && acrSatisfies(stepUp.acr, wanted.acr)) return [];
  return [
    warning(
      "scope-step-up",
      ["scopes", name],
      `undoes what \`${other}\` needs a step-up of \`${wanted.acr}\` for, and has ${stepUp === undefined ? "none" : "a weaker one"}; give it the same`,
    ),
  ];
}

/** The name with one of its words exchanged for another; undefined: it has no such word. */
function replaced(name: string, word: string, other: string): string | undefined {
  const parts = name.split(SEPARATORS);
  const index = parts.indexOf(word);
  return index === -1 ? undefined : parts.with(index, other).join("");
}

const SEPARATORS = /([^A-Za-z]+)/;

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
}
