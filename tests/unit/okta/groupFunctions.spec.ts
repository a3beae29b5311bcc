/** The functions over groups of Okta's expression language, value by value. */
import assert from "node:assert/strict";
import { evaluateExpression, compiled } from "../../../local/okta/expressions/evaluate";
import { EvaluationFailure, type ExpressionContext } from "../../../local/okta/expressions/functions";

const DIRECTORY = { id: "0oadir", type: "active_directory" };
const context: ExpressionContext = {
  user: {
    id: "00u1",
    status: "ACTIVE",
    profile: { login: "ann@x.test" },
    groups: [
      { id: "00g1", name: "Everyone", type: "BUILT_IN" },
      { id: "00g2", name: "sales", type: "OKTA_GROUP" },
      { id: "00g3", name: "sales-west", type: "OKTA_GROUP" },
      { id: "00g4", name: "sales", type: "APP_GROUP", source: DIRECTORY },
      { id: "00g5", name: "dir-admins", type: "APP_GROUP", source: DIRECTORY },
      { id: "00g6", name: "payroll-admins", type: "APP_GROUP", source: { id: "0oahr", type: "workday" } },
    ],
  },
  scopes: [],
};
const NOBODY: ExpressionContext = { user: null, scopes: [] };
const evaluate = (text: string, of = context) => evaluateExpression(compiled(text), of);

const VALUES: readonly (readonly [string, unknown])[] = [
  // The first argument picks the source.
  [`Groups.startsWith("OKTA", "sales", 100)`, ["sales", "sales-west"]],
  [`Groups.startsWith(OKTA, "sales", 100)`, ["sales", "sales-west"]],
  [`Groups.startsWith("active_directory", "sales", 100)`, ["sales"]],
  [`Groups.startsWith("0oadir", "dir", 100)`, ["dir-admins"]],
  [`Groups.startsWith("workday", "dir", 100)`, null],
  [`Groups.startsWith("0oanone", "sales", 100)`, null],
  [`Groups.contains("OKTA", "west", 100)`, ["sales-west"]],
  [`Groups.contains("workday", "roll", 100)`, ["payroll-admins"]],
  [`Groups.contains("OKTA", "admins", 100)`, null],
  [`Groups.endsWith("active_directory", "admins", 100)`, ["dir-admins"]],
  [`Groups.endsWith("0oahr", "admins", 100)`, ["payroll-admins"]],
  [`Groups.endsWith("OKTA", "y", 1)`, null],
  [`Groups.startsWith("OKTA", "", 2)`, ["Everyone", "sales"]],
  // None is null, and Okta's examples ask for that in these ways.
  [`Groups.startsWith("OKTA", "none", 100) ?: {"-"}`, ["-"]],
  [`Arrays.isEmpty(Arrays.toCsvString(Groups.startsWith("OKTA", "none", 100)))`, true],
  [`Arrays.isEmpty(Arrays.toCsvString(Groups.startsWith("OKTA", "sales", 100)))`, false],
  [`Arrays.flatten(Groups.startsWith("OKTA", "none", 1), Groups.contains("OKTA", "west", 1))`, ["sales-west"]],
  [`Arrays.contains(Groups.startsWith("OKTA", "sales", 100), "sales-west")`, true],
  [`Arrays.size(Groups.startsWith("OKTA", "sales", 100))`, 2],
  // By id whatever the source.
  [`isMemberOfGroup("00g4")`, true],
  [`isMemberOfGroup("00g9")`, false],
  [`isMemberOfAnyGroup("00g9", "00g3")`, true],
  [`isMemberOfAnyGroup("00g9")`, false],
  [`isMemberOfGroupName("dir-admins")`, true],
  [`isMemberOfGroupName("dir")`, false],
  [`isMemberOfGroupNameStartsWith("dir")`, true],
  [`isMemberOfGroupNameContains("roll")`, true],
  [`isMemberOfGroupNameContains("none")`, false],
  [`isMemberOfGroupNameRegex("sales.*")`, true],
  [`isMemberOfGroupNameRegex("ale")`, false],
  [`getFilteredGroups({"00g2", "00g5", "00g9"}, "group.name", 40)`, ["sales", "dir-admins"]],
  [`getFilteredGroups({"00g2", "00g5"}, "group.id", 1)`, ["00g2"]],
  [`getFilteredGroups({"00g9"}, "group.name", 40)`, []],
  // A name without an operator need only begin with the value; a set means any of its values; two filters mean both.
  [`user.getGroups({"group.profile.name": "sales"}).![id]`, ["00g2", "00g3", "00g4"]],
  [`user.getGroups({"group.profile.name": "sales", "operator": "EXACT"}).![id]`, ["00g2", "00g4"]],
  [`user.getGroups({"group.profile.name": "sales", "operator": "STARTS_WITH"}).![id]`, ["00g2", "00g3", "00g4"]],
  [`user.getGroups({"group.profile.name": {"dir", "pay"}}).![id]`, ["00g5", "00g6"]],
  [`user.getGroups({"group.profile.name": {"dir", "pay"}, "operator": "EXACT"}).![id]`, []],
  [`user.getGroups({"group.id": {"00g3", "00g9"}}).![id]`, ["00g3"]],
  [`user.getGroups({"group.id": "00g3"}).![id]`, ["00g3"]],
  [`user.getGroups({"group.type": {"OKTA_GROUP", "BUILT_IN"}}).![id]`, ["00g1", "00g2", "00g3"]],
  [`user.getGroups({"group.source.id": "0oadir"}).![id]`, ["00g4", "00g5"]],
  [`user.getGroups({"group.source.id": {"0oadir"}}, {"group.profile.name": "sales"}).![id]`, ["00g4"]],
  [
    `user.getGroups({"group.type": "OKTA_GROUP"}, {"group.profile.name": "sales", "operator": "EXACT"}).![id]`,
    ["00g2"],
  ],
  [`user.getGroups({"group.id": "00g2"}).![name]`, ["sales"]],
  [`user.getGroups({"group.id": "00g2"}).![profile.name]`, ["sales"]],
  [`user.getGroups({"group.id": "00g9"}).![profile.name]`, []],
  [`Arrays.contains(user.getGroups({"group.type": "APP_GROUP"}).![name], "dir-admins")`, true],
  [`user.isMemberOf({"group.id": {"00g9", "00g3"}})`, true],
  [`user.isMemberOf({"group.profile.name": "sales-w"})`, true],
  [`user.isMemberOf({"group.profile.name": "sales-w", "operator": "EXACT"})`, false],
  [`user.isMemberOf({"group.type": "OKTA_GROUP"}, {"group.profile.name": "dir"})`, false],
];

