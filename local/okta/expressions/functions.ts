/** The functions of Okta's expression language that the local Okta evaluates. */
import {
  FILTERED_FIELDS,
  GROUP_FILTER_KEYS,
  PROJECTED_FIELDS,
  GROUP_NAME_KEY,
  GROUP_NAME_OPERATORS,
  GROUPS_LIMIT,
  javaRegex,
  PatternError,
} from "../../../model/okta";

export interface ExpressionGroup {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** What fills the group, where that is not Okta itself: its id, and its kind such as `active_directory`. */
  readonly source?: { readonly id: string; readonly type: string };
}

/** What an expression may look at. `user` is null in a grant without a user. */
export interface ExpressionContext {
  readonly user: ExpressionUser | null;
  /** Whether it is the language of sign-on rules, in which an attribute of the user is `user.profile.department`. */
  readonly isSignOnRule?: boolean;
  readonly app?: {
    readonly id: string;
    readonly clientId: string;
    readonly profile: Readonly<Record<string, unknown>>;
  };
  /** What the app knows of the user. */
  readonly appUser?: Readonly<Record<string, unknown>>;
  /** The scopes that are being granted. */
  readonly scopes: readonly string[];
}

export interface ExpressionUser {
  readonly id: string;
  readonly status: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly groups: readonly ExpressionGroup[];
}

/** The expression is well formed but has no value for this user: Okta then refuses the whole token. */
export class EvaluationFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EvaluationFailure";
  }
}

/** Works out a function of checked arity; how many arguments each takes stands in `model/okta/expressions/functions.ts`. */
export type ExpressionFunction = (args: readonly unknown[], context: ExpressionContext) => unknown;

