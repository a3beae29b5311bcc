/** The claims of a plan: those of the file, and the one by which the gateway knows a person's groups. */
import type { Access, Claim, TokenKind } from "../file/access";
import { hasBit, intersectionOf, membersOf, type Bits } from "../bits";
import { claimExpressions, type Term } from "./claimExpressions";
import { entitlementsOf, scopeBits, type Entitlements } from "./entitlements";
import type { PlanClaim } from "./plan";

/** The claim with the keys of a person's groups, for clients whose narrowing is left to the gateway. */
export const GROUPS_CLAIM = "entitled_groups";

/** Used instead where the file has a claim of that name. */
export const OTHER_GROUPS_CLAIM = "entitled_group_keys";

/** The claim's name; undefined where no client is narrowed at the gateway, so that the plan has no such claim. */
export function groupsClaimName(access: Access): string | undefined {
  if (gatewayCeiling(access).length === 0) return undefined;
  return access.claims.has(GROUPS_CLAIM) ? OTHER_GROUPS_CLAIM : GROUPS_CLAIM;
}

/**
 * The name of part `index` of a claim that is too long for one expression: `entitled_groups`, `entitled_groups_2`, …
 * A reader of the claim takes the values of all parts together.
 */
export function claimPartName(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index + 1}`;
}

/** Whether a claim's name is that of the whole or of a part of it. */
export function isClaimPart(name: string, whole: string): boolean {
  if (name === whole) return true;
  const number = Number(name.slice(whole.length + 1));
  return number >= 2 && name === claimPartName(whole, number - 1);
}

/**
 * What each group adds at the clients whose narrowing is left to the gateway: key → scopes, closed under `implies`. The
 * guard has this table; a token names the groups alone, so that it stays small.
 */
export function entitlementTable(access: Access, entitlements = entitlementsOf(access)): Record<string, string[]> {
  const { numbers, groups } = entitlements;
  const ceiling = scopeBits(numbers, gatewayCeiling(access));
  const held = groups.map(({ key, scopes }): [string, string[]] => [key, namesOf(scopes, ceiling, numbers.names)]);
  return Object.fromEntries(held.filter(([, scopes]) => scopes.length > 0));
}

function namesOf(scopes: Bits, within: Bits, names: readonly string[]): string[] {
  return membersOf(intersectionOf(scopes, within)).map((number) => names[number]!);
}

/** All scopes that a client may ever be given for which the gateway makes the intersection. */
function gatewayCeiling({ clients, scopes }: Access): string[] {
  const gateway = [...clients.values()].filter(({ enforcement }) => enforcement === "gateway");
  const all = new Set(gateway.flatMap(({ ceiling }) => ceiling));
  return [...scopes.keys()].filter((name) => all.has(name));
}

const CLAIM_TYPES = { access: "RESOURCE", id: "IDENTITY" } as const;

/** The declared claims, and the gateway's where a client needs it. */
export function claimsOf(access: Access, entitlements: Entitlements): PlanClaim[] {
  const declared = [...access.claims.values()].flatMap((claim) =>
    claim.tokens.flatMap((token) => planClaims({ ...claim, token }, entitlements)),
  );
  const name = groupsClaimName(access);
  if (name === undefined) return declared;
  const terms = Object.keys(entitlementTable(access, entitlements)).map((key) => ({ groups: [key], values: [key] }));
  return [...declared, ...expressionClaims({ name, token: "access", scopes: [] }, terms)];
}

/** Okta knows a claim of one name once for each kind of token. */
function planClaims(claim: Claim & ClaimHead, entitlements: Entitlements): PlanClaim[] {
  const { value } = claim;
  switch (value.kind) {
    case "groups":
      return [{ ...common(claim), valueType: "GROUPS", value: value.pattern, groupFilterType: value.filter }];
    case "expression":
      return [{ ...common(claim), valueType: "EXPRESSION", value: value.expression }];
    case "entitledScopes":
      return expressionClaims(claim, scopeTerms(entitlements));
  }
}

type ClaimHead = Pick<Claim, "name" | "scopes"> & { readonly token: TokenKind };

function common({ name, token, scopes }: ClaimHead) {
  return { name, claimType: CLAIM_TYPES[token], scopes, alwaysIncludeInToken: true };
}

/** An access token may be a service client's, an ID token always has a user. */
function expressionClaims(claim: ClaimHead, terms: readonly Term[]): PlanClaim[] {
  return claimExpressions(terms, claim.token === "access" ? "withUser" : "always").map((value, index) => ({
    ...common(claim),
    name: claimPartName(claim.name, index),
    valueType: "EXPRESSION",
    value,
  }));
}

/** Scopes that the same groups hold stand in one term, so that the claim lists each scope once. */
function scopeTerms({ numbers, groups }: Entitlements): Term[] {
  const terms = new Map<string, { groups: string[]; values: string[] }>();
  numbers.names.forEach((name, number) => {
    const holders = groups.filter(({ scopes }) => hasBit(scopes, number)).map(({ key }) => key);
    if (holders.length === 0) return;
    const same = terms.get(holders.join(" ")) ?? { groups: holders, values: [] };
    same.values.push(name);
    terms.set(holders.join(" "), same);
  });
  return [...terms.values()];
}
