/** What users change of their own credentials: the password and the recovery question. */
import { ApiError } from "../../errors/apiErrors";
import { ok } from "../../http/endpoint";
import type { User } from "../../org/entities";
import { fieldsOf, rows, type ApiCall } from "../apiEndpoint";
import { digestOf, readRecoveryQuestion, setCredentials } from "./userBody";
import { showCredentials } from "./userView";
import { USER_PATH, userOf } from "./users";

const PATH = `${USER_PATH}/credentials`;

export const credentials = rows(
  "okta.users",
  { method: "POST", path: `${PATH}/change_password`, operation: "changePassword", handle: changePassword },
  {
    method: "POST",
    path: `${PATH}/change_recovery_question`,
    operation: "changeRecoveryQuestion",
    handle: changeRecoveryQuestion,
  },
);

function changePassword(call: ApiCall) {
  const user = activeUser(call);
  const fields = fieldsOf(call);
  const old = fields.within("oldPassword").text("value", 72);
  const next = fields.within("newPassword").text("value", 72);
  fields.check();
  requirePassword(user, old, "Old Password is not correct");
  setCredentials(call.org, user, { password: { digest: digestOf(next), provider: "OKTA" } });
  return ok(showCredentials(user));
}

function changeRecoveryQuestion(call: ApiCall) {
  const user = activeUser(call);
  const fields = fieldsOf(call);
  const recoveryQuestion = readRecoveryQuestion(fields.within("recovery_question"));
  const password = fields.within("password").text("value", 72);
  fields.check();
  requirePassword(user, password, "Invalid Password");
  setCredentials(call.org, user, { recoveryQuestion });
  return ok(showCredentials(user));
}

function activeUser(call: ApiCall): User {
  const user = userOf(call);
  if (user.status !== "ACTIVE") throw new ApiError("E0000038");
  return user;
}

function requirePassword(user: User, password: string, cause: string): void {
  if (user.passwordDigest !== digestOf(password)) throw new ApiError("E0000014", "", [cause]);
}
