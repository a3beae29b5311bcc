/** What of a token counts at the gateway, for a client whose narrowing is left to it. */
import type { Access, Client } from "../file/access";
import { entitlementTable } from "../compile/claims";
import { isOidcScope } from "../okta/oidcScopes";

/** The scopes of a token to which the user's groups entitle them; all of them at a client whose narrowing Okta does. */
export function effectiveScopes(
  access: Access,
  client: Client,
  groupKeys: readonly string[],
  granted: readonly string[],
): string[] {
  if (client.enforcement === "issuer") return [...granted];
  const table = new Map(Object.entries(entitlementTable(access)));
  const entitled = new Set(groupKeys.flatMap((key) => table.get(key) ?? []));
  return granted.filter((scope) => isOidcScope(scope) || entitled.has(scope));
}
