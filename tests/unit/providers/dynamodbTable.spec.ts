/** DynamoDB tables of the local provider: what a declaration must say, what a change replaces, and what keeps a table. */
import assert from "node:assert/strict";
import { keptBy } from "../aws/kept";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider } from "../../../local/providers/provider";
import { UNKNOWN, type Values } from "../../../local/providers/values";
import { settings } from "./awsProviderStand";
import { createChecked } from "./oneType";

const TABLE = "aws:dynamodb/table:Table";
const INPUTS: Values = {
  name: "keys",
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
};

describe("DynamoDB tables of the local AWS provider", () => {
  let aws: LocalAws;
  let provider: LocalProvider;

  before(async () => {
    aws = await startLocalAws();
    provider = createAwsProvider();
    await provider.configure(settings(aws.url, "dynamodb"));
  });
  after(() => aws.close());

  const reasons = (inputs: Values) =>
    provider.check(TABLE, undefined, { ...INPUTS, ...inputs }, { name: "t" }).failures.map(({ reason }) => reason);

  it("takes a table with a partition key, and one with a sort key", () => {
    const attributes = [
      { name: "at", type: "N" },
      { name: "id", type: "S" },
    ];
    assert.deepEqual([reasons({}), reasons({ attributes, rangeKey: "at" })], [[], []]);
  });

  const refusals: [string, Values, string[]][] = [
    [
      "a key that is not declared",
      { rangeKey: "at" },
      ["the key attribute `at` must be among `attributes`, with its type"],
    ],
    [
      "an attribute of no key",
      {
        attributes: [
          { name: "id", type: "S" },
          { name: "expires", type: "N" },
        ],
      },
      ["`expires` must not be among `attributes`: each key attribute is declared once, and no other"],
    ],
    [
      "an attribute twice",
      {
        attributes: [
          { name: "id", type: "S" },
          { name: "id", type: "N" },
        ],
      },
      ["`id` must not be among `attributes`: each key attribute is declared once, and no other"],
    ],
    ["one attribute as both keys", { rangeKey: "id" }, ["`rangeKey` must be another attribute than `hashKey`"]],
    [
      "a time to live without an attribute",
      { ttl: { enabled: true } },
      ["`ttl.attributeName` is required where `ttl.enabled` is true"],
    ],
    [
      "the attribute of a time to live that is off",
      { ttl: { attributeName: "expires", enabled: false } },
      ["`ttl.attributeName` must not be given unless `ttl.enabled` is true"],
    ],
    [
      "provisioned tables without capacity",
      { billingMode: "PROVISIONED", readCapacity: 1 },
      ["`writeCapacity` must be at least 1 with the billing mode `PROVISIONED`"],
    ],
    [
      "capacity of a table that is paid per request",
      { writeCapacity: 5 },
      ["`writeCapacity` must not be given with the billing mode `PAY_PER_REQUEST`"],
    ],
    [
      "the type of an attribute that no key has",
      { attributes: [{ name: "id", type: "SS" }] },
      ["`attributes[0].type` of aws:dynamodb/table:Table must be one of `S`, `N`, `B`"],
    ],
  ];
  for (const [what, inputs, expected] of refusals) {
    it(`refuses ${what}`, () => assert.deepEqual(reasons(inputs), expected));
  }

  it("refuses streams, indexes and replicas, which it does not model", () => {
    for (const property of ["streamEnabled", "globalSecondaryIndexes", "replicas"]) {
      assert.match(reasons({ [property]: [] })[0]!, new RegExp(`does not know the property \`${property}\``));
    }
  });

  it("says nothing of a key that is not known yet", () => {
    assert.deepEqual(reasons({ hashKey: UNKNOWN }), []);
    assert.deepEqual(reasons({ attributes: [{ name: UNKNOWN, type: "S" }] }), []);
  });

  it("makes a new table for another name or key, and the old one goes first where the name stays", () => {
    const replaced = (change: Values) => {
      const { inputs } = provider.check(TABLE, INPUTS, { ...INPUTS, ...change }, { name: "t" });
      const olds = provider.check(TABLE, undefined, INPUTS, { name: "t" }).inputs;
      const { differences, deleteBeforeReplace } = provider.diff(TABLE, olds, inputs);
      return [differences.map(({ property, replace }) => [property, replace]), deleteBeforeReplace];
    };
    assert.deepEqual(replaced({ name: "other" }), [[["name", true]], false]);
    assert.deepEqual(replaced({ hashKey: "key" }), [[["hashKey", true]], true]);
    assert.deepEqual(replaced({ rangeKey: "at" }), [[["rangeKey", true]], true]);
    assert.deepEqual(replaced({ attributes: [{ name: "id", type: "N" }] }), [[["attributes", false]], false]);
    assert.deepEqual(replaced({ deletionProtectionEnabled: true }), [[["deletionProtectionEnabled", false]], false]);
  });

  it("refuses another type of the key, which the real provider would pass over", async () => {
    const state = await createChecked(provider, TABLE, { ...INPUTS, name: "typed" });
    await assert.rejects(
      provider.update(TABLE, state, { ...state.inputs, attributes: [{ name: "id", type: "N" }] }),
      /ValidationException: One or more parameter values were invalid: the key of a table cannot be changed/,
    );
    await provider.delete(TABLE, state);
  });

  it("refuses to delete a table that is protected, until it no longer is", async () => {
    const state = await createChecked(provider, TABLE, { ...INPUTS, deletionProtectionEnabled: true });
    await assert.rejects(
      provider.delete(TABLE, state),
      /Table 'keys' can't be deleted while DeletionProtectionEnabled/,
    );
    const changed = await provider.update(TABLE, state, { ...state.inputs, deletionProtectionEnabled: false });
    await provider.delete(TABLE, changed);
    assert.equal(await provider.read(TABLE, state.id, state.inputs, state.outputs), undefined);
  });

  it("refuses another key for a table that is there, and names that DynamoDB does not take", async () => {
    const state = await createChecked(provider, TABLE, { ...INPUTS, name: "fixed" });
    const attributes = [{ name: "id", type: "N" }];
    await assert.rejects(
      provider.update(TABLE, state, { ...state.inputs, attributes }),
      /ValidationException: .*the key of a table cannot be changed/,
    );
    await assert.rejects(
      createChecked(provider, TABLE, { ...INPUTS, name: "a b" }),
      /ValidationException: TableName must be at least 3 characters long/,
    );
    await provider.delete(TABLE, state);
  });

  const undeclared: [string, object, RegExp][] = [
    ["no key", {}, /Invalid KeySchema/],
    ["a key without attributes", { hashKey: "id" }, /Some index key attributes are not defined.*Keys: \[id\]/],
    [
      "an attribute of no key",
      {
        hashKey: "id",
        attributes: [
          { name: "id", type: "S" },
          { name: "x", type: "S" },
        ],
      },
      /Number of attributes in KeySchema does not exactly match/,
    ],
    [
      "provisioned billing without capacity",
      { hashKey: "id", attributes: [{ name: "id", type: "S" }] },
      /ReadCapacityUnits and WriteCapacityUnits must both be specified/,
    ],
  ];
  for (const [what, properties, message] of undeclared) {
    it(`refuses ${what} of whoever makes a table without the provider`, async () => {
      const { status, body } = await keptBy(aws).create("dynamodb.Table", { name: "direct", ...properties });
      assert.equal(status, 400);
      assert.match(body.message, message);
    });
  }
});
