/** Names in Markdown: whatever is in them, they stay names. */
import assert from "node:assert/strict";
import { code, escaped } from "../../../cli/print/markdown";

describe("code", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["users:read", "`users:read`"],
    ["a|b", "`a\\|b`"],
    ["`", "`` ` ``"],
    ["a``b", "```a``b```"],
    ["](javascript:alert(1))", "`](javascript:alert(1))`"],
    ["<b>@octocat</b>", "`<b>@octocat</b>`"],
    ["two\nlines", "`two\\u{a}lines`"],
    ["\u202Egnp", "`\\u{202e}gnp`"],
    ["", ""],
  ];
  for (const [text, expected] of cases) it(`writes ${JSON.stringify(text)}`, () => assert.equal(code(text), expected));
});

describe("escaped", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["plain text, with (brackets)", "plain text, with (brackets)"],
    ["a|b", "a\\|b"],
    ["`x`", "\\`x\\`"],
    ["[x](y)", "\\[x\\](y)"],
    ["<script>", "\\<script\\>"],
    ["@octocat", "@<!-- -->octocat"],
    ["#1", "#<!-- -->1"],
    ["https://evil.example", "https:<!-- -->//evil.example"],
    ["&lt;", "\\&lt;"],
    ["two\nlines", "two\\\\u{a}lines"],
  ];
  for (const [text, expected] of cases)
    it(`writes ${JSON.stringify(text)}`, () => assert.equal(escaped(text), expected));
});
