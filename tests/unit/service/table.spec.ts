/** The functions' own table, in a local DynamoDB: conditions, expiry, counters, and what becomes of many callers at once. */
import assert from "node:assert/strict";
import { createTable, unused, type Table } from "../../../service/store/table";
import { startServer } from "./support/scriptedServer";
import { START, startTable, type TestTable } from "./support/testTable";

const NOW = START / 1000;

describe("a table", () => {
  let test: TestTable;
  let table: Table;
  let ids = 0;
  before(async () => {
    test = await startTable();
    table = test.table;
  });
  after(() => test.close());
  beforeEach(() => {
    test.time = START;
    ids += 1;
  });
  const id = () => `item-${ids}`;
  const item = (more: Record<string, string | number> = {}) => ({
    id: id(),
    expires: NOW + 10,
    state: "new",
    n: 1,
    ...more,
  });

  it("keeps texts and numbers, empty texts too", async () => {
    assert.equal(await table.put(item({ empty: "", negative: -1.5 })), true);
    assert.deepEqual(await table.get(id()), item({ empty: "", negative: -1.5 }));
  });

  it("knows nothing of what was not put", async () => assert.equal(await table.get(id()), undefined));

  it("forgets an item in the second after its expiry", async () => {
    await table.put(item());
    test.time = START + 10_999;
    assert.deepEqual(await table.get(id()), item());
    test.time = START + 11_000;
    assert.equal(await table.get(id()), undefined);
  });

  it("replaces an item only where the condition holds", async () => {
    const unchanged = { expression: "#state = :state", values: { ":state": "new" } };
    assert.equal(await table.put(item({ n: 2 }), unchanged), false);
    assert.equal(await table.get(id()), undefined);
    await table.put(item());
    assert.equal(await table.put(item({ state: "other" }), unchanged), true);
    assert.equal(await table.put(item({ state: "third" }), unchanged), false);
    assert.equal((await table.get(id()))!["state"], "other");
  });

  it("counts an item as unused where there is none, and after its expiry", async () => {
    assert.equal(await table.put(item(), unused(NOW)), true);
    assert.equal(await table.put(item(), unused(NOW + 10)), false);
    assert.equal(await table.put(item({ n: 2 }), unused(NOW + 11)), true);
  });

  it("changes fields, and gives the whole item", async () => {
    await table.put(item());
    assert.deepEqual(await table.update(id(), { state: "old", more: 7 }), item({ state: "old", more: 7 }));
    assert.deepEqual(await table.get(id()), item({ state: "old", more: 7 }));
  });

  it("changes only where the condition holds", async () => {
    await table.put(item());
    const isNew = { expression: "#state = :is OR #n = :n", values: { ":is": "new", ":n": 5 } };
    assert.deepEqual(await table.update(id(), { state: "old" }, isNew), item({ state: "old" }));
    assert.equal(await table.update(id(), { state: "older" }, isNew), undefined);
    assert.equal((await table.get(id()))!["state"], "old");
  });

  it("refuses to make an item by a change", async () => {
    assert.equal(await table.update(id(), { state: "old" }), undefined);
    const isGone = { expression: "attribute_not_exists(#state)" };
    assert.equal(await table.update(id(), { state: "old" }, isGone), undefined);
    assert.equal(await table.get(id()), undefined);
  });

  it("takes an item away, only where the condition holds", async () => {
    await table.put(item());
    const isOld = { expression: "#state = :is", values: { ":is": "old" } };
    assert.equal(await table.delete(id(), isOld), false);
    assert.deepEqual(await table.get(id()), item());
    assert.equal(await table.delete(id()), true);
    assert.equal(await table.get(id()), undefined);
  });

  it("lets one of many change what all have read", async () => {
    await table.put(item());
    const one = { expression: "#n = :before", values: { ":before": 1 } };
    const outcomes = await Promise.all([2, 3, 4, 5].map((n) => table.update(id(), { n }, one)));
    assert.equal(outcomes.filter((outcome) => outcome !== undefined).length, 1);
  });

  describe("a counter", () => {
    it("begins at one, and keeps its first expiry", async () => {
      assert.deepEqual([await table.count(id(), NOW + 10), await table.count(id(), NOW + 99)], [1, 2]);
      assert.deepEqual(await table.get(id()), { id: id(), expires: NOW + 10, count: 2 });
    });

    it("gives each of many a number of its own", async () => {
      const numbers = await Promise.all(Array.from({ length: 8 }, () => table.count(id(), NOW + 10)));
      assert.deepEqual(numbers.sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it("begins anew in the second after its expiry", async () => {
      await table.count(id(), NOW + 10);
      test.time = START + 10_999;
      assert.equal(await table.count(id(), NOW + 20), 2);
      test.time = START + 11_000;
      assert.equal(await table.count(id(), NOW + 21), 1);
      assert.deepEqual(await table.get(id()), { id: id(), expires: NOW + 21, count: 1 });
    });

    it("loses none of many that come when it begins anew", async () => {
      await table.count(id(), NOW + 10);
      await table.count(id(), NOW + 10);
      test.time = START + 11_000;
      const numbers = await Promise.all(Array.from({ length: 8 }, () => table.count(id(), NOW + 21)));
      assert.deepEqual(numbers.sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
      assert.deepEqual(await table.get(id()), { id: id(), expires: NOW + 21, count: 8 });
    });
  });

  it("tells of an error of DynamoDB its kind, and nothing of the items", async () => {
    const missing = createTable("missing", "us-east-1", test.environment, () => test.time);
    const expected = { name: "AwsCallError", message: "DynamoDB answered with status 400 (ResourceNotFoundException)" };
    await assert.rejects(missing.put(item({ secret: "s3cret" })), expected);
    await assert.rejects(missing.get(id()), expected);
    await assert.rejects(missing.update(id(), { a: 1 }), expected);
    await assert.rejects(missing.count(id(), NOW), expected);
    await assert.rejects(missing.delete(id()), expected);
  });

  it("refuses to ask without credentials, and says so", async () => {
    const without = createTable("own", "us-east-1", { ...test.environment, AWS_ACCESS_KEY_ID: "" }, () => test.time);
    const expected = { message: "DynamoDB needs a region, and credentials in the environment" };
    await assert.rejects(without.get(id()), expected);
    await assert.rejects(without.put(item()), expected);
    await assert.rejects(without.update(id(), { a: 1 }), expected);
    await assert.rejects(without.count(id(), NOW), expected);
    await assert.rejects(without.delete(id()), expected);
  });

  it("asks with DynamoDB's own names, and reads what it wrote a moment ago", async () => {
    const server = await startServer();
    server.script = [{ status: 200, body: "{}" }];
    const environment = { ...test.environment, AWS_ENDPOINT_URL_DYNAMODB: server.url };
    await createTable("own", "us-east-1", environment, () => test.time).get("x");
    assert.equal(server.asked[0]!.headers["x-amz-target"], "DynamoDB_20120810.GetItem");
    assert.deepEqual(JSON.parse(server.asked[0]!.body), {
      TableName: "own",
      Key: { id: { S: "x" } },
      ConsistentRead: true,
    });
    await server.close();
  });

  it("reads again after a fault of the service, and writes once: a condition that has held would hold no more", async () => {
    const server = await startServer();
    try {
      const faulty = createTable(
        "t",
        "eu-central-1",
        { ...test.environment, AWS_ENDPOINT_URL_DYNAMODB: server.url },
        () => START,
      );
      const fault = { status: 500, body: '{"__type":"InternalServerError"}' };
      server.script = [fault, { status: 200, body: "{}" }];
      assert.equal(await faulty.get("a"), undefined);
      assert.equal(server.asked.length, 2);
      const writes = [
        () => faulty.put(item(), unused(NOW)),
        () => faulty.update("a", { state: "b" }),
        () => faulty.delete("a"),
        () => faulty.count("a", NOW),
      ];
      for (const write of writes) {
        server.asked.length = 0;
        server.script = [fault];
        await assert.rejects(write(), { type: "InternalServerError" });
        assert.equal(server.asked.length, 1);
      }
    } finally {
      await server.close();
    }
  });
});
