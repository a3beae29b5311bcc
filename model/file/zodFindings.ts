/** Turns what zod reports into findings in our words, and finds the fields that a schema allows at a place. */
import { z } from "zod";
import { nearest, names, pathOf, printable, type Finding } from "../findings";

type Issue = z.core.$ZodIssue;

/**
 * All issues of a failed parse. `keysAt` gives the fields that are allowed at a path, for the suggestion behind an unknown
 * one. `shown` is what was read, where it may be repeated: a setting may be a secret, an access file holds none.
 */
export function zodFindings(error: z.ZodError, keysAt: KeysAt = () => [], shown?: unknown): Finding[] {
  return error.issues.flatMap((issue) => issueFindings(issue, keysAt, shown));
}

type KeysAt = (path: readonly PropertyKey[]) => readonly string[];

function issueFindings(issue: Issue, keysAt: KeysAt, shown: unknown): Finding[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownField(issue.path, key, keysAt(issue.path)));
  if (issue.code === "invalid_key") {
    return issue.issues.map((inner) => ({
      rule: "name",
      level: "error",
      path: pathOf(issue.path),
      message: `the name ${lower(sentence(inner))}`,
    }));
  }
  if (issue.code === "invalid_union") {
    const branches = issue.errors.filter((branch) => branch.length > 0);
    const deepest = branches.find((branch) => branch.some((inner) => inner.path.length > 0));
    if (deepest) {
      return deepest.flatMap((inner) =>
        issueFindings({ ...inner, path: [...issue.path, ...inner.path] } as Issue, keysAt, shown),
      );
    }
  }
  const message = `${lower(sentence(issue))}${insteadOf(issue, valueAt(shown, issue.path))}`;
  return [{ rule: "shape", level: "error", path: pathOf(issue.path), message }];
}

function valueAt(shown: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    shown,
  );
}

/** Which value it is, and which one was most likely meant; nothing where the sentence says it all. */
function insteadOf(issue: Issue, value: unknown): string {
  const isNumber = typeof value === "number" && (issue.code === "too_small" || issue.code === "too_big");
  if (isNumber) return issue.message.startsWith("Too") ? `, not ${value}` : "";
  if (issue.code !== "invalid_value" || (typeof value !== "string" && typeof value !== "number")) return "";
  const near = nearest(String(value), issue.values.map(String));
  return `, not \`${printable(String(value))}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
}

function unknownField(path: readonly PropertyKey[], key: string, allowed: readonly string[]): Finding {
  const near = nearest(key, allowed);
  const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
  const list = allowed.length === 0 ? "" : ` (allowed: ${names(allowed)})`;
  return {
    rule: "unknown-field",
    level: "error",
    path: pathOf([...path, key]),
    message: `unknown field \`${printable(key)}\`${hint}${list}`,
  };
}

/** A sentence that the schema gives is kept; only the library's own ones are put into our words. */
function sentence(issue: Issue): string {
  if (issue.code !== "invalid_value" && !/^(Too|Invalid)\b/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${names(issue.values.map(String))}`;
    case "invalid_type":
      return typeSentence(issue.expected, issue.message);
    case "too_small":
      return `must be at least ${limit(issue.minimum, issue.origin)}`;
    case "too_big":
      return `must be at most ${limit(issue.maximum, issue.origin)}`;
    case "invalid_format":
      return issue.format === "url"
        ? "must be an address that starts with `https://`"
        : "is not of the form that is asked for here";
    default:
      return issue.message;
  }
}

/** Our words for the types of JSON. */
const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "a map of names to entries",
};

function typeSentence(expected: string, message: string): string {
  const wanted = TYPES[expected] ?? expected;
  if (message.includes("received undefined")) return `is missing: ${wanted} is required here`;
  const got = /received (\w+)/.exec(message)?.[1];
  return `must be ${wanted}${got === undefined || expected === "int" ? "" : `, not ${TYPES[got] ?? got}`}`;
}

/** A number as it is; of a text or a list, how long it must be. */
function limit(bound: number | bigint, origin: string): string {
  if (origin === "string") return `${bound} ${Number(bound) === 1 ? "character" : "characters"} long`;
  return origin === "array" ? `${bound} ${Number(bound) === 1 ? "entry" : "entries"} long` : String(bound);
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/**
 * The field names allowed at a path of a schema, for the suggestion behind a misspelt one; none where the path leads nowhere
 * or to a map with free names.
 */
export function fieldNamesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let found: z.ZodType[] = [schema];
  for (const segment of path) found = found.flatMap(variants).flatMap((variant) => step(variant, segment));
  return found
    .flatMap(variants)
    .flatMap((variant) => (variant instanceof z.ZodObject ? Object.keys(variant.shape) : []));
}

/** The schemas behind a default, an optional or a union. */
function variants(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return variants(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(variants);
  return [schema];
}

function step(schema: z.ZodType, segment: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (!(schema instanceof z.ZodObject) || typeof segment !== "string") return [];
  const field: unknown = Object.hasOwn(schema.shape, segment) ? schema.shape[segment] : undefined;
  return field instanceof z.ZodType ? [field] : [];
}
