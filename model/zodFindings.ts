/** Turns what zod reports into findings in our words. */
import type { z } from "zod";
import { nearest, names, pathOf, printable, type Finding } from "./findings";

type Issue = z.core.$ZodIssue;

/**
 * All issues of a failed parse. Values are not repeated: a setting may be a secret. `keysAt` gives the fields that are
 * allowed at a path, for the suggestion behind an unknown one.
 */
export function zodFindings(
  error: z.ZodError,
  keysAt: (path: readonly PropertyKey[]) => readonly string[] = () => [],
): Finding[] {
  return error.issues.flatMap((issue) => issueFindings(issue, keysAt));
}

function issueFindings(issue: Issue, keysAt: (path: readonly PropertyKey[]) => readonly string[]): Finding[] {
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
        issueFindings({ ...inner, path: [...issue.path, ...inner.path] } as Issue, keysAt),
      );
    }
  }
  return [{ rule: "shape", level: "error", path: pathOf(issue.path), message: lower(sentence(issue)) }];
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

function sentence(issue: Issue | z.core.$ZodRawIssue): string {
  if (issue.code === "invalid_value" && "values" in issue) {
    return `must be one of ${names((issue.values as unknown[]).map(String))}`;
  }
  if (issue.code === "invalid_type" && issue.input === undefined && /received undefined/.test(issue.message ?? "")) {
    return `is missing: a ${String(issue.expected)} is required here`;
  }
  return issue.message ?? "is not valid";
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
