/** What of a token counts at the gateway, for a client whose narrowing is left to it. */
import type { Access, Client } from "../file/access";
import { hasBit, emptyBits, unionOf } from "../bits";
import { entitlementsOf } from "../compile/entitlements";
import { isOidcScope } from "../okta/oidcScopes";

/** The scopes of a token to which the user's groups entitle them; all of them at a client whose narrowing Okta does. */
export function effectiveScopes(
  access: Access,
  client: Client,
  groupKeys: readonly string[],
  granted: readonly string[],
): string[] {
  if (client.enforcement === "issuer") return [...granted];
  const { numbers, groups } = entitlementsOf(access);
  const mine = groups.filter(({ key }) => groupKeys.includes(key));
  const entitled = mine.reduce((all, { scopes }) => unionOf(all, scopes), emptyBits(numbers.names.length));
  return granted.filter((scope) => isOidcScope(scope) || hasBit(entitled, numbers.numberOf.get(scope)!));
}
