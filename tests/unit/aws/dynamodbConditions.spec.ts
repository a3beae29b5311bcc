/** Condition expressions of the local DynamoDB: what they mean, and what is refused in the words of the service. */
import assert from "node:assert/strict";
import { readItem } from "../../../local/aws/dynamodb/attributeValue";
import { holds, parseCondition } from "../../../local/aws/dynamodb/expressions/condition";
import { Placeholders } from "../../../local/aws/dynamodb/expressions/placeholders";

const ITEM = readItem({
  id: { S: "k" },
  n: { N: "5" },
  s: { S: "b" },
  bin: { B: "Yg==" },
  yes: { BOOL: true },
  nothing: { NULL: true },
  tags: { SS: ["a", "b"] },
  nums: { NS: ["1", "2"] },
  arr: { L: [{ S: "x" }, { N: "1" }] },
  doc: { M: { deep: { N: "7" }, "a.b": { S: "dotted" } } },
  "a-b": { S: "dashed" },
});
const VALUES = {
  ":4": { N: "4" },
  ":5": { N: "5.0" },
  ":6": { N: "6" },
  ":10": { N: "10" },
  ":a": { S: "a" },
  ":b": { S: "b" },
  ":c": { S: "c" },
  ":5text": { S: "5" },
  ":bin": { B: "YQ==" },
  ":yes": { BOOL: true },
  ":null": { NULL: true },
  ":tags": { SS: ["b", "a"] },
  ":less": { SS: ["a"] },
  ":nums": { NS: ["2.0", "1"] },
  ":list": { L: [{ S: "x" }, { N: "1.0" }] },
  ":turned": { L: [{ N: "1" }, { S: "x" }] },
  ":map": { M: { "a.b": { S: "dotted" }, deep: { N: "7" } } },
  ":part": { M: { deep: { N: "7" } } },
};
const NAMES = { "#id": "id", "#dash": "a-b", "#dot": "a.b", "#size": "size", "#ttl": "ttl", "#odd": "constructor" };

