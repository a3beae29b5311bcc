/** Update expressions of the local DynamoDB: what they change, and what is refused in the words of the service. */
import assert from "node:assert/strict";
import { calls, given, startDynamodb, VALIDATION, type DynamodbStand } from "./dynamodbStand";

const ITEM = {
  id: { S: "k" },
  n: { N: "5" },
  s: { S: "b" },
  doc: { M: { x: { N: "1" }, y: { S: "z" } } },
  tags: { SS: ["a", "b"] },
  arr: { L: [{ N: "0" }, { N: "1" }, { N: "2" }] },
};
const VALUES = {
  ":1": { N: "1" },
  ":0": { N: "0" },
  ":minus": { N: "-2.5" },
  ":a": { S: "a" },
  ":set": { SS: ["a", "c"] },
  ":list": { L: [{ N: "1" }] },
  ":bool": { BOOL: true },
  ":m": { M: { q: { NULL: true } } },
};
const NAMES = { "#n": "n", "#ttl": "ttl", "#odd": "__proto__" };

describe("updates of the local DynamoDB", () => {
  let stand: DynamodbStand;

  before(async () => {
    stand = await startDynamodb();
  });
  after(() => stand.aws.close());

  const { call, done, refused } = calls(() => stand);
  const by = (UpdateExpression: string) => ({
    Key: { id: ITEM.id },
    UpdateExpression,
    ReturnValues: "ALL_NEW",
    ...given(UpdateExpression, NAMES, VALUES),
  });

  beforeEach(() => done("PutItem", { Item: ITEM }));

  /** The item as it is stored after an update. */
  async function run(expression: string): Promise<Record<string, unknown>> {
    const { Attributes } = await done("UpdateItem", by(expression));
    assert.deepEqual(await done("GetItem", { Key: { id: ITEM.id } }), { Item: Attributes });
    return Attributes as Record<string, unknown>;
  }

  const changes: [string, Record<string, unknown>][] = [
    ["SET s = :a", { s: { S: "a" } }],
    ["set s = :a, t = :1", { s: { S: "a" }, t: { N: "1" } }],
    ["SET n = n + :1", { n: { N: "6" } }],
    ["SET #n = #n - :1", { n: { N: "4" } }],
    ["SET n = :1 - n", { n: { N: "-4" } }],
    ["SET n = n + :minus", { n: { N: "2.5" } }],
    ["SET n = (n + :1)", { n: { N: "6" } }],
    ["SET c = if_not_exists(c, :0) + :1", { c: { N: "1" } }],
    ["SET n = if_not_exists(n, :0) + :1", { n: { N: "6" } }],
    ["SET s = if_not_exists(s, :a)", {}],
    ["SET c = if_not_exists(c, if_not_exists(gone, s))", { c: { S: "b" } }],
    ["SET c = doc.x", { c: { N: "1" } }],
    ["SET doc.x = :a", { doc: { M: { x: { S: "a" }, y: { S: "z" } } } }],
    ["SET doc.z = :m", { doc: { M: { ...ITEM.doc.M, z: { M: { q: { NULL: true } } } } } }],
    ["SET #ttl = :1", { ttl: { N: "1" } }],
    // All that is read is read from the item as it was.
    ["SET n = doc.x, doc.x = n", { n: { N: "1" }, doc: { M: { x: { N: "5" }, y: { S: "z" } } } }],
    ["ADD n :1", { n: { N: "6" } }],
    ["ADD n :1, doc.x :minus", { n: { N: "6" }, doc: { M: { x: { N: "-1.5" }, y: { S: "z" } } } }],
    ["ADD fresh :minus", { fresh: { N: "-2.5" } }],
    ["SET s = :a ADD n :1 REMOVE doc.y", { s: { S: "a" }, n: { N: "6" }, doc: { M: { x: { N: "1" } } } }],
    ["REMOVE gone", {}],
    ["ADD tags :set", { tags: { SS: ["a", "b", "c"] } }],
    ["DELETE tags :set", { tags: { SS: ["b"] } }],
    ["SET arr[1] = :a", { arr: { L: [{ N: "0" }, { S: "a" }, { N: "2" }] } }],
    ["SET arr[9] = :a", { arr: { L: [...ITEM.arr.L, { S: "a" }] } }],
    ["SET arr = list_append(arr, :list)", { arr: { L: [...ITEM.arr.L, { N: "1" }] } }],
    ["REMOVE arr[0]", { arr: { L: [{ N: "1" }, { N: "2" }] } }],
  ];
  for (const [expression, changed] of changes) {
    it(`changes by ${JSON.stringify(expression)} what it names and nothing else`, async () =>
      assert.deepEqual(await run(expression), { ...ITEM, ...changed }));
  }

  it("removes attributes", async () => {
    const { s: _s, doc: _doc, ...rest } = ITEM;
    assert.deepEqual(await run("REMOVE s, doc"), rest);
  });

  it("takes any name, also one that JavaScript's objects have by birth", async () => {
    const changed = await run("SET #odd = :a");
    assert.deepEqual(Object.getOwnPropertyDescriptor(changed, "__proto__")?.value, { S: "a" });
  });

  const wrong: [string, string][] = [
    ["", "The expression can not be empty;"],
    ["SET count = :1", "Attribute name is a reserved keyword; reserved keyword: count"],
    ["SET a = :gone", "An expression attribute value used in expression is not defined; attribute value: :gone"],
    ["SET #gone = :1", "An expression attribute name used in the document path is not defined; attribute name: #gone"],
    ["SET a = :1 SET b = :1", 'The "SET" section can only be used once in an update expression;'],
    ["ADD a :1 REMOVE b ADD c :1", 'The "ADD" section can only be used once in an update expression;'],
    ["SET a = if_not_exist(a, :1)", "Invalid function name; function: if_not_exist"],
    [
      "SET a = if_not_exists(a)",
      "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
    ],
    [
      "SET a = if_not_exists(:1, a)",
      "Operator or function requires a document path; operator or function: if_not_exists",
    ],
    ["SET a = a + :a", "Incorrect operand type for operator or function; operator or function: +, operand type: S"],
    [
      "SET a = :bool - a",
      "Incorrect operand type for operator or function; operator or function: -, operand type: BOOL",
    ],
    ["ADD a :a", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING"],
    [
      "SET a = :1 REMOVE a",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ],
    [
      "SET doc.x = :1, doc = :m",
      "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc]",
    ],
  ];
  for (const [expression, problem] of wrong) {
    it(`refuses ${JSON.stringify(expression)}`, () =>
      refused("UpdateItem", by(expression), VALIDATION, `Invalid UpdateExpression: ${problem}`));
  }

  const SYNTAX = [
    "whatever",
    "SET a",
    "SET a = :a,",
    "SET a = b + c + d",
    "SET a = b * c",
    "SET a = 1",
    "SET :a = b",
    "SET a = (b",
    "REMOVE a b",
    "ADD a b",
    "ADD a = :1",
  ];
  for (const expression of SYNTAX) {
    it(`refuses the syntax of ${JSON.stringify(expression)}`, async () => {
      const { status, body } = await call("UpdateItem", by(expression));
      assert.deepEqual([status, body.__type], [400, VALIDATION]);
      assert.match(body.message, /^Invalid UpdateExpression: Syntax error; /);
    });
  }

  const impossible: [string, string][] = [
    ["SET c = gone", "The provided expression refers to an attribute that does not exist in the item"],
    ["SET c = gone + :1", "The provided expression refers to an attribute that does not exist in the item"],
    ["SET c = s + :1", "An operand in the update expression has an incorrect data type"],
    ["ADD s :1", "An operand in the update expression has an incorrect data type"],
    ["SET gone.x = :1", "The document path provided in the update expression is invalid for update"],
    ["SET s.x = :1", "The document path provided in the update expression is invalid for update"],
    ["REMOVE gone.x", "The document path provided in the update expression is invalid for update"],
  ];
  for (const [expression, message] of impossible) {
    it(`refuses ${JSON.stringify(expression)} on an item on which it cannot be done`, () =>
      refused("UpdateItem", by(expression), VALIDATION, message));
  }
});
