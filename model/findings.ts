/** What is wrong with a model or a setting: first as data, then as a sentence, then as print. */
import { closest, distance } from "fastest-levenshtein";

/** One thing that is wrong, or probably not meant. */
export interface Finding {
  /** A stable name of the rule that was broken, such as `unknown-scope`. */
  rule: string;
  /** A note is worth knowing, and nothing to mend. */
  level: "error" | "warning" | "note";
  /** Where, in the words of the file: `clients.support-console.scopes[2]`. */
  path: string;
  /** The file, where it is not the access file: `Pulumi.dev.yaml`. */
  file?: string;
  /** One sentence: what is wrong, what is allowed, what to do. Lower case, no final period. */
  message: string;
  /** Plain data for programs, where there is more to know than the message says. */
  details?: object;
}

/** A name that is not defined, and those that are. */
export interface UnknownName {
  rule: string;
  /** What kind of thing is named: `scope`, `group`, `client`. */
  kind: string;
  path: string;
  value: string;
  allowed: readonly string[];
}

/** A reference to something that is not defined, with the nearest name and all that would be allowed. */
export function unknownName({ rule, kind, path, value, allowed }: UnknownName): Finding {
  const near = nearest(value, allowed);
  const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
  return {
    rule,
    level: "error",
    path,
    message: `${kind} \`${printable(value)}\` is not defined${hint} (defined: ${names(allowed)})`,
  };
}

/** The defined name that a person most likely meant, if one is near enough. */
export function nearest(value: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0) return undefined;
  const candidate = closest(value, allowed);
  return distance(value, candidate) <= Math.max(2, Math.floor(value.length / 3)) ? candidate : undefined;
}

const SHOWN = 12;

/** A list of names for a sentence, cut at a length that a person still reads. */
export function names(all: readonly string[]): string {
  if (all.length === 0) return "none";
  const shown = all.slice(0, SHOWN).map((name) => `\`${printable(name)}\``);
  return all.length > SHOWN ? `${shown.join(", ")} and ${all.length - SHOWN} more` : shown.join(", ");
}

/** Makes user input safe to print: control characters escaped, length bounded. */
export function printable(value: string): string {
  const cut = value.length > 120 ? `${value.slice(0, 117)}...` : value;
  return cut.replace(/[\p{Cc}\p{Cf}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

/** Writes a path as a person would in the file: dots for plain keys, brackets for indices and for keys with other characters. */
export function pathOf(segments: readonly PropertyKey[]): string {
  let path = "";
  for (const segment of segments) {
    if (typeof segment === "number") path += `[${segment}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(String(segment)))
      path += path === "" ? String(segment) : `.${String(segment)}`;
    else path += `[${JSON.stringify(String(segment))}]`;
  }
  return path;
}

/** A mistake: the file cannot be used. */
export function error(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "error", path: pathOf(path), message };
}

/** Probably not meant; the file can be used. */
export function warning(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "warning", path: pathOf(path), message };
}

/** As it is meant to be, with something that one may not expect. */
export function note(rule: string, path: readonly PropertyKey[], message: string): Finding {
  return { rule, level: "note", path: pathOf(path), message };
}

/** The segments of a path that `pathOf` has written. */
export function segmentsOf(path: string): (string | number)[] {
  const parts = path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|[^.[\]]+/g);
  return [...parts].map(([plain, index, quoted]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? plain : String(JSON.parse(quoted));
  });
}

/** Puts findings in the order in which they are printed: errors first, notes last, then by place. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const rank = { error: 0, warning: 1, note: 2 } as const;
  return [...findings].sort(
    (a, b) =>
      rank[a.level] - rank[b.level] ||
      compare(a.file ?? "", b.file ?? "") ||
      compare(a.path, b.path) ||
      compare(a.rule, b.rule) ||
      compare(a.message, b.message),
  );
}

/** Orders strings by code unit, the same on every machine whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The findings as text, one to a line. */
export function printFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ level, file, path, message }) => {
      const where = [...(file === undefined ? [] : [file]), path === "" ? "(top level)" : path];
      return `${level}: ${where.join(": ")}: ${message}`;
    })
    .join("\n");
}

/** A model or a setting with mistakes of its author's making: print the message, never the stack. */
export class AccessError extends Error {
  override readonly name = "AccessError";
  constructor(
    /** What was read, for the first line: `access.ts`, `Pulumi.dev.yaml`. */
    readonly source: string,
    readonly findings: readonly Finding[],
  ) {
    const count = findings.filter((finding) => finding.level === "error").length;
    super(`${source} has ${count} ${count === 1 ? "error" : "errors"}:\n${printFindings(findings)}`);
  }
}
