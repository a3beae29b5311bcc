/** Group patterns: what they match, and that no pattern makes the matching slow. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { globMatches } from "../../../model/routes/groupsClaim";
import { draw } from "../../support/seed";

describe("globMatches", () => {
  const cases: [pattern: string, text: string, matches: boolean][] = [
    ["group-a", "group-a", true],
    ["group-a", "group-ab", false],
    ["group-a", "Group-a", false],
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["*", "anything at all", true],
    ["group-*-test", "group-a-test", true],
    ["group-*-test", "group--test", true],
    ["group-*-test", "group-test", false],
    ["group-*-test", "group-a-tests", false],
    ["group-*-test", "my-group-a-test", false],
    ["*-test", "a-test", true],
    ["group-*", "group-", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["a*b*c", "a-c-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["*b*", "abc", true],
    ["a**b", "ab", true],
    ["ab*ba", "aba", false],
    ["*ab*ab*", "ab", false],
    ["*ab*ab*", "xabyabz", true],
    ["a.c", "abc", false],
    ["a?c", "abc", false],
    ["[a-z]", "b", false],
    ["a\\*", "a\\b", true],
    ["größe-*", "größe-1", true],
  ];
  for (const [pattern, text, matches] of cases) {
    it(`${matches ? "matches" : "refuses"} \`${text}\` for \`${pattern}\``, () => {
      assert.equal(globMatches(pattern, text), matches);
    });
  }

  it("agrees with a regular expression that stands for the same pattern", () => {
    const short = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 10 });
    fc.assert(
      fc.property(short, text, (pattern, value) => {
        const source = pattern
          .split("*")
          .map((part) => part.replaceAll(".", "\\."))
          .join(".*");
        return globMatches(pattern, value) === new RegExp(`^(?:${source})$`, "s").test(value);
      }),
      draw("globs", 20_261_121, 2_000),
    );
  });

  it("takes no longer than its lengths for the pattern that ruins a backtracking matcher", () => {
    const pattern = `${"a*".repeat(5_000)}b`;
    const text = "a".repeat(100_000);
    const started = process.hrtime.bigint();
    assert.equal(globMatches(pattern, text), false);
    assert.equal(globMatches(`*${pattern}`, `${text}c`), false);
    assert.ok(process.hrtime.bigint() - started < 1_000_000_000n);
  });
});
