/** The local Okta provider on the local Okta: the life of each type, and the drift that it must notice. */
import assert from "node:assert/strict";
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";
import type { LocalProvider, ResourceState, Value } from "../../../local/providers/provider";
import { assertGone, createChecked, live, type TypeCase } from "./oneType";

const SERVER = "okta:auth/server:Server";
const SCOPE = "okta:auth/serverScope:ServerScope";
const POLICY = "okta:auth/serverPolicy:ServerPolicy";
const RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";
const APP = "okta:app/oAuth:OAuth";
const GROUP = "okta:group/group:Group";
const SIGN_ON_POLICY = "okta:index/appSignonPolicy:AppSignonPolicy";
const SIGN_ON_RULES = "okta:app/signonPolicyRules:SignonPolicyRules";
const ROLE_ASSIGNMENT = "okta:app/oauthRoleAssignment:OauthRoleAssignment";
const GRANTS = "okta:index/appOauthApiScope:AppOauthApiScope";

const KEY = { kid: "k1", kty: "RSA", e: "AQAB", n: "0vx7agoebGcQ" };

describe("the local Okta provider", () => {
  let okta: LocalOkta;
  let provider: LocalProvider;
  let server: ResourceState;
  let policy: ResourceState;
  let group: ResourceState;
  let service: ResourceState;
  let signOnPolicy: ResourceState;
  let role: ResourceState;
  let resources: ResourceState;

  before(async () => {
    okta = await startLocalOkta({ directoryGroups: ["from-directory"] });
    provider = createOktaProvider();
    await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken });
    server = await createChecked(provider, SERVER, { name: "main", audiences: ["api://main"] });
    await createChecked(provider, SCOPE, { authServerId: server.id, name: "a" });
    await createChecked(provider, SCOPE, { authServerId: server.id, name: "b" });
    group = await createChecked(provider, GROUP, { name: "people" });
    service = await createChecked(provider, APP, {
      label: "service",
      type: "service",
      grantTypes: ["client_credentials"],
      tokenEndpointAuthMethod: "private_key_jwt",
      jwks: [KEY],
    });
    role = await createChecked(provider, "okta:index/adminRoleCustom:AdminRoleCustom", {
      label: "creator",
      description: "d",
      permissions: ["okta.users.create"],
    });
    resources = await createChecked(provider, "okta:index/resourceSet:ResourceSet", {
      label: "people",
      description: "d",
      resources: [`${okta.url}/api/v1/groups/${group.id}/users`],
    });
    signOnPolicy = await createChecked(provider, SIGN_ON_POLICY, { name: "sign-on", description: "d" });
    policy = await createChecked(provider, POLICY, {
      authServerId: server.id,
      name: "policy",
      description: "d",
      priority: 1,
      clientWhitelists: [service.id],
    });
  });

  after(() => okta.close());

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

  const cases: Record<string, () => TypeCase> = {
    "an authorization server": () => ({
      type: SERVER,
      inputs: { name: "other", audiences: ["api://other"], description: "first" },
      outputs: { issuer: new RegExp(`^${okta.url}/oauth2/aus`), kid: /^.+$/, status: "ACTIVE", issuerMode: "ORG_URL" },
      change: { description: "second", credentialsRotationMode: "MANUAL", status: "INACTIVE" },
      replaces: {},
    }),
    "a scope": () => ({
      type: SCOPE,
      inputs: { authServerId: server.id, name: "users:read", metadataPublish: "NO_CLIENTS" },
      outputs: { system: false, consent: "IMPLICIT", default: false, metadataPublish: "NO_CLIENTS" },
      change: { consent: "REQUIRED", description: "d", displayName: "n", optional: true },
      replaces: {},
    }),
    "a claim with a group filter": () => ({
      type: "okta:auth/serverClaim:ServerClaim",
      inputs: {
        authServerId: server.id,
        name: "permissions",
        claimType: "RESOURCE",
        valueType: "GROUPS",
        groupFilterType: "STARTS_WITH",
        value: "permissions-",
        scopes: ["a"],
      },
      outputs: { alwaysIncludeInToken: true, status: "ACTIVE" },
      change: { scopes: ["b", "a"], value: "other-", groupFilterType: "CONTAINS", status: "INACTIVE" },
      replaces: {},
    }),
    "a claim with an expression": () => ({
      type: "okta:auth/serverClaim:ServerClaim",
      inputs: { authServerId: server.id, name: "department", claimType: "IDENTITY", value: "user.department" },
      outputs: { valueType: "EXPRESSION" },
      change: { alwaysIncludeInToken: false, scopes: ["a"] },
      replaces: {},
    }),
    "a policy": () => ({
      type: POLICY,
      inputs: {
        authServerId: server.id,
        name: "second",
        description: "d",
        priority: 2,
        clientWhitelists: ["ALL_CLIENTS"],
      },
      outputs: { status: "ACTIVE" },
      change: { description: "e", clientWhitelists: [service.id], status: "INACTIVE" },
      replaces: {},
    }),
    "a rule": () => ({
      type: RULE,
      inputs: {
        authServerId: server.id,
        policyId: policy.id,
        name: "rule",
        priority: 1,
        grantTypeWhitelists: ["authorization_code"],
        groupWhitelists: [group.id],
        scopeWhitelists: ["a", "b"],
        accessTokenLifetimeMinutes: 10,
        refreshTokenWindowMinutes: 15,
      },
      outputs: { system: false, status: "ACTIVE", type: "RESOURCE_ACCESS" },
      change: {
        scopeWhitelists: ["a"],
        accessTokenLifetimeMinutes: 30,
        refreshTokenWindowMinutes: 60,
        status: "INACTIVE",
      },
      replaces: {},
    }),
    "a rule for services": () => ({
      type: RULE,
      inputs: {
        authServerId: server.id,
        policyId: policy.id,
        name: "services",
        priority: 1,
        grantTypeWhitelists: ["client_credentials"],
        scopeWhitelists: ["a"],
      },
      outputs: { accessTokenLifetimeMinutes: 60 },
      change: { scopeWhitelists: ["b"] },
      replaces: {},
    }),
    "a web application": () => ({
      type: APP,
      inputs: {
        label: "web",
        type: "web",
        grantTypes: ["authorization_code"],
        redirectUris: ["https://a.example/callback"],
        tokenEndpointAuthMethod: "client_secret_basic",
      },
      outputs: { clientId: /^0oa/, clientSecret: /^.{20,}$/, responseTypes: ["code"], signOnMode: "OPENID_CONNECT" },
      change: {
        label: "renamed",
        redirectUris: ["https://b.example/callback", "https://a.example/callback"],
        grantTypes: ["refresh_token", "authorization_code"],
        refreshTokenRotation: "ROTATE",
        refreshTokenLeeway: 0,
        pkceRequired: true,
      },
      replaces: { type: "native", clientId: "chosen" },
    }),
    "a browser application whose secret is left out": () => ({
      type: APP,
      inputs: {
        label: "spa",
        type: "browser",
        grantTypes: ["authorization_code"],
        redirectUris: ["https://a.example/callback"],
        postLogoutRedirectUris: ["https://a.example/"],
        tokenEndpointAuthMethod: "none",
        pkceRequired: true,
        omitSecret: true,
        responseTypes: ["code"],
        implicitAssignment: false,
      },
      outputs: { clientId: /^0oa/, clientSecret: undefined },
      change: { postLogoutRedirectUris: [], consentMethod: "REQUIRED" },
      replaces: {},
    }),
    "a service with keys": () => ({
      type: APP,
      inputs: {
        label: "keys",
        type: "service",
        grantTypes: ["client_credentials"],
        responseTypes: ["token"],
        tokenEndpointAuthMethod: "private_key_jwt",
        jwks: [KEY],
      },
      outputs: { clientSecret: undefined },
      change: { jwks: [KEY, { ...KEY, kid: "k2" }], status: "INACTIVE" },
      replaces: {},
    }),
    "an assignment of a group": () => ({
      type: "okta:app/groupAssignment:GroupAssignment",
      inputs: { appId: service.id, groupId: group.id },
      outputs: { profile: "{}" },
      replaces: { appId: "0oaX", groupId: "00gX" },
    }),
    "grants on the org's API": () => ({
      type: GRANTS,
      inputs: { appId: service.id, issuer: okta.url, scopes: ["okta.users.read", "okta.groups.read"] },
      outputs: {},
      change: { scopes: ["okta.groups.read", "okta.apps.read"] },
      replaces: { appId: "0oaX" },
    }),
    "a group": () => ({
      type: GROUP,
      inputs: { name: "group", description: "first" },
      outputs: {},
      change: { name: "renamed", description: "second" },
      replaces: {},
    }),
    "a group rule": () => ({
      type: "okta:group/rule:Rule",
      inputs: { name: "rule", groupAssignments: [group.id], expressionValue: 'isMemberOfGroupName("from-directory")' },
      outputs: { status: "ACTIVE", expressionType: "urn:okta:expression:1.0" },
      change: { expressionValue: 'isMemberOfGroupName("other")', status: "INACTIVE" },
      replaces: { groupAssignments: ["00gX"] },
    }),
    "a custom admin role": () => ({
      type: "okta:index/adminRoleCustom:AdminRoleCustom",
      inputs: { label: "role", description: "first", permissions: ["okta.users.read", "okta.groups.read"] },
      outputs: {},
      change: { description: "second", permissions: ["okta.users.create", "okta.users.read"] },
      replaces: { label: "other" },
    }),
    "a resource set": () => ({
      type: "okta:index/resourceSet:ResourceSet",
      inputs: {
        label: "set",
        description: "first",
        resources: [`${okta.url}/api/v1/users`, `${okta.url}/api/v1/groups/${group.id}`],
      },
      outputs: {},
      change: {
        label: "renamed",
        description: "second",
        resources: [`${okta.url}/api/v1/groups/${group.id}/users`, `${okta.url}/api/v1/users`],
      },
      replaces: {},
    }),
    "a resource set by resource names": () => ({
      type: "okta:index/resourceSet:ResourceSet",
      inputs: { label: "orns", description: "d", resourcesOrns: [`orn:okta:directory:${okta.org.id}:users`] },
      outputs: {},
      change: { resourcesOrns: [`orn:okta:directory:${okta.org.id}:groups:${group.id}:contained_resources`] },
      replaces: {},
    }),
    "a standard role of a service": () => ({
      type: ROLE_ASSIGNMENT,
      inputs: { clientId: service.id, type: "HELP_DESK_ADMIN" },
      outputs: { label: "Help Desk Administrator", status: "ACTIVE" },
      replaces: { clientId: "0oaX", type: "USER_ADMIN" },
    }),
    "a custom role of a service": () => ({
      type: ROLE_ASSIGNMENT,
      inputs: { clientId: service.id, type: "CUSTOM", role: role.id, resourceSet: resources.id },
      outputs: { label: "creator", status: "ACTIVE" },
      replaces: { role: "cr0X", resourceSet: "iamX" },
    }),
    "a sign-on policy": () => ({
      type: SIGN_ON_POLICY,
      inputs: { name: "strict", description: "first" },
      outputs: { catchAll: true, defaultRuleId: /^rul/, priority: 1 },
      change: { name: "stricter", description: "second", priority: 2 },
      replaces: {},
    }),
    "the rules of a sign-on policy": () => ({
      type: SIGN_ON_RULES,
      inputs: {
        policyId: signOnPolicy.id,
        rules: [
          { name: "leads", priority: 1, groupsIncluded: [group.id], factorMode: "1FA", inactivityPeriod: "PT1H" },
          { name: "keys", priority: 0, constraints: ['{ "possession": { "phishingResistant": "REQUIRED" } }'] },
          { name: "nobody", access: "DENY", usersExcluded: ["00u1", "00u2"], status: "INACTIVE" },
        ] as Value[],
      },
      outputs: {},
      change: {
        rules: [
          { name: "leads", priority: 0, groupsExcluded: [group.id], reAuthenticationFrequency: "PT0S" },
          { name: "new", priority: 1, access: "DENY" },
          { name: "keys", priority: 2, constraints: ['{"possession":{"hardwareProtection":"REQUIRED"}}'] },
        ] as Value[],
      },
      replaces: { policyId: "rstX" },
    }),
    "a rule of a sign-on policy": () => ({
      type: "okta:index/appSignonPolicyRule:AppSignonPolicyRule",
      inputs: { policyId: signOnPolicy.id, name: "rule", groupsIncluded: [group.id], constraints: ["{}"] },
      outputs: { system: false, priority: 0 },
      change: { name: "renamed", access: "DENY", status: "INACTIVE", priority: 3, groupsIncluded: ["00g1"] },
      replaces: { policyId: "rstX" },
    }),
    "a trusted origin": () => ({
      type: "okta:trustedorigin/origin:Origin",
      inputs: { name: "origin", origin: "https://a.example", scopes: [{ type: "CORS" }, { type: "REDIRECT" }] },
      outputs: { status: "ACTIVE" },
      change: { origin: "https://b.example", scopes: [{ type: "CORS" }], status: "INACTIVE" },
      replaces: {},
    }),
  };
  for (const [what, given] of Object.entries(cases)) {
    it(`creates, reads, changes and deletes ${what}`, async () => {
      const state = await live(provider, given());
      await assertGone(provider, given().type, state);
    });
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

    it("in a claim: the limit to scopes taken away, which the real provider does not notice", async () => {
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
      assert.equal("scopes" in read!.inputs, false);
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

  it("reads all of a resource that it is to take over", async () => {
    const read = await provider.read(GROUP, group.id, undefined, undefined);
    assert.deepEqual(read, { id: group.id, inputs: { name: "people" }, outputs: { name: "people" } });
  });

  it("finds a group of exactly the name that was asked for", async () => {
    await createChecked(provider, GROUP, { name: "from-directory-too" });
    const { result } = await provider.invoke("okta:group/getGroup:getGroup", { name: "from-directory" });
    assert.deepEqual(
      { ...result, id: undefined },
      { id: undefined, name: "from-directory", description: "", type: "OKTA_GROUP", users: [] },
    );
    const byId = await provider.invoke("okta:group/getGroup:getGroup", { id: String(result["id"]) });
    assert.deepEqual(byId.result["name"], "from-directory");
  });

  describe("refuses", () => {
    const reject = (promise: Promise<unknown>, message: string | RegExp) => assert.rejects(promise, { message });

    it("a group that is not there, and a lookup without a name", async () => {
      const getGroup = "okta:group/getGroup:getGroup";
      await reject(
        provider.invoke(getGroup, { name: "none" }),
        `there is no group named \`none\` in the org at ${okta.url}`,
      );
      await reject(provider.invoke(getGroup, {}), "`getGroup` needs the `name` or the `id` of a group");
      const { failures } = await provider.invoke(getGroup, { nane: "x" });
      assert.match(
        failures[0]!.reason,
        /does not know the property `nane` of okta:group\/getGroup:getGroup; did you mean `name`\?/,
      );
    });

    it("what Okta refuses, with Okta's own code and text", async () => {
      await reject(
        createChecked(provider, SCOPE, { authServerId: server.id, name: "okta.x" }),
        /^okta: POST \/api\/v1\/authorizationServers\/aus\w+\/scopes answered 400: E0000001 Api validation failed: name/,
      );
      await reject(createChecked(provider, GROUP, { name: "people" }), /answered 400: E0000001/);
    });

    it("a policy that is to be inactive from the start, as the real provider does", () =>
      reject(
        createChecked(provider, POLICY, {
          authServerId: server.id,
          name: "i",
          description: "d",
          priority: 9,
          clientWhitelists: ["ALL_CLIENTS"],
          status: "INACTIVE",
        }),
        "can not create an inactive auth server policy, only existing ones can be deactivated",
      ));

    const apps: [string, Record<string, string | string[]>, string][] = [
      [
        "a web application without its grant",
        { type: "web", grantTypes: ["refresh_token"] },
        "an application of type `web` needs `authorization_code` among its `grantTypes`",
      ],
      [
        "a service without its grant",
        { type: "service", grantTypes: ["authorization_code"] },
        "an application of type `service` needs `client_credentials` among its `grantTypes`",
      ],
      [
        "a client that signs without a key",
        { type: "service", grantTypes: ["client_credentials"], tokenEndpointAuthMethod: "private_key_jwt" },
        "`private_key_jwt` needs `jwks` or `jwksUri`",
      ],
      [
        "an implicit grant without its response type",
        { type: "browser", grantTypes: ["implicit"], responseTypes: ["code"] },
        "the grant `implicit` needs `token` or `id_token` among the `responseTypes`",
      ],
      [
        "a type that is none",
        { type: "desktop" },
        "`type` of okta:app/oAuth:OAuth must be one of `web`, `native`, `browser`, `service`",
      ],
    ];
    for (const [what, inputs, reason] of apps) {
      it(what, () => {
        const { failures } = provider.check(APP, undefined, { label: "l", ...inputs }, { name: "n" });
        assert.deepEqual(
          failures.map((failure) => failure.reason),
          [reason],
        );
      });
    }

    const admin: [string, string, Record<string, string | string[]>, string][] = [
      [
        "a role without permissions",
        "okta:index/adminRoleCustom:AdminRoleCustom",
        { label: "l", description: "d" },
        "at least one permission must be specified when creating custom role",
      ],
      [
        "a resource set of both kinds of names",
        "okta:index/resourceSet:ResourceSet",
        { label: "l", description: "d", resources: ["a"], resourcesOrns: ["b"] },
        "a resource set needs either `resources` or `resourcesOrns`, with at least one in it",
      ],
      [
        "an empty resource set",
        "okta:index/resourceSet:ResourceSet",
        { label: "l", description: "d" },
        "a resource set needs either `resources` or `resourcesOrns`, with at least one in it",
      ],
      [
        "a custom role without a resource set",
        ROLE_ASSIGNMENT,
        { clientId: "0oa1", type: "CUSTOM", role: "cr01" },
        "a role assignment of type `CUSTOM` needs `role` and `resourceSet`",
      ],
    ];
    for (const [what, type, inputs, reason] of admin) {
      it(what, () => {
        const { failures } = provider.check(type, undefined, inputs, { name: "n" });
        assert.deepEqual(
          failures.map((failure) => failure.reason),
          [reason],
        );
      });
    }

    it("a wrong token, without repeating it", async () => {
      const stranger = createOktaProvider();
      await stranger.configure({ httpProxy: okta.url, apiToken: "not-the-token" });
      await assert.rejects(createChecked(stranger, GROUP, { name: "x" }), (error: Error) => {
        assert.match(error.message, /answered 401: E0000011 Invalid token provided/);
        assert.ok(!error.message.includes("not-the-token"));
        return true;
      });
    });

    it("an org on another machine, no token, and settings that it does not know", async () => {
      await reject(
        provider.configure({ orgName: "example", baseUrl: "okta.com", apiToken: "t" }),
        /works with this machine alone: `okta:httpProxy` must be an address on 127.0.0.1/,
      );
      await reject(
        provider.configure({ httpProxy: "https://example.okta.com", apiToken: "t" }),
        /works with this machine alone/,
      );
      await reject(provider.configure({ httpProxy: okta.url }), "the local okta provider needs `okta:apiToken`");
      assert.match(
        provider.checkConfig({ privateKey: "secret" })[0]!.reason,
        /^the local provider does not know the property `privateKey` of the okta provider/,
      );
      assert.deepEqual(
        provider.checkConfig({
          httpProxy: okta.url,
          apiToken: "t",
          backoff: "false",
          maxRetries: "3",
          version: "7.0.0",
        }),
        [],
      );
    });

    it("to work before it is configured", () =>
      reject(createOktaProvider().create(GROUP, { name: "x" }), "the local okta provider has not been configured"));

    it("an org that does not answer, and says what to do", async () => {
      const nobody = createOktaProvider();
      await nobody.configure({ httpProxy: "http://127.0.0.1:1", apiToken: "t" });
      await reject(
        nobody.create(GROUP, { name: "x" }),
        "okta: nothing answers at http://127.0.0.1:1 (POST /api/v1/groups); is the local cloud running?",
      );
    });
  });
});