const WITHOUT_VALUE: readonly string[] = [
  `Groups.startsWith("OKTA", "sales", 0)`,
  `Groups.startsWith("OKTA", "sales", 101)`,
  `Groups.startsWith("OKTA", null, 10)`,
  `isMemberOfGroupName(null)`,
  `isMemberOfGroupNameRegex("(")`,
  `getFilteredGroups({"00g2"}, "group.description", 40)`,
  `user.getGroups({"group.size": "1"})`,
  `user.getGroups({"operator": "EXACT"})`,
  `user.getGroups({"group.id": "00g2", "operator": "EXACT"})`,
  `user.getGroups({"group.profile.name": "s", "operator": "CONTAINS"})`,
  `user.getGroups("00g2")`,
  `user.getGroups({"group.id": "00g2"}).![created]`,
];

describe("local Okta: functions over groups", () => {
  for (const [text, value] of VALUES) it(`evaluates ${text}`, () => assert.deepEqual(evaluate(text), value));

  for (const text of WITHOUT_VALUE)
    it(`has no value for ${text}`, () => assert.throws(() => evaluate(text), EvaluationFailure));

  it("finds no group where there is no user", () => {
    assert.equal(evaluate(`Groups.startsWith("OKTA", "sales", 100)`, NOBODY), null);
    assert.equal(evaluate(`isMemberOfGroup("00g2")`, NOBODY), false);
    assert.deepEqual(evaluate(`getFilteredGroups({"00g2"}, "group.name", 40)`, NOBODY), []);
    assert.equal(evaluate(`user?.profile`, NOBODY), null);
  });
});
