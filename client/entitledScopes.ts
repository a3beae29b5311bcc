/** What the ID token says that a person is entitled to. It decides what is shown and asked for, and never what is allowed. */
import type { ClientTable } from "../model/routes";

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The scopes that the entitlement claims name, each once, in their order; of those only what the client may ask for. None
 * where the token has no such claim: Okta leaves it out for somebody who is entitled to nothing.
 *
 * The signature is not checked here: the OAuth library has done so when it took the token.
 *
 * @param idToken the JWT, or the claims that the library has read from it
 * @throws TypeError for a text that is no JWT
 */
export function entitledScopes(
  idToken: string | Claims,
  { entitlementClaims, scopes }: Pick<ClientTable, "entitlementClaims" | "scopes">,
): string[] {
  const claims = typeof idToken === "string" ? claimsOf(idToken) : idToken;
  const named = entitlementClaims.flatMap((name) => (Object.hasOwn(claims, name) ? texts(claims[name]) : []));
  return [...new Set(named)].filter((scope) => scopes.includes(scope));
}

/** A list, or one text with spaces between the scopes. */
function texts(value: unknown): string[] {
  const items: unknown[] = Array.isArray(value) ? value : typeof value === "string" ? value.split(" ") : [];
  return items.filter((item): item is string => typeof item === "string" && item !== "");
}

/** @throws TypeError whose message holds nothing of the token */
export function claimsOf(token: string): Claims {
  try {
    const [, payload, , more] = token.split(".");
    const bytes = Uint8Array.from(atob(payload!.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (more === undefined && typeof claims === "object" && claims !== null && !Array.isArray(claims))
      return claims as Claims;
  } catch {
    // Falls through: what the parts say of the mistake could hold a part of the token.
  }
  throw new TypeError("this is not a JWT");
}
