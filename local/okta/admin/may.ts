/** Who calls the Management API, and what the admin roles of the caller reach. */
import type { AdminRole, App } from "../org/entities";
import type { Org } from "../org/Org";
import type { Permission } from "./permissions";
import { covers, reachOf, type Reach } from "./reach";
import type { Target } from "./targets";

/** Who calls: the holder of the SSWS token, or an app with an access token of the org server, for itself or for a person. */
export type Caller =
  | { readonly kind: "apiToken" }
  | {
      readonly kind: "app";
      readonly app: App;
      readonly scopes: readonly string[];
      /** The person for whom the app calls. */
      readonly userId?: string;
      /** Those of the person, where there is one. */
      readonly roles: readonly AdminRole[];
    };

/** Whether the caller's roles let the caller do that with it. */
export type May = (permission: Permission, target: Target) => boolean;

/** Keeps what it has worked out: use a new one for each request. */
export function mayOf(org: Org, caller: Caller): May {
  if (caller.kind === "apiToken") return () => true;
  const reaches = new Map<Permission, Reach>();
  return (permission, target) => {
    const reach = reaches.get(permission) ?? reachOf(org, caller.roles, permission);
    reaches.set(permission, reach);
    return covers(org, reach, target, permission);
  };
}
