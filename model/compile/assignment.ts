/** Which groups' members are assigned to a client's application. */
import type { Access, Client } from "../file/access";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { intersects } from "../bits";
import { scopeBits, type Entitlements } from "./entitlements";

/** Keys of the groups, in the order of the file; none for a client without users. */
export function assignedGroups(access: Access, client: Client, { numbers, groups }: Entitlements): string[] {
  if (!CLIENT_TYPES[client.type].hasUsers) return [];
  const { assignedTo } = client;
  if (assignedTo) return [...access.groups.keys()].filter((key) => assignedTo.includes(key));
  const ceiling = scopeBits(numbers, client.ceiling);
  return groups.filter(({ scopes }) => intersects(scopes, ceiling)).map(({ key }) => key);
}
