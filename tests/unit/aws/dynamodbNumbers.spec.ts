/** DynamoDB's numbers: 38 digits, exact, in one form; recorded cases of the real service among them. */
import assert from "node:assert/strict";
import { addNumbers, compareNumbers, normalNumber } from "../../../local/aws/dynamodb/decimal";

const NINES = "9".repeat(38);
const OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const TOO_LONG = "Attempting to store more than 38 significant digits in a Number";

describe("the local DynamoDB's numbers", () => {
  const forms: [string, string][] = [
    ["0", "0"],
    ["-0.00", "0"],
    ["+1", "1"],
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
  for (const [given, kept] of forms) {
    it(`keeps ${given.slice(0, 50)} as ${kept.slice(0, 50)}`, () => assert.equal(normalNumber(given), kept));
  }

  const refused: [string, string][] = [
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
  for (const [given, message] of refused) {
    it(`refuses ${given || "an empty text"} as a number`, () =>
      assert.throws(() => normalNumber(given), { type: "com.amazon.coral.validate#ValidationException", message }));
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
    it(`makes ${expected.slice(0, 40)} of ${one.slice(0, 40)} ${sign === 1 ? "plus" : "minus"} ${other}`, () =>
      assert.equal(addNumbers(one, other, sign), expected));
  }

  it("refuses a sum that needs more than 38 digits, or is too large", () => {
    assert.throws(() => addNumbers(NINES, "0.1", 1), { message: TOO_LONG });
    const largest = NINES + "0".repeat(88);
    assert.throws(() => addNumbers(largest, `1${"0".repeat(88)}`, 1), { message: OVERFLOW });
  });

  it("compares by value", () => {
    const signs = [
      ["2", "10"],
      ["-2", "-10"],
      ["0.1", "0.10"],
      ["1e2", "99"],
      ["-1", "1"],
    ].map(([one, other]) => Math.sign(compareNumbers(one!, other!)));
    assert.deepEqual(signs, [-1, 1, 0, 1, -1]);
  });
});
