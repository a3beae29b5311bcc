/** Groups: made, looked up, filled by a rule. */
import assert from "node:assert/strict";
import { AccessGroups } from "../../../components/okta/accessGroups";
import { planGroups } from "../../../components/okta/planGroups";
import { assertNothingLost } from "../../setup/rootHooks";
import { find, ofType, UNKNOWN, valueOf } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const ARGS = {
  groups: [
    { key: "agents", name: "Support Agents", managed: false },
    { key: "admins", name: "admins-dev", managed: true },
  ],
  derived: [{ key: "admins+agents", name: "p-admins+agents-dev", ruleName: "p-rule-dev", allOf: ["agents", "admins"] }],
};

describe("AccessGroups", () => {
  const run = (args = ARGS, preview = false) => withProviders((opts) => new AccessGroups("p", args, opts), { preview });

  it("creates the managed groups and looks the others up by their name, without their members", async () => {
    const { recording } = await run();
    assert.deepEqual(find(recording, "okta:group/group:Group", "p-admins").inputs, {
      name: "admins-dev",
      description: "Members get the access of `admins` in the access file",
    });
    assert.deepEqual(
      ofType(recording, "okta:group/group:Group").map(({ name }) => name),
      ["p-admins", "p-admins+agents"],
    );
    assert.deepEqual(
      recording.invokes.map(({ token, inputs }) => ({ token, inputs })),
      [{ token: "okta:index/getGroups:getGroups", inputs: { q: "Support Agents" } }],
    );
  });

  const found = (...groups: { id: string; name: string; type: string }[]) => {
    const only = { groups: [{ key: "agents", name: "Payroll-Interns", managed: false }], derived: [] };
    const called = { "okta:index/getGroups:getGroups": () => ({ id: "groups", groups }) };
    return withProviders((opts) => new AccessGroups("p", only, opts), { called });
  };

  it("takes the group of exactly the name, and Okta's own before a directory's namesake", async () => {
    const { result } = await found(
      { id: "00g1", name: "payroll-interns", type: "OKTA_GROUP" },
      { id: "00g2", name: "Payroll-Interns", type: "APP_GROUP" },
      { id: "00g3", name: "Payroll-Interns", type: "OKTA_GROUP" },
      { id: "00g4", name: "Payroll-Interns-EU", type: "OKTA_GROUP" },
    );
    assert.equal(await valueOf(result.ids["agents"]!), "00g3");
    const directory = await found({ id: "00g2", name: "Payroll-Interns", type: "APP_GROUP" });
    assert.equal(await valueOf(directory.result.ids["agents"]!), "00g2");
  });

  it("stops where the search finds another group, none, or two that cannot be told apart", async () => {
    const refused = async (groups: Parameters<typeof found>, message: string) => {
      const { result } = await found(...groups);
      await assertRefused(valueOf(result.ids["agents"]!), message);
      // Whoever uses the id fails as well, and the words stay as they are.
      await assertRefused(assertNothingLost(), message);
    };
    const start = "there is no group named `Payroll-Interns` in Okta, which `groups.agents` asks for";
    const end = "; create it, or set `managed: true` in the access file";
    await refused([], `${start}${end}`);
    await refused(
      [{ id: "00g1", name: "payroll-interns", type: "OKTA_GROUP" }],
      `${start}; the search found \`payroll-interns\` instead${end}`,
    );
    await refused(
      [
        { id: "00g1", name: "Payroll-Interns", type: "APP_GROUP" },
        { id: "00g2", name: "Payroll-Interns", type: "APP_GROUP" },
      ],
      "there are 2 groups named `Payroll-Interns` in Okta (`00g1`, `00g2`), and which of them `groups.agents` means cannot be told; rename all but one",
    );
  });

  it("looks groups up with the explicit provider", async () => {
    const { recording } = await run();
    assert.equal(recording.invokes[0]!.provider, "urn:pulumi:dev::admin::pulumi:providers:okta::okta::id-of-okta");
  });

  it("fills a derived group by an active rule over the ids of its base groups", async () => {
    const { recording } = await run();
    const rule = find(recording, "okta:group/rule:Rule", "p-admins+agents");
    assert.deepEqual(rule.inputs, {
      name: "p-rule-dev",
      expressionType: "urn:okta:expression:1.0",
      expressionValue: 'isMemberOfGroup("id-of-Support-Agents") AND isMemberOfGroup("id-of-p-admins")',
      groupAssignments: ["id-of-p-admins+agents"],
      removeAssignedUsers: true,
      status: "ACTIVE",
    });
    assert.equal(rule.deleteBeforeReplace, true);
  });

  it("gives the id of every group, derived ones included", async () => {
    const { result } = await run();
    const ids = await Promise.all(Object.entries(result.ids).map(async ([key, id]) => [key, await valueOf(id)]));
    assert.deepEqual(Object.fromEntries(ids), {
      agents: "id-of-Support-Agents",
      admins: "id-of-p-admins",
      "admins+agents": "id-of-p-admins+agents",
    });
  });

  it("leaves a rule's expression unknown in a preview", async () => {
    const { recording } = await run(ARGS, true);
    assert.equal(find(recording, "okta:group/rule:Rule", "p-admins+agents").inputs["expressionValue"], UNKNOWN);
  });

  it("refuses a derived group of a group that is not given", async () => {
    const args = { groups: [], derived: ARGS.derived };
    await assertRefused(run(args), "a group rule names the group `agents`, which is not given");
  });
});

describe("planGroups", () => {
  it("names derived groups and their rules after product and stack, within Okta's limits", () => {
    const naming = { product: "admin", stack: "dev", carryStack: true };
    const name = "a-group-with-quite-a-long-name+another-group-with-a-long-name";
    const { groups, derived } = planGroups(
      [
        { key: "a", name: "a-dev", managed: true },
        { name, allOf: ["a", "b"] },
      ],
      naming,
    );
    assert.deepEqual(groups, [{ key: "a", name: "a-dev", managed: true }]);
    assert.equal(derived![0]!.name, `admin-${name}-dev`);
    assert.equal(derived![0]!.ruleName, "admin-a-group-with-quite-a-long-name+-eb916fcb-dev");
    assert.equal(derived![0]!.ruleName.length, 50);
  });
});
