/** The mail that invites a new user to choose a password. */
import type { Okta } from "../okta";
import type { User } from "../org/entities";

/** Where a new user goes first. */
export function activationUrl(okta: Okta, token: string): string {
  return `${okta.org.url}/welcome/${token}`;
}

/** Nothing for who has nothing to follow: a user with a password is active already. */
export function sendActivation(okta: Okta, { activationToken, profile }: User): void {
  if (activationToken === undefined) return;
  okta.mailbox.add({
    to: String(profile["email"]),
    subject: "Welcome to Okta!",
    link: activationUrl(okta, activationToken),
  });
}
