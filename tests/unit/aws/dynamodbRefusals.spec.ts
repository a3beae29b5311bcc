/** What the local DynamoDB refuses, over HTTP with a signed client: each mistake in the words of the service. */
import assert from "node:assert/strict";
import { calls, PREFIX, startDynamodb, VALIDATION, type DynamodbStand } from "./dynamodbStand";

describe("the local DynamoDB's refusals", () => {
  let stand: DynamodbStand;

  before(async () => {
    stand = await startDynamodb();
  });
  after(() => stand.aws.close());

  const { call, refused } = calls(() => stand);

  const KEY = { id: { S: "a" } };
  const invalid = "One or more parameter values were invalid: ";
  const one = "1 validation error detected: ";
  const refusals: [string, string, object, string][] = [
    ["an item without its key", "PutItem", { Item: { a: { S: "a" } } }, `${invalid}Missing the key id in the item`],
    [
      "a key of another type",
      "PutItem",
      { Item: { id: { N: "1" } } },
      `${invalid}Type mismatch for key id expected: S actual: N`,
    ],
    [
      "an empty key",
      "PutItem",
      { Item: { id: { S: "" } } },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id",
    ],
    [
      "a key that is too long",
      "GetItem",
      { Key: { id: { S: "é".repeat(1_025) } } },
      `${invalid}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    ],
    [
      "a sort key that is missing",
      "GetItem",
      { TableName: "two", Key: KEY },
      "The provided key element does not match the schema",
    ],
    [
      "more than the key",
      "GetItem",
      { Key: { ...KEY, b: { S: "b" } } },
      "The provided key element does not match the schema",
    ],
    [
      "a key of another type in a read",
      "DeleteItem",
      { Key: { id: { N: "1" } } },
      "The provided key element does not match the schema",
    ],
    [
      "a change of the key",
      "UpdateItem",
      { Key: KEY, UpdateExpression: "SET id = :a", ExpressionAttributeValues: { ":a": { S: "b" } } },
      `${invalid}Cannot update attribute id. This attribute is part of the key`,
    ],
    [
      "a request without a table",
      "GetItem",
      { TableName: undefined, Key: KEY },
      `${one}Value null at 'tableName' failed to satisfy constraint: Member must not be null`,
    ],
    [
      "a request without a key",
      "GetItem",
      {},
      `${one}Value null at 'key' failed to satisfy constraint: Member must not be null`,
    ],
    [
      "a table's name that is none",
      "GetItem",
      { TableName: "a b", Key: KEY },
      `${one}Value 'a b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    ],
    [
      "new values of a write that has none",
      "PutItem",
      { Item: KEY, ReturnValues: "ALL_NEW" },
      "ReturnValues can only be ALL_OLD or NONE",
    ],
    [
      "return values that there are not",
      "UpdateItem",
      { Key: KEY, ReturnValues: "all" },
      `${one}Value 'all' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]`,
    ],
    [
      "placeholders without an expression",
      "UpdateItem",
      { Key: KEY, ExpressionAttributeValues: { ":a": { S: "a" } } },
      "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null",
    ],
    [
      "an attribute without a type",
      "PutItem",
      { Item: { ...KEY, a: {} } },
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    [
      "an attribute that is null",
      "PutItem",
      { Item: { ...KEY, a: null } },
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    [
      "an attribute of an unknown type",
      "PutItem",
      { Item: { ...KEY, a: { X: "x" } } },
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    [
      "an attribute of two types",
      "PutItem",
      { Item: { ...KEY, a: { S: "a", N: "1" } } },
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    ],
    [
      "a number that is none",
      "PutItem",
      { Item: { ...KEY, a: { M: { b: { N: "b" } } } } },
      "The parameter cannot be converted to a numeric value: b",
    ],
    [
      "a null that is not so",
      "PutItem",
      { Item: { ...KEY, a: { NULL: false } } },
      `${invalid}Null attribute value types must have the value of true`,
    ],
    ["an empty set", "PutItem", { Item: { ...KEY, a: { SS: [] } } }, `${invalid}An string set  may not be empty`],
    [
      "a text twice in a set",
      "PutItem",
      { Item: { ...KEY, a: { SS: ["a", "a"] } } },
      `${invalid}Input collection [a, a] contains duplicates.`,
    ],
    [
      "a number twice in a set",
      "PutItem",
      { Item: { ...KEY, a: { NS: ["1", "1.0"] } } },
      "Input collection contains duplicates",
    ],
    [
      "lists that are nested too deeply",
      "PutItem",
      { Item: { ...KEY, a: JSON.parse(`${'{"L":['.repeat(33)}{"S":"a"}${"]}".repeat(33)}`) } },
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    ],
  ];
  for (const [what, operation, body, message] of refusals) {
    it(`refuses ${what}`, () => refused(operation, body, VALIDATION, message));
  }

  it("refuses a table that is not there", async () => {
    const read = { TableName: "gone", Key: { id: { S: "a" } } };
    await refused("GetItem", read, `${PREFIX}ResourceNotFoundException`, "Requested resource not found");
  });

  const unmodelled: [string, string, object, string][] = [
    ["transactions", "TransactWriteItems", {}, "DynamoDB's TransactWriteItems"],
    ["batches", "BatchGetItem", {}, "DynamoDB's BatchGetItem"],
    ["what an object has by birth", "constructor", {}, "DynamoDB's constructor"],
    ["what is newer", "GetItem", { Key: KEY, Newer: true }, "the parameter Newer of DynamoDB's GetItem"],
    [
      "two elements of lists that are taken out at once",
      "UpdateItem",
      { Key: KEY, UpdateExpression: "SET b = c REMOVE a[0], d.e[1]" },
      "the removal of several elements of lists in one UpdateExpression",
    ],
    ["indexes", "Query", { IndexName: "one" }, "indexes of DynamoDB's tables"],
    [
      "tables by their ARN",
      "GetItem",
      { TableName: "arn:aws:dynamodb:us-east-1:000000000000:table/one", Key: KEY },
      "tables of DynamoDB that are named by their ARN",
    ],
  ];
  for (const [what, operation, body, named] of unmodelled) {
    it(`refuses ${what} by name, since it is not modelled`, async () => {
      const answer = await call(operation, body);
      const message = `the local AWS does not model ${named}`;
      assert.deepEqual([answer.status, answer.body], [501, { __type: "NotImplementedException", message }]);
    });
  }

  it("refuses values of a wrong JSON type, in the words of the layer before the service", async () => {
    const type = "com.amazon.coral.service#SerializationException";
    const answers = await Promise.all(
      [{ Item: { id: { S: 1 } } }, { Item: { id: { S: true } } }, { Item: [] }, { Item: { id: { B: "?" } } }].map(
        (body) => call("PutItem", body),
      ),
    );
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      [
        "NUMBER_VALUE cannot be converted to String",
        "TRUE_VALUE cannot be converted to String",
        "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
        "Base64 encoded length is expected a multiple of 4 bytes but found: 1",
      ].map((Message) => [400, { __type: type, Message }]),
    );
  });

  it("refuses what names no operation, what is no JSON, and what comes from a web page", async () => {
    const raw = (headers: Record<string, string>, body: string, method = "POST") =>
      fetch(`${stand.aws.url}/dynamodb`, {
        method,
        headers: { "content-type": "application/x-amz-json-1.0", ...headers },
        body: method === "GET" ? undefined : body,
      });
    const target = { "x-amz-target": "DynamoDB_20120810.GetItem" };
    const unknown = { __type: "com.amazon.coral.service#UnknownOperationException", message: "" };
    const none: Record<string, string>[] = [
      {},
      { "x-amz-target": "DynamoDB_20111205.GetItem" },
      { "x-amz-target": "GetItem" },
      { "x-amz-target": "DynamoDB_20120810.GetItem.x" },
    ];
    for (const headers of none) {
      const response = await raw(headers, "{}");
      assert.deepEqual([response.status, await response.json()], [400, unknown]);
    }
    assert.equal((await raw(target, "{}", "GET")).status, 400);
    assert.equal((await raw({ ...target, origin: "http://example.com" }, "{}")).status, 403);
    assert.equal((await raw({ ...target, "content-type": "text/plain" }, "{}")).status, 403);
  });
});
