/**
 * A forgotten password: a link by which its owner chooses another one. The account stays as it is until then, unlike after
 * `lifecycle/reset_password`, which the local Okta does not model.
 */
import { ApiError } from "../../errors/apiErrors";
import { ok } from "../../http/endpoint";
import { randomText } from "../../org/ids";
import { recoveryUrl, sendRecovery } from "../../people/mailbox";
import { rows, type ApiCall } from "../apiEndpoint";
import { USER_PATH, userOf } from "./users";

const TOKEN_LENGTH = 20;

/** Milliseconds for which a link can be followed; Okta's default is an hour. */
export const RECOVERY_LIFETIME_MS = 3_600_000;

export const forgotPassword = rows("okta.users", {
  method: "POST",
  path: `${USER_PATH}/credentials/forgot_password`,
  operation: "forgotPassword",
  handle: forgot,
});

/** By mail or in the answer, never both; a new link ends the one before. Source: Okta's API reference. */
function forgot(call: ApiCall) {
  const user = userOf(call);
  if (user.status !== "ACTIVE" || !user.hasPassword) throw new ApiError("E0000017");
  const token = randomText(TOKEN_LENGTH);
  user.recovery = { token, ends: call.org.clock() + RECOVERY_LIFETIME_MS };
  if (call.query.get("sendEmail") === "false") return ok({ resetPasswordUrl: recoveryUrl(call.okta, token) });
  sendRecovery(call.okta, user, token);
  return ok({});
}
