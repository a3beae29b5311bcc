/**
 * The groups that an expression names by id. In the access file and in a plan a group's key stands where Okta wants the id:
 * `isMemberOfGroup("auditors")`. No id of Okta's looks like a key, for ids begin with `00g`.
 */
import { GROUP_NAME_KEY } from "./faults";
import { EXPRESSION_MAX_LENGTH, parseExpression, partsOf, type Expression } from "./parse";
import { ExpressionError } from "./tokens";

type Call = Extract<Expression, { kind: "call" }>;

/** One group in an expression, as written. */
export interface GroupReference {
  readonly value: string;
  /** Where it stands in the text, its quotes included. */
  readonly at: number;
  readonly end: number;
}

/** Characters of every id of Okta's. Source: the ids in Okta's API reference. */
export const ID_LENGTH = 20;

/** Whether a text is the id of a group, and not a key. */
export function isGroupId(text: string): boolean {
  return /^00g[A-Za-z0-9]{17}$/.test(text);
}

/** Functions whose result hangs on the name of a group: a directory's namesake, or a renamed group, changes what they say. */
const BY_NAME: ReadonlySet<string> = new Set([
  "isMemberOfGroupName",
  "isMemberOfGroupNameStartsWith",
  "isMemberOfGroupNameContains",
  "isMemberOfGroupNameRegex",
]);

/** What in an expression asks for membership by a group's name, as it is called. */
export function membershipByName(expression: Expression): string[] {
  const calls = [...partsOf(expression)].flatMap((part) =>
    part.kind === "call" && asksByName(part) ? [part.name] : [],
  );
  return [...new Set(calls)];
}

/** Lists of names of groups, in which somebody may look for one. */
const NAMES_OF_GROUPS: ReadonlySet<string> = new Set([
  "project",
  "Groups.startsWith",
  "Groups.contains",
  "Groups.endsWith",
]);

function asksByName({ name, args }: Call): boolean {
  if (BY_NAME.has(name)) return true;
  if (name === "user.isMemberOf")
    return args.some((filter) => filter.kind === "map" && filter.entries.some(([key]) => key === GROUP_NAME_KEY));
  const lists = name === "Arrays.contains" ? [...partsOf(args[0]!)] : [];
  return lists.some((part) => part.kind === "call" && NAMES_OF_GROUPS.has(part.name));
}

/** The groups that an expression names where Okta wants ids, in the order of the text. */
export function groupReferences(expression: Expression): GroupReference[] {
  const found = [...partsOf(expression)].flatMap((part) => (part.kind === "call" ? idsIn(part) : []));
  return found.flatMap((part) => textsOf(part)).sort((a, b) => a.at - b.at);
}

function idsIn({ name, args }: Call): readonly Expression[] {
  if (name === "isMemberOfGroup" || name === "isMemberOfAnyGroup") return args;
  if (name === "getFilteredGroups") return args.slice(0, 1);
  if (name !== "user.getGroups" && name !== "user.isMemberOf") return [];
  return args.flatMap((filter) =>
    filter.kind === "map" ? filter.entries.flatMap(([key, value]) => (key === "group.id" ? [value] : [])) : [],
  );
}

function textsOf(expression: Expression): GroupReference[] {
  if (expression.kind === "list") return expression.items.flatMap(textsOf);
  if (expression.kind !== "value" || typeof expression.value !== "string") return [];
  return [{ value: expression.value, at: expression.at!, end: expression.end! }];
}

/** The keys that an expression names, each once; ids of Okta's are none. @throws ExpressionError as `parseExpression` does. */
export function groupKeysIn(text: string): string[] {
  const values = groupReferences(parseExpression(text)).map(({ value }) => value);
  return [...new Set(values.filter((value) => !isGroupId(value)))];
}

/**
 * The expression as Okta gets it: each key in the place of an id becomes that group's id.
 *
 * @param ids key → id; every key of the expression is in it.
 * @throws ExpressionError where a key has no id, where an id would change the expression's meaning, and where the whole is
 *   longer than Okta takes.
 */
export function withGroupIds(text: string, ids: Readonly<Record<string, string>>): string {
  let filled = "";
  let from = 0;
  for (const { value, at, end } of groupReferences(parseExpression(text))) {
    if (isGroupId(value)) continue;
    const id = Object.hasOwn(ids, value) ? ids[value]! : undefined;
    if (id === undefined) throw new ExpressionError(`the group \`${value}\` of the expression is not given`, at);
    if (!/^[A-Za-z0-9_-]+$/.test(id))
      throw new ExpressionError(`the id of the group \`${value}\` is no id of Okta's`, at);
    filled += `${text.slice(from, at)}"${id}"`;
    from = end;
  }
  filled += text.slice(from);
  if (filled.length <= EXPRESSION_MAX_LENGTH) return filled;
  throw new ExpressionError(
    `the expression has ${filled.length} characters with the ids of its groups; at most ${EXPRESSION_MAX_LENGTH} are allowed`,
  );
}

/** How long an expression is once its keys are ids. */
export function lengthWithIds(text: string): number {
  const keys = groupReferences(parseExpression(text)).filter(({ value }) => !isGroupId(value));
  return keys.reduce((length, { at, end }) => length - (end - at) + ID_LENGTH + 2, text.length);
}
