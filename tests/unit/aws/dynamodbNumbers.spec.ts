/** DynamoDB's numbers: 38 digits, exact, in one form; recorded cases of the real service among them. */
import assert from "node:assert/strict";
import { calls, startDynamodb, VALIDATION, type DynamodbStand } from "./dynamodbStand";

const NINES = "9".repeat(38);
const OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const TOO_LONG = "Attempting to store more than 38 significant digits in a Number";

describe("the local DynamoDB's numbers", () => {
  let stand: DynamodbStand;

  before(async () => {
    stand = await startDynamodb();
  });
  after(() => stand.aws.close());

  const { call, done, refused } = calls(() => stand);
  const Key = { id: { S: "numbers" } };
  const itemWith = (number: string) => ({ Item: { ...Key, n: { N: number } } });
  const kept = async () => (await done("GetItem", { Key })).Item.n.N as string;

  const forms: [string, string][] = [
    ["0", "0"],
    ["-0.00", "0"],
    ["1.50", "1.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-0015.789e6", "-15789000"],
    ["1e3", "1000"],
    ["1E-3", "0.001"],
    ["0000012345678901234567890123456789012345678", "12345678901234567890123456789012345678"],
    ["-00001.23456789012345678901234567890123456780000", "-1.2345678901234567890123456789012345678"],
    [`0009.${"9".repeat(37)}0000e125`, NINES + "0".repeat(88)],
    ["0001.000e-130", `0.${"0".repeat(129)}1`],
    [`1${"0".repeat(125)}`, `1${"0".repeat(125)}`],
    [`0.${"0".repeat(100_000)}e9`, "0"],
  ];
  for (const [given, form] of forms) {
    it(`keeps ${given.slice(0, 50)} as ${form.slice(0, 50)}`, async () => {
      await done("PutItem", itemWith(given));
      assert.equal(await kept(), form);
    });
  }

  const wrong: [string, string][] = [
    ["", "The parameter cannot be converted to a numeric value"],
    ["b", "The parameter cannot be converted to a numeric value: b"],
    [".", "The parameter cannot be converted to a numeric value: ."],
    ["1 ", "The parameter cannot be converted to a numeric value: 1 "],
    ["0x10", "The parameter cannot be converted to a numeric value: 0x10"],
    ["Infinity", "The parameter cannot be converted to a numeric value: Infinity"],
    ["123456789012345678901234567890123456789", TOO_LONG],
    ["-1.23456789012345678901234567890123456789", TOO_LONG],
    ["1e126", OVERFLOW],
    ["-1e126", OVERFLOW],
    ["1e999999999", OVERFLOW],
    ["1e-131", UNDERFLOW],
    ["-1e-999999999", UNDERFLOW],
  ];
  for (const [given, message] of wrong) {
    it(`refuses ${given || "an empty text"} as a number`, () =>
      refused("PutItem", itemWith(given), VALIDATION, message));
  }

  const sums: [string, string, 1 | -1, string][] = [
    ["1", "1", 1, "2"],
    ["0.1", "0.2", 1, "0.3"],
    ["1", "1", -1, "0"],
    ["1", "2.5", -1, "-1.5"],
    ["9007199254740993", "1", 1, "9007199254740994"],
    ["99", "1", 1, "100"],
    ["-0.001", "-0.999", 1, "-1"],
    [NINES, "1", 1, `1${"0".repeat(38)}`],
  ];
  for (const [one, other, sign, expected] of sums) {
    it(`makes ${expected.slice(0, 40)} of ${one.slice(0, 40)} ${sign === 1 ? "plus" : "minus"} ${other}`, async () =>
      assert.equal(await sum(one, other, sign), expected));
  }

  async function sum(one: string, other: string, sign: 1 | -1): Promise<string> {
    await done("PutItem", itemWith(one));
    const values = { ":other": { N: other } };
    const UpdateExpression = `SET n = n ${sign === 1 ? "+" : "-"} :other`;
    await done("UpdateItem", { Key, UpdateExpression, ExpressionAttributeValues: values });
    return kept();
  }

  it("compares by value", async () => {
    const pairs = [
      ["2", "10", "<"],
      ["-2", "-10", ">"],
      ["0.1", "0.10", "="],
      ["1e2", "99", ">"],
      ["-1", "1", "<"],
    ];
    for (const [one, other, holding] of pairs) {
      await done("PutItem", itemWith(one!));
      for (const operator of ["<", "=", ">"]) {
        const condition = {
          ConditionExpression: `n ${operator} :other`,
          ExpressionAttributeValues: { ":other": { N: other } },
        };
        assert.equal((await call("UpdateItem", { Key, ...condition })).status, operator === holding ? 200 : 400);
      }
    }
  });
});
