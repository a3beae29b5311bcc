/** Access policies and their rules: exact inputs, and the order in which they come to be. */
import assert from "node:assert/strict";
import { AccessPolicies, type AccessPoliciesArgs } from "../../../components/okta/accessPolicies";
import { find, ofType } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";
const POLICY = "okta:auth/serverPolicy:ServerPolicy";

const rule = (name: string, priority: number) => ({
  name,
  priority,
  grantTypes: ["authorization_code"],
  groups: ["agents"],
  scopes: ["openid", "users:read"],
  accessTokenMinutes: 60,
  refreshTokenMinutes: 43_200,
  refreshTokenWindowMinutes: 10_080,
});

const ARGS: AccessPoliciesArgs = {
  authServerId: "aus1",
  clientIds: { console: "0oa1", sync: "0oa2" },
  groupIds: { agents: "00g1" },
  scopeNames: { "users:read": "users:read" },
  policies: [
    {
      name: "sync",
      priority: 2,
      clients: ["sync"],
      rules: [{ ...rule("service", 1), grantTypes: ["client_credentials"], groups: [], scopes: ["users:read"] }],
    },
    {
      name: "console",
      priority: 1,
      clients: ["console"],
      rules: [rule("third", 3), rule("first", 1), rule("second", 2)],
    },
  ],
};

describe("AccessPolicies", () => {
  const run = (changes: Partial<AccessPoliciesArgs> = {}) =>
    withProviders((opts) => new AccessPolicies("admin", { ...ARGS, ...changes }, opts));

  it("declares policies for named clients", async () => {
    const { recording } = await run();
    assert.deepEqual(find(recording, POLICY, "admin-console").inputs, {
      authServerId: "aus1",
      name: "console",
      description: "Access of console",
      priority: 1,
      clientWhitelists: ["0oa1"],
      status: "ACTIVE",
    });
  });

  it("declares every list of a rule, and never a list of exceptions", async () => {
    const { recording } = await run();
    assert.deepEqual(find(recording, RULE, "admin-console: first").inputs, {
      authServerId: "aus1",
      policyId: "id-of-admin-console",
      name: "first",
      priority: 1,
      grantTypeWhitelists: ["authorization_code"],
      groupWhitelists: ["00g1"],
      scopeWhitelists: ["openid", "users:read"],
      accessTokenLifetimeMinutes: 60,
      refreshTokenLifetimeMinutes: 43_200,
      refreshTokenWindowMinutes: 10_080,
      status: "ACTIVE",
      type: "RESOURCE_ACCESS",
    });
    const service = find(recording, RULE, "admin-sync: service").inputs;
    assert.deepEqual(service["grantTypeWhitelists"], ["client_credentials"]);
    assert.deepEqual(service["groupWhitelists"], []);
  });

  it("lets each policy and each rule wait for the one before it, whatever the order of the args", async () => {
    const { recording } = await run();
    const waitsFor = (type: string, name: string) =>
      find(recording, type, name).dependsOn.filter((dependency) => dependency.startsWith(`${type}::`));
    assert.deepEqual(waitsFor(POLICY, "admin-console"), []);
    assert.deepEqual(waitsFor(POLICY, "admin-sync"), [`${POLICY}::admin-console`]);
    assert.deepEqual(waitsFor(RULE, "admin-console: first"), []);
    assert.deepEqual(waitsFor(RULE, "admin-console: second"), [`${RULE}::admin-console: first`]);
    assert.deepEqual(waitsFor(RULE, "admin-console: third"), [`${RULE}::admin-console: second`]);
    assert.deepEqual(waitsFor(RULE, "admin-sync: service"), []);
  });

  it("replaces what would have to move to another server or policy, deleting first", async () => {
    const { recording } = await run();
    for (const resource of [...ofType(recording, RULE), ...ofType(recording, POLICY)]) {
      assert.deepEqual(resource.replaceOnChanges, ["authServerId", "policyId"]);
      assert.equal(resource.deleteBeforeReplace, true);
    }
  });

  for (const [kind, args] of [
    ["client `console`", { clientIds: { sync: "0oa2" } }],
    ["group `agents`", { groupIds: {} }],
    ["scope `users:read`", { scopeNames: {} }],
  ] as const) {
    it(`refuses a policy that names the ${kind} where that is not given`, async () => {
      const message = `a policy names the ${kind}, which is not given`;
      await assertRefused(run(args), message);
    });
  }

  it("refuses a name that every object has", async () => {
    const policies = [{ ...ARGS.policies[1]!, clients: ["constructor"] }];
    await assertRefused(run({ policies }), "a policy names the client `constructor`, which is not given");
  });
});
