/** An access file as a person would write it, in TypeScript. Every name and text of the org is written as a JSON string. */
import type { Adopted } from "../../model/adopt";

/** Columns up to which an object stands in one line. */
const WIDTH = 110;

/** @param intro lines of a comment above it. */
export function accessFileText(file: Adopted["file"], intro: readonly string[]): string {
  const comment = intro.map((line) => ` * ${line.replaceAll("*/", "* /")}`.trimEnd()).join("\n");
  return `/**\n${comment}\n */\nimport { defineAccess } from "okta-api-access";\n\nexport default defineAccess(${written(file, 0)});\n`;
}

function written(value: unknown, depth: number): string {
  const line = inLine(value);
  if (line.length + 2 * depth <= WIDTH && depth > 1) return line;
  if (typeof value !== "object" || value === null) return line;
  const inside = "  ".repeat(depth + 1);
  const parts = Array.isArray(value)
    ? value.map((item) => `${inside}${written(item, depth + 1)},\n`)
    : entriesOf(value).map(([key, item]) => `${inside}${keyText(key)}: ${written(item, depth + 1)},\n`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.join("")}${"  ".repeat(depth)}${close}`;
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return literal(value);
  const entries = entriesOf(value).map(([key, item]) => `${keyText(key)}: ${inLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** JSON is JavaScript but for two separators of lines, which old readers take for one. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[\u2028\u2029\p{Cf}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

const entriesOf = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined);

function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : literal(key);
}
