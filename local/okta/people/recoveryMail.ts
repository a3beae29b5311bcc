/** The mail to somebody who has forgotten a password. */
import type { Okta } from "../okta";
import type { User } from "../org/entities";

/** Where a new password is chosen. */
export function recoveryUrl(okta: Okta, token: string): string {
  return `${okta.org.url}/signin/reset-password/${token}`;
}

export function sendRecovery(okta: Okta, { profile }: User, token: string): void {
  okta.mailbox.add({
    to: String(profile["email"]),
    subject: "Account password reset",
    link: recoveryUrl(okta, token),
  });
}
