/** Which levels of sign-in the members of a group can be asked for at a client. */
import type { Access, Client } from "../file/access";
import type { StepUpAcr } from "../okta/acr";
import { intersects } from "../bits";
import { entitlementsOf, scopeBits, type Entitlements } from "./entitlements";
import type { StepUpOfGroup } from "../okta/signOnReach";

/**
 * Every pair of a group and a level, each once, in the order of the file: of the scopes that the group adds at the client.
 * None at a service client, to which nobody signs in.
 */
export function groupStepUps(
  access: Access,
  client: Client,
  { numbers, groups }: Entitlements = entitlementsOf(access),
): StepUpOfGroup[] {
  if (client.signOn === undefined) return [];
  const demanding = client.ceiling.flatMap((scope) => {
    const acr = access.scopes.get(scope)?.stepUp?.acr;
    return acr === undefined ? [] : [{ acr, bits: scopeBits(numbers, [scope]) }];
  });
  return groups.flatMap(({ key, scopes }) => {
    const levels = demanding.filter(({ bits }) => intersects(bits, scopes)).map(({ acr }) => acr);
    return [...new Set<StepUpAcr>(levels)].map((acr) => ({ group: key, acr }));
  });
}
