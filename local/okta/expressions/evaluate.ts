/** Reads Okta expressions, and works out their value for one user, app and set of granted scopes. */
import { FUNCTIONS, EvaluationFailure, type ExpressionContext } from "./functions";
import {
  type Expression,
  EXPRESSION_MAX_LENGTH,
  ExpressionError,
  notModelled,
  parseExpression,
} from "../../../model/okta";

/** What was read is kept, since the same few expressions are evaluated for every token. */
const MAX_KEPT = 1000;
const kept = new Map<string, Expression>();

/**
 * What was read of a text.
 *
 * @throws ExpressionError as `parseExpression` does, and where the local Okta cannot evaluate what was read.
 */
export function compiled(text: string): Expression {
  let expression = kept.get(text);
  if (expression === undefined) {
    if (text.length > EXPRESSION_MAX_LENGTH) {
      throw new ExpressionError(
        `the expression has ${text.length} characters; at most ${EXPRESSION_MAX_LENGTH} are allowed`,
      );
    }
    expression = parseExpression(text);
    const [missing] = notModelled(expression);
    if (missing !== undefined) throw new ExpressionError(`the local Okta does not evaluate \`${missing}\``);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(text, expression);
  }
  return expression;
}

/**
 * The attributes that every Okta user profile has; one without a value is null. An attribute that is neither here nor in
 * the user's profile does not exist, and Okta then has no value for the expression. Source: Okta's default user profile.
 */
const BASE_ATTRIBUTES: ReadonlySet<string> = new Set(
  `login email secondEmail firstName lastName middleName honorificPrefix honorificSuffix title displayName nickName
  profileUrl primaryPhone mobilePhone streetAddress city state zipCode countryCode postalAddress preferredLanguage locale
  timezone userType employeeNumber costCenter organization division department managerId manager`.split(/\s+/),
);

/** @throws EvaluationFailure where the expression has no value, as an unknown attribute has none. */
export function evaluateExpression(expression: Expression, context: ExpressionContext): unknown {
  switch (expression.kind) {
    case "value":
      return expression.value;
    case "list":
      return expression.items.map((item) => evaluateExpression(item, context));
    case "map":
      return new Map(expression.entries.map(([key, value]) => [key, evaluateExpression(value, context)]));
    case "root":
      return root(expression.name, context);
    case "property":
      return property(evaluateExpression(expression.of, context), expression.name);
    case "call": {
      const args = expression.args.map((argument) => evaluateExpression(argument, context));
      return FUNCTIONS.get(expression.name)!(args, context);
    }
    case "method":
      throw new EvaluationFailure(`the local Okta does not evaluate \`.${expression.name}()\``);
    case "not":
      return !truth(evaluateExpression(expression.of, context));
    case "choice":
      return evaluateExpression(
        truth(evaluateExpression(expression.test, context)) ? expression.then : expression.else,
        context,
      );
    case "binary":
      return binary(expression, context);
  }
}

function binary({ sign, left, right }: Extract<Expression, { kind: "binary" }>, context: ExpressionContext): unknown {
  const first = evaluateExpression(left, context);
  const second = (): unknown => evaluateExpression(right, context);
  switch (sign) {
    case "||":
      return truth(first) || truth(second());
    case "&&":
      return truth(first) && truth(second());
    case "?:":
      return first === null || first === "" ? second() : first;
    case "==":
      return first === second();
    case "!=":
      return first !== second();
    case "+":
      return plus(first, second());
    default:
      return compare(sign, first, second());
  }
}

function plus(left: unknown, right: unknown): string | number {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (
    (typeof left === "string" || typeof left === "number") &&
    (typeof right === "string" || typeof right === "number")
  ) {
    return `${left}${right}`;
  }
  throw new EvaluationFailure("only texts and numbers can be added");
}

function compare(sign: string, left: unknown, right: unknown): boolean {
  if (typeof left !== "number" || typeof right !== "number")
    throw new EvaluationFailure("only numbers can be compared");
  if (sign === "<") return left < right;
  if (sign === ">") return left > right;
  return sign === "<=" ? left <= right : left >= right;
}

function truth(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  throw new EvaluationFailure("a condition must be true or false");
}

/** An object whose attributes an expression may name. A class of its own, so that nothing else can be walked into. */
class Attributes {
  constructor(
    readonly values: Readonly<Record<string, unknown>>,
    /** Names that exist although they may have no value. */
    readonly known: { has(name: string): boolean },
  ) {}
}

function root(name: string, { user, app, appUser, scopes, isSignOnRule = false }: ExpressionContext): unknown {
  switch (name) {
    case "user":
      if (user === null) return null;
      return new Attributes(
        {
          ...user.profile,
          ...(isSignOnRule && { profile: new Attributes(user.profile, BASE_ATTRIBUTES) }),
          id: user.id,
          status: user.status,
        },
        BASE_ATTRIBUTES,
      );
    case "appuser":
      // Exactly the attributes of the app's own profile, and the name under which the user is assigned.
      return user === null ? null : new Attributes(appUser ?? {}, new Set());
    case "app":
      if (app === undefined) return null;
      return new Attributes(
        { id: app.id, clientId: app.clientId, profile: new Attributes(app.profile, { has: () => true }) },
        new Set(),
      );
    case "access":
      return new Attributes({ scope: scopes }, new Set());
    default:
      return name;
  }
}

function property(of: unknown, name: string): unknown {
  if (of === null) return null;
  if (of instanceof Attributes) {
    if (Object.hasOwn(of.values, name)) return of.values[name] ?? null;
    if (of.known.has(name)) return null;
  }
  throw new EvaluationFailure(`there is no attribute \`${name}\``);
}
