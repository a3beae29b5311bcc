/** Lets a caller do what its role's policies allow, and the account's owner everything. */
import { ACCOUNT_ID } from "../arns";
import type { World } from "../world";
import type { Caller } from "./authenticate";
import { decide } from "./decide";
import { commonError } from "./serviceError";

/** @throws AccessDeniedException, in AWS's words. */
export function authorize(world: World, caller: Caller, action: string, resource: string): void {
  if (caller.kind === "admin") return;
  const { Role, FunctionName } = caller.function.configuration;
  const role = [...world.roles.values()].find(({ Arn }) => Arn === Role);
  const decision = decide(role?.policies.values() ?? [], action, resource);
  if (decision === "allowed") return;
  const user = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${Role.slice(Role.lastIndexOf("/") + 1)}/${FunctionName}`;
  const reason =
    decision === "explicitDeny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  throw commonError(
    "AccessDeniedException",
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    { messageKey: "Message" },
  );
}
