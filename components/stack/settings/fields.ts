/** Kinds of values that settings have, each with the sentence that says what is allowed. No message repeats a value. */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { decoded } from "../product";

/** A text of a certain form. `allowed` completes "the setting …". */
export function text(pattern: RegExp, allowed: string) {
  return z.string({ error: missingOr(allowed) }).regex(pattern, { error: allowed });
}

/** A text that a rule judges: the rule's sentence, or undefined where nothing is wrong. `allowed` as for `text`. */
export function judged(problemOf: (value: string) => string | undefined, allowed = "must be a text") {
  return z.string({ error: missingOr(allowed) }).superRefine((value, context) => {
    const message = problemOf(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** The sentence for a value that is not allowed, which also says so where there is none. */
export function missingOr(allowed: string): z.core.$ZodErrorMap {
  return ({ code, input }) => {
    if (code !== "invalid_type") return undefined;
    return input === undefined ? `is missing: it ${allowed}` : allowed;
  };
}

/**
 * A value that is not a text. The engine hands it over as JSON, a stack file that is read directly has it as it is.
 */
export function structured<T extends z.ZodType>(schema: T) {
  return z.preprocess(decoded, schema);
}

/** A secret: from here on it is a secret output, which nothing prints. */
export const secretText = z
  .string({ error: "must be a text" })
  .min(1, { error: "must not be empty" })
  .transform((value) => pulumi.secret(value));

/** Yes or no. */
export const flag = structured(z.boolean({ error: "must be `true` or `false`" }));

/** One of a few words. */
export function oneOf<const W extends readonly [string, ...string[]]>(words: W) {
  const list = words.map((word) => `\`${word}\``);
  return z.enum(words, { error: `must be ${list.slice(0, -1).join(", ")} or ${list.at(-1)}` });
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return structured(z.int({ error }).min(min, { error }).max(max, { error }));
}

/** A list of texts of a certain form. */
export function texts(pattern: RegExp, allowed: string) {
  return structured(z.array(text(pattern, allowed), { error: "must be a list" }));
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** An address of this machine, where `http:` shows nothing to anybody else. */
export const loopbackAddress = z
  .string()
  .refine((value) => isLoopbackHttp(value) || (isHttps(value) && LOOPBACK_HOSTS.has(plainUrl(value)!.hostname)), {
    error: "must be an http or https address of this machine, such as `http://127.0.0.1:8080`",
  });

/** Where a service is: https, or this machine. */
export const endpoint = z
  .string()
  .refine((value) => isHttps(value) || isLoopbackHttp(value), { error: "must be an https address" });

export function isLoopbackHttp(value: string): boolean {
  const url = plainUrl(value);
  return url?.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname);
}

export function isHttps(value: string): boolean {
  return plainUrl(value)?.protocol === "https:";
}

/**
 * An address that everybody reads alike. It has no blanks, no backslashes, no characters that a browser would change, and no
 * user name or password. A `\\` is a `/` to one reader and part of a name to another.
 */
export function plainUrl(value: string): URL | undefined {
  if (!/^[!-~]+$/.test(value) || /[\\"<>^`{|}]/.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.username === "" && url.password === "" ? url : undefined;
}
