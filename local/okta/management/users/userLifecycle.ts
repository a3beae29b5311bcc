/** The lifecycle of a user: activate, deactivate, suspend, unsuspend, unlock, reset factors. */
import { ApiError } from "../../errors/apiErrors";
import { ok } from "../../http/endpoint";
import type { UserStatus } from "../../org/entities";
import { activationUrl, sendActivation } from "../../people/mailbox";
import { rows, type ApiCall, type ApiEndpoint } from "../apiEndpoint";
import { activate, setStatus } from "../../org/userStatus";
import { endAllOf } from "../../oauth/tokens/refreshTokens";
import { USER_PATH, userOf } from "./users";

/** A transition: the statuses from which it is allowed, and the one it leads to. Source: Okta's table of user statuses. */
interface Transition {
  readonly verb: string;
  readonly operation: string;
  readonly from: readonly UserStatus[];
  readonly to: UserStatus;
}

const TRANSITIONS: readonly Transition[] = [
  {
    verb: "deactivate",
    operation: "deactivateUser",
    from: ["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "LOCKED_OUT", "PASSWORD_EXPIRED", "SUSPENDED"],
    to: "DEPROVISIONED",
  },
  { verb: "suspend", operation: "suspendUser", from: ["ACTIVE"], to: "SUSPENDED" },
  { verb: "unsuspend", operation: "unsuspendUser", from: ["SUSPENDED"], to: "ACTIVE" },
  { verb: "unlock", operation: "unlockUser", from: ["LOCKED_OUT"], to: "ACTIVE" },
];

const PATH = `${USER_PATH}/lifecycle`;

export const userLifecycle = rows(
  "okta.users",
  {
    method: "POST",
    path: `${PATH}/activate`,
    operation: "activateUser",
    handle: (call) => activateUser(call, ["STAGED", "DEPROVISIONED"], true),
  },
  {
    method: "POST",
    path: `${PATH}/reactivate`,
    operation: "reactivateUser",
    handle: (call) => activateUser(call, ["PROVISIONED"], false),
  },
  ...TRANSITIONS.map(transition),
  { method: "POST", path: `${PATH}/reset_factors`, operation: "resetFactors", handle: resetFactors },
);

/** By mail or in the answer, never both. Source: Okta's API reference, of the defaults too. */
function activateUser(call: ApiCall, from: readonly UserStatus[], mails: boolean) {
  const user = userOf(call);
  if (user.status === "ACTIVE") throw new ApiError("E0000016");
  if (!from.includes(user.status)) throw new ApiError("E0000038");
  // What was given before the deactivation does not come back with the person.
  if (user.status === "DEPROVISIONED") endAllOf(call.okta, user.id);
  activate(call.org, user);
  const token = user.activationToken;
  if (token === undefined) return ok({});
  if ((call.query.get("sendEmail") ?? String(mails)) !== "false") {
    sendActivation(call.okta, user);
    return ok({});
  }
  return ok({ activationUrl: activationUrl(call.okta, token), activationToken: token });
}

function transition({ verb, operation, from, to }: Transition): Omit<ApiEndpoint, "scope"> {
  return {
    method: "POST",
    path: `${PATH}/${verb}`,
    operation,
    handle: (call) => {
      const user = userOf(call);
      if (!from.includes(user.status)) {
        // Okta answers a suspension of a user who is not active with the general validation error.
        throw verb === "suspend"
          ? new ApiError("E0000001", "Cannot suspend a user that is not active")
          : new ApiError("E0000038");
      }
      setStatus(call.org, user, to);
      return ok({});
    },
  };
}

function resetFactors(call: ApiCall) {
  userOf(call).factors.clear();
  return ok({});
}
