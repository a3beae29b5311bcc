/** The Management API of app sign-on policies. */
import assert from "node:assert/strict";
import { assertApiError, startStand, type Stand } from "./support/stand";

const POLICIES = "/api/v1/policies";

describe("local Okta: sign-on policies", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand();
  });
  afterEach(() => okta.close());

  const make = (name = "strict") =>
    okta.must(200, "POST", POLICIES, { type: "ACCESS_POLICY", name, description: "Strict", conditions: null });
  const rule = (name: string, more: object = {}) => ({
    type: "ACCESS_POLICY",
    name,
    priority: 0,
    actions: {
      appSignOn: {
        access: "ALLOW",
        verificationMethod: { factorMode: "2FA", reauthenticateIn: "PT2H", type: "ASSURANCE" },
      },
    },
    conditions: { network: { connection: "ANYWHERE" }, platform: { include: [] } },
    ...more,
  });

  it("answers a policy in Okta's shape, with its catch-all rule", async () => {
    const { id, _links, ...rest } = await make();
    assert.match(id, /^rst/);
    assert.deepEqual(rest, {
      status: "ACTIVE",
      name: "strict",
      description: "Strict",
      priority: 1,
      system: false,
      type: "ACCESS_POLICY",
      conditions: null,
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
    });
    const [catchAll] = await okta.must(200, "GET", `${POLICIES}/${id}/rules`);
    assert.deepEqual([catchAll.name, catchAll.priority, catchAll.system], ["Catch-all Rule", 99, true]);
  });

  it("keeps a rule as it was given, with Okta's additions, before the catch-all rule", async () => {
    const { id } = await make();
    const {
      id: ruleId,
      _links,
      created,
      lastUpdated,
      ...rest
    } = await okta.must(200, "POST", `${POLICIES}/${id}/rules`, rule("two factors"));
    assert.match(ruleId, /^rul/);
    assert.deepEqual(rest, {
      name: "two factors",
      status: "ACTIVE",
      priority: 0,
      system: false,
      type: "ACCESS_POLICY",
      actions: { appSignOn: { ...rule("").actions.appSignOn, keepMeSignedIn: { postAuth: "NOT_ALLOWED" } } },
      conditions: {
        people: { users: { exclude: [] } },
        network: { connection: "ANYWHERE" },
        userType: { include: [], exclude: [] },
        platform: { include: [], exclude: [] },
      },
    });
    const names = (await okta.must(200, "GET", `${POLICIES}/${id}/rules`)).map(({ name }: any) => name);
    assert.deepEqual(names, ["two factors", "Catch-all Rule"]);
    const changed = await okta.must(200, "PUT", `${POLICIES}/${id}/rules/${ruleId}`, rule("renamed", { priority: 5 }));
    assert.deepEqual([changed.name, changed.priority], ["renamed", 5]);
    await okta.must(204, "DELETE", `${POLICIES}/${id}/rules/${ruleId}`);
  });

  it("changes what the catch-all rule does, not what it is", async () => {
    const { id } = await make();
    const [catchAll] = await okta.must(200, "GET", `${POLICIES}/${id}/rules`);
    const path = `${POLICIES}/${id}/rules/${catchAll.id}`;
    const denied = { appSignOn: { access: "DENY", verificationMethod: { type: "ASSURANCE", factorMode: "1FA" } } };
    const somebody = { people: { users: { include: ["00u1"] } } };
    const changed = await okta.must(
      200,
      "PUT",
      path,
      rule("other", { actions: denied, conditions: somebody, status: "INACTIVE" }),
    );
    assert.deepEqual(
      [changed.name, changed.priority, changed.status, changed.conditions, changed.actions.appSignOn.access],
      ["Catch-all Rule", 99, "ACTIVE", null, "DENY"],
    );
    assert.deepEqual((await okta.api("POST", `${path}/lifecycle/deactivate`)).body.errorCauses, [
      { errorSummary: "ruleId: The status of the catch-all rule cannot be changed" },
    ]);
    assert.deepEqual((await okta.api("DELETE", path)).body.errorCauses, [
      { errorSummary: "ruleId: The catch-all rule cannot be deleted" },
    ]);
  });

  it("refuses what is not acted on, rather than to ignore it", async () => {
    const { id } = await make();
    const causes = async (more: object) =>
      (await okta.api("POST", `${POLICIES}/${id}/rules`, rule("r", more))).body.errorCauses.map(
        (each: any) => each.errorSummary,
      );
    assert.deepEqual(await causes({ conditions: { moon: {} } }), [
      "conditions.moon: The local Okta does not model this condition",
    ]);
    assert.deepEqual(await causes({ conditions: { people: { groups: { include: "00g1" } } } }), [
      "conditions.people.groups.include: The field has an invalid value",
    ]);
    const idle = { appSignOn: { verificationMethod: { type: "ASSURANCE", inactivityPeriod: "a while" } } };
    assert.deepEqual(await causes({ actions: idle }), [
      "actions.appSignOn.verificationMethod.inactivityPeriod: The field must be a duration such as PT2H",
    ]);
    const chain = { appSignOn: { verificationMethod: { type: "AUTH_METHOD_CHAIN" } } };
    assert.deepEqual(await causes({ actions: chain }), [
      "actions.appSignOn.verificationMethod.chains: The field cannot be left blank",
    ]);
    const hourly = { appSignOn: { verificationMethod: { type: "ASSURANCE", reauthenticateIn: "hourly" } } };
    assert.deepEqual(await causes({ actions: hourly }), [
      "actions.appSignOn.verificationMethod.reauthenticateIn: The field must be a duration such as PT2H",
    ]);
  });

  it("activates, deactivates and reads policies and rules", async () => {
    const { id } = await make();
    const made = await okta.must(200, "POST", `${POLICIES}/${id}/rules`, rule("r"));
    for (const path of [`${POLICIES}/${id}`, `${POLICIES}/${id}/rules/${made.id}`]) {
      await okta.must(204, "POST", `${path}/lifecycle/deactivate`);
      assert.equal((await okta.must(200, "GET", path)).status, "INACTIVE");
      await okta.must(204, "POST", `${path}/lifecycle/activate`);
      assert.equal((await okta.must(200, "GET", path)).status, "ACTIVE");
    }
    const again = await okta.api("POST", `${POLICIES}/${id}/rules`, rule("r"));
    assert.deepEqual(again.body.errorCauses, [{ errorSummary: "name: Policy rule name already in use" }]);
    assert.equal((await okta.api("GET", `${POLICIES}/${id}/rules/rulnone`)).status, 404);
  });

  it("keeps rules in the order of their priorities, the catch-all rule last", async () => {
    const { id } = await make();
    for (const [name, priority] of [
      ["b", 2],
      ["a", 1],
      ["c", 3],
    ] as const) {
      await okta.must(200, "POST", `${POLICIES}/${id}/rules`, rule(name, { priority }));
    }
    const names = (await okta.must(200, "GET", `${POLICIES}/${id}/rules`)).map(({ name }: any) => name);
    assert.deepEqual(names, ["a", "b", "c", "Catch-all Rule"]);
  });

  it("takes conditions that exclude nobody", async () => {
    const { id } = await make();
    const conditions = {
      network: { connection: "ANYWHERE" },
      platform: { include: [{ type: "ANY", os: { type: "ANY" } }], exclude: [] },
      userType: { include: [], exclude: [] },
      riskScore: { level: "ANY" },
      device: { registered: false },
      elCondition: null,
    };
    const made = await okta.must(200, "POST", `${POLICIES}/${id}/rules`, rule("r", { conditions }));
    const { elCondition: _, ...kept } = conditions;
    assert.deepEqual(made.conditions, { people: { users: { exclude: [] } }, ...kept });
  });

  it("moves a rule whose priority another one takes, and those right behind it", async () => {
    const { id } = await make();
    const path = `${POLICIES}/${id}/rules`;
    const order = async () =>
      (await okta.must(200, "GET", path)).map(({ name, priority }: any) => `${name} ${priority}`).slice(0, -1);
    for (const [name, priority] of [
      ["a", 0],
      ["b", 1],
      ["c", 5],
    ] as const) {
      await okta.must(200, "POST", path, rule(name, { priority }));
    }
    const d = await okta.must(200, "POST", path, rule("d", { priority: 0 }));
    assert.deepEqual(await order(), ["d 0", "a 1", "b 2", "c 5"]);
    await okta.must(200, "PUT", `${path}/${d.id}`, rule("d", { priority: 5 }));
    assert.deepEqual(await order(), ["a 1", "b 2", "d 5", "c 6"]);
    await okta.must(200, "POST", path, rule("e", { priority: undefined }));
    assert.deepEqual(await order(), ["a 1", "b 2", "d 5", "c 6", "e 7"]);
  });

  it("keeps the priority that a policy was given", async () => {
    const { id, priority } = await okta.must(200, "POST", POLICIES, { type: "ACCESS_POLICY", name: "p", priority: 3 });
    assert.equal(priority, 3);
    assert.equal((await okta.must(200, "PUT", `${POLICIES}/${id}`, { name: "q" })).priority, 3);
  });

  it("refuses policies of other types, a second one of the same name, and lists without a type", async () => {
    assert.equal((await okta.api("POST", POLICIES, { type: "PASSWORD", name: "x" })).status, 501);
    await make();
    assertApiError(
      await okta.api("POST", POLICIES, { type: "ACCESS_POLICY", name: "strict" }),
      400,
      "E0000001",
      "Api validation failed: name",
      ["name: Policy name already in use"],
    );
    assert.equal((await okta.api("GET", POLICIES)).status, 400);
    assertApiError(await okta.api("GET", `${POLICIES}?type=OKTA_SIGN_ON`), 501, "E0000060", "Unsupported operation.", [
      "the local Okta does not model `Policies of type OKTA_SIGN_ON`; docs/local-okta.md lists what it does",
    ]);
  });

  it("refuses to delete the default policy and one that an app uses", async () => {
    const [system] = await okta.must(200, "GET", `${POLICIES}?type=ACCESS_POLICY`);
    assert.equal((await okta.api("DELETE", `${POLICIES}/${system.id}`)).status, 400);
    const { id } = await make();
    const app = await okta.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "app",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "none" } },
      settings: {
        oauthClient: {
          application_type: "browser",
          grant_types: ["authorization_code"],
          redirect_uris: ["https://x.test"],
        },
      },
    });
    await okta.must(204, "PUT", `/api/v1/apps/${app.id}/policies/${id}`);
    assert.deepEqual((await okta.api("DELETE", `${POLICIES}/${id}`)).body.errorCauses, [
      { errorSummary: "policyId: The policy is assigned to an app and cannot be deleted" },
    ]);
    await okta.must(204, "PUT", `/api/v1/apps/${app.id}/policies/${system.id}`);
    await okta.must(204, "DELETE", `${POLICIES}/${id}`);
  });
});
