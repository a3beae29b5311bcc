/** Every resource of the Management API: what is made is what is read, listed and changed, and what is gone is gone. */
import assert from "node:assert/strict";
import { assertApiError } from "./support/stand";
import { startWorld, type World } from "./support/world";

interface Resource {
  readonly name: string;
  /** Okta's name of the kind of thing, in its 404. */
  readonly type: string;
  readonly created: number;
  readonly path: (world: World) => string;
  readonly body: (world: World) => Record<string, unknown>;
  /** A change, and the member of the answer that shows it. */
  readonly change: (world: World) => Record<string, unknown>;
  readonly shows: string;
  /** What is done before it can be deleted. */
  readonly release?: string;
  readonly deleted: number;
  /** The member that holds the list, where it stands in an object. */
  readonly list?: string;
}

const policies = (world: World) => `${world.serverPath}/policies`;
const conditions = { clients: { include: ["ALL_CLIENTS"] } };

const RESOURCES: readonly Resource[] = [
  {
    name: "authorization server",
    type: "AuthorizationServer",
    created: 201,
    path: () => "/api/v1/authorizationServers",
    body: () => ({ name: "rt", description: "d", audiences: ["api://rt"] }),
    change: () => ({ name: "rt", description: "changed", audiences: ["api://rt"] }),
    shows: "description",
    release: "lifecycle/deactivate",
    deleted: 204,
  },
  {
    name: "scope",
    type: "OAuth2Scope",
    created: 201,
    path: (world) => `${world.serverPath}/scopes`,
    body: () => ({ name: "rt:scope", description: "d" }),
    change: () => ({ name: "rt:scope", description: "changed" }),
    shows: "description",
    deleted: 204,
  },
  {
    name: "claim",
    type: "OAuth2Claim",
    created: 201,
    path: (world) => `${world.serverPath}/claims`,
    body: () => ({ name: "rt", value: "user.login" }),
    change: () => ({ name: "rt", value: "user.email" }),
    shows: "value",
    deleted: 204,
  },
  {
    name: "access policy",
    type: "AuthorizationServerPolicy",
    created: 201,
    path: policies,
    body: () => ({ name: "rt", description: "d", conditions }),
    change: () => ({ name: "rt", description: "changed", conditions }),
    shows: "description",
    deleted: 204,
  },
  {
    name: "app",
    type: "OAuth2AppInstance",
    created: 200,
    path: () => "/api/v1/apps",
    body: () => spa("rt"),
    change: () => spa("changed"),
    shows: "label",
    release: "lifecycle/deactivate",
    deleted: 204,
  },
  {
    name: "group",
    type: "UserGroup",
    created: 200,
    path: () => "/api/v1/groups",
    body: () => ({ profile: { name: "rt", description: "d" } }),
    change: () => ({ profile: { name: "rt", description: "changed" } }),
    shows: "profile",
    deleted: 204,
  },
  {
    name: "group rule",
    type: "GroupRule",
    created: 200,
    path: () => "/api/v1/groups/rules",
    body: (world) => groupRule(world, "true"),
    change: (world) => groupRule(world, "false"),
    shows: "conditions",
    deleted: 202,
  },
  {
    name: "trusted origin",
    type: "TrustedOrigin",
    created: 200,
    path: () => "/api/v1/trustedOrigins",
    body: () => ({ name: "rt", origin: "https://rt.test", scopes: [{ type: "CORS" }] }),
    change: () => ({ name: "changed", origin: "https://rt.test", scopes: [{ type: "CORS" }] }),
    shows: "name",
    deleted: 204,
  },
  {
    name: "custom admin role",
    type: "Role",
    created: 200,
    path: () => "/api/v1/iam/roles",
    list: "roles",
    body: () => customRole("rt"),
    change: () => customRole("changed"),
    shows: "label",
    deleted: 204,
  },
  {
    name: "resource set",
    type: "ResourceSet",
    created: 200,
    path: () => "/api/v1/iam/resource-sets",
    list: "resource-sets",
    body: (world) => ({ label: "rt", description: "d", resources: [`${world.url}/api/v1/users`] }),
    change: () => ({ label: "changed", description: "d" }),
    shows: "label",
    deleted: 204,
  },
  {
    name: "sign-on policy",
    type: "Policy",
    created: 200,
    path: () => "/api/v1/policies",
    body: () => ({ type: "ACCESS_POLICY", name: "rt", description: "d" }),
    change: () => ({ type: "ACCESS_POLICY", name: "rt", description: "changed" }),
    shows: "description",
    deleted: 204,
  },
  {
    name: "network zone",
    type: "NetworkZone",
    created: 200,
    path: () => "/api/v1/zones",
    body: () => ({ type: "IP", name: "rt", gateways: [{ type: "CIDR", value: "10.0.0.0/8" }] }),
    change: () => ({ type: "IP", name: "rt", gateways: [{ type: "RANGE", value: "::1-::2" }] }),
    shows: "gateways",
    deleted: 204,
  },
  {
    name: "inline hook",
    type: "InlineHook",
    created: 200,
    path: () => "/api/v1/inlineHooks",
    body: () => inlineHook("1.0.0"),
    change: () => inlineHook("1.0.1"),
    shows: "version",
    release: "lifecycle/deactivate",
    deleted: 204,
  },
  {
    name: "user type",
    type: "UserType",
    created: 200,
    path: () => "/api/v1/meta/types/user",
    body: () => ({ name: "rt", displayName: "Round trip" }),
    change: () => ({ displayName: "Another", description: "d" }),
    shows: "displayName",
    deleted: 204,
  },
  {
    name: "device assurance policy",
    type: "DeviceAssurance",
    created: 200,
    path: () => "/api/v1/device-assurances",
    body: () => ({ name: "rt", platform: "MACOS" }),
    change: () => ({ name: "rt", platform: "IOS" }),
    shows: "platform",
    deleted: 204,
  },
];

