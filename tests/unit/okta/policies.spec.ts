/** The Management API of access policies and their rules. */
import assert from "node:assert/strict";
import { assertApiError, startStand, type Stand } from "./support/stand";

const PEOPLE =
  "conditions.people: At least one of 'conditions.people.users.include' or 'conditions.people.groups.include' must contain a valid user or group when 'conditions.grantTypes' contains one or more of [authorization_code, implicit, password].";

describe("local Okta: access policies and rules", () => {
  let okta: Stand;
  let policies: string;
  let groupId: string;
  const policy = (name: string, priority?: number, include: readonly string[] = ["ALL_CLIENTS"]) => ({
    type: "OAUTH_AUTHORIZATION_POLICY",
    name,
    description: "A policy",
    status: "ACTIVE",
    priority,
    conditions: { clients: { include } },
  });
  const rule = (name: string, more: object = {}) => ({
    type: "RESOURCE_ACCESS",
    name,
    conditions: {
      grantTypes: { include: ["authorization_code"] },
      people: { users: {}, groups: { include: [groupId] } },
      scopes: { include: ["openid"] },
      ...more,
    },
    actions: {
      token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 },
    },
  });

  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["staff"] });
    const { id } = await okta.must(201, "POST", "/api/v1/authorizationServers", {
      name: "admin",
      audiences: ["api://admin"],
    });
    policies = `/api/v1/authorizationServers/${id}/policies`;
    groupId = (await okta.must(200, "GET", "/api/v1/groups?q=staff"))[0].id;
  });
  afterEach(() => okta.close());

  const names = async (path: string) =>
    (await okta.must(200, "GET", path)).map(({ name, priority }: any) => `${priority} ${name}`);

  it("answers a policy in Okta's shape", async () => {
    const { id, _links, ...rest } = await okta.must(201, "POST", policies, policy("all", 1));
    assert.match(id, /^00p/);
    assert.deepEqual(rest, {
      type: "OAUTH_AUTHORIZATION_POLICY",
      name: "all",
      description: "A policy",
      status: "ACTIVE",
      priority: 1,
      system: false,
      conditions: { clients: { include: ["ALL_CLIENTS"] } },
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
    });
  });

  it("refuses a policy for a client that does not exist", async () => {
    assertApiError(
      await okta.api("POST", policies, policy("all", 1, ["0oanone"])),
      400,
      "E0000001",
      "Api validation failed: conditions.clients.include",
      ["conditions.clients.include: Resource not found"],
    );
  });

  it("refuses a policy without a description, as Okta's published schema asks for one", async () => {
    assertApiError(
      await okta.api("POST", policies, { ...policy("all"), description: "" }),
      400,
      "E0000001",
      "Api validation failed: description",
      ["description: The field cannot be left blank"],
    );
  });

  it("keeps priorities from 1 to n and shifts those after an inserted one", async () => {
    for (const name of ["a", "b"]) await okta.must(201, "POST", policies, policy(name, 100));
    const inserted = await okta.must(201, "POST", policies, policy("c", 1));
    assert.deepEqual(await names(policies), ["1 c", "2 a", "3 b"]);
    await okta.must(200, "PUT", `${policies}/${inserted.id}`, policy("c", 2));
    assert.deepEqual(await names(policies), ["1 a", "2 c", "3 b"]);
    await okta.must(204, "DELETE", `${policies}/${inserted.id}`);
    assert.deepEqual(await names(policies), ["1 a", "2 b"]);
  });

  it("answers a rule in Okta's shape", async () => {
    const { id: policyId } = await okta.must(201, "POST", policies, policy("all", 1));
    const { id, _links, ...rest } = await okta.must(201, "POST", `${policies}/${policyId}/rules`, rule("readers"));
    assert.match(id, /^0pr/);
    assert.deepEqual(rest, {
      status: "ACTIVE",
      name: "readers",
      priority: 1,
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
      system: false,
      conditions: {
        people: { users: { exclude: [] }, groups: { include: [groupId] } },
        grantTypes: { include: ["authorization_code"] },
        scopes: { include: ["openid"] },
      },
      actions: {
        token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 },
      },
      type: "RESOURCE_ACCESS",
    });
  });

  const wrongRules: [string, object, string, string][] = [
    ["of a user grant without people", { people: {} }, "conditions.people", PEOPLE],
    [
      "of a user grant with an unknown group alone",
      { people: { groups: { include: ["00gnone"] } } },
      "conditions.people",
      PEOPLE,
    ],
    [
      "with a scope that does not exist",
      { scopes: { include: ["nope"] } },
      "conditions.scopes.include",
      "conditions.scopes.include: Scope 'nope' does not exist",
    ],
    [
      "that excludes a group",
      { people: { groups: { include: ["EVERYONE"], exclude: ["x"] } } },
      "conditions.people.groups.exclude",
      "conditions.people.groups.exclude: Exclusions are not supported",
    ],
    [
      "of an unknown grant type",
      { grantTypes: { include: ["client-credentials"] } },
      "conditions.grantTypes.include",
      "conditions.grantTypes.include: 'client-credentials' is not a valid grant type",
    ],
  ];
  for (const [what, more, field, cause] of wrongRules) {
    it(`refuses a rule ${what}`, async () => {
      const { id } = await okta.must(201, "POST", policies, policy("all", 1));
      const answer = await okta.api("POST", `${policies}/${id}/rules`, rule("r", more));
      assertApiError(answer, 400, "E0000001", `Api validation failed: ${field}`, [cause]);
    });
  }

  it("asks for people before it says that a grant type is misspelt, as Okta does", async () => {
    const { id } = await okta.must(201, "POST", policies, policy("all", 1));
    const answer = await okta.api(
      "POST",
      `${policies}/${id}/rules`,
      rule("r", { grantTypes: { include: ["client-credentials"] }, people: {} }),
    );
    assert.deepEqual(answer.body.errorSummary, "Api validation failed: conditions.people");
    assert.equal(answer.body.errorCauses[0].errorSummary, PEOPLE);
  });

  it("accepts a client_credentials rule without people and answers none", async () => {
    const { id } = await okta.must(201, "POST", policies, policy("all", 1));
    const made = await okta.must(201, "POST", `${policies}/${id}/rules`, {
      name: "service",
      type: "RESOURCE_ACCESS",
      conditions: { grantTypes: { include: ["client_credentials"] }, scopes: { include: ["*"] } },
    });
    assert.deepEqual(made.conditions.people, { users: { exclude: [] } });
    assert.deepEqual(made.actions.token, {
      accessTokenLifetimeMinutes: 60,
      refreshTokenLifetimeMinutes: 0,
      refreshTokenWindowMinutes: 10080,
    });
  });

  it("refuses a second rule of the same name", async () => {
    const { id } = await okta.must(201, "POST", policies, policy("all", 1));
    await okta.must(201, "POST", `${policies}/${id}/rules`, rule("r"));
    assertApiError(
      await okta.api("POST", `${policies}/${id}/rules`, rule("r")),
      400,
      "E0000001",
      "Api validation failed: name",
      ["name: Policy rule name already in use"],
    );
  });

  it("refuses lifetimes outside Okta's bounds", async () => {
    const { id } = await okta.must(201, "POST", policies, policy("all", 1));
    const token = { accessTokenLifetimeMinutes: 4, refreshTokenLifetimeMinutes: 120, refreshTokenWindowMinutes: 10080 };
    const answer = await okta.api("POST", `${policies}/${id}/rules`, { ...rule("r"), actions: { token } });
    assert.deepEqual(
      answer.body.errorCauses.map(({ errorSummary }: any) => errorSummary),
      [
        "actions.token.accessTokenLifetimeMinutes: The field has an invalid value. It must be a whole number from 5 to 1440",
        "actions.token.refreshTokenWindowMinutes: It must be between the access token and the refresh token lifetime",
      ],
    );
  });

  it("activates, deactivates, changes and deletes rules", async () => {
    const { id } = await okta.must(201, "POST", policies, policy("all", 1));
    const rules = `${policies}/${id}/rules`;
    const first = await okta.must(201, "POST", rules, rule("first"));
    await okta.must(201, "POST", rules, rule("second"));
    await okta.must(204, "POST", `${rules}/${first.id}/lifecycle/deactivate`);
    assert.equal((await okta.must(200, "GET", `${rules}/${first.id}`)).status, "INACTIVE");
    const changed = await okta.must(200, "PUT", `${rules}/${first.id}`, { ...rule("renamed"), priority: 2 });
    assert.deepEqual([changed.name, changed.priority, changed.status], ["renamed", 2, "INACTIVE"]);
    assert.deepEqual(await names(rules), ["1 second", "2 renamed"]);
    await okta.must(204, "DELETE", `${rules}/${first.id}`);
    assertApiError(
      await okta.api("GET", `${rules}/${first.id}`),
      404,
      "E0000007",
      `Not found: Resource not found: ${first.id} (AuthorizationServerPolicyRule)`,
    );
  });
});
