/** Keeps what was read from an expression, since the same few are evaluated for every token. */
import { type Expression, parseExpression } from "../../../model/okta";

const MAX_KEPT = 1000;
const kept = new Map<string, Expression>();

/** @throws ExpressionError as `parseExpression` does. */
export function compiled(text: string): Expression {
  let expression = kept.get(text);
  if (expression === undefined) {
    expression = parseExpression(text);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(text, expression);
  }
  return expression;
}
