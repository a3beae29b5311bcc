/** The kinds of properties that a resource type can have, and the check of a value against its kind. */
import { nearest, names, printable } from "../../model/findings";
import { ARCHIVE_SIGNATURE, hasSignature, isEqual, isObject, UNKNOWN, type Value } from "./values";

export type Kind =
  | { readonly is: "text"; readonly oneOf?: readonly string[] }
  | { readonly is: "whole" | "number" | "flag" | "json" | "archive" }
  | { readonly is: "set" | "map"; readonly of: Kind }
  /** Order matters in a list, and does not in a set. The objects of a list with `by` are told apart by that member. */
  | { readonly is: "list"; readonly of: Kind; readonly by?: string }
  | { readonly is: "object"; readonly members: Readonly<Record<string, Property>> };

export interface PropertyRules {
  readonly required?: boolean;
  /** Filled in where the program gives nothing, as the real provider does. */
  readonly default?: Value;
  /** What the service has where nothing is given; reading it back is no change. */
  readonly whenAbsent?: Value;
  /** The service chooses a value where none is given: it is then an output, and no change. */
  readonly assigned?: boolean;
  /** Another property holds these members and more: what was given and is among them is as it should be. */
  readonly partOf?: string;
  /** A change makes a new resource. */
  readonly replace?: boolean;
  /** A change from this value makes a new resource. */
  readonly replaceFrom?: Value;
}

export type Property = Kind & PropertyRules;

export const text = (rules: PropertyRules & { oneOf?: readonly string[] } = {}): Property => ({ is: "text", ...rules });
export const whole = (rules: PropertyRules = {}): Property => ({ is: "whole", ...rules });
export const number = (rules: PropertyRules = {}): Property => ({ is: "number", ...rules });
export const flag = (rules: PropertyRules = {}): Property => ({ is: "flag", ...rules });
/** A JSON document, as text or as the object itself. */
export const json = (rules: PropertyRules = {}): Property => ({ is: "json", ...rules });
export const archive = (rules: PropertyRules = {}): Property => ({ is: "archive", ...rules });
export const list = (of: Kind, rules: PropertyRules & { by?: string } = {}): Property => ({ is: "list", of, ...rules });
export const set = (of: Kind, rules: PropertyRules = {}): Property => ({ is: "set", of, ...rules });
export const map = (of: Kind, rules: PropertyRules = {}): Property => ({ is: "map", of, ...rules });
export const object = (members: Readonly<Record<string, Property>>, rules: PropertyRules = {}): Property => ({
  is: "object",
  members,
  ...rules,
});

export interface Failure {
  /** The property's path: `corsConfiguration.maxAge`, `jwks[0].kid`. */
  readonly property: string;
  /** A sentence: what is wrong and what is allowed. The value is not in it: it may be a secret. */
  readonly reason: string;
}

/** Checks the members of a resource's inputs, or of an object in them. `owner` is named in the sentences. */
export function checkMembers(
  members: Readonly<Record<string, Property>>,
  values: Readonly<Record<string, Value>>,
  owner: string,
  path = "",
): Failure[] {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const failures: Failure[] = [];
  for (const [name, value] of Object.entries(values)) {
    const property = Object.hasOwn(members, name) ? members[name] : undefined;
    if (property) failures.push(...checkKind(property, value, owner, at(name)));
    else failures.push({ property: at(name), reason: unknownProperty(at(name), Object.keys(members), owner, name) });
  }
  for (const [name, { required }] of Object.entries(members)) {
    if (required && (values[name] === undefined || values[name] === null)) {
      failures.push({ property: at(name), reason: `\`${at(name)}\` is required by ${owner} and missing` });
    }
  }
  return failures;
}

function unknownProperty(path: string, known: readonly string[], owner: string, name: string): string {
  const near = nearest(name, known);
  const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
  return `the local provider does not know the property \`${printable(path)}\` of ${owner}${hint} (known: ${names([...known].sort())})`;
}

function checkKind(kind: Kind, value: Value, owner: string, path: string): Failure[] {
  if (value === UNKNOWN || value === null || value === undefined) return [];
  const wrong = (expected: string) => [{ property: path, reason: `\`${path}\` of ${owner} must be ${expected}` }];
  switch (kind.is) {
    case "text":
      if (typeof value !== "string") return wrong("a text");
      return kind.oneOf && !kind.oneOf.includes(value) ? wrong(`one of ${names(kind.oneOf)}`) : [];
    case "whole":
      return Number.isInteger(value) ? [] : wrong("a whole number");
    case "number":
      return typeof value === "number" ? [] : wrong("a number");
    case "flag":
      return typeof value === "boolean" ? [] : wrong("true or false");
    case "json":
      return isObject(value) || isJson(value) ? [] : wrong("a JSON document");
    case "archive":
      return hasSignature(value, ARCHIVE_SIGNATURE) ? [] : wrong("an archive");
    case "list":
    case "set":
      if (!Array.isArray(value)) return wrong("a list");
      return value.flatMap((item: Value, i) => checkKind(kind.of, item, owner, `${path}[${i}]`));
    case "map":
      if (!isObject(value)) return wrong("a map");
      return Object.entries(value).flatMap(([key, item]) =>
        checkKind(kind.of, item, owner, `${path}[${JSON.stringify(key)}]`),
      );
    case "object":
      return isObject(value) ? checkMembers(kind.members, value, owner, path) : wrong("an object");
  }
}

function isJson(value: Value): boolean {
  if (typeof value !== "string") return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** Whether two values of a kind are the same: sets without regard to order, documents without regard to spaces. */
export function isSame(kind: Kind, a: Value | undefined, b: Value | undefined): boolean {
  if (a === UNKNOWN || b === UNKNOWN) return false;
  if (kind.is === "set" && Array.isArray(a) && Array.isArray(b)) {
    const rest = [...(b as Value[])];
    return (
      a.length === b.length &&
      a.every((item: Value) => {
        const at = rest.findIndex((other) => isSame(kind.of, item, other));
        return at !== -1 && rest.splice(at, 1).length === 1;
      })
    );
  }
  if (kind.is === "list" && Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: Value, i) => isSame(kind.of, item, (b as Value[])[i]));
  }
  if (kind.is === "object" && isObject(a) && isObject(b)) {
    return Object.keys({ ...a, ...b }).every((name) => {
      const member = kind.members[name];
      return member ? isSame(member, a[name], b[name]) : isEqual(a[name], b[name]);
    });
  }
  if (kind.is === "json" && a !== undefined && b !== undefined) return isEqual(parsed(a), parsed(b));
  return isEqual(a ?? undefined, b ?? undefined);
}

function parsed(value: Value): Value {
  return typeof value === "string" && isJson(value) ? (JSON.parse(value) as Value) : value;
}
