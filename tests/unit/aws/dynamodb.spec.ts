/** DynamoDB of the local AWS, over HTTP with a signed client: items, conditions, updates, and each refusal as it is answered. */
import assert from "node:assert/strict";
import { calls, PREFIX, startDynamodb, VALIDATION, type DynamodbStand } from "./dynamodbStand";
import { keptBy } from "./kept";

describe("the local DynamoDB", () => {
  let stand: DynamodbStand;

  before(async () => {
    stand = await startDynamodb();
  });
  after(() => stand.aws.close());

  const { make, call, done, refused } = calls(() => stand);
  const put = (item: object, more: object = {}) => done("PutItem", { Item: item, ...more });
  const get = async (key: object) => (await done("GetItem", { Key: key })).Item;

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
    await keptBy(stand.aws).remove("dynamodb.Table", "short");
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

  it("finds the items of one partition by the sort key, in its order and page by page, and all of them", async () => {
    const two = (operation: string, body: object) => done(operation, { TableName: "two", ...body });
    const item = (id: string, at: number) => ({ id: { S: id }, at: { N: String(at) }, v: { S: `${id}${at}` } });
    for (const [id, at] of [
      ["q", 10],
      ["q", 9],
      ["q", 100],
      ["r", 9],
    ] as const) {
      await two("PutItem", { Item: item(id, at) });
    }
    const query = {
      KeyConditionExpression: "id = :id AND #at >= :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":id": { S: "q" }, ":at": { N: "10" } },
    };
    assert.deepEqual((await two("Query", query)).Items, [item("q", 10), item("q", 100)]);
    const first = await two("Query", { ...query, ScanIndexForward: false, Limit: 1 });
    assert.deepEqual(first.Items, [item("q", 100)]);
    const next = await two("Query", { ...query, ScanIndexForward: false, ExclusiveStartKey: first.LastEvaluatedKey });
    assert.deepEqual([next.Items, next.LastEvaluatedKey], [[item("q", 10)], undefined]);
    const filter = { FilterExpression: "contains(v, :v)", ExpressionAttributeValues: { ":v": { S: "9" } } };
    const found = (await two("Scan", filter)).Items as { v: { S: string } }[];
    assert.deepEqual(found.map(({ v }) => v.S).sort(), ["q9", "r9"]);
  });

  it("gives parts of an item, reports of capacity, and what an update has changed", async () => {
    const Key = { id: { S: "parts" } };
    await put({ ...Key, a: { M: { b: { N: "1" } } }, c: { BS: ["YQ=="] } });
    const read = { Key, ProjectionExpression: "a.b, c", ReturnConsumedCapacity: "TOTAL" };
    assert.deepEqual(await done("GetItem", read), {
      Item: { a: { M: { b: { N: "1" } } }, c: { BS: ["YQ=="] } },
      ConsumedCapacity: { CapacityUnits: 0.5, TableName: "one" },
    });
    const update = {
      Key,
      UpdateExpression: "SET a.b = a.b + :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
    };
    assert.deepEqual(await done("UpdateItem", update), { Attributes: { a: { M: { b: { N: "2" } } } } });
  });
});
