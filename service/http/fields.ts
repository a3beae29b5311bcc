/** Kinds of fields that requests have: what gets through here may be handed on to Okta, and be printed anywhere. */
import * as z from "zod";

/**
 * A person's name: no control characters, no line breaks, nothing that a mail or a page could take for markup or for an
 * address: Okta writes the name into mails, to whoever was named.
 */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>@:/\\]+$/u)
  .regex(/^(?!.*\.[\p{L}\p{N}]{2})/u);

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
