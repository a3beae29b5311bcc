/** Okta expressions as the program reads them: what is none and where, what is not modelled, which groups are named. */
import assert from "node:assert/strict";
import {
  groupKeysIn,
  groupReferences,
  lengthWithIds,
  membershipByName,
  withGroupIds,
} from "../../../model/okta/expressions/groups";
import { notModelled, parseExpression } from "../../../model/okta/expressions/parse";
import { ExpressionError } from "../../../model/okta/expressions/tokens";

const ID = "00gabcdefghijklmno12";

describe("parseExpression", () => {
  const mistakes: [text: string, at: number | undefined, message: string][] = [
    ["user.department ==", 18, "the expression ends too early"],
    ["", 0, "the expression ends too early"],
    ['"open', 0, 'the quote " is never closed'],
    ["user.x + 'open", 9, "the quote ' is never closed"],
    ["user.x = 1", 7, "`=` is no sign of an expression: two values are compared with `==`"],
    ["a # b", 2, "cannot read the expression at `# b`"],
    ["user.x ? 1", 10, "expected `:` and found the end"],
    ["1 2", 2, "unexpected `2`"],
    ['{"a": "b", c: "d"}', 11, "unexpected `c`"],
    ["isMemberOfGruop('x')", 0, "`isMemberOfGruop` is no function of Okta's; did you mean `isMemberOfGroup`?"],
    ["constructor()", 0, "`constructor` is no function of Okta's"],
    ["1 + user.frobnicate()", 9, "`user.frobnicate` is no function of Okta's"],
    ["isMemberOfGroup()", 0, "`isMemberOfGroup` takes 1 argument, not 0"],
    ["isMemberOfAnyGroup()", 0, "`isMemberOfAnyGroup` takes 1 or more arguments, not 0"],
    ["String.substring('a', 1)", 0, "`String.substring` takes 3 arguments, not 2"],
    ["(".repeat(60) + "1" + ")".repeat(60), 50, "the expression is nested more than 50 deep"],
    ["!".repeat(60) + "true", 50, "the expression is nested more than 50 deep"],
  ];
  for (const [text, at, message] of mistakes) {
    it(`refuses ${text.slice(0, 40) || "nothing"}`, () => {
      assert.throws(() => parseExpression(text), new ExpressionError(message, at));
    });
  }

  it("says what an expression can begin with", () => {
    const known = "(known: `user`, `appuser`, `app`, `access`, `org`, `session`, `idpuser`)";
    for (const [text, hint] of [
      ["profile.department", "; an attribute of the user is written `user.department`"],
      ["hello", ""],
      ["myapp_1.email", ""],
    ] as const) {
      const name = text.split(".")[0]!;
      assert.throws(() => parseExpression(text), {
        message: `\`${name}\` is nothing that an expression can name ${known}${hint}`,
        at: 0,
      });
    }
  });

  it("reads what Okta has and the local Okta does not, and names it", () => {
    for (const [text, names] of [
      ["user.department", []],
      ["Arrays.size(NULL) == 0 AND True", []],
      ["user.getGroups({'group.profile.name': 'x'}).![profile.name]", []],
      ["Time.now() + user.login.toUpperCase()", ["Time.now", ".toUpperCase()"]],
      ["org.name", ["org"]],
      ["1 - 2 * 3.5", ["-", "*"]],
      ["user.roles[0]", ["[]"]],
      ['getManagerUser("active_directory").firstName', ["getManagerUser"]],
    ] as const)
      assert.deepEqual(notModelled(parseExpression(text)), names, text);
  });
});

describe("the groups of an expression", () => {
  const text = `isMemberOfAnyGroup("leads", "${ID}") OR Arrays.contains(getFilteredGroups({"staff"}, "group.name", 9), "x") OR Arrays.size(user.getGroups({'group.id': {'leads'}})) == 1`;

  it("are the texts where Okta wants ids, and no other text", () => {
    assert.deepEqual(
      groupReferences(parseExpression(text)).map(({ value }) => value),
      ["leads", ID, "staff", "leads"],
    );
    assert.deepEqual(groupKeysIn(text), ["leads", "staff"]);
    assert.deepEqual(groupKeysIn('isMemberOfGroupName("leads") ? {"staff"} : {}'), []);
  });

  it("become ids, of the length that is counted with", () => {
    const ids = { leads: `00g${"1".repeat(17)}`, staff: `00g${"2".repeat(17)}` };
    const filled = withGroupIds(text, ids);
    assert.equal(
      filled,
      text
        .replace('"leads"', `"${ids.leads}"`)
        .replace('"staff"', `"${ids.staff}"`)
        .replace("'leads'", `"${ids.leads}"`),
    );
    assert.equal(filled.length, lengthWithIds(text));
  });

  it("are refused without an id, with one that is none, and where ids make the expression too long", () => {
    const only = 'isMemberOfGroup("a")';
    assert.throws(() => withGroupIds(only, {}), { message: "the group `a` of the expression is not given" });
    assert.throws(() => withGroupIds(only, { a: 'x") || ("' }), {
      message: "the id of the group `a` is no id of Okta's",
    });
    const long = Array.from({ length: 30 }, () => only).join(" OR ");
    assert.throws(() => withGroupIds(long, { a: ID }), {
      message: `the expression has ${lengthWithIds(long)} characters with the ids of its groups; at most 1024 are allowed`,
    });
  });

  it("are told apart from those that are asked for by name", () => {
    const named = 'isMemberOfGroupNameRegex("a.*") OR isMemberOfGroupName("b") OR isMemberOfGroup("c")';
    assert.deepEqual(membershipByName(parseExpression(named)), ["isMemberOfGroupNameRegex", "isMemberOfGroupName"]);
  });
});
