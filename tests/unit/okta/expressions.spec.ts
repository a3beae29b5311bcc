/** Okta's expression language, as far as the local Okta evaluates it. */
import assert from "node:assert/strict";
import { evaluateExpression, compiled } from "../../../local/okta/expressions/evaluate";
import { EvaluationFailure, FUNCTIONS, type ExpressionContext } from "../../../local/okta/expressions/functions";
import { SIGNATURES } from "../../../model/okta/expressions/functions";

const context: ExpressionContext = {
  user: {
    id: "00u1",
    status: "ACTIVE",
    profile: { login: "ann@x.test", firstName: "Ann", department: "Sales", shoeSize: 38 },
    groups: [
      { id: "00g1", name: "Everyone", type: "BUILT_IN" },
      { id: "00g2", name: "sales-east", type: "OKTA_GROUP" },
      { id: "00g3", name: "sales-west", type: "OKTA_GROUP" },
    ],
  },
  appUser: { userName: "ann@x.test", given_name: "Ann", nickname: null },
  app: { id: "0oa1", clientId: "client", profile: { allowed: ["00g2"], label: "App" } },
  scopes: ["openid", "a"],
};
const evaluate = (text: string, of = context) => evaluateExpression(compiled(text), of);

describe("local Okta: expressions", () => {
  const values: [string, unknown][] = [
    [`"a" + 'b'`, "ab"],
    [`1 + 2`, 3],
    [`"a\\"b"`, `a"b`],
    [`{}`, []],
    [`{"a", "b"}`, ["a", "b"]],
    [`null ?: "x"`, "x"],
    [`"" ?: "x"`, "x"],
    [`true ? 1 : 2`, 1],
    [`false ? 1 : true ? 2 : 3`, 2],
    [`true AND false OR true`, true],
    [`true && (false || false)`, false],
    [`not false`, true],
    [`!true`, false],
    [`1 < 2`, true],
    [`2 >= 3`, false],
    [`user.login`, "ann@x.test"],
    [`user.id`, "00u1"],
    [`user.shoeSize`, 38],
    [`user.title`, null],
    [`user.title?.x`, null],
    [`appuser.userName`, "ann@x.test"],
    [`app.clientId`, "client"],
    [`app.profile.label`, "App"],
    [`app.profile.missing`, null],
    [`access.scope`, ["openid", "a"]],
    [`isMemberOfGroup("00g2")`, true],
    [`isMemberOfAnyGroup("00g9", "00g3")`, true],
    [`isMemberOfGroupName("sales")`, false],
    [`isMemberOfGroupNameStartsWith("sales-")`, true],
    [`isMemberOfGroupNameContains("west")`, true],
    [`isMemberOfGroupNameRegex("sales-.*")`, true],
    [`isMemberOfGroupNameRegex("sales")`, false],
    [`isMemberOfGroupNameRegex("(?i)SALES-\\\\p{Alpha}+")`, true],
    [`Groups.contains("OKTA", "sales", 1)`, ["sales-east"]],
    [`Groups.endsWith("OKTA", "west", 10)`, ["sales-west"]],
    [`getFilteredGroups({"00g2", "00g9"}, "group.name", 40)`, ["sales-east"]],
    [`getFilteredGroups(app.profile.allowed, "group.name", 40)`, ["sales-east"]],
    [
      `user.getGroups({'group.profile.name': 'sales', 'operator': 'STARTS_WITH'}).![name]`,
      ["sales-east", "sales-west"],
    ],
    [`user.getGroups({'group.id': {'00g3'}}).![id]`, ["00g3"]],
    [`user.getGroups({'group.type': {'OKTA_GROUP'}}, {'group.profile.name': 'sales-east'}).![name]`, ["sales-east"]],
    [`user.getInternalProperty("status")`, "ACTIVE"],
    [`Arrays.add({"a"}, "b")`, ["a", "b"]],
    [`Arrays.remove({"a", "b"}, "a")`, ["b"]],
    [`Arrays.get({"a", "b"}, 1)`, "b"],
    [`Arrays.get({"a"}, 5)`, null],
    [`Arrays.flatten("a", {"b", "c"}, {})`, ["a", "b", "c"]],
    [`Arrays.contains({"a"}, "a")`, true],
    [`Arrays.isEmpty({})`, true],
    [`Arrays.clear({"a"})`, []],
    [`String.append("a", "b")`, "ab"],
    [`String.join("-", "a", {"b", "c"})`, "a-b-c"],
    [`String.len("four")`, 4],
    [`String.removeSpaces("a b c")`, "abc"],
    [`String.replaceFirst("a.a", "a", "$&")`, "$&.a"],
    [`String.startsWith("abc", "ab")`, true],
    [`String.stringContains("abc", "d")`, false],
    [`String.substring("abcdef", 1, 3)`, "bc"],
    [`String.substringAfter("a@b", "@")`, "b"],
    [`String.substringBefore("a@b", "@")`, "a"],
    [`String.toUpperCase("a")`, "A"],
    [`String.toLowerCase("A")`, "a"],
    [`String.append("a", 1 + 1)`, "a2"],
    [`"a" ?: "b"`, "a"],
    [`3 > 2 AND 2 <= 2`, true],
    [`null ? 1 : 2`, 2],
    [`"n" + 1`, "n1"],
    [`Arrays.size(null)`, 0],
    [`Arrays.flatten(OKTA)`, ["OKTA"]],
    [`getFilteredGroups({"00g2"}, "group.id", 40)`, ["00g2"]],
    [`user.getInternalProperty("secret")`, null],
  ];
  for (const [text, value] of values) {
    it(`evaluates ${text}`, () => {
      assert.deepEqual(evaluate(text), value);
    });
  }

  it("has nothing about a user where there is none", () => {
    const service = { ...context, user: null };
    assert.equal(evaluate("user.login", service), null);
    assert.equal(evaluate("(appuser != null) ? appuser.userName : app.clientId", service), "client");
    assert.equal(evaluate(`isMemberOfGroupName("Everyone")`, service), false);
  });

  const unreadable: [string, string][] = [
    ["user.login ==", "the expression ends too early"],
    ["Time.now()", "the local Okta does not evaluate `Time.now`"],
    ["user.login.toUpperCase()", "the local Okta does not evaluate `.toUpperCase()`"],
    ["org.name", "the local Okta does not evaluate `org`"],
    [`"${"x".repeat(1023)}"`, "the expression has 1025 characters; at most 1024 are allowed"],
  ];
  for (const [text, message] of unreadable) {
    it(`refuses ${text.slice(0, 40)}`, () => {
      assert.throws(() => compiled(text), { name: "ExpressionError", message });
    });
  }

  it("evaluates exactly the functions that the model lists as modelled, and the projection", () => {
    const modelled = [...SIGNATURES].flatMap(([name, signature]) => (signature.modelled ? [name] : []));
    assert.deepEqual([...FUNCTIONS.keys()].sort(), [...modelled, "project"].sort());
  });

  const failing: [string, string][] = [
    ["user.hatSize", "there is no attribute `hatSize`"],
    ["user.profile.department", "there is no attribute `profile`"],
    ["user.constructor", "there is no attribute `constructor`"],
    ["user.login.length", "there is no attribute `length`"],
    [`user.login ? 1 : 2`, "a condition must be true or false"],
    [`"a" < 1`, "only numbers can be compared"],
    [`{} + 1`, "only texts and numbers can be added"],
    [`String.len(5 == 5 ? {} : {})`, "a text was expected"],
    [`Groups.startsWith("OKTA", "x", 101)`, "the limit must be 1 to 100"],
    [`isMemberOfGroupNameRegex("(")`, "the pattern cannot be read"],
    [
      `isMemberOfGroupNameRegex("a++")`,
      "the local Okta does not evaluate the pattern: the possessive `++` is not modelled here",
    ],
    [`String.substring("a", "b", 1)`, "a number was expected"],
    [`getFilteredGroups({"00g2"}, "group.type", 40)`, "only `group.name` and `group.id` are known"],
    [`user.getGroups("sales")`, "a filter was expected"],
    [`user.getGroups().![type]`, "only name, profile.name, id can be projected"],
  ];
  for (const [text, message] of failing) {
    it(`refuses to give ${text} a value`, () => {
      assert.throws(() => evaluate(text), new EvaluationFailure(message));
    });
  }
});
