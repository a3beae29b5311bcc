/** The resources of a stack as JSON that a person reviews: one line for each, sorted, and the same each time. */
import { compare } from "../../model/findings";
import type { Registration } from "../../local/engine/recordProgram";
import { PUBLIC_JWK } from "../../local/serviceKeys";

/** Longer resources have a line for each of their parts, but for rules, which are read as one. */
const LINE_MAX = 800;
const ONE_LINE = new Set(["okta:auth/serverPolicyRule:ServerPolicyRule"]);

/** What an input is where it is not for a reader of the plan. */
const SECRET = "(secret)";
const KEY = "(known after deployment)";

/** Beside the inputs of a resource: the name by which the engine knows it, where its key has changed. No input is called so. */
export const WAS = "(was)";

/**
 * The JSON text: type → name → inputs, with the tags that all have in common once, above. Components have none of their own.
 *
 * @param was The keys that clients and groups of the access file had before.
 */
export function resourceLines(resources: readonly Registration[], was: readonly string[] = []): string {
  const earlier = earlierNames(resources, was);
  const byType = new Map<string, Registration[]>();
  const custom = resources.filter((resource) => resource.custom);
  const tags = commonTags(custom);
  for (const resource of custom) byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
  const types = [...byType].sort(([a], [b]) => compare(a, b));
  const blocks = types.map(([type, all]) => {
    const lines = [...all].sort(byPlace).map(({ name, inputs }) => {
      const { tags: own, ...rest } = inputs;
      const before = earlier.get(`${type}::${name}`);
      const given = { ...(inline(own) === tags ? rest : inputs), ...(before !== undefined && { [WAS]: before }) };
      const value = written(shown(given), "    ", ONE_LINE.has(type));
      return `    ${JSON.stringify(name)}: ${value}`;
    });
    return `  ${JSON.stringify(type)}: {\n${lines.join(",\n")}\n  }`;
  });
  const head = tags === undefined ? [] : [`  "tags": ${tags}`];
  return `{\n${[...head, ...blocks].join(",\n")}\n}\n`;
}

/** `type::name` → the name before. A child whose name begins with that of its component has changed with it, as for the engine. */
function earlierNames(resources: readonly Registration[], was: readonly string[]): Map<string, string> {
  const earlier = new Map<string, string>();
  if (was.length === 0) return earlier;
  for (const { type, name, aliases } of resources) {
    const before = aliases.find((alias) => was.some((key) => alias.includes(key)));
    if (before !== undefined) earlier.set(`${type}::${name}`, before);
  }
  for (const { type, name, parent } of resources) {
    const before = parent === undefined ? undefined : earlier.get(parent);
    const own = parent?.split("::").slice(1).join("::");
    if (before === undefined || own === undefined || !name.startsWith(own)) continue;
    const key = `${type}::${name}`;
    if (!earlier.has(key)) earlier.set(key, `${before}${name.slice(own.length)}`);
  }
  return earlier;
}

/** The tags that most resources with tags have. */
function commonTags(resources: readonly Registration[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { inputs } of resources) {
    if (inputs["tags"] === undefined) continue;
    const tags = inline(inputs["tags"]);
    counts.set(tags, (counts.get(tags) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b))[0]?.[0];
}

/** What has a place in an order stands in that order: the rules of a policy, the rules of a listener. */
function byPlace({ name: a, inputs: one }: Registration, { name: b, inputs: other }: Registration): number {
  const within = compare(ownerOf(one), ownerOf(other));
  return within || Number(one["priority"] ?? 0) - Number(other["priority"] ?? 0) || compare(a, b);
}

function ownerOf(inputs: Registration["inputs"]): string {
  return String(inputs["policyId"] ?? inputs["listenerArn"] ?? "");
}

/** One line, or one for each part where that would be too long. */
function written(value: unknown, indent: string, oneLine: boolean): string {
  const line = inline(value);
  if (oneLine || line.length <= LINE_MAX || typeof value !== "object" || value === null) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((part) => `${inner}${written(part, inner, false)}`).join(",\n")}\n${indent}]`;
  }
  const parts = Object.entries(value).map(([key, part]) => `${inner}${JSON.stringify(key)}: ${written(part, inner, false)}`);
  return `{\n${parts.join(",\n")}\n${indent}}`;
}

/** JSON on one line, with a space where a person would write one. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** Keys sorted, secrets and code replaced by a word, and JSON within a text as the value that it is. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === "string") return asValue(value);
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secret") return SECRET;
  if (keys.length === 1 && keys[0] === "files") return `(${Object.keys(Object(Reflect.get(value, "files"))).sort().join(", ")})`;
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, part]) => [key, shown(part)]));
}

function asValue(text: string): unknown {
  if (text === PUBLIC_JWK.n) return KEY;
  if (!/^[[{]/.test(text)) return text;
  try {
    return shown(JSON.parse(text));
  } catch {
    return text;
  }
}