function inlineHook(version: string): Record<string, unknown> {
  const config = { uri: "https://hook.test/x", authScheme: { type: "HEADER", key: "authorization", value: "s3cret" } };
  const channel = { type: "HTTP", version: "1.0.0", config };
  return { name: "rt", type: "com.okta.oauth2.tokens.transform", version, channel };
}

function customRole(label: string): Record<string, unknown> {
  return { label, description: "d", permissions: ["okta.users.read"] };
}

function spa(label: string): Record<string, unknown> {
  return {
    name: "oidc_client",
    label,
    signOnMode: "OPENID_CONNECT",
    profile: { team: "rt" },
    credentials: { oauthClient: { token_endpoint_auth_method: "none" } },
    settings: {
      oauthClient: {
        application_type: "browser",
        grant_types: ["authorization_code"],
        redirect_uris: ["https://rt.test"],
      },
    },
  };
}

function groupRule(world: World, value: string): Record<string, unknown> {
  const actions = { assignUserToGroups: { groupIds: [world.groupIds["others"]] } };
  return {
    type: "group_rule",
    name: "rt",
    conditions: { expression: { value, type: "urn:okta:expression:1.0" } },
    actions,
  };
}

describe("local Okta: round trips", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  for (const resource of RESOURCES) {
    it(`reads, lists, changes and deletes a ${resource.name}`, async () => {
      const base = resource.path(world);
      const made = await world.must(resource.created, "POST", base, resource.body(world));
      const one = `${base}/${made.id}`;
      const { client_secret: _, ...known } = made;
      assert.deepEqual(await world.must(200, "GET", one), known);
      const list = await world.must(
        200,
        "GET",
        `${base}?limit=200${base.endsWith("policies") ? "&type=ACCESS_POLICY" : ""}`,
      );
      const listed = (resource.list === undefined ? list : list[resource.list]).find(
        ({ id }: { id: string }) => id === made.id,
      );
      const { _embedded: __, ...alone } = listed;
      assert.deepEqual(alone, known);
      world.pass(1);
      const changed = await world.must(200, "PUT", one, resource.change(world));
      assert.equal(changed.id, made.id);
      assert.notDeepEqual(changed[resource.shows], made[resource.shows]);
      assert.deepEqual(await world.must(200, "GET", one), changed);
      if (made.lastUpdated !== undefined) assert.notEqual(changed.lastUpdated, made.lastUpdated);
      if (resource.release !== undefined) await world.api("POST", `${one}/${resource.release}`);
      await world.must(resource.deleted, "DELETE", one);
      for (const method of ["GET", "DELETE"]) {
        assertApiError(
          await world.api(method, one),
          404,
          "E0000007",
          `Not found: Resource not found: ${made.id} (${resource.type})`,
        );
      }
      assert.equal((await world.api("PUT", one, resource.change(world))).status, 404);
    });

    it(`refuses a second ${resource.name} of the same name, and one that is empty`, async () => {
      const base = resource.path(world);
      const made = await world.must(resource.created, "POST", base, resource.body(world));
      if (resource.name !== "app") {
        const again = await world.api("POST", base, resource.body(world));
        assert.deepEqual([again.status, again.body.errorCode], [400, "E0000001"]);
      }
      const empty = await world.api("POST", base, {});
      assert.ok(empty.status === 400 || empty.status === 501, empty.text);
      if (resource.release !== undefined) await world.api("POST", `${base}/${made.id}/${resource.release}`);
      await world.must(resource.deleted, "DELETE", `${base}/${made.id}`);
    });
  }

  it("drops the profile of an app when it is changed without one", async () => {
    const made = await world.must(200, "POST", "/api/v1/apps", spa("profile"));
    assert.deepEqual(made.profile, { team: "rt" });
    const { profile: _, ...without } = spa("profile");
    assert.equal("profile" in (await world.must(200, "PUT", `/api/v1/apps/${made.id}`, without)), false);
  });

  it("lets rules and claims follow a scope that is renamed", async () => {
    const [scope] = await world.must(200, "GET", `${world.serverPath}/scopes?q=users:write`);
    await world.must(201, "POST", `${world.serverPath}/claims`, {
      name: "follows",
      value: `"x"`,
      conditions: { scopes: ["users:write"] },
    });
    await world.must(200, "PUT", `${world.serverPath}/scopes/${scope.id}`, { ...scope, name: "users:edit" });
    const { body } = await world.tokens("writer", "openid users:edit");
    assert.equal(body.scope, "openid users:edit");
    const claims = await world.must(200, "GET", `${world.serverPath}/claims`);
    assert.deepEqual(claims.find(({ name }: { name: string }) => name === "follows").conditions.scopes, ["users:edit"]);
    await world.must(200, "PUT", `${world.serverPath}/scopes/${scope.id}`, { ...scope, name: "users:write" });
  });

  it("stops granting where a policy or a rule is deactivated, and goes on where it is activated", async () => {
    const [policy] = await world.must(200, "GET", policies(world));
    const [rule] = await world.must(200, "GET", `${policies(world)}/${policy.id}/rules`);
    for (const path of [`${policies(world)}/${policy.id}`, `${policies(world)}/${policy.id}/rules/${rule.id}`]) {
      await world.must(204, "POST", `${path}/lifecycle/deactivate`);
      const refused = await world.redirected({ login_hint: "reader@example.test", scope: "openid users:read" });
      assert.equal(refused.get("error"), "access_denied");
      await world.must(204, "POST", `${path}/lifecycle/activate`);
      assert.equal((await world.tokens("reader", "openid users:read")).status, 200);
    }
  });

  it("takes a deleted app out of the policies that name it", async () => {
    const app = await world.must(200, "POST", "/api/v1/apps", spa("named"));
    const body = { name: "named", description: "d", conditions: { clients: { include: [app.id, world.clients.spa] } } };
    const policy = await world.must(201, "POST", policies(world), body);
    await world.must(200, "POST", `/api/v1/apps/${app.id}/lifecycle/deactivate`);
    await world.must(204, "DELETE", `/api/v1/apps/${app.id}`);
    assert.deepEqual((await world.must(200, "GET", `${policies(world)}/${policy.id}`)).conditions.clients.include, [
      world.clients.spa,
    ]);
    await world.must(204, "DELETE", `${policies(world)}/${policy.id}`);
  });

  it("takes a deleted group away from the apps that it was assigned to", async () => {
    const group = await world.must(200, "POST", "/api/v1/groups", { profile: { name: "leaves" } });
    await world.must(200, "PUT", `/api/v1/apps/${world.clients.spa}/groups/${group.id}`, {});
    const apps = await world.must(200, "GET", `/api/v1/groups/${group.id}/apps`);
    assert.deepEqual(
      apps.map(({ label }: { label: string }) => label),
      ["spa"],
    );
    await world.must(204, "DELETE", `/api/v1/groups/${group.id}`);
    assert.equal((await world.api("GET", `/api/v1/apps/${world.clients.spa}/groups/${group.id}`)).status, 404);
  });

  it("reads and finds single things in a server and in an app", async () => {
    const [key] = await world.must(200, "GET", `${world.serverPath}/credentials/keys`);
    assert.deepEqual(await world.must(200, "GET", `${world.serverPath}/credentials/keys/${key.kid}`), key);
    assert.equal((await world.api("GET", `${world.serverPath}/credentials/keys/none`)).status, 404);
    assert.equal(
      (await world.api("POST", `${world.serverPath}/credentials/lifecycle/keyRotate`, { use: "enc" })).status,
      400,
    );
    const found = await world.must(200, "GET", "/api/v1/authorizationServers?q=API://ADM");
    assert.deepEqual(
      found.map(({ name }: { name: string }) => name),
      ["admin"],
    );
    const [secret] = await world.must(200, "GET", `/api/v1/apps/${world.clients.web}/credentials/secrets`);
    assert.deepEqual(
      await world.must(200, "GET", `/api/v1/apps/${world.clients.web}/credentials/secrets/${secret.id}`),
      secret,
    );
    assert.deepEqual(await world.must(200, "GET", `/api/v1/apps/${world.clients.web}/credentials/jwks`), {
      jwks: { keys: [] },
    });
    const grants = `/api/v1/apps/${world.clients.service}/grants`;
    const grant = await world.must(201, "POST", grants, { issuer: world.url, scopeId: "okta.logs.read" });
    assert.deepEqual(await world.must(201, "POST", grants, { issuer: world.url, scopeId: "okta.logs.read" }), grant);
    assert.deepEqual(await world.must(200, "GET", `${grants}/${grant.id}`), grant);
    const user = world.org.findUser("reader@example.test")!;
    assert.equal((await world.must(200, "GET", `/api/v1/apps/${world.clients.spa}/users/${user.id}`)).scope, "GROUP");
  });
});
