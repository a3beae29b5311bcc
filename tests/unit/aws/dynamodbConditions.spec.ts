/** Condition expressions of the local DynamoDB: what they mean, and what is refused in the words of the service. */
import assert from "node:assert/strict";
import { calls, given, PREFIX, startDynamodb, VALIDATION, type DynamodbStand } from "./dynamodbStand";

const ITEM = {
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
};
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
  ":S": { S: "S" },
  ":tags": { SS: ["b", "a"] },
  ":less": { SS: ["a"] },
  ":nums": { NS: ["2.0", "1"] },
  ":list": { L: [{ S: "x" }, { N: "1.0" }] },
  ":turned": { L: [{ N: "1" }, { S: "x" }] },
  ":map": { M: { "a.b": { S: "dotted" }, deep: { N: "7" } } },
  ":part": { M: { deep: { N: "7" } } },
};
const NAMES = { "#id": "id", "#dash": "a-b", "#dot": "a.b", "#size": "size", "#ttl": "ttl", "#odd": "constructor" };

describe("conditions of the local DynamoDB", () => {
  let stand: DynamodbStand;

  before(async () => {
    stand = await startDynamodb();
    await done("PutItem", { Item: ITEM });
  });
  after(() => stand.aws.close());

  const { call, done, refused } = calls(() => stand);
  /** An update of the item that changes nothing. */
  const under = (ConditionExpression: string) => ({
    Key: { id: ITEM.id },
    ConditionExpression,
    ...given(ConditionExpression, NAMES, VALUES),
  });

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
    ["arr = :turned", false],
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
    ["n BETWEEN :4 AND :6", true],
    ["n BETWEEN :6 AND :10", false],
    ["n IN (:4, :5)", true],
    ["n IN (:4, :6)", false],
    ["begins_with(s, :b)", true],
    ["begins_with(s, :a)", false],
    ["contains(tags, :a)", true],
    ["contains(tags, :c)", false],
    ["attribute_type(s, :S)", true],
    ["attribute_type(n, :S)", false],
    ["size(arr) < :4", true],
    ["size(arr) > :4", false],
    ["(n) = :5", true],
  ];
  for (const [expression, expected] of cases) {
    it(`finds that ${JSON.stringify(expression)} ${expected ? "holds" : "does not hold"}`, async () => {
      const { status, body } = await call("UpdateItem", under(expression));
      const failed = { __type: `${PREFIX}ConditionalCheckFailedException`, message: "The conditional request failed" };
      assert.deepEqual([status, body], expected ? [200, {}] : [400, failed]);
    });
  }

  const wrong: [string, string][] = [
    ["", "The expression can not be empty;"],
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
  ];
  for (const [expression, problem] of wrong) {
    it(`refuses ${JSON.stringify(expression)}`, () =>
      refused("UpdateItem", under(expression), VALIDATION, `Invalid ConditionExpression: ${problem}`));
  }

  for (const expression of [
    "  ",
    "a = = :a",
    "attribute_exists(id) x y",
    "attribute_exists(id",
    "a =",
    "a",
    "a[x] = :a",
    "a = 5",
    "a = 'b'",
    "status = :gone AND",
  ]) {
    it(`refuses the syntax of ${JSON.stringify(expression)}`, async () => {
      const { status, body } = await call("UpdateItem", under(expression));
      assert.deepEqual([status, body.__type], [400, VALIDATION]);
      assert.match(body.message, /^Invalid ConditionExpression: Syntax error; /);
    });
  }

  it("holds no list and no map to be equal to another one, unlike DynamoDB: so the docs say", async () => {
    for (const expression of ["arr = :list", "doc = :map"])
      assert.equal((await call("UpdateItem", under(expression))).status, 400);
  });

  it("takes an expression as long as DynamoDB does, and refuses one byte more", async () => {
    const fits = `attribute_not_exists(${"a".repeat(4_096 - "attribute_not_exists()".length)})`;
    assert.deepEqual(await done("UpdateItem", under(fits)), {});
    const long = under(fits.replace("aa", "aaa"));
    const problem = "Expression size has exceeded the maximum allowed size;";
    await refused("UpdateItem", long, VALIDATION, `Invalid ConditionExpression: ${problem}`);
  });

  it("answers an expression that is nested as deeply as it can be", async () => {
    for (const expression of ["(".repeat(4_000), `${"NOT ".repeat(1_000)}attribute_exists(id)`]) {
      const { status } = await call("UpdateItem", under(expression));
      assert.ok([200, 400].includes(status), String(status));
    }
  });

  it("refuses placeholders that are not used, not there, or no placeholders", async () => {
    const expecting = (message: string, names?: object, values?: object) =>
      refused(
        "UpdateItem",
        {
          ...under("attribute_exists(id)"),
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        },
        VALIDATION,
        message,
      );
    const a = { S: "a" };
    await expecting("Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}", { "#a": "a" });
    await expecting("Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :b}", undefined, {
      ":a": a,
      ":b": a,
    });
    await expecting("ExpressionAttributeNames must not be empty", {});
    await expecting("ExpressionAttributeValues must not be empty", undefined, {});
    await expecting('ExpressionAttributeNames contains invalid key: Syntax error; key: "a"', { a: "a" });
    await expecting('ExpressionAttributeValues contains invalid key: Syntax error; key: ":a-b"', undefined, {
      ":a-b": a,
    });
  });
});
