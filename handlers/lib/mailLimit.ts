/**
 * Bounds the mails to one mailbox, whoever asks for them: a stranger types the address. INVARIANT: no mail is sent while the
 * link of the last one may still be on its way to be followed, for a new link ends the one before.
 */
import { createHash } from "node:crypto";
import { seconds, type Table, unused } from "okta-api-access/service";

export interface MailLimit {
  /** Names the kind of mail: each has a count of its own. */
  readonly kind: string;
  /** Seconds between two mails at least; 0: what sends them sends none twice. */
  readonly pause: number;
  /** Mails within a day at most. */
  readonly perDay: number;
}

/** What a mail that may be sent is claimed by. */
export interface MailClaim {
  /** It was not sent: the next one need not wait, or no longer than a moment where nobody knows. */
  giveBack(isUnknown: boolean): Promise<void>;
}

const DAY_SECONDS = 86_400;
/** Seconds to wait where a mail may have been sent without anybody knowing. */
const UNKNOWN_SECONDS = 60;

/** The claim, or undefined where the mailbox was written to often enough. `now`: milliseconds since the epoch. */
export async function claimMail(
  table: Table,
  { kind, pause, perDay }: MailLimit,
  email: string,
  now: number,
): Promise<MailClaim | undefined> {
  const mailbox = mailboxOf(email);
  const id = `mail#${kind}#${mailbox}`;
  const at = seconds(now);
  if (!(await table.put({ id, expires: at + pause - 1 }, unused(at)))) return undefined;
  if ((await table.count(`mails#${kind}#${mailbox}`, at + DAY_SECONDS)) > perDay) return undefined;
  return {
    async giveBack(isUnknown) {
      if (isUnknown) await table.update(id, { expires: at + Math.min(pause, UNKNOWN_SECONDS) - 1 });
      else await table.delete(id);
    },
  };
}

/** Domains of one provider, which takes no notice of dots in a name. Source: its help pages. */
const IGNORES_DOTS: ReadonlySet<string> = new Set(["gmail.com", "googlemail.com"]);

/**
 * A hash, so that the table holds nobody's address. `ada+shop@example.com` reaches the same person as `ada@example.com` with
 * many providers, and `a.da@gmail.com` as `ada@gmail.com` with the largest: they count as the same mailbox.
 */
function mailboxOf(email: string): string {
  const at = email.lastIndexOf("@");
  const [name = ""] = email.slice(0, at).toLowerCase().split("+");
  const domain = email.slice(at + 1).toLowerCase();
  const mailbox = IGNORES_DOTS.has(domain) ? `${name.replaceAll(".", "")}@gmail.com` : `${name}@${domain}`;
  return createHash("sha256").update(mailbox).digest("base64url");
}
