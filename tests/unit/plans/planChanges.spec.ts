/** What an `up` does between two plans, and what it costs. */
import assert from "node:assert/strict";
import { costText } from "../../../cli/plans/costText";
import { planChanges, type StackPlan } from "../../../cli/plans/planChanges";
import { upCost } from "../../../cli/plans/upCost";

const APP = "okta:app/oAuth:OAuth";
const POLICY = "okta:auth/serverPolicy:ServerPolicy";
const RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";
const ROLE = "aws:iam/role:Role";

const PLAN: StackPlan = {
  tags: { team: "a" } as never,
  [APP]: { desk: { label: "desk", type: "browser" }, "desk-2": { label: "desk-2", type: "browser" } },
  "okta:app/groupAssignment:GroupAssignment": { "desk-clerks": { appId: "id-of-desk", groupId: "id-of-clerks" } },
  [POLICY]: { "desk-policy": { authServerId: "id-of-server", clientWhitelists: ["client-id-of-desk"], name: "desk" } },
  [RULE]: { "desk 1": { policyId: "id-of-desk-policy", scopeWhitelists: ["a"] } },
  [ROLE]: { role: { name: "role" }, tagged: { name: "tagged", tags: { team: "b" } } },
};

/** The plan with some inputs of one resource changed. */
function withInputs(type: string, name: string, inputs: Readonly<Record<string, unknown>>): StackPlan {
  return { ...PLAN, [type]: { ...PLAN[type], [name]: { ...PLAN[type]![name], ...inputs } } };
}

const told = (after: StackPlan, before = PLAN) =>
  planChanges(before, after).map(({ type, name, operation, inputs }) =>
    [operation, type.split(":").at(-1), name, ...inputs].join(" "),
  );

describe("planChanges", () => {
  it("finds nothing between two plans that are the same", () => {
    assert.deepEqual(told(structuredClone(PLAN)), []);
  });

  it("tells what is made, changed in place, and deleted", () => {
    const { [ROLE]: roles, ...rest } = withInputs(RULE, "desk 1", { scopeWhitelists: ["a", "b"] });
    assert.deepEqual(told({ ...rest, [ROLE]: { role: roles!["role"]!, more: { name: "more" } } }), [
      "create Role more",
      "delete Role tagged",
      "update ServerPolicyRule desk 1 scopeWhitelists",
    ]);
  });

  it("follows a new id to what is made from it, and to nothing of a similar name", () => {
    assert.deepEqual(told(withInputs(APP, "desk", { type: "web" })), [
      "replace GroupAssignment desk-clerks appId",
      "replace OAuth desk type",
      "update ServerPolicy desk-policy clientWhitelists",
    ]);
    assert.deepEqual(told(withInputs(APP, "desk-2", { type: "web" })), ["replace OAuth desk-2 type"]);
  });

  it("goes on under another name with what says what it was, and with what is made from its id", () => {
    const { [APP]: apps, "okta:app/groupAssignment:GroupAssignment": _, [POLICY]: policies, ...rest } = PLAN;
    const after = (was: object): StackPlan => ({
      ...rest,
      [APP]: { "desk-2": apps!["desk-2"]!, counter: { label: "counter", type: "browser", ...was } },
      "okta:app/groupAssignment:GroupAssignment": {
        "counter-clerks": { appId: "id-of-counter", groupId: "id-of-clerks", ...(was && { "(was)": "desk-clerks" }) },
      },
      [POLICY]: {
        "desk-policy": { ...policies!["desk-policy"]!, clientWhitelists: ["client-id-of-counter"] },
      },
    });
    assert.deepEqual(told(after({ "(was)": "desk" })), ["update OAuth counter label"]);
    // The plan once `was` is taken out again differs in nothing.
    assert.deepEqual(told(after({}), after({ "(was)": "desk" })), []);
    assert.deepEqual(
      told(after({})).filter((change) => change.includes("OAuth")),
      ["create OAuth counter", "delete OAuth desk"],
    );
  });

  it("counts the tags that stand once, above all resources, at those that have them", () => {
    assert.deepEqual(told({ ...PLAN, tags: { team: "c" } as never }), ["update Role role tags"]);
  });
});

describe("upCost", () => {
  const cost = (after: StackPlan, before = PLAN) => upCost(planChanges(before, after));

  it("costs nothing where nothing changes", () => {
    assert.deepEqual(cost(PLAN), {
      operations: { create: 0, update: 0, replace: 0, delete: 0 },
      oktaCalls: 0,
      awsCalls: 0,
      oktaMinutes: 0,
      interruptions: [],
    });
  });

  it("counts calls by what Okta counts, and says what is interrupted", () => {
    const { operations, oktaCalls, awsCalls, oktaMinutes, interruptions } = cost(withInputs(APP, "desk", { type: "web" }));
    // The app: deleted (2), made and read (3); its assignment: deleted (1), made and read (2); the policy: written and read.
    assert.deepEqual([operations, oktaCalls, awsCalls, oktaMinutes], [{ create: 0, update: 1, replace: 2, delete: 0 }, 10, 0, 1]);
    assert.deepEqual(
      interruptions.map(({ name, what }) => [name, what.split(":")[0]]),
      [
        ["desk-clerks", "members cannot sign in at the client meanwhile"],
        ["desk", "the client id changes"],
      ],
    );
  });

  it("takes as long as the endpoints that Okta allows least of", () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`app${index}`, { type: "web" }]));
    // Sixty apps are sixty calls of `/api/v1/apps`, of which one token may make fifty a minute.
    assert.equal(cost({ [APP]: many }, {}).oktaMinutes, 2);
    assert.equal(cost({ [APP]: Object.fromEntries(Object.entries(many).slice(0, 50)) }, {}).oktaMinutes, 1);
  });

  it("warns of what is lost with a resource that is deleted, and of nothing where a rule goes", () => {
    const { [APP]: apps, [RULE]: _, ...rest } = PLAN;
    const { interruptions } = cost({ ...rest, [APP]: { desk: apps!["desk"]! } });
    assert.deepEqual(
      interruptions.map(({ name }) => name),
      ["desk-2"],
    );
  });
});

describe("costText", () => {
  it("says it stack by stack, with names that no reader takes for Markdown", () => {
    const before: StackPlan = { [APP]: { "](javascript:x)`**": { type: "web" } } };
    const changes = planChanges(before, {});
    const text = costText([
      { stack: "dev", isNew: false, changes, cost: upCost(changes) },
      { stack: "prod", isNew: false, changes: [], cost: upCost([]) },
    ]);
    assert.deepEqual(text.split("\n"), [
      "- `dev`: 1 to delete; about 2 calls of Okta, within a minute at Okta's default limits for one token, and 0 of AWS",
      "  - OAuth ``](javascript:x)`**``: deleted: the client id changes: whoever signs in with the old one is refused until it is told the new one",
      "- `prod`: no change of a resource (the code of functions is not compared)",
    ]);
  });
});
