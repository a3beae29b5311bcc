/** Reads an access file: shape, references and rules are checked, defaults filled in, and one stack's part is taken. */
import { z } from "zod";
import type { Access } from "./access";
import { AccessError, sortFindings, type Finding } from "../findings";
import { plainDataFindings } from "./plainData";
import { prune } from "./prune";
import { resolve } from "./resolve";
import { accessFileSchema, type ParsedAccess } from "./schema";
import { handlerFolderFindings, type HandlerFolders } from "./validate/handlers";
import type { DefinedNames } from "./validate/references";
import { validateFile, validateReferences, validateResolved } from "./validate/validate";
import { zodFindings, fieldNamesAt } from "./zodFindings";

/** Which stack, and what to call the file. */
export interface LoadOptions {
  /** The stack whose entries are taken. Without one: only the entries that exist in every stack. */
  readonly stack?: string;
  /** What was read, for the first line of an error: `access.ts`. */
  readonly source?: string;
  /** The product's handlers. Without them a route may name any. */
  readonly handlers?: HandlerFolders;
}

/** The access, if the file is right, and all findings. */
export interface CheckedAccess {
  /** Absent where there is an error. */
  readonly access?: Access;
  /** All at once, errors first, then by place. */
  readonly findings: Finding[];
}

/**
 * The access that a file describes, for one stack.
 *
 * @param value what `defineAccess` returned, or the same as JSON.
 * @throws AccessError with every error that was found.
 */
export function loadAccess(value: unknown, options: LoadOptions = {}): Access {
  const { access, findings } = checkAccess(value, options);
  if (!access) throw new AccessError(options.source ?? "the access file", findings);
  return access;
}

/** Like `loadAccess`, but returns what it found, warnings included. */
export function checkAccess(value: unknown, options: LoadOptions = {}): CheckedAccess {
  const notPlain = plainDataFindings(value);
  if (notPlain.length > 0) return { findings: sortFindings(notPlain) };
  const parsed = accessFileSchema.safeParse(value);
  if (!parsed.success) {
    const shape = zodFindings(parsed.error, (path) => fieldNamesAt(accessFileSchema, path), value);
    return { findings: sortFindings([...shape, ...referencesOfTheRest(value, parsed.error.issues)]) };
  }
  const findings = validateFile(parsed.data);
  if (options.handlers) findings.push(...handlerFolderFindings(parsed.data, options.handlers));
  if (hasError(findings)) return { findings: sortFindings(findings) };
  const access = resolve(parsed.data, options.stack);
  findings.push(...validateResolved(access));
  return hasError(findings) ? { findings: sortFindings(findings) } : { access, findings: sortFindings(findings) };
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "error");
}

/** A wrong shape in one entry shall not hide a misspelt name in another: the sound entries are still looked at. */
function referencesOfTheRest(value: unknown, issues: Parameters<typeof prune>[1]): Finding[] {
  const rest = accessFileSchema.safeParse(prune(value, issues));
  return rest.success ? validateReferences(rest.data, definedNames(value, rest.data)) : [];
}

/** Names count as defined even where their entry has a wrong shape. */
function definedNames(value: unknown, rest: ParsedAccess): DefinedNames {
  const keys = (field: "scopes" | "groups") => {
    const entries: unknown = typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
    return new Set(Object.keys(typeof entries === "object" && entries !== null ? entries : rest[field]));
  };
  return { scopes: keys("scopes"), groups: keys("groups") };
}

/**
 * The JSON Schema of an access file. Fields with a default may be left out, as in the file; references between entries are
 * not in it.
 */
export function accessJsonSchema(): Record<string, unknown> {
  return { title: "Access file", ...z.toJSONSchema(accessFileSchema, { io: "input", target: "draft-2020-12" }) };
}
