/** A default scope: what a request that names none is for, by file, plan and evaluator alike. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile";
import { checkAccess } from "../../../model/file/load";
import { loadAccess } from "../../../model/file";
import { intent } from "../../../model/intent";
import { proveExhaustively } from "../../../model/prove/exhaustive";
import { brokenPlanRules } from "../../../model/prove/planRules";
import { assertProved } from "../../../model/prove";

const file = (read: object, write: object = {}) => ({
  product: "orders",
  audience: "api://orders",
  scopes: {
    "orders:read": { description: "Read", ...read },
    "orders:update": { description: "Change", ...write },
  },
  groups: {
    clerks: { scopes: ["orders:read"] },
    leads: { scopes: ["orders:read", "orders:update"] },
    others: { scopes: ["orders:update"] },
  },
  clients: {
    desk: {
      type: "web",
      scopes: ["orders:read", "orders:update"],
      assignedTo: ["clerks", "leads", "others"],
      grants: ["authorization_code", "ciba"],
    },
    sync: { type: "service", scopes: ["orders:read"] },
    feed: { type: "service", scopes: ["orders:update"] },
  },
});

const STEP_UP = { acr: "phr", maxAge: 300 };
const found = (value: unknown) => checkAccess(value).findings.filter(({ rule }) => rule === "default-scope");

describe("a default scope", () => {
  const access = loadAccess(file({ default: true }));

  it("is a warning that says what it opens", () => {
    assert.deepEqual(found(file({ default: true })), [
      {
        rule: "default-scope",
        level: "warning",
        path: 'scopes["orders:read"].default',
        message:
          "a request that names no scope is given `orders:read` by every client that may have it (desk, sync): whoever forgets `scope` gets a token that opens something, instead of an error",
      },
    ]);
    assert.deepEqual(found(file({ default: false })), []);
    assert.deepEqual(found(file({})), []);
  });

  it("is an error beside another one, and with a step-up", () => {
    const two = found(file({ default: true }, { default: true }));
    assert.deepEqual(
      two.map(({ level, path }) => [level, path]),
      [
        ["error", 'scopes["orders:update"].default'],
        ["warning", 'scopes["orders:read"].default'],
      ],
    );
    const strong = found(file({ default: true, stepUp: STEP_UP }));
    assert.deepEqual(
      strong.map(({ level }) => level),
      ["error"],
    );
    assert.match(strong[0]!.message, /asks for a step-up, and may not be given to a request that does not name it/);
  });

  const ask = (
    groups: string[],
    client: string,
    grant: "authorization_code" | "client_credentials",
    scopes: string[] = [],
  ) => intent(access, { groups, client, grant, scopes });

  it("is given to a request without a scope, to whoever may have it, and to nobody else", () => {
    const read = ask(["clerks"], "desk", "authorization_code");
    assert.deepEqual(read.granted && read.scopes, ["orders:read"]);
    const both = ask(["leads"], "desk", "authorization_code");
    assert.deepEqual(both.granted && both.scopes, ["orders:read"]);
    assert.equal(ask(["others"], "desk", "authorization_code").granted, false);
    assert.equal(ask([], "sync", "client_credentials").granted, true);
    assert.equal(ask([], "feed", "client_credentials").granted, false);
    const named = ask(["leads"], "desk", "authorization_code", ["orders:update"]);
    assert.deepEqual(named.granted && named.scopes, ["orders:update"]);
  });

  it("is in the plan, which is proved with it", () => {
    const plan = compile(access);
    assert.deepEqual(
      plan.scopes.map((scope) => scope.default),
      [true, undefined],
    );
    assertProved(access, plan);
    assert.equal(proveExhaustively(access, plan).counterexample, undefined);
  });

  it("is missed by the proof where the plan has another one, or none", () => {
    const plan = compile(access);
    const none = { ...plan, scopes: plan.scopes.map(({ default: _, ...scope }) => scope) };
    const other = { ...plan, scopes: plan.scopes.map((scope) => ({ ...scope, default: true as const })) };
    assert.deepEqual(brokenPlanRules(access, none), ["scope `orders:read` is no default scope, against the file"]);
    assert.deepEqual(brokenPlanRules(access, other), ["scope `orders:update` is a default scope, against the file"]);
    for (const wrong of [none, other]) {
      assert.notEqual(proveExhaustively(access, wrong).counterexample, undefined);
      assert.throws(() => assertProved(access, wrong), /default scope, against the file/);
    }
  });
});
