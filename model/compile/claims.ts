/** The claims of a plan: those of the file, the one by which the gateway knows a person's groups, and their Okta expressions. */
import { type Bits, hasBit, intersectionOf, membersOf } from "../bits";
import type { Access, Claim, TokenKind } from "../file/access";
import { ID_LENGTH } from "../okta/expressions/groups";
import { EXPRESSION_MAX_LENGTH } from "../okta/expressions/parse";
import { type Entitlements, entitlementsOf, scopeBits } from "./entitlements";
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

/** Values that the members of any of some groups get. */
export interface Term {
  /** Keys of groups. */
  readonly groups: readonly string[];
  readonly values: readonly string[];
}

/** What stands around the terms. `withUser`: yields nothing where there is no user, as in a service client's token. */
const FRAMES = {
  always: { start: "Arrays.flatten(", end: ")" },
  withUser: { start: "(appuser != null) ? Arrays.flatten(", end: ") : {}" },
} as const;

/** The name of a frame. */
export type Frame = keyof typeof FRAMES;

const SEPARATOR = ", ";

/**
 * One expression, or as many as Okta's limit asks for once each key is an id; none where no term has a value. A term that
 * does not fit is split; Okta does not remove duplicates, so that a value may then be in the claim twice.
 *
 * @throws RangeError where one value of one group does not fit.
 */
export function claimExpressions(terms: readonly Term[], frame: Frame): string[] {
  const { start, end } = FRAMES[frame];
  const room = EXPRESSION_MAX_LENGTH - start.length - end.length;
  const expressions: string[][] = [];
  let left = 0;
  for (const { text, length } of terms.flatMap((term) => writtenTerms(term, room))) {
    if (expressions.length === 0 || left < SEPARATOR.length + length) {
      expressions.push([]);
      left = room + SEPARATOR.length;
    }
    expressions.at(-1)!.push(text);
    left -= SEPARATOR.length + length;
  }
  return expressions.map((parts) => `${start}${parts.join(SEPARATOR)}${end}`);
}

/** A term, and how long it is with ids in the place of the keys. */
interface WrittenTerm {
  readonly text: string;
  readonly length: number;
}

/** The term, or its halves where it does not fit: of the longer of its two lists. */
function writtenTerms({ groups, values }: Term, room: number): WrittenTerm[] {
  if (groups.length === 0 || values.length === 0) return [];
  const ask = groups.length === 1 ? "isMemberOfGroup" : "isMemberOfAnyGroup";
  const listed = values.map(quoted).join(", ");
  const text = `${ask}(${groups.map(quoted).join(", ")}) ? {${listed}} : {}`;
  const length = groups.reduce((sum, key) => sum - key.length + ID_LENGTH, text.length);
  if (length <= room) return [{ text, length }];
  const halves = <T>(all: readonly T[]) => {
    const half = Math.ceil(all.length / 2);
    return [all.slice(0, half), all.slice(half)];
  };
  const byGroups = groups.length > 1 && (values.length === 1 || groups.length * ID_LENGTH > listed.length);
  if (!byGroups && values.length === 1) throw new RangeError("a group and a value do not fit into one expression");
  const parts = byGroups
    ? halves(groups).map((some) => ({ groups: some, values }))
    : halves(values).map((some) => ({ groups, values: some }));
  return parts.flatMap((part) => writtenTerms(part, room));
}

/** Okta documents no way to escape a quote or a backslash, so there is none: keys and scopes have neither. */
function quoted(text: string): string {
  if (/["\\]/.test(text)) throw new RangeError('a name with `"` or `\\` cannot stand in an Okta expression');
  return `"${text}"`;
}
