/** The convention for scope names, rule by rule, in both directions. */
import assert from "node:assert/strict";
import type { Access } from "../../../model/file/access";
import { loadAccess } from "../../../model/file/load";
import { scopeNameFindings } from "../../../model/file/scopeNames/lint";
import type { AccessInput } from "../../../model/file/schema";
import { corpusAccess } from "../../corpus/corpus";

function access(
  names: Readonly<Record<string, Partial<AccessInput["scopes"][string]>>>,
  naming?: AccessInput["naming"],
): Access {
  const scopes = Object.fromEntries(
    Object.entries(names).map(([name, fields]) => [name, { description: "A scope", ...fields }]),
  );
  return loadAccess({
    product: "p",
    audience: "api://p",
    scopes,
    groups: { all: { scopes: Object.keys(names) } },
    clients: { console: { type: "spa", scopes: Object.keys(names) } },
    ...(naming && { naming }),
  });
}

const found = (...names: string[]) => scopeNameFindings(access(Object.fromEntries(names.map((name) => [name, {}]))));
const rules = (...names: string[]) => found(...names).map(({ rule, level }) => `${rule} ${level}`);

describe("scopeNameFindings", () => {
  it("accepts names of the form resource:action", () => {
    assert.deepEqual(rules("users:read", "users:profile:update", "a1:b-2:c3:run", "groups"), []);
    assert.deepEqual(scopeNameFindings(corpusAccess()), []);
  });

  const REFUSED: readonly (readonly [name: string, rule: string])[] = [
    ["Users:read", "N1"],
    ["users:Read", "N1"],
    ["users", "N1"],
    ["users.read", "N1"],
    ["users:", "N1"],
    [":read", "N1"],
    ["a:b:c:d:read", "N1"],
    ["users_x:read", "N1"],
    ["users--x:read", "N1"],
    ["1users:read", "N1"],
    [`${"x".repeat(60)}:read`, "N1"],
    ["users:*", "N3"],
    ["users/read", "N3"],
    ["users:read?", "N3"],
    ["users:read+write", "N3"],
    ["users:fetch", "N4"],
    ["users:admin", "N4"],
  ];
  for (const [name, rule] of REFUSED) {
    it(`warns of ${name.slice(0, 20)} by ${rule}`, () => assert.deepEqual(rules(name), [`scope-name-${rule} warning`]));
  }

  it("takes 64 characters and warns of 65", () => {
    assert.deepEqual(rules(`${"x".repeat(59)}:read`), []);
    assert.deepEqual(rules(`${"x".repeat(60)}:read`), ["scope-name-N1 warning"]);
  });

  it("warns of what is easily mistaken for one of Okta's own", () => {
    const model = access({ "open-id": {}, profiles: {}, "e-mail": {} }, { pattern: "[a-z-]+" });
    assert.deepEqual(
      scopeNameFindings(model).map(({ rule, level, path }) => [rule, level, path]),
      [
        ["scope-name-N2", "warning", "scopes.open-id"],
        ["scope-name-N2", "warning", "scopes.profiles"],
        ["scope-name-N2", "warning", "scopes.e-mail"],
      ],
    );
  });

  it("warns of names that say nothing", () => {
    assert.deepEqual(rules("all:read"), ["scope-name-N5 warning"]);
    assert.deepEqual(rules("api:admin:read"), ["scope-name-N5 warning"]);
  });

  it("warns of a scope to manage that is not of high sensitivity, or contains nothing", () => {
    const manage = (fields: object) =>
      scopeNameFindings(access({ "users:manage": fields, "users:read": {} })).map(({ rule }) => rule);
    assert.deepEqual(manage({ sensitivity: "high", implies: ["users:read"] }), []);
    assert.deepEqual(manage({ implies: ["users:read"] }), ["scope-name-N5"]);
    assert.deepEqual(manage({ sensitivity: "high" }), ["scope-name-N9"]);
  });

  it("warns of names that read alike", () => {
    const warned = found("user-roles:read", "userroles:read", "user:read", "users:read");
    assert.deepEqual(
      warned.map(({ path, message }) => [path, message.split(":")[0]]),
      [
        ['scopes["userroles:read"]', "reads like `user-roles"],
        ['scopes["users:read"]', "reads like `user"],
      ],
    );
    assert.deepEqual(rules("users:read", "users:update", "roles:read"), []);
  });

  it("warns of synonyms where the convention allows both words", () => {
    const model = access({ "users:read": {}, "users:view": {} }, { actions: ["read", "view"] });
    assert.deepEqual(
      scopeNameFindings(model).map(({ rule, path }) => [rule, path]),
      [["scope-name-N6", 'scopes["users:view"]']],
    );
  });

  it("warns of environments and clients in a name", () => {
    assert.deepEqual(rules("users:prod:read"), ["scope-name-N7 warning"]);
    assert.deepEqual(rules("users:console:read"), ["scope-name-N7 warning"]);
    assert.deepEqual(rules("consoles:read"), []);
  });

  it("warns of writing without reading", () => {
    assert.deepEqual(rules("users:write"), ["scope-name-N9 warning"]);
    assert.deepEqual(rules("users:write", "users:read"), []);
  });

  const named = (naming: AccessInput["naming"], ...names: string[]) =>
    scopeNameFindings(access(Object.fromEntries(names.map((name) => [name, {}])), naming)).map(
      ({ rule, level, path }) => `${level} ${rule} ${path}`,
    );

  it("takes the actions and the pattern that the file gives", () => {
    assert.deepEqual(named({ actions: ["refund"] }, "orders:refund"), []);
    assert.deepEqual(named({ actions: ["refund"] }, "orders:read"), ['warning scope-name-N4 scopes["orders:read"]']);
    const pattern = "[a-z]+\\.[a-z]+";
    assert.deepEqual(named({ pattern }, "orders.read", "orders.refund"), []);
    assert.deepEqual(named({ pattern }, "orders.read.all"), ['warning scope-name-N1 scopes["orders.read.all"]']);
    assert.deepEqual(named({ pattern, actions: ["read"] }, "orders.read", "orders.refund"), [
      'warning scope-name-N4 scopes["orders.refund"]',
    ]);
  });

  it("are as severe as the file says, and never more than a warning where Okta minds nothing", () => {
    const names = ["orders:refund", "all:read"];
    assert.deepEqual(named({ level: "error" }, ...names), [
      'error scope-name-N4 scopes["orders:refund"]',
      'warning scope-name-N5 scopes["all:read"]',
    ]);
    assert.deepEqual(named({ level: "off" }, ...names), []);
  });

  it("refuse a pattern that is none when the file is read", () => {
    assert.throws(() => access({ "orders:read": {} }, { pattern: "(" }), {
      message:
        "the access file has 1 error:\nerror: naming.pattern: is not a valid regular expression; give one that whole names match",
    });
  });
});
