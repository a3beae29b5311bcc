/** Claims of the plan against those of the file, and what the entitlement claim says about every group. */
import type { Access, Claim, TokenKind } from "../../file/access";
import { claimPartName, entitlementTable, groupsClaimName } from "../../compile/claims";
import type { Plan, PlanClaim } from "../../compile/plan";
import { readEntitlements, isReadAsScopes } from "../readEntitlements";
import { differ, ceilingOf, scopeNames, universeOf } from "./universe";
import { intersectionOf, membersOf, unionOf } from "../../bits";

/** The first difference, in words; undefined where there is none. */
export function claimsDiffer(access: Access, plan: Plan): string | undefined {
  const readAsScopes = plan.claims.find(isReadAsScopes);
  if (readAsScopes) return `API Gateway reads the claim \`${readAsScopes.name}\` as the scopes of the token`;
  const planned = new Map(plan.claims.map((claim) => [`${claim.claimType} ${claim.name}`, claim]));
  const take = (token: TokenKind, name: string, isSplit: boolean) => {
    const parts = partsOf(`${CLAIM_TYPES[token]} `, name, isSplit, planned);
    for (const part of parts) planned.delete(`${part.claimType} ${part.name}`);
    return parts;
  };
  for (const claim of access.claims.values()) {
    for (const token of claim.tokens) {
      const parts = take(token, claim.name, claim.value.kind === "entitledScopes");
      const problem = claimDiffers(access, claim, parts);
      if (problem !== undefined) return `claim \`${claim.name}\`: ${problem}`;
    }
  }
  const gateway = groupsClaimName(access);
  const problem = gateway === undefined ? undefined : gatewayDiffers(access, take("access", gateway, true));
  if (problem !== undefined) return `claim \`${gateway}\`: ${problem}`;
  const [added] = planned.values();
  return added === undefined ? undefined : `the plan adds the claim \`${added.name}\``;
}

const CLAIM_TYPES: Readonly<Record<TokenKind, PlanClaim["claimType"]>> = { access: "RESOURCE", id: "IDENTITY" };

function partsOf(kind: string, name: string, isSplit: boolean, planned: ReadonlyMap<string, PlanClaim>): PlanClaim[] {
  const parts: PlanClaim[] = [];
  const most = isSplit ? planned.size : 1;
  for (let index = 0; index < most; index++) {
    const part = planned.get(kind + claimPartName(name, index));
    if (!part) break;
    parts.push(part);
  }
  return parts;
}

function claimDiffers(access: Access, claim: Claim, parts: readonly PlanClaim[]): string | undefined {
  const otherwise = releaseDiffers(claim, parts);
  if (otherwise !== undefined) return otherwise;
  const universe = universeOf(access);
  if (claim.value.kind === "entitledScopes") {
    return valuesDiffer(access, parts, (group) => scopeNames(universe, membersOf(universe.held[group]!)));
  }
  const [part] = parts;
  if (!part) return "is not in the plan";
  const said = [part.valueType, part.value, part.groupFilterType ?? ""].join(" ");
  const { value } = claim;
  const meant =
    value.kind === "groups" ? ["GROUPS", value.pattern, value.filter] : ["EXPRESSION", value.expression, ""];
  return said === meant.join(" ") ? undefined : "has another value than declared";
}

function releaseDiffers(claim: Pick<Claim, "scopes">, parts: readonly PlanClaim[]): string | undefined {
  const wrong = parts.find(
    (part) => !part.alwaysIncludeInToken || differ("scopes", claim.scopes, part.scopes) !== undefined,
  );
  return wrong && `is released otherwise than declared (\`${wrong.name}\`)`;
}

/**
 * How the plan differs from what a gateway needs for clients whose narrowing is left to it. The gateway's claim must name
 * each group that adds anything at such a client, by its own key and to its members alone. The guard's table must give to
 * each key what the group holds there.
 */
function gatewayDiffers(access: Access, parts: readonly PlanClaim[]): string | undefined {
  const universe = universeOf(access);
  const clients = [...access.clients.values()].filter(({ enforcement }) => enforcement === "gateway");
  const ceiling = clients.map((client) => ceilingOf(universe, client)).reduce(unionOf);
  const table = new Map(Object.entries(entitlementTable(access)));
  const held = universe.held.map((scopes) => scopeNames(universe, membersOf(intersectionOf(scopes, ceiling))));
  return (
    releaseDiffers({ scopes: [] }, parts) ??
    valuesDiffer(access, parts, (group) => (held[group]!.length === 0 ? [] : [universe.groups[group]!])) ??
    universe.groups
      .map((key, group) => differ(`the guard's table of group \`${key}\``, held[group]!, table.get(key) ?? []))
      .find((problem) => problem !== undefined)
  );
}

/** The claim is a union over groups, so it is right for everybody if it is right for each group alone. */
function valuesDiffer(
  access: Access,
  parts: readonly PlanClaim[],
  intended: (group: number) => readonly string[],
): string | undefined {
  const said = new Map<string, Set<string>>();
  for (const { value } of parts) {
    const terms = readEntitlements(value);
    if (!terms) return "its expression is not the flat union that it should be";
    for (const { groups, values } of terms) {
      for (const group of groups) said.set(group, new Set([...(said.get(group) ?? []), ...values]));
    }
  }
  for (const [number, key] of [...access.groups.keys()].entries()) {
    const problem = differ(`group \`${key}\``, intended(number), [...(said.get(key) ?? [])]);
    if (problem !== undefined) return problem;
    said.delete(key);
  }
  return said.size === 0 ? undefined : "it names a group that is not of the access file";
}
