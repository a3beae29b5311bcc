/** The convention for scope names, rule by rule, in both directions. */
import assert from "node:assert/strict";
import type { Access } from "../../../model/file/access";
import { loadAccess } from "../../../model/file/load";
import { CONVENTION } from "../../../model/file/scopeNames/convention";
import { scopeNameFindings } from "../../../model/file/scopeNames/lint";
import type { AccessInput } from "../../../model/file/schema";
import { corpusAccess } from "../../corpus/corpus";

function access(names: Readonly<Record<string, Partial<AccessInput["scopes"][string]>>>): Access {
  const scopes = Object.fromEntries(
    Object.entries(names).map(([name, fields]) => [name, { description: "A scope", ...fields }]),
  );
  return loadAccess({
    product: "p",
    audience: "api://p",
    scopes,
    groups: { all: { scopes: Object.keys(names) } },
    clients: { console: { type: "spa", scopes: Object.keys(names) } },
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
    it(`refuses ${name.slice(0, 20)} by ${rule}`, () => assert.deepEqual(rules(name), [`scope-name-${rule} error`]));
  }

  it("takes 64 characters and refuses 65", () => {
    assert.deepEqual(rules(`${"x".repeat(59)}:read`), []);
    assert.deepEqual(rules(`${"x".repeat(60)}:read`), ["scope-name-N1 error"]);
  });

  it("refuses what is easily mistaken for one of Okta's own", () => {
    const convention = { ...CONVENTION, exempt: ["open-id", "profiles", "e-mail"] };
    const model = access({ "open-id": {}, profiles: {}, "e-mail": {} });
    assert.deepEqual(
      scopeNameFindings(model, convention).map(({ rule, path }) => [rule, path]),
      [
        ["scope-name-N2", "scopes.open-id"],
        ["scope-name-N2", "scopes.profiles"],
        ["scope-name-N2", "scopes.e-mail"],
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
    const convention = { ...CONVENTION, verbs: [...CONVENTION.verbs, "view"] };
    const model = access({ "users:read": {}, "users:view": {} });
    assert.deepEqual(
      scopeNameFindings(model, convention).map(({ rule, path }) => [rule, path]),
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

  it("can be extended in one place", () => {
    const convention = { ...CONVENTION, verbs: ["fetch"] };
    assert.deepEqual(scopeNameFindings(access({ "users:fetch": {} }), convention), []);
    assert.deepEqual(
      scopeNameFindings(access({ "users:read": {} }), convention).map(({ rule }) => rule),
      ["scope-name-N4"],
    );
  });
});
