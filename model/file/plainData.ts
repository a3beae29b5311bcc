/** Checks that a value is plain data, as JSON could hold it, before anything else looks at it. */
import { pathOf, type Finding } from "../findings";

/** Names that JavaScript gives a meaning of their own; as the name of a scope or a group they would be lost or misread. */
const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Deeper than any access file can be. */
const MAX_DEPTH = 12;

/** What is not plain data in a value: getters, class instances, functions, forbidden names, endless nesting. */
export function plainDataFindings(value: unknown): Finding[] {
  const findings: Finding[] = [];
  visit(value, [], [], findings);
  return findings;
}

function visit(value: unknown, path: readonly PropertyKey[], above: readonly unknown[], findings: Finding[]): void {
  const problem = above.includes(value) ? "contains itself" : problemOf(value, path);
  if (problem !== undefined) {
    findings.push({ rule: "plain-data", level: "error", path: pathOf(path), message: problem });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (FORBIDDEN.has(key)) {
      findings.push({
        rule: "name",
        level: "error",
        path: pathOf(here),
        message: `\`${key}\` cannot be a name here: JavaScript gives it a meaning of its own; choose another name`,
      });
    } else {
      visit(Reflect.get(value, key), here, [...above, value], findings);
    }
  }
}

function problemOf(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") {
    return `must be plain data, not a ${typeof value}`;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (path.length > MAX_DEPTH) return "is nested too deeply for an access file";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) || prototype === Object.prototype || prototype === null) return undefined;
  return "must be plain data: an object literal or JSON, without a class or a `__proto__`";
}
