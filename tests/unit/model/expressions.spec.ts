/** Okta expressions as the program reads them: what is none and where, what is not modelled, which groups are named. */
import assert from "node:assert/strict";
import {
  groupKeysIn,
  groupReferences,
  lengthWithIds,
  membershipByName,
  withGroupIds,
} from "../../../model/okta/expressions/groups";
import { argumentsNotModelled, expressionFaults } from "../../../model/okta/expressions/faults";
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
    for (const [text, names] of [
      [
        'isMemberOfGroupNameRegex("a.*") OR isMemberOfGroupName("b") OR isMemberOfGroup("c")',
        ["isMemberOfGroupNameRegex", "isMemberOfGroupName"],
      ],
      ["user.isMemberOf({'group.profile.name': 'a', 'operator': 'EXACT'})", ["user.isMemberOf"]],
      ["user.isMemberOf({'group.id': 'a'})", []],
      ['Arrays.contains(Groups.startsWith("OKTA", "a", 9) ?: {}, "a")', ["Arrays.contains"]],
      ["Arrays.contains(user.getGroups().![name], 'a')", ["Arrays.contains"]],
      ['Groups.startsWith("OKTA", "a", 9)', []],
      ["Arrays.contains(access.scope, 'a')", []],
    ] as const)
      assert.deepEqual(membershipByName(parseExpression(text)), names, text);
  });
});

describe("an expression without a value for anybody", () => {
  const limit = (name: string, allowed: string, value: string) =>
    `the last argument of \`${name}\` is a whole number ${allowed}, not \`${value}\``;
  const keys = "`group.id`, `group.type`, `group.source.id`, `group.profile.name`";
  const cases: [text: string, ...faults: string[]][] = [
    ["user.department"],
    ['Groups.startsWith("OKTA", "a", 100) ?: {}'],
    ['Groups.startsWith("OKTA", "a", 101)', limit("Groups.startsWith", "from 1 to 100", "101")],
    ['Groups.contains("OKTA", "a", 0)', limit("Groups.contains", "from 1 to 100", "0")],
    ['Groups.endsWith("OKTA", "a", "ten")', limit("Groups.endsWith", "from 1 to 100", "ten")],
    ['Groups.endsWith("OKTA", "a", 1.5)', limit("Groups.endsWith", "from 1 to 100", "1.5")],
    ['Groups.endsWith("OKTA", "a", String.len("x"))'],
    ['getFilteredGroups({"a"}, "group.name", 2147483647)'],
    ['getFilteredGroups({"a"}, "group.name", 0)', limit("getFilteredGroups", "of 1 or more", "0")],
    [
      'isMemberOfGroupNameRegex("[")',
      "the pattern of `isMemberOfGroupNameRegex` is no regular expression: `[` is never closed",
    ],
    ['isMemberOfGroupNameRegex("a++")'],
    ["isMemberOfGroupNameRegex(user.title)"],
    [
      "user.isMemberOf({'group.profile.name': 'a', 'operator': 'CONTAINS'})",
      "`CONTAINS` is no operator of `user.isMemberOf`; there are `EXACT` and `STARTS_WITH`",
    ],
    [
      "user.isMemberOf({'group.id': 'a', 'operator': 'EXACT'})",
      "`operator` is for `group.profile.name`, which the filter does not name",
    ],
    [
      "user.getGroups({'group.name': 'a'}).![name]",
      `\`group.name\` is nothing that a filter of \`user.getGroups\` can name (allowed: ${keys})`,
    ],
    ["user.getGroups({'operator': 'EXACT'}).![name]", `a filter of \`user.getGroups\` names at least one of ${keys}`],
    ["user.isMemberOf('a')", "`user.isMemberOf` takes filters such as `{'group.id': {'…'}}`"],
    ["user.getGroups({'group.type': 'OKTA_GROUP'}).![name]"],
    ["user.getGroups()", "groups are no value that a token can hold; take their names: `user.getGroups(…).![name]`"],
    [
      "user.profile.department",
      "an attribute of the user is written `user.department` in a claim; `user.profile.…` is for sign-on rules",
    ],
    ["app.profile.region"],
    ["app.label", "`app` has no attribute `label` (allowed: `id`, `clientId`, `profile`)"],
    ["access.scopes", "`access` has no attribute `scopes` (allowed: `scope`)"],
    ["user.title == null ? appuser : 'x'", "`appuser` is no value that a token can hold; name one of its attributes"],
    ["user.title ?: {'a': 'b'}", "a map is no value that a token can hold"],
  ];
  for (const [text, ...faults] of cases) {
    it(`${faults.length === 0 ? "is not" : "is"} ${text}`, () => {
      assert.deepEqual(expressionFaults(parseExpression(text)), faults);
    });
  }

  it("is not one that uses what nothing here can work out, which is named", () => {
    for (const [text, names] of [
      ['isMemberOfGroupNameRegex("a++")', ["a pattern (the possessive `++` is not modelled here)"]],
      ['getFilteredGroups({"a"}, "group.description", 9)', ["group.description"]],
      ["user.getGroups().![profile.description]", [".![profile.description]"]],
      ['getFilteredGroups({"a"}, "group.id", 9)', []],
    ] as const)
      assert.deepEqual(argumentsNotModelled(parseExpression(text)), names, text);
  });
});
