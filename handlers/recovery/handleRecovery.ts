/** The recovery service: has Okta write to somebody who has forgotten a password, and tells nobody whether there is such a person. */
import * as z from "zod";
import type { HttpEvent, HttpResponse } from "okta-api-access/guard";
import { errorCodeOf, mailAddress, type OktaApi, oktaPath, type OktaResponse } from "okta-api-access/service";
import { handlePublic, type PublicOperation, type PublicService } from "../lib/handlePublic";
import type { MailLimit } from "../lib/mailLimit";
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
    detail: "if there is an account of that address, a mail is on its way to it, or has come within the last hour",
    mails: MAILS,
    run: (okta, { email }) => recover(okta, email, service.now()),
  };
  return handlePublic(event, operation, service);
}

/** A link counts for an hour, Okta's default: until then the last one is the one that counts. */
const MAILS: MailLimit = { kind: "recovery", pause: 3_600, perDay: 5 };

/**
 * A link by which a password is chosen: another one, or the first one where the account was never activated, as it is where
 * somebody else has registered the address. The account stays as it is until the link is followed: not
 * `lifecycle/reset_password`, which would lock its owner out at once, whoever has asked.
 */
async function recover(okta: OktaApi, email: string, now: number): Promise<string | undefined> {
  const user = oktaPath`/api/v1/users/${email}`;
  // A second sending is a second mail, whose link ends the first one's: no harm, but not without need.
  const [forgot, found] = await Promise.all([
    okta({ method: "POST", path: `${user}/credentials/forgot_password?sendEmail=true` }),
    // For everybody, and at the same time: what is asked for some alone takes longer for them.
    okta({ method: "GET", path: user }).catch(() => undefined),
  ]);
  const refused = refusalOf(forgot);
  if (refused === undefined) return undefined;
  if (found?.status !== 200 || !isWaiting(found.body, now)) return `no mail: Okta answered ${refused}`;
  const again = refusalOf(await okta({ method: "POST", path: `${user}/lifecycle/reactivate?sendEmail=true` }));
  return again === undefined ? undefined : `no mail: Okta answered ${refused}, ${again}`;
}

const waitingUser = z.object({ status: z.literal("PROVISIONED"), statusChanged: z.iso.datetime() });

/** Whether an account waits for its first password, and not for a link that was sent a moment ago. */
function isWaiting(body: unknown, now: number): boolean {
  const user = waitingUser.safeParse(body);
  return user.success && Date.parse(user.data.statusChanged) + MAILS.pause * 1000 <= now;
}

/**
 * Why Okta has sent no mail; undefined: it has. INVARIANT: whatever may hang on the account is no error, or the answer would
 * tell that there is one. That is every refusal but that of the client itself: Okta's refusal of too many requests for all of
 * the org has been an error before.
 */
function refusalOf(response: OktaResponse): string | undefined {
  const { status } = response;
  if (status < 300) return undefined;
  if (status < 400 || status === 401 || status >= 500) throw new Error(`Okta answered with status ${status}`);
  return errorCodeOf(response) ?? `status ${status}`;
}
