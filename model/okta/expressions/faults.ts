/**
 * Faults that can be seen in an expression before anybody signs in: by what is written out in it, it has no value for
 * anybody. Okta saves such an expression too, and then makes no token. Source: Okta's references of both expression
 * languages.
 */
import { printable } from "../../findings";
import { javaRegex, PatternError } from "../javaRegex";
import { partsOf, type Expression } from "./parse";

type Call = Extract<Expression, { kind: "call" }>;

/** Okta's limit of the groups that `Groups.…` and a groups claim may return. */
export const GROUPS_LIMIT = 100;

/** What a filter of `user.getGroups` and `user.isMemberOf` may name. */
export const GROUP_FILTER_KEYS = ["group.id", "group.type", "group.source.id", "group.profile.name"] as const;
/** How the name of a group is compared. */
export const GROUP_NAME_OPERATORS = ["EXACT", "STARTS_WITH"] as const;
export const GROUP_NAME_KEY = "group.profile.name";

/** What the objects have that are not profiles of people. Source: Okta's article on what a claim can say of an app. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  app: ["id", "clientId", "profile"],
  access: ["scope"],
};

/** Why a claim with this expression has no value for anybody: half a sentence each; none: nothing of the kind was seen. */
export function expressionFaults(expression: Expression): string[] {
  const found = [...partsOf(expression)].flatMap((part) =>
    part.kind === "call" ? callFaults(part) : part.kind === "property" ? attributeFaults(part) : [],
  );
  return [...new Set([...found, ...resultFaults(expression)])];
}

/** What is written out in an expression that Okta takes, and that nothing here can work out: the name of each. */
export function argumentsNotModelled(expression: Expression): string[] {
  return [...partsOf(expression)].flatMap((part) => {
    if (part.kind !== "call") return [];
    const failure = patternError(part);
    if (failure?.kind === "not-modelled") return [`a pattern (${failure.message})`];
    const [, field] = part.args;
    if (field?.kind !== "value" || typeof field.value !== "string") return [];
    if (part.name === "getFilteredGroups" && !FILTERED_FIELDS.includes(field.value)) return [printable(field.value)];
    return part.name === "project" && !PROJECTED_FIELDS.includes(field.value) ? [`.![${field.value}]`] : [];
  });
}

/** What can be taken of the groups of `getFilteredGroups`. */
export const FILTERED_FIELDS: readonly string[] = ["group.name", "group.id"];
/** What a projection may take of a group: on an authorization server `name`, in sign-on rules `profile.name`. */
export const PROJECTED_FIELDS: readonly string[] = ["name", "profile.name", "id"];

function attributeFaults({ of, name }: Extract<Expression, { kind: "property" }>): string[] {
  if (of.kind === "property" && of.name === "profile" && of.of.kind === "root" && of.of.name === "user")
    return [`an attribute of the user is written \`user.${name}\` in a claim; \`user.profile.…\` is for sign-on rules`];
  const allowed = of.kind === "root" ? ATTRIBUTES[of.name] : undefined;
  if (allowed === undefined || allowed.includes(name)) return [];
  return [
    `\`${(of as { name: string }).name}\` has no attribute \`${name}\` (allowed: ${allowed.map((each) => `\`${each}\``).join(", ")})`,
  ];
}

function callFaults(call: Call): string[] {
  const { name, args } = call;
  if (name.startsWith("Groups.")) return limitFaults(name, args[2]!, GROUPS_LIMIT);
  if (name === "getFilteredGroups") return limitFaults(name, args[2]!, Number.POSITIVE_INFINITY);
  if (name === "user.getGroups" || name === "user.isMemberOf") return args.flatMap((arg) => filterFaults(name, arg));
  const failure = patternError(call);
  return failure?.kind === "invalid" ? [`the pattern of \`${name}\` is no regular expression: ${failure.message}`] : [];
}

/** A number that is written out; what is worked out for each person is not looked at. */
function limitFaults(name: string, limit: Expression, most: number): string[] {
  if (limit.kind !== "value") return [];
  const { value } = limit;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return [];
  const allowed = Number.isFinite(most) ? `from 1 to ${most}` : "of 1 or more";
  return [`the last argument of \`${name}\` is a whole number ${allowed}, not \`${printable(String(value))}\``];
}

function filterFaults(name: string, filter: Expression): string[] {
  if (filter.kind === "value" || filter.kind === "list")
    return [`\`${name}\` takes filters such as \`{'group.id': {'…'}}\``];
  if (filter.kind !== "map") return [];
  const keys = filter.entries.map(([key]) => key).filter((key) => key !== "operator");
  const allowed = GROUP_FILTER_KEYS.map((key) => `\`${key}\``).join(", ");
  const unknown = keys
    .filter((key) => !(GROUP_FILTER_KEYS as readonly string[]).includes(key))
    .map((key) => `\`${printable(key)}\` is nothing that a filter of \`${name}\` can name (allowed: ${allowed})`);
  const operator = filter.entries.find(([key]) => key === "operator")?.[1];
  if (unknown.length > 0) return unknown;
  if (keys.length === 0) return [`a filter of \`${name}\` names at least one of ${allowed}`];
  if (operator === undefined) return [];
  if (!keys.includes(GROUP_NAME_KEY))
    return [`\`operator\` is for \`${GROUP_NAME_KEY}\`, which the filter does not name`];
  if (operator.kind !== "value" || (GROUP_NAME_OPERATORS as readonly unknown[]).includes(operator.value)) return [];
  const operators = GROUP_NAME_OPERATORS.map((each) => `\`${each}\``).join(" and ");
  return [`\`${printable(String(operator.value))}\` is no operator of \`${name}\`; there are ${operators}`];
}

function patternError({ name, args: [pattern] }: Call): PatternError | undefined {
  if (name !== "isMemberOfGroupNameRegex" || pattern?.kind !== "value" || typeof pattern.value !== "string") return;
  try {
    javaRegex(pattern.value);
    return undefined;
  } catch (failure) {
    if (failure instanceof PatternError) return failure;
    throw failure;
  }
}

/** A token holds texts, numbers, true, false and lists of these. */
function resultFaults(expression: Expression): string[] {
  switch (expression.kind) {
    case "choice":
      return [...resultFaults(expression.then), ...resultFaults(expression.else)];
    case "binary":
      return expression.sign === "?:" ? [...resultFaults(expression.left), ...resultFaults(expression.right)] : [];
    case "root":
      return [`\`${expression.name}\` is no value that a token can hold; name one of its attributes`];
    case "map":
      return ["a map is no value that a token can hold"];
    case "call":
      return expression.name === "user.getGroups"
        ? ["groups are no value that a token can hold; take their names: `user.getGroups(…).![name]`"]
        : [];
    default:
      return [];
  }
}
