/** The local Okta provider on the local Okta: the changes by hand that it must notice. */
import assert from "node:assert/strict";
import type { LocalOkta } from "../../../local/okta/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { GRANTS, GROUP, RULE, SCOPE, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import { createChecked } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let okta: LocalOkta;
  let provider: LocalProvider;
  let server: ResourceState;
  let policy: ResourceState;
  let group: ResourceState;
  let service: ResourceState;
  let role: ResourceState;
  let resources: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ okta, provider, server, policy, group, service, role, resources } = stand);
  });
  after(() => stand.close());

  /** A request of an administrator, by hand. */
  async function byHand(method: string, path: string, body?: unknown) {
    const headers = { authorization: `SSWS ${okta.apiToken}`, "content-type": "application/json" };
    const response = await fetch(okta.url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : ((await response.json()) as Record<string, unknown>);
  }

  describe("notices what was changed by hand", () => {
    it("in a rule: a scope more", async () => {
      const rule = await createChecked(provider, RULE, {
        authServerId: server.id,
        policyId: policy.id,
        name: "drift",
        priority: 1,
        grantTypeWhitelists: ["authorization_code"],
        groupWhitelists: [group.id],
        scopeWhitelists: ["a"],
      });
      const path = `/api/v1/authorizationServers/${server.id}/policies/${policy.id}/rules/${rule.id}`;
      const body = (await byHand("GET", path)) as { conditions: { scopes: { include: string[] } } };
      body.conditions.scopes.include = ["b", "a"];
      await byHand("PUT", path, body);
      const read = await provider.read(RULE, rule.id, rule.inputs, rule.outputs);
      assert.deepEqual(read?.inputs, { ...rule.inputs, scopeWhitelists: ["b", "a"] });
      assert.deepEqual(provider.diff(RULE, read!.inputs, rule.inputs).differences, [
        { property: "scopeWhitelists", change: "update", replace: false },
      ]);
      await provider.update(RULE, { ...rule, ...read }, rule.inputs);
      const again = (await byHand("GET", path)) as { conditions: { scopes: { include: string[] } } };
      assert.deepEqual(again.conditions.scopes.include, ["a"]);
      await provider.delete(RULE, rule);
    });

    it("but not in a claim that its limit to scopes was taken away, as the real provider", async () => {
      const type = "okta:auth/serverClaim:ServerClaim";
      const inputs = {
        authServerId: server.id,
        name: "limited",
        claimType: "RESOURCE",
        value: "user.department",
        scopes: ["a"],
      };
      const claim = await createChecked(provider, type, inputs);
      const path = `/api/v1/authorizationServers/${server.id}/claims/${claim.id}`;
      await byHand("PUT", path, { ...(await byHand("GET", path)), conditions: {} });
      const read = await provider.read(type, claim.id, claim.inputs, claim.outputs);
      assert.deepEqual(read!.inputs, claim.inputs);
      await byHand("PUT", path, { ...(await byHand("GET", path)), conditions: { scopes: ["b"] } });
      const other = await provider.read(type, claim.id, claim.inputs, claim.outputs);
      assert.deepEqual(other!.inputs["scopes"], ["b"]);
      await provider.delete(type, claim);
    });

    it("in a scope: its publication", async () => {
      const inputs = { authServerId: server.id, name: "hidden", metadataPublish: "NO_CLIENTS" };
      const scope = await createChecked(provider, SCOPE, inputs);
      const path = `/api/v1/authorizationServers/${server.id}/scopes/${scope.id}`;
      await byHand("PUT", path, { ...(await byHand("GET", path)), metadataPublish: "ALL_CLIENTS" });
      const read = await provider.read(SCOPE, scope.id, scope.inputs, scope.outputs);
      assert.equal(read?.inputs["metadataPublish"], "ALL_CLIENTS");
    });

    it("in the grants of an application: one more", async () => {
      const grants = await createChecked(provider, GRANTS, {
        appId: service.id,
        issuer: okta.url,
        scopes: ["okta.users.read"],
      });
      await byHand("POST", `/api/v1/apps/${service.id}/grants`, { issuer: okta.url, scopeId: "okta.users.manage" });
      const read = await provider.read(GRANTS, grants.id, grants.inputs, grants.outputs);
      assert.deepEqual(read?.inputs["scopes"], ["okta.users.read", "okta.users.manage"]);
      await provider.delete(GRANTS, grants);
    });

    it("in a custom role and in a resource set: one more", async () => {
      await byHand("POST", `/api/v1/iam/roles/${role.id}/permissions/okta.users.manage`);
      const more = [`${okta.url}/api/v1/users`];
      await byHand("PATCH", `/api/v1/iam/resource-sets/${resources.id}/resources`, { additions: more });
      const readRole = await provider.read("okta:index/adminRoleCustom:AdminRoleCustom", role.id, role.inputs, {});
      assert.deepEqual(readRole?.inputs["permissions"], ["okta.users.create", "okta.users.manage"]);
      const read = await provider.read("okta:index/resourceSet:ResourceSet", resources.id, resources.inputs, {});
      assert.deepEqual(read?.inputs["resources"], [...(resources.inputs["resources"] as string[]), ...more]);
    });

    it("in a group rule that it has lost its group, for which only a new rule helps", async () => {
      const lost = await createChecked(provider, GROUP, { name: "lost" });
      const type = "okta:group/rule:Rule";
      const rule = await createChecked(provider, type, {
        name: "rule",
        groupAssignments: [group.id],
        expressionValue: `isMemberOfGroup("${lost.id}")`,
      });
      await byHand("DELETE", `/api/v1/groups/${lost.id}`);
      const read = await provider.read(type, rule.id, rule.inputs, rule.outputs);
      assert.deepEqual(provider.diff(type, read!.inputs, rule.inputs).differences, [
        { property: "status", change: "update", replace: true },
      ]);
      await provider.delete(type, rule);
    });

    it("nothing where only the order is another", async () => {
      const inputs = {
        authServerId: server.id,
        policyId: policy.id,
        name: "order",
        priority: 1,
        grantTypeWhitelists: ["authorization_code"],
        groupWhitelists: [group.id],
        scopeWhitelists: ["a", "b"],
      };
      const rule = await createChecked(provider, RULE, inputs);
      const path = `/api/v1/authorizationServers/${server.id}/policies/${policy.id}/rules/${rule.id}`;
      const body = (await byHand("GET", path)) as { conditions: { scopes: { include: string[] } } };
      body.conditions.scopes.include = ["b", "a"];
      await byHand("PUT", path, body);
      const read = await provider.read(RULE, rule.id, rule.inputs, rule.outputs);
      assert.deepEqual(read?.inputs, rule.inputs);
      await provider.delete(RULE, rule);
    });
  });
});
