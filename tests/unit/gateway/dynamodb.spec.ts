/** DynamoDB of the local AWS, over HTTP with a signed client: items, conditions, updates, and each refusal as it is answered. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { dataClient, type DataAnswer, type DataClient } from "./dataClient";
import { controlCall } from "./localApi";

const VALIDATION = "com.amazon.coral.validate#ValidationException";
const PREFIX = "com.amazonaws.dynamodb.v20120810#";

describe("the local DynamoDB", () => {
  let aws: LocalAws;
  let client: DataClient;

  before(async () => {
    aws = await startLocalAws();
    client = dataClient(aws.url, aws.adminCredentials);
    await make({ name: "one", attributes: [{ name: "id", type: "S" }], hashKey: "id" });
    await make({
      name: "two",
      attributes: [
        { name: "id", type: "S" },
        { name: "at", type: "N" },
      ],
      hashKey: "id",
      rangeKey: "at",
    });
  });
  after(() => aws.close());

  async function make(properties: object): Promise<void> {
    const body = { properties: { billingMode: "PAY_PER_REQUEST", ...properties } };
    const { status } = await controlCall(aws.url)("POST", "/resources/dynamodb.Table", body);
    assert.equal(status, 201);
  }

  const call = (operation: string, body: object): Promise<DataAnswer> =>
    client.dynamodb(operation, { TableName: "one", ...body });
  /** What must succeed: the body. */
  async function done(operation: string, body: object) {
    const answer = await call(operation, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }
  const put = (item: object, more: object = {}) => done("PutItem", { Item: item, ...more });
  const get = async (key: object, more: object = {}) => (await done("GetItem", { Key: key, ...more })).Item;
  async function refused(operation: string, body: object, type: string, message: string) {
    const answer = await call(operation, body);
    assert.deepEqual([answer.status, answer.body], [400, { __type: type, message }]);
  }

  it("keeps an item with every type of value, and gives it back in JSON 1.0", async () => {
    const item = {
      id: { S: "types" },
      s: { S: "" },
      n: { N: "1.5" },
      b: { B: "YQ==" },
      yes: { BOOL: false },
      none: { NULL: true },
      ss: { SS: ["b", "a"] },
      ns: { NS: ["2", "1"] },
      l: { L: [{ S: "x" }, { L: [] }, { M: {} }] },
      m: { M: { inner: { M: { deep: { N: "-3" } } }, "": undefined } },
    };
    assert.deepEqual(await put(item), {});
    const answer = await call("GetItem", { Key: { id: { S: "types" } }, ConsistentRead: true });
    assert.deepEqual(answer.body, JSON.parse(JSON.stringify({ Item: item })));
    assert.equal(answer.headers.get("content-type"), "application/x-amz-json-1.0");
  });

  it("writes numbers in one form, and finds an item by an equal number", async () => {
    const two = (operation: string, body: object) => done(operation, { TableName: "two", ...body });
    await two("PutItem", { Item: { id: { S: "n" }, at: { N: "1.0" }, v: { N: "1e3" } } });
    assert.deepEqual(await two("GetItem", { Key: { id: { S: "n" }, at: { N: "01" } } }), {
      Item: { id: { S: "n" }, at: { N: "1" }, v: { N: "1000" } },
    });
    assert.deepEqual(await two("GetItem", { Key: { id: { S: "n" }, at: { N: "2" } } }), {});
  });

  it("answers nothing for an item that is not there", async () => {
    assert.deepEqual(await done("GetItem", { Key: { id: { S: "none" } } }), {});
    assert.deepEqual(await done("DeleteItem", { Key: { id: { S: "none" } }, ReturnValues: "ALL_OLD" }), {});
  });

  it("replaces an item as a whole, and gives back the old one where that is asked for", async () => {
    await put({ id: { S: "replace" }, a: { N: "1" } });
    assert.deepEqual(await put({ id: { S: "replace" }, b: { N: "2" } }, { ReturnValues: "ALL_OLD" }), {
      Attributes: { id: { S: "replace" }, a: { N: "1" } },
    });
    assert.deepEqual(await get({ id: { S: "replace" } }), { id: { S: "replace" }, b: { N: "2" } });
  });

  it("writes an idempotency key once: the second time the condition fails", async () => {
    const once = {
      Item: { id: { S: "once" }, answer: { S: "first" } },
      ConditionExpression: "attribute_not_exists(id)",
    };
    assert.deepEqual(await done("PutItem", once), {});
    const second = { ...once, Item: { id: { S: "once" }, answer: { S: "second" } } };
    const type = `${PREFIX}ConditionalCheckFailedException`;
    await refused("PutItem", second, type, "The conditional request failed");
    const shown = await call("PutItem", { ...second, ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
    assert.deepEqual(shown.body, { __type: type, message: "The conditional request failed", Item: once.Item });
    assert.deepEqual(await get({ id: { S: "once" } }), once.Item);
  });

  it("counts attempts from nothing, one after the other and at once", async () => {
    const count = () =>
      done("UpdateItem", {
        Key: { id: { S: "counter" } },
        UpdateExpression: "SET attempts = if_not_exists(attempts, :0) + :1 ADD changes :1",
        ExpressionAttributeValues: { ":0": { N: "0" }, ":1": { N: "1" } },
        ReturnValues: "ALL_NEW",
      });
    const first = { id: { S: "counter" }, attempts: { N: "1" }, changes: { N: "1" } };
    assert.deepEqual(await count(), { Attributes: first });
    const all = await Promise.all(Array.from({ length: 20 }, count));
    const counts = all.map(({ Attributes }) => Number(Attributes.attempts.N)).sort((a, b) => a - b);
    assert.deepEqual(
      counts,
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
  });

  it("lets only one of many callers through a condition", async () => {
    await put({ id: { S: "race" }, left: { N: "1" } });
    const take = () =>
      call("UpdateItem", {
        Key: { id: { S: "race" } },
        UpdateExpression: "SET #left = #left - :1",
        ConditionExpression: "#left > :0",
        ExpressionAttributeNames: { "#left": "left" },
        ExpressionAttributeValues: { ":0": { N: "0" }, ":1": { N: "1" } },
      });
    const statuses = (await Promise.all(Array.from({ length: 10 }, take))).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, ...Array.from({ length: 9 }, () => 400)]);
    assert.deepEqual((await get({ id: { S: "race" } })).left, { N: "0" });
  });

  it("updates with each kind of return value, and makes the item where there is none", async () => {
    const Key = { id: { S: "returns" } };
    const update = (value: string, ReturnValues?: string) =>
      done("UpdateItem", {
        Key,
        UpdateExpression: "SET v = :v",
        ExpressionAttributeValues: { ":v": { S: value } },
        ReturnValues,
      });
    assert.deepEqual(await update("a", "ALL_OLD"), {});
    assert.deepEqual(await update("b", "ALL_OLD"), { Attributes: { ...Key, v: { S: "a" } } });
    assert.deepEqual(await update("c", "ALL_NEW"), { Attributes: { ...Key, v: { S: "c" } } });
    assert.deepEqual([await update("d", "NONE"), await update("e")], [{}, {}]);
    assert.deepEqual(await done("UpdateItem", { Key: { id: { S: "bare" } } }), {});
    assert.deepEqual(await get({ id: { S: "bare" } }), { id: { S: "bare" } });
  });

  it("deletes on a condition", async () => {
    const item = { id: { S: "delete" }, owner: { S: "a" } };
    await put(item);
    const remove = (owner: string) => ({
      Key: { id: item.id },
      ConditionExpression: "#o = :o",
      ExpressionAttributeNames: { "#o": "owner" },
      ExpressionAttributeValues: { ":o": { S: owner } },
    });
    await refused(
      "DeleteItem",
      remove("b"),
      `${PREFIX}ConditionalCheckFailedException`,
      "The conditional request failed",
    );
    assert.deepEqual(await done("DeleteItem", { ...remove("a"), ReturnValues: "ALL_OLD" }), { Attributes: item });
    assert.equal(await get({ id: item.id }), undefined);
  });

  it("gives back an item whose time to live is over: AWS deletes it within days, and programs must look", async () => {
    await make({
      name: "expiring",
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      ttl: { attributeName: "expires", enabled: true },
    });
    const Item = { id: { S: "old" }, expires: { N: "1" } };
    await done("PutItem", { TableName: "expiring", Item });
    assert.deepEqual(await done("GetItem", { TableName: "expiring", Key: { id: { S: "old" } } }), { Item });
  });

  it("forgets the items with their table", async () => {
    const table = { name: "short", attributes: [{ name: "id", type: "S" }], hashKey: "id" };
    await make(table);
    await done("PutItem", { TableName: "short", Item: { id: { S: "a" } } });
    await controlCall(aws.url)("DELETE", "/resources/dynamodb.Table/short");
    const read = { TableName: "short", Key: { id: { S: "a" } } };
    await refused("GetItem", read, `${PREFIX}ResourceNotFoundException`, "Requested resource not found");
    await make(table);
    assert.deepEqual(await done("GetItem", read), {});
  });

  it("takes an item of 400 KB, and refuses one byte more", async () => {
    const fits = "a".repeat(409_600 - "id".length - "big".length - "v".length);
    await put({ id: { S: "big" }, v: { S: fits } });
    const message = "Item size has exceeded the maximum allowed size";
    await refused("PutItem", { Item: { id: { S: "big" }, v: { S: `${fits}a` } } }, VALIDATION, message);
    await refused("PutItem", { Item: { id: { S: "big" }, vv: { S: fits } } }, VALIDATION, message);
    const grow = {
      Key: { id: { S: "big" } },
      UpdateExpression: "SET w = :w",
      ExpressionAttributeValues: { ":w": { S: "" } },
    };
    await refused("UpdateItem", grow, VALIDATION, "Item size to update has exceeded the maximum allowed size");
  });

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
      `${one}Value 'all' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [NONE, ALL_OLD, ALL_NEW, UPDATED_OLD, UPDATED_NEW]`,
    ],
    [
      "placeholders without an expression",
      "UpdateItem",
      { Key: KEY, ExpressionAttributeValues: { ":a": { S: "a" } } },
      `${one}ExpressionAttributeValues can only be specified when using expressions`,
    ],
    [
      "an attribute without a type",
      "PutItem",
      { Item: { ...KEY, a: {} } },
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
    ["Query", "Query", {}, "DynamoDB's Query"],
    ["Scan", "Scan", {}, "DynamoDB's Scan"],
    ["transactions", "TransactWriteItems", {}, "DynamoDB's TransactWriteItems"],
    ["batches", "BatchGetItem", {}, "DynamoDB's BatchGetItem"],
    ["what an object has by birth", "constructor", {}, "DynamoDB's constructor"],
    [
      "projections",
      "GetItem",
      { Key: KEY, ProjectionExpression: "a" },
      "the parameter ProjectionExpression of DynamoDB's GetItem",
    ],
    ["conditions of old", "PutItem", { Item: KEY, Expected: {} }, "the parameter Expected of DynamoDB's PutItem"],
    [
      "capacity reports",
      "GetItem",
      { Key: KEY, ReturnConsumedCapacity: "TOTAL" },
      "ReturnConsumedCapacity TOTAL of DynamoDB's GetItem",
    ],
    [
      "return values in part",
      "UpdateItem",
      { Key: KEY, ReturnValues: "UPDATED_NEW" },
      "ReturnValues UPDATED_NEW of DynamoDB's UpdateItem",
    ],
    ["binary sets", "PutItem", { Item: { ...KEY, a: { BS: ["YQ=="] } } }, "binary sets of DynamoDB"],
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
        "Unexpected value type in payload",
        "the value of a binary attribute is no Base64",
      ].map((Message) => [400, { __type: type, Message }]),
    );
  });

  it("refuses what names no operation, what is no JSON, and what comes from a web page", async () => {
    const raw = (headers: Record<string, string>, body: string, method = "POST") =>
      fetch(`${aws.url}/dynamodb`, {
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
