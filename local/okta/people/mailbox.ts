/** The mails that Okta would have sent: kept here, sent to nobody. Each has a link to follow. */
import type { User } from "../org/entities";

/** Older mails are forgotten. */
export const MAILS_KEPT = 200;

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** What the mail asks its reader to follow. */
  readonly link: string;
}

export class Mailbox {
  private readonly mails: (Mail & { readonly at: string })[] = [];

  /** `clock` in ms. */
  constructor(private readonly clock: () => number) {}

  add(mail: Mail): void {
    this.mails.push({ ...mail, at: new Date(this.clock()).toISOString() });
    if (this.mails.length > MAILS_KEPT) this.mails.shift();
  }

  /** Newest first, with the time as ISO 8601. */
  list(): readonly object[] {
    return [...this.mails].reverse();
  }
}

/** Whoever sends: an org, by its address, and its mailbox. */
interface Sender {
  readonly org: { readonly url: string };
  readonly mailbox: Mailbox;
}

/** Where a new user goes first. */
export function activationUrl({ org }: Pick<Sender, "org">, token: string): string {
  return `${org.url}/welcome/${token}`;
}

/** Invites a new user to choose a password. Nothing for who has one already, and is active. */
export function sendActivation(okta: Sender, { activationToken, profile }: User): void {
  if (activationToken === undefined) return;
  okta.mailbox.add({
    to: String(profile["email"]),
    subject: "Welcome to Okta!",
    link: activationUrl(okta, activationToken),
  });
}

/** Where a new password is chosen. */
export function recoveryUrl({ org }: Pick<Sender, "org">, token: string): string {
  return `${org.url}/signin/reset-password/${token}`;
}

/** To somebody who has forgotten a password. */
export function sendRecovery(okta: Sender, { profile }: User, token: string): void {
  okta.mailbox.add({
    to: String(profile["email"]),
    subject: "Account password reset",
    link: recoveryUrl(okta, token),
  });
}
