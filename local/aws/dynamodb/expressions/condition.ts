/** Condition expressions: read into a tree, and evaluated on an item. */
import { notModelled } from "../../awsError";
import { compareValues, isEqual, type AttributeValue, type Item } from "../attributeValue";
import type { Placeholders } from "./placeholders";
import { Reader, shownPath, type Operand, type Path } from "./reader";
import { valueAt } from "./valueAt";

type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "exists"; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: "compare"; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand };

const COMPARATORS: readonly string[] = ["=", "<>", "<", "<=", ">", ">="];
const ORDERED = ["S", "N", "B"];
/** What AWS has beside the two functions that are here. */
const OTHER_FUNCTIONS = ["attribute_type", "begins_with", "contains", "size"];

/** @throws a ValidationException, or a refusal by name for what is not modelled. */
export function parseCondition(text: string, placeholders: Placeholders): Condition {
  const reader = new Reader("ConditionExpression", text, placeholders);
  const condition = readOr(reader);
  reader.finish();
  return condition;
}

/** OR binds less than AND, and AND less than NOT. */
function readOr(reader: Reader): Condition {
  let left = readAnd(reader);
  while (reader.skipKeyword("OR")) left = { kind: "or", left, right: readAnd(reader) };
  return left;
}

function readAnd(reader: Reader): Condition {
  let left = readNot(reader);
  while (reader.skipKeyword("AND")) left = { kind: "and", left, right: readNot(reader) };
  return left;
}

function readNot(reader: Reader): Condition {
  if (reader.skipKeyword("NOT")) return { kind: "not", of: reader.inside(() => readNot(reader)) };
  return reader.isSign("(") ? readBracket(reader) : readTest(reader);
}

function readBracket(reader: Reader): Condition {
  reader.expectSign("(");
  const condition = reader.inside(() => readOr(reader));
  reader.expectSign(")");
  if (reader.bracketed.has(condition)) reader.note("The expression has redundant parentheses;");
  reader.bracketed.add(condition);
  return condition;
}

function readTest(reader: Reader): Condition {
  if (reader.next.kind === "name" && reader.afterNext.text === "(") return readFunction(reader);
  const left = reader.operand();
  if (reader.isKeyword("BETWEEN") || reader.isKeyword("IN")) {
    throw notModelled(`${reader.next.text.toUpperCase()} in a ConditionExpression`);
  }
  if (reader.isSign(")") && COMPARATORS.includes(reader.afterNext.text)) {
    throw notModelled("brackets around an operand in a ConditionExpression");
  }
  if (!COMPARATORS.includes(reader.next.text)) throw reader.syntaxError();
  const comparator = reader.take().text as Comparator;
  const right = reader.operand();
  checkOperands(reader, comparator, [left, right]);
  return { kind: "compare", comparator, left, right };
}

function readFunction(reader: Reader): Condition {
  const { text } = reader.take();
  if (OTHER_FUNCTIONS.includes(text)) throw notModelled(`the function ${text} in a ConditionExpression`);
  reader.expectSign("(");
  const operands = [reader.operand()];
  while (reader.skipSign(",")) operands.push(reader.operand());
  reader.expectSign(")");
  const [operand] = operands;
  if (text !== "attribute_exists" && text !== "attribute_not_exists") {
    reader.note(`Invalid function name; function: ${text}`);
  } else if (operands.length !== 1) {
    reader.note(
      `Incorrect number of operands for operator or function; operator or function: ${text}, number of operands: ${operands.length}`,
    );
  } else if (operand!.kind === "value") {
    reader.note(`Operator or function requires a document path; operator or function: ${text}`);
  }
  return { kind: "exists", path: operand!.kind === "path" ? operand!.path : [], wanted: text === "attribute_exists" };
}

function checkOperands(reader: Reader, comparator: Comparator, [left, right]: readonly [Operand, Operand]): void {
  if (left.kind === "path" && right.kind === "path" && shownPath(left.path) === shownPath(right.path)) {
    reader.note(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${comparator}, first operand: ${shownPath(left.path)}`,
    );
  }
  const unordered = [left, right].find(
    (operand) => operand.kind === "value" && !ORDERED.includes(operand.value.type),
  ) as { value: AttributeValue } | undefined;
  if (comparator !== "=" && comparator !== "<>" && unordered !== undefined) {
    reader.note(
      `Incorrect operand type for operator or function; operator: ${comparator}, operand type: ${unordered.value.type}`,
    );
  }
}

/** On an item that is not there every attribute is missing. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.of, item);
    case "exists":
      return (valueAt(item, condition.path) !== undefined) === condition.wanted;
    case "compare":
      return compares(condition.comparator, resolved(condition.left, item), resolved(condition.right, item));
  }
}

function resolved(operand: Operand, item: Item): AttributeValue | undefined {
  return operand.kind === "value" ? operand.value : valueAt(item, operand.path);
}

/** What is missing equals nothing and has no order, so only `<>` holds of it; likewise of two values of different types. */
function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  const isSame = left !== undefined && right !== undefined && isEqual(left, right);
  if (comparator === "=") return isSame;
  if (comparator === "<>") return !isSame;
  const order = left === undefined || right === undefined ? undefined : compareValues(left, right);
  if (order === undefined) return false;
  if (comparator === "<") return order < 0;
  if (comparator === "<=") return order <= 0;
  return comparator === ">" ? order > 0 : order >= 0;
}
