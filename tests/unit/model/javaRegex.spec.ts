/** Java's regular expressions: what they match, what Java refuses, what is not modelled. */
import assert from "node:assert/strict";
import { javaRegex, type PatternError } from "../../../model/okta/javaRegex";

describe("javaRegex", () => {
  const cases: [pattern: string, matches: string[], others: string[]][] = [
    ["permissions-.*", ["permissions-", "permissions-a"], ["Permissions-a", "x-permissions-a"]],
    ["permissions", ["permissions"], ["permissions-a", "a permissions"]],
    ["a|b", ["a", "b"], ["ab", "xa"]],
    ["(?i)eng-\\w+", ["ENG-a1", "eng-B_"], ["eng-", "eng-é"]],
    ["(?i)sk", ["sk", "SK"], ["ſk", "s\u212A"]],
    ["(?i)équipe", ["éQUIPE"], ["ÉQUIPE"]],
    ["(?i)[a-cX]\\Qd+\\E[^k]", ["AD+x", "xd+é"], ["AD+K", "dd+x"]],
    ["(?i)[+-a]", ["B", "A", "+"], ["b".repeat(2), "é"]],
    ["(?i)\\x4b\\.", ["k.", "K."], ["\u212A.", "kk"]],
    ["(?si)a.", ["A\n"], ["B\n"]],
    ["\\Qa.b(c\\E.", ["a.b(cx"], ["aXb(cx"]],
    ["\\p{Upper}\\p{Alnum}{2}", ["A1b"], ["a1b", "A1", "É1b"]],
    ["\\p{L}+", ["Éa", "日本"], ["1"]],
    ["\\pL\\p{IsLu}\\p{IsAlphabetic}", ["aBc"], ["abc"]],
    ["[\\p{Lower}-]+", ["a-b"], ["A-b"]],
    ["[^\\d-]x", ["ax"], ["1x", "-x"]],
    ["[\\P{L}]", ["1"], ["a"]],
    ["[]a]", ["]", "a"], ["b"]],
    ["[a\\-z]", ["a", "-", "z"], ["b"]],
    ["a}b]", ["a}b]"], ["ab"]],
    ["x\\{2\\}", ["x{2}"], ["xx"]],
    ["x{2,3}?", ["xx", "xxx"], ["x", "xxxx"]],
    ["\\s\\h", ["\t "], ["\u00A0a", "\u00A0\u00A0"]],
    ["\\x41\\u0042\\x{1F600}", ["AB😀"], ["AB"]],
    ["(a)\\1", ["aa"], ["a"]],
    ["(?<n>a|b)-\\k<n>", ["a-a"], ["a-b"]],
    ["\\Ax\\z", ["x"], ["xx"]],
    ["(?:a(?=b)b|c(?!d).)", ["ab", "cx"], ["cd"]],
    [".", ["😀", "a"], ["\n", ""]],
    ["(?s).", ["\n"], [""]],
    ["", [""], ["a"]],
  ];
  for (const [pattern, matches, others] of cases) {
    it(`reads ${pattern || "nothing"}`, () => {
      const regex = javaRegex(pattern);
      assert.deepEqual(
        [matches.filter((text) => !regex.test(text)), others.filter((text) => regex.test(text))],
        [[], []],
      );
    });
  }

  const refused: [pattern: string, kind: PatternError["kind"], message: string, at: number][] = [
    ["(a", "invalid", "`(` is never closed", 0],
    ["a)", "invalid", "`)` closes nothing", 1],
    ["[a", "invalid", "`[` is never closed", 0],
    ["*a", "invalid", "`*` repeats nothing", 0],
    ["a|+", "invalid", "`+` repeats nothing", 2],
    ["{2}", "invalid", "`{` repeats nothing; a brace itself is written `\\{`", 0],
    ["a\\", "invalid", "`\\` escapes nothing", 1],
    ["\\y", "invalid", "`\\y` means nothing", 0],
    ["\\xZZ", "invalid", "`\\x` wants hexadecimal digits", 0],
    ["\\k1", "invalid", "`\\k` wants the name of a group, `\\k<name>`", 0],
    ["[b-a]", "invalid", "is no regular expression", 0],
    ["(?i)[b-a]", "invalid", "is no regular expression", 0],
    ["(?i)(a)\\1", "not-modelled", "the reference `\\1` in any case is not modelled here", 9],
    ["(?i)\\p{Lower}", "not-modelled", "`\\p{Lower}` in any case is not modelled here", 13],
    ["a++", "not-modelled", "the possessive `++` is not modelled here", 3],
    ["(?>a)", "not-modelled", "the group `(?>a` is not modelled here", 1],
    ["a(?i)b", "not-modelled", "the group `(?i)` is not modelled here", 2],
    ["(?x)a", "not-modelled", "the flag `x` is not modelled here", 0],
    ["[a-z&&[^b]]", "not-modelled", "the intersection `&&` is not modelled here", 4],
    ["[a[b]]", "not-modelled", "a class within a class is not modelled here", 3],
    ["\\p{InGreek}", "not-modelled", "the property `InGreek` is not modelled here", 11],
    ["\\p{javaLowerCase}", "not-modelled", "the property `javaLowerCase` is not modelled here", 17],
    ["\\R", "not-modelled", "`\\R` is not modelled here", 2],
    ["\\1(a)", "not-modelled", "the reference `\\1` to a group that is not there is not modelled here", 2],
  ];
  for (const [pattern, kind, message, at] of refused) {
    it(`refuses ${pattern} as ${kind}`, () => {
      assert.throws(() => javaRegex(pattern), { name: "PatternError", kind, message, at });
    });
  }
});
