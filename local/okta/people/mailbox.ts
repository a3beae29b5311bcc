/** The mails that Okta would have sent: kept here, sent to nobody. */

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
