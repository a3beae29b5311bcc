/** Resource names and the patterns of permissions. */
import assert from "node:assert/strict";
import { arnMatches, functionArn, functionOf, invokeArn } from "../../../local/aws/arns";

describe("arnMatches", () => {
  const cases: [string, string, boolean][] = [
    ["arn:a", "arn:a", true],
    ["arn:a", "arn:ab", false],
    ["arn:a*", "arn:a", true],
    ["arn:a/*/*", "arn:a/$default/GET/users/1", true],
    ["arn:a/*/GET/users", "arn:a/$default/GET/users", true],
    ["arn:a/*/GET/users", "arn:a/$default/POST/users", false],
    ["arn:a/*/GET/users", "arn:a/$default/GET/users/1", false],
    ["arn:?", "arn:a", true],
    ["arn:?", "arn:", false],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a*b*c", "aXbXbXc", true],
    ["a*b*c", "aXbXbX", false],
  ];
  for (const [pattern, arn, matches] of cases) {
    it(`${matches ? "matches" : "refuses"} \`${arn}\` for \`${pattern}\``, () => {
      assert.equal(arnMatches(pattern, arn), matches);
    });
  }

  it("takes no longer than the product of the lengths", () => {
    assert.equal(arnMatches(`${"*a".repeat(200)}b`, "a".repeat(5_000)), false);
  });
});

describe("functionOf", () => {
  const arn = functionArn("eu-west-1", "fn");

  it("reads a function's name in both of its forms", () => {
    assert.equal(functionOf(arn), arn);
    assert.equal(functionOf(invokeArn("eu-west-1", arn)), arn);
  });

  for (const uri of [
    "",
    "fn",
    "arn:aws:s3:::bucket",
    `${arn}:alias`,
    invokeArn("eu-west-1", "arn:aws:s3:::b"),
    `${arn}/../x`,
  ]) {
    it(`refuses \`${uri}\``, () => {
      assert.equal(functionOf(uri), undefined);
    });
  }
});
