/** The claim that carries a user's entitled scopes in the access token, for clients whose narrowing is left to the gateway. */
import type { Access } from "../file/access";

/** The name of the claim where the access file declares none of its own. */
export const DEFAULT_ENTITLEMENT_CLAIM = "entitlements";

/** Used instead where the file has a claim of that name for something else, such as for the ID token. */
export const OTHER_ENTITLEMENT_CLAIM = "entitled_scopes";

/** The claim's name; undefined where the plan has no such claim. */
export function entitlementClaimName(access: Access): string | undefined {
  const declared = [...access.claims.values()].find(
    ({ tokens, value }) => tokens.includes("access") && value.kind === "entitledScopes",
  );
  if (declared) return declared.name;
  const needed = [...access.clients.values()].some(({ enforcement }) => enforcement === "gateway");
  if (!needed) return undefined;
  return access.claims.has(DEFAULT_ENTITLEMENT_CLAIM) ? OTHER_ENTITLEMENT_CLAIM : DEFAULT_ENTITLEMENT_CLAIM;
}

/**
 * The name of part `index` of a claim that is too long for one expression: `entitlements`, `entitlements_2`, …
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
