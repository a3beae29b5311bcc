/** Kinds of fields that requests have: what gets through here may be handed on to Okta, and be printed anywhere. */
import * as z from "zod";

/**
 * As a mail program or a browser reads a text: full-width and other compatible forms as the plain ones (Unicode's NFKC), and
 * what IDNA takes for a dot or looks like a slash as these. `evil．example` and `evil。example` lead where `evil.example` does.
 */
function asRead(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u3002\uff61\u2024\ufe52]/g, ".")
    .replace(/[\u2044\u2215\u29f8\u2571]/g, "/");
}

/** No control characters, no line breaks, nothing that a mail or a page could take for markup. */
const NO_MARKUP = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>@\\]+$/u;

/**
 * A person's name: nothing that could be taken for markup or for an address, since Okta writes the name into mails, to
 * whoever was named.
 */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .refine((name) => NO_MARKUP.test(name) && isNoAddress(asRead(name)));

function isNoAddress(name: string): boolean {
  return NO_MARKUP.test(name) && !/[:/]/.test(name) && !/\.[\p{L}\p{N}]{2}/u.test(name);
}

/**
 * A text that a person is shown and acts on, such as what they approve: nothing that leads anywhere else. Amounts and
 * numbers of accounts, orders and days may stand in it.
 */
export const shownText = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N} .,:;/#&()+'-]+$/u)
  .refine((text) => {
    const read = asRead(text).replace(DAY, "day");
    return !LEADS_AWAY.some((pattern) => pattern.test(read));
  });

/** Links, with or without a scheme; addresses of the internet; numbers to call, of seven digits and more or with a `+`. */
const LEADS_AWAY: readonly RegExp[] = [
  /[@<>\\]|\/\/|\bwww\b|\b(https?|ftp|mailto|tel|sms|data|javascript)\s*:/iu,
  /[\p{L}\p{N}-]\.\p{L}{2}/u,
  /\p{Nd}+\.\p{Nd}+\.\p{Nd}+\.\p{Nd}+/u,
  /\+\s*\(?\p{Nd}/u,
  /\p{Nd}(?:[ ()./-]*\p{Nd}){6}/u,
];

/** A day, which has as many digits as a number to call: only where no other digits are beside it. */
const DAY = /(?<!\p{Nd}[ ()./-]{0,3})(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2})(?![ ()./-]{0,3}\p{Nd})/gu;

/** Okta takes 100 characters. */
export const mailAddress = z.email().max(100);

/** E.164, as Okta takes it for a text message. */
export const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/);

/** A code of a factor. */
export const passCode = z.string().regex(/^\d{4,10}$/);

/** An id of Okta's: a prefix for its kind, 20 characters in all. */
export const oktaId = /^[A-Za-z0-9]{20}$/;

/** Ids of users begin like this. */
export const userId = /^00u[A-Za-z0-9]{17}$/;

/** A caller's own name for a request: long enough that two requests do not get the same by accident. */
export const idempotencyKey = /^[\x21-\x7e]{16,128}$/;
