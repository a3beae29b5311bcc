/** Finds whose keys have signed a request. */
import type { LambdaFunction } from "../lambda/types";
import type { World } from "../world";
import type { Credentials } from "./credentials";

/** Whose keys they are. */
export type Caller = { readonly kind: "admin" } | { readonly kind: "function"; readonly function: LambdaFunction };

/** The keys with this id, and who has them; undefined for any other id. */
export function findCredentials(
  world: World,
  accessKeyId: string,
): { readonly credentials: Credentials & { readonly sessionToken?: string }; readonly caller: Caller } | undefined {
  if (accessKeyId === world.admin.accessKeyId) return { credentials: world.admin, caller: { kind: "admin" } };
  const found = [...world.functions.values()].find(({ credentials }) => credentials.accessKeyId === accessKeyId);
  return found && { credentials: found.credentials, caller: { kind: "function", function: found } };
}