function list(value: unknown): readonly unknown[] {
  // An empty text is an empty list too: `Arrays.isEmpty(Arrays.toCsvString(…))` is how Okta's examples ask for none.
  if (value === null || value === undefined || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new EvaluationFailure("a text was expected");
}

function whole(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new EvaluationFailure("a number was expected");
}

/** Okta's patterns are Java's, and match whole names. One that cannot be read, or is not modelled, has no value. */
export function matchesRegex(value: string, pattern: string): boolean {
  try {
    return javaRegex(pattern).test(value);
  } catch (error) {
    const lacks = error instanceof PatternError && error.kind === "not-modelled";
    throw new EvaluationFailure(
      lacks ? `the local Okta does not evaluate the pattern: ${error.message}` : "the pattern cannot be read",
    );
  }
}

const groupsOf = (context: ExpressionContext): readonly ExpressionGroup[] => context.user?.groups ?? [];

function memberWhere(test: (group: ExpressionGroup, wanted: string) => boolean): ExpressionFunction {
  return (args, context) => args.some((wanted) => groupsOf(context).some((group) => test(group, text(wanted))));
}

/** Whether the group comes from there: `OKTA`, a kind of app such as `active_directory`, or the id of one app. */
function comesFrom({ source }: ExpressionGroup, wanted: string): boolean {
  return source === undefined ? wanted === "OKTA" : source.type === wanted || source.id === wanted;
}

/** `Groups.startsWith(source, pattern, limit)`: the names of the groups of that source, or null where there is none. */
function groupNames(test: (name: string, pattern: string) => boolean): ExpressionFunction {
  return ([source, pattern, limit], context) => {
    const most = whole(limit);
    if (most < 1 || most > GROUPS_LIMIT) throw new EvaluationFailure(`the limit must be 1 to ${GROUPS_LIMIT}`);
    const groups = groupsOf(context).filter((group) => comesFrom(group, text(source)));
    const names = groups.map((group) => group.name);
    const found = names.filter((name) => test(name, text(pattern))).slice(0, most);
    return found.length === 0 ? null : found;
  };
}

function filteredGroups(args: readonly unknown[], context: ExpressionContext): unknown {
  const [allowed, field, limit] = args;
  const ids = new Set(list(allowed));
  if (typeof field !== "string" || !FILTERED_FIELDS.includes(field))
    throw new EvaluationFailure(`only ${FILTERED_FIELDS.map((each) => `\`${each}\``).join(" and ")} are known`);
  const found = groupsOf(context).filter((group) => ids.has(group.id));
  return found.map((group) => (field === "group.name" ? group.name : group.id)).slice(0, whole(limit));
}

/** `user.getGroups({'group.profile.name': 'x', 'operator': 'EXACT'})`; several filters must all hold. */
function userGroups(args: readonly unknown[], context: ExpressionContext): readonly ExpressionGroup[] {
  return groupsOf(context).filter((group) => args.every((filter) => groupFits(group, filter)));
}

type FilterKey = Exclude<(typeof GROUP_FILTER_KEYS)[number], typeof GROUP_NAME_KEY>;

/** What a filter may name besides a group's name; these are compared letter by letter. */
const EXACT: Readonly<Record<FilterKey, (group: ExpressionGroup) => unknown>> = {
  "group.id": (group) => group.id,
  "group.type": (group) => group.type,
  "group.source.id": (group) => group.source?.id,
};
const KEYS: ReadonlySet<unknown> = new Set(GROUP_FILTER_KEYS);
const OPERATORS: ReadonlySet<unknown> = new Set([...GROUP_NAME_OPERATORS, undefined]);

/**
 * Of several values any one is enough. Without an operator a name need only begin with the value.
 * Source: Okta's reference of its expression language in Identity Engine.
 */
function groupFits(group: ExpressionGroup, filter: unknown): boolean {
  if (!(filter instanceof Map)) throw new EvaluationFailure("a filter was expected");
  const operator: unknown = filter.get("operator");
  const keys = [...filter.keys()].filter((key) => key !== "operator");
  const known = keys.length > 0 && keys.every((key) => KEYS.has(key));
  if (!known || !OPERATORS.has(operator) || (operator !== undefined && !filter.has(GROUP_NAME_KEY)))
    throw new EvaluationFailure("the filter is none of groups");
  const nameFits = (value: unknown) =>
    operator === "EXACT" ? group.name === text(value) : group.name.startsWith(text(value));
  return keys.every((key) => {
    const values = list(filter.get(key));
    return key === GROUP_NAME_KEY ? values.some(nameFits) : values.includes(EXACT[key as FilterKey](group));
  });
}

function project([of, name]: readonly unknown[]): unknown {
  if (typeof name !== "string" || !PROJECTED_FIELDS.includes(name))
    throw new EvaluationFailure(`only ${PROJECTED_FIELDS.join(", ")} can be projected`);
  return list(of).map((item) => (name === "id" ? (item as ExpressionGroup).id : (item as ExpressionGroup).name));
}

const ARRAYS: readonly [string, ExpressionFunction][] = [
  ["Arrays.add", ([of, item]) => [...list(of), item]],
  ["Arrays.remove", ([of, item]) => list(of).filter((each) => each !== item)],
  ["Arrays.clear", () => []],
  ["Arrays.get", ([of, at]) => list(of)[whole(at)] ?? null],
  ["Arrays.flatten", (args) => args.flatMap(list)],
  ["Arrays.contains", ([of, item]) => list(of).includes(item)],
  ["Arrays.size", ([of]) => list(of).length],
  ["Arrays.isEmpty", ([of]) => list(of).length === 0],
  ["Arrays.toCsvString", ([of]) => list(of).map(text).join(",")],
];

function cut(of: unknown, at: unknown, part: (value: string, index: number, length: number) => string): string {
  const [value, mark] = [text(of), text(at)];
  const index = value.indexOf(mark);
  return index < 0 ? value : part(value, index, mark.length);
}

const STRINGS: readonly [string, ExpressionFunction][] = [
  ["String.append", ([of, more]) => text(of) + text(more)],
  ["String.join", ([separator, ...parts]) => parts.flatMap(list).map(text).join(text(separator))],
  ["String.len", ([of]) => text(of).length],
  ["String.removeSpaces", ([of]) => text(of).replaceAll(" ", "")],
  ["String.replace", ([of, from, to]) => text(of).split(text(from)).join(text(to))],
  ["String.replaceFirst", ([of, from, to]) => text(of).replace(text(from), () => text(to))],
  ["String.startsWith", ([of, start]) => text(of).startsWith(text(start))],
  ["String.stringContains", ([of, part]) => text(of).includes(text(part))],
  ["String.substring", ([of, from, to]) => text(of).slice(whole(from), whole(to))],
  ["String.substringAfter", ([of, at]) => cut(of, at, (value, index, length) => value.slice(index + length))],
  ["String.substringBefore", ([of, at]) => cut(of, at, (value, index) => value.slice(0, index))],
  ["String.toLowerCase", ([of]) => text(of).toLowerCase()],
  ["String.toUpperCase", ([of]) => text(of).toUpperCase()],
];

const MEMBERSHIP: readonly [string, ExpressionFunction][] = [
  ["isMemberOfGroup", memberWhere((group, id) => group.id === id)],
  ["isMemberOfAnyGroup", memberWhere((group, id) => group.id === id)],
  ["isMemberOfGroupName", memberWhere((group, name) => group.name === name)],
  ["isMemberOfGroupNameStartsWith", memberWhere((group, start) => group.name.startsWith(start))],
  ["isMemberOfGroupNameContains", memberWhere((group, part) => group.name.includes(part))],
  ["isMemberOfGroupNameRegex", memberWhere((group, pattern) => matchesRegex(group.name, pattern))],
  ["Groups.startsWith", groupNames((name, pattern) => name.startsWith(pattern))],
  ["Groups.contains", groupNames((name, pattern) => name.includes(pattern))],
  ["Groups.endsWith", groupNames((name, pattern) => name.endsWith(pattern))],
  ["getFilteredGroups", filteredGroups],
  ["user.getGroups", userGroups],
  ["user.isMemberOf", (args, context) => userGroups(args, context).length > 0],
  [
    "user.getInternalProperty",
    ([name], { user }) => (name === "id" || name === "status" ? (user?.[name] ?? null) : null),
  ],
  ["project", project],
];

export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map([...ARRAYS, ...STRINGS, ...MEMBERSHIP]);
