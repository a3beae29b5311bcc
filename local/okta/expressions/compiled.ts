/** Keeps what was read from an expression, since the same few are evaluated for every token. */
import {
  type Expression,
  EXPRESSION_MAX_LENGTH,
  ExpressionError,
  notModelled,
  parseExpression,
} from "../../../model/okta";

const MAX_KEPT = 1000;
const kept = new Map<string, Expression>();

/** @throws ExpressionError as `parseExpression` does, and where the local Okta cannot evaluate what was read. */
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
