/** What a request lacks by AWS's model of it. Names are as Pulumi writes them: case and the plural of lists do not count. */
import type { Model, Shape } from "./models";

/** Names that are neither, by shape: Pulumi's → AWS's; null where it is no part of this request. */
export type Renames = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** What AWS chooses is a made-up text under the mocks: it has no form that could be judged. */
const FROM_MOCKS = /\b(arn:of:|id-of-|invoke-arn-of-|client-id-of-)/;

/** All problems, each with the path of the value. A property that the model does not know is one of them. */
export function requestProblems(model: Model, operation: string, request: unknown, renames: Renames = {}): string[] {
  const input = model.operations[operation]?.input?.shape;
  if (input === undefined) return [`there is no operation ${operation}`];
  return problems({ model, renames }, input, request, operation);
}

interface Context {
  readonly model: Model;
  readonly renames: Renames;
}

function problems(context: Context, name: string, value: unknown, path: string): string[] {
  const shape = withLengths(name, context.model.shapes[name]!);
  if (value === undefined || value === null) return [];
  switch (shape.type) {
    case "structure":
      return structureProblems(context, name, shape, value, path);
    case "list":
      return listProblems(context, shape, value, path);
    case "map":
      return mapProblems(context, shape, value, path);
    case "string":
      return stringProblems(shape, value, path);
    case "integer":
    case "long":
    case "double":
    case "float":
      return numberProblems(shape, value, path);
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: is no boolean`];
    default:
      return [];
  }
}

/** API Gateway's model of HTTP APIs says lengths in the names of its shapes alone. */
function withLengths(name: string, shape: Shape): Shape {
  const [, min, max] = /WithLengthBetween(\d+)And(\d+)$/.exec(name) ?? [];
  return max === undefined ? shape : { ...shape, min: Number(min), max: Number(max) };
}

function structureProblems(context: Context, name: string, shape: Shape, value: unknown, path: string): string[] {
  const members = shape.members ?? {};
  if (Array.isArray(value)) {
    // CloudFront's lists say how long they are.
    if ("Quantity" in members && "Items" in members)
      return structureProblems(context, name, shape, { Quantity: value.length, Items: value }, path);
    return [`${path}: is a list`];
  }
  if (typeof value !== "object" || value === null) return [`${path}: is no structure`];
  const found: string[] = [];
  const given = new Set<string>();
  for (const [property, inner] of Object.entries(value)) {
    if (inner === undefined || inner === null) continue;
    const renamed = context.renames[name]?.[property];
    if (renamed === null) continue;
    const member = renamed ?? memberOf(Object.keys(members), property);
    if (member === undefined || members[member] === undefined) {
      found.push(`${path}.${property}: is nothing that ${name} has`);
      continue;
    }
    given.add(member);
    found.push(...problems(context, members[member].shape, inner, `${path}.${member}`));
  }
  const missing = (shape.required ?? []).filter((member) => !given.has(member));
  return [...found, ...missing.map((member) => `${path}.${member}: is missing`)];
}

function memberOf(members: readonly string[], property: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/s$/, "");
  return (
    members.find((member) => member.toLowerCase() === property.toLowerCase()) ??
    members.find((member) => plain(member) === plain(property))
  );
}

function listProblems(context: Context, shape: Shape, value: unknown, path: string): string[] {
  // Tags and the like: a map of Pulumi's is a list of pairs of AWS's.
  const [key = "", inner = ""] = Object.keys(context.model.shapes[shape.member!.shape]!.members ?? {});
  const items = Array.isArray(value) ? value : pairsOf(value, key, inner);
  return [
    ...sizeProblems(shape, items.length, path, "entries"),
    ...items.flatMap((item, index) => problems(context, shape.member!.shape, item, `${path}[${index}]`)),
  ];
}

function pairsOf(value: unknown, keyName: string, valueName: string): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.entries(value).map(([key, inner]) => ({ [keyName]: key, [valueName]: inner as unknown }));
}

function mapProblems(context: Context, shape: Shape, value: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path}: is no map`];
  return [
    ...sizeProblems(shape, Object.keys(value).length, path, "entries"),
    ...Object.entries(value).flatMap(([key, inner]) => [
      ...problems(context, shape.key!.shape, key, `${path} (name ${key})`),
      ...problems(context, shape.value!.shape, inner, `${path}.${key}`),
    ]),
  ];
}

function stringProblems({ pattern, enum: words, ...shape }: Shape, value: unknown, path: string): string[] {
  if (typeof value !== "string") return [`${path}: is no text`];
  if (FROM_MOCKS.test(value)) return [];
  return [
    ...sizeProblems(shape, [...value].length, path, "characters"),
    ...(pattern !== undefined && !wholeMatch(pattern, value) ? [`${path}: does not match ${pattern}`] : []),
    ...(words !== undefined && !words.includes(value) ? [`${path}: is none of ${words.join(", ")}`] : []),
  ];
}

/** The patterns are Java's, and are for the whole text. */
function wholeMatch(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return new RegExp(`^(?:${pattern})$`).test(value);
  }
}

function numberProblems(shape: Shape, value: unknown, path: string): string[] {
  if (typeof value !== "number") return [`${path}: is no number`];
  return sizeProblems(shape, value, path, "");
}

function sizeProblems({ min, max }: Shape, size: number, path: string, unit: string): string[] {
  const what = unit === "" ? String(size) : `${size} ${unit}`;
  return [
    ...(min !== undefined && size < min ? [`${path}: ${what}, at least ${min}`] : []),
    ...(max !== undefined && size > max ? [`${path}: ${what}, at most ${max}`] : []),
  ];
}
