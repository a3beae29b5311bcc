/** The recovery service: has Okta write to somebody who has forgotten a password, and tells nobody whether there is such a person. */
import * as z from "zod";
import type { HttpEvent, HttpResponse } from "okta-api-access/guard";
import { errorCodeOf, mailAddress, type OktaApi, oktaPath } from "okta-api-access/service";
import { handlePublic, type PublicOperation, type PublicService } from "../lib/handlePublic";
import { proofSchema } from "../lib/proofOfWork";

/** What is asked for, and nothing more: an unknown field is refused. */
export const recoverySchema = z.strictObject({ email: mailAddress, proof: proofSchema });

export type Recovery = z.infer<typeof recoverySchema>;

export const RECOVERY_ROUTE = "POST /recoveries";

export function handleRecovery(event: HttpEvent, service: PublicService): Promise<HttpResponse> {
  const operation: PublicOperation<Recovery> = {
    route: RECOVERY_ROUTE,
    name: "recovery",
    body: recoverySchema,
    bodyName: "a recovery",
    unavailable: "recoveries cannot be taken",
    detail: "if there is an active account of that address, a mail is on its way to it",
    run: recover,
  };
  return handlePublic(event, operation, service);
}

/**
 * Okta's codes for who gets no mail: not there, out of the role's reach, not active, or with a password that is not Okta's
 * to reset. INVARIANT: whatever hangs on the account is among them, or an error would tell that there is one. Which of them
 * Okta gives for which account is inferred. Source of the codes: Okta's list of error codes.
 */
const NO_MAIL: ReadonlySet<string> = new Set([
  "E0000001", // a precondition of the operation, which is the account's
  "E0000006", // access denied
  "E0000007", // not found
  "E0000017", // password reset failed
  "E0000023", // the profile is mastered by another system
  "E0000034", // forgot password not allowed on the user
  "E0000038", // not allowed in the user's status
]);

/**
 * The account stays as it is until the link in the mail is followed. Not `lifecycle/reset_password`: that would lock its
 * owner out at once, whoever has asked.
 */
async function recover(okta: OktaApi, { email }: Omit<Recovery, "proof">): Promise<string | undefined> {
  const path = `${oktaPath`/api/v1/users/${email}/credentials/forgot_password`}?sendEmail=true`;
  // A second sending is a second mail, whose link ends the first one's: no harm, but not without need.
  const response = await okta({ method: "POST", path });
  if (response.status < 300) return undefined;
  const code = errorCodeOf(response) ?? "";
  if (!NO_MAIL.has(code)) throw new Error(`Okta answered with status ${response.status}`);
  return `no mail: Okta answered ${code}`;
}