/** Only the placeholders that the expression has. */
function given<T>(expression: string, all: Readonly<Record<string, T>>): Map<string, T> | undefined {
  const used = Object.entries(all).filter(([key]) => expression.match(/[#:]\w+/g)?.includes(key));
  return used.length === 0 ? undefined : new Map(used);
}

function read(expression: string) {
  const values = given<unknown>(expression, VALUES);
  const placeholders = new Placeholders(
    given(expression, NAMES),
    values === undefined ? undefined : readItem(Object.fromEntries(values)),
  );
  const condition = parseCondition(expression, placeholders);
  placeholders.assertAllUsed();
  return condition;
}

describe("conditions of the local DynamoDB", () => {
  const cases: [string, boolean][] = [
    ["attribute_exists(id)", true],
    ["attribute_exists(gone)", false],
    ["attribute_not_exists(gone)", true],
    ["attribute_not_exists(id)", false],
    ["attribute_exists(nothing)", true],
    ["attribute_not_exists(#odd)", true],
    ["attribute_exists(#dash)", true],
    ["attribute_exists(doc.deep)", true],
    ["attribute_exists(doc.#dot)", true],
    ["attribute_exists(doc.gone)", false],
    ["attribute_exists(arr[1])", true],
    ["attribute_exists(arr[2])", false],
    ["attribute_exists(arr.deep)", false],
    ["attribute_exists(n[0])", false],
    ["#id = :a", false],
    ["n = :5", true],
    ["n = :5text", false],
    ["n <> :5text", true],
    ["n <> :5", false],
    ["n < :6", true],
    ["n < :10", true],
    ["n < :5", false],
    ["n <= :5", true],
    ["n > :4", true],
    ["n > :5", false],
    ["n >= :5", true],
    [":4 < n", true],
    ["s > :a", true],
    ["s < :c", true],
    ["s < :6", false],
    ["bin > :bin", true],
    ["bin <= :bin", false],
    ["yes = :yes", true],
    ["nothing = :null", true],
    ["tags = :tags", true],
    ["tags = :less", false],
    ["nums = :nums", true],
    ["arr = :list", true],
    ["arr = :turned", false],
    ["doc = :map", true],
    ["doc = :part", false],
    ["doc.deep > :6", true],
    ["arr[0] = :b", false],
    ["gone = :a", false],
    ["gone <> :a", true],
    ["gone < :a", false],
    ["gone >= :a", false],
    ["NOT gone = :a", true],
    ["n = :5 AND s = :b", true],
    ["n = :5 AND s = :a", false],
    ["n = :4 OR s = :b", true],
    ["n = :4 OR s = :a", false],
    // AND binds before OR, NOT before AND.
    ["n = :5 OR s = :a AND n = :4", true],
    ["(n = :5 OR s = :a) AND n = :4", false],
    ["NOT n = :4 AND s = :a", false],
    ["NOT (n = :4 AND s = :a)", true],
    ["not n = :5 or attribute_exists ( id )", true],
    ["attribute_not_exists(gone)\n  AND\tn>=:4", true],
    ["(NOT (n = :4))", true],
  ];
  for (const [expression, expected] of cases) {
    it(`finds that ${JSON.stringify(expression)} ${expected ? "holds" : "does not hold"}`, () =>
      assert.equal(holds(read(expression), ITEM), expected));
  }

  const wrong: [string, string][] = [
    ["", "The expression can not be empty;"],
    ["  ", "The expression can not be empty;"],
    ["a = = :a", 'Syntax error; token: "=", near: "= = :a"'],
    ["attribute_exists(id) x y", 'Syntax error; token: "x", near: ") x y"'],
    ["attribute_exists(id", 'Syntax error; token: "<EOF>", near: "id"'],
    ["a =", 'Syntax error; token: "<EOF>", near: "="'],
    ["a", 'Syntax error; token: "<EOF>", near: "a"'],
    ["_hidden = :a", 'Syntax error; token: "_", near: "_hidden"'],
    ["a[x] = :a", 'Syntax error; token: "x", near: "[x]"'],
    ["a = 5", 'Syntax error; token: "5", near: "= 5"'],
    ["a = 'b'", 'Syntax error; token: "\'", near: "= \'b"'],
    ["status = :a", "Attribute name is a reserved keyword; reserved keyword: status"],
    ["doc.Ttl = :a", "Attribute name is a reserved keyword; reserved keyword: Ttl"],
    ["a = :gone", "An expression attribute value used in expression is not defined; attribute value: :gone"],
    ["#gone = :a", "An expression attribute name used in the document path is not defined; attribute name: #gone"],
    ["((a = :a))", "The expression has redundant parentheses;"],
    ["attribute_exist(id)", "Invalid function name; function: attribute_exist"],
    ["ATTRIBUTE_EXISTS(id)", "Invalid function name; function: ATTRIBUTE_EXISTS"],
    [
      "attribute_exists(a, b)",
      "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
    ],
    ["attribute_exists(:a)", "Operator or function requires a document path; operator or function: attribute_exists"],
    [
      "a = a",
      "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
    ],
    ["a < :yes", "Incorrect operand type for operator or function; operator: <, operand type: BOOL"],
    // What is wrong in the syntax is told first.
    ["status = :gone AND", 'Syntax error; token: "<EOF>", near: "AND"'],
  ];
  for (const [expression, problem] of wrong) {
    it(`refuses ${JSON.stringify(expression)}`, () =>
      assert.throws(() => read(expression), {
        type: "com.amazon.coral.validate#ValidationException",
        message: `1 validation error detected: Invalid ConditionExpression: ${problem}`,
      }));
  }

  it("refuses an expression that is too long, or nested too deeply, without losing itself", () => {
    const problem = (expression: string) => {
      try {
        read(expression);
      } catch (error) {
        return (error as Error).message.replace("1 validation error detected: Invalid ConditionExpression: ", "");
      }
      return "none";
    };
    const fits = `attribute_exists(${"a".repeat(4_096 - "attribute_exists()".length)})`;
    assert.equal(problem(fits), "none");
    assert.equal(problem(fits.replace("aa", "aaa")), "Expression size has exceeded the maximum allowed size;");
    assert.equal(problem("(".repeat(4_000)), "The expression is nested too deeply;");
    assert.equal(problem("NOT ".repeat(1_000)), "The expression is nested too deeply;");
  });

  const unmodelled: [string, string][] = [
    ["n BETWEEN :4 AND :6", "BETWEEN in a ConditionExpression"],
    ["n in (:4, :6)", "IN in a ConditionExpression"],
    ["begins_with(s, :a)", "the function begins_with in a ConditionExpression"],
    ["contains(tags, :a)", "the function contains in a ConditionExpression"],
    ["attribute_type(s, :a)", "the function attribute_type in a ConditionExpression"],
    ["size(s) > :4", "the function size in a ConditionExpression"],
    ["(n) = :5", "brackets around an operand in a ConditionExpression"],
  ];
  for (const [expression, what] of unmodelled) {
    it(`refuses ${JSON.stringify(expression)} by name, since it is not modelled`, () =>
      assert.throws(() => read(expression), { status: 501, message: `the local AWS does not model ${what}` }));
  }

  it("refuses placeholders that are not used, not there, or no placeholders", () => {
    const message = (names?: [string, string][], values?: object) => {
      try {
        const placeholders = new Placeholders(names && new Map(names), values && readItem(values));
        parseCondition("attribute_exists(a)", placeholders);
        placeholders.assertAllUsed();
      } catch (error) {
        return (error as Error).message.replace("1 validation error detected: ", "");
      }
      return "none";
    };
    assert.equal(message(), "none");
    assert.equal(
      message([["#a", "a"]]),
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}",
    );
    assert.equal(
      message(undefined, { ":a": { S: "a" }, ":b": { S: "a" } }),
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :b}",
    );
    assert.equal(message([]), "ExpressionAttributeNames must not be empty");
    assert.equal(message(undefined, {}), "ExpressionAttributeValues must not be empty");
    assert.equal(message([["a", "a"]]), 'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"');
    assert.equal(
      message(undefined, { ":a-b": { S: "a" } }),
      'ExpressionAttributeValues contains invalid key: Syntax error; key: ":a-b"',
    );
  });
});
