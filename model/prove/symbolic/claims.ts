/** Claims of the plan against those of the file, and what the entitlement claim says about every group. */
import type { Access, Claim } from "../../file/access";
import { claimPartName, entitlementClaimName } from "../../compile/entitlementClaim";
import type { Plan, PlanClaim } from "../../compile/plan";
import { readEntitlements } from "../readEntitlements";
import { differ } from "./differ";
import { scopeNames, universeOf } from "./universe";
import { membersOf } from "../../bits";

/** The first difference, in words; undefined where there is none. */
export function claimsDiffer(access: Access, plan: Plan): string | undefined {
  const claims = [...access.claims.values(), ...addedClaim(access)];
  const planned = new Map(plan.claims.map((claim) => [claim.name, claim]));
  for (const claim of claims) {
    const parts = partsOf(claim, planned);
    for (const { name } of parts) planned.delete(name);
    const problem = claimDiffers(access, claim, parts);
    if (problem !== undefined) return `claim \`${claim.name}\`: ${problem}`;
  }
  const added = [...planned.keys()][0];
  return added === undefined ? undefined : `the plan adds the claim \`${added}\``;
}

function addedClaim(access: Access): Claim[] {
  const name = entitlementClaimName(access);
  if (name === undefined || access.claims.has(name)) return [];
  return [{ name, token: "access", value: { kind: "entitledScopes" }, scopes: [] }];
}

function partsOf({ name, value }: Claim, planned: ReadonlyMap<string, PlanClaim>): PlanClaim[] {
  const parts: PlanClaim[] = [];
  for (let index = 0; index === 0 || value.kind === "entitledScopes"; index++) {
    const part = planned.get(claimPartName(name, index));
    if (!part) break;
    parts.push(part);
  }
  return parts;
}

function claimDiffers(access: Access, claim: Claim, parts: readonly PlanClaim[]): string | undefined {
  const type = claim.token === "access" ? "RESOURCE" : "IDENTITY";
  const wrong = parts.find(
    (part) =>
      part.claimType !== type ||
      !part.alwaysIncludeInToken ||
      differ("scopes", claim.scopes, part.scopes) !== undefined,
  );
  if (wrong) return `is released otherwise than declared (\`${wrong.name}\`)`;
  if (claim.value.kind === "entitledScopes") return entitlementsDiffer(access, parts);
  const [part] = parts;
  if (!part) return "is not in the plan";
  const said = [part.valueType, part.value, part.groupFilterType ?? ""].join(" ");
  const { value } = claim;
  const meant =
    value.kind === "groups" ? ["GROUPS", value.pattern, value.filter] : ["EXPRESSION", value.expression, ""];
  return said === meant.join(" ") ? undefined : "has another value than declared";
}

/** The claim is a union over groups, so it is right for everybody if it is right for each group alone. */
function entitlementsDiffer(access: Access, parts: readonly PlanClaim[]): string | undefined {
  const universe = universeOf(access);
  const said = new Map<string, Set<string>>();
  for (const { value } of parts) {
    const terms = readEntitlements(value);
    if (!terms) return "its expression is not the flat union that it should be";
    for (const { group, scopes } of terms) said.set(group, new Set([...(said.get(group) ?? []), ...scopes]));
  }
  for (const [number, { key }] of [...access.groups.values()].entries()) {
    const problem = differ(`group \`${key}\``, scopeNames(universe, membersOf(universe.held[number]!)), [
      ...(said.get(key) ?? []),
    ]);
    if (problem !== undefined) return problem;
    said.delete(key);
  }
  return said.size === 0 ? undefined : "it names a group that is not of the access file";
}
