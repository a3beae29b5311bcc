/** The claims of a plan. */
import type { Access, Claim } from "../file/access";
import { membersOf } from "../bits";
import { claimPartName, entitlementClaimName } from "./entitlementClaim";
import type { PlanClaim } from "./plan";
import { entitlementExpressions } from "./entitlementExpression";
import type { Entitlements } from "./entitlements";

const CLAIM_TYPES = { access: "RESOURCE", id: "IDENTITY" } as const;

/** The declared claims, and the entitlement claim where a client needs it and the file does not declare it. */
export function claimsOf(access: Access, entitlements: Entitlements): PlanClaim[] {
  const declared = [...access.claims.values()];
  const name = entitlementClaimName(access);
  if (name !== undefined && !access.claims.has(name)) {
    declared.push({ name, token: "access", value: { kind: "entitledScopes" }, scopes: [] });
  }
  return declared.flatMap((claim) => planClaims(claim, entitlements));
}

function planClaims(claim: Claim, entitlements: Entitlements): PlanClaim[] {
  const common = {
    name: claim.name,
    claimType: CLAIM_TYPES[claim.token],
    scopes: claim.scopes,
    alwaysIncludeInToken: true,
  };
  const { value } = claim;
  switch (value.kind) {
    case "groups":
      return [{ ...common, valueType: "GROUPS", value: value.pattern, groupFilterType: value.filter }];
    case "expression":
      return [{ ...common, valueType: "EXPRESSION", value: value.expression }];
    case "entitledScopes":
      return entitledScopes(claim, entitlements).map((expression, index) => ({
        ...common,
        name: claimPartName(claim.name, index),
        valueType: "EXPRESSION",
        value: expression,
      }));
  }
}

/** An access token may be a service client's, an ID token always has a user. */
function entitledScopes(claim: Claim, { numbers, groups }: Entitlements): string[] {
  const held = groups.map(({ key, scopes }) => ({
    key,
    scopes: membersOf(scopes).map((number) => numbers.names[number]!),
  }));
  return entitlementExpressions(held, claim.token === "access" ? "withUser" : "always");
}
