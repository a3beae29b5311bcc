/** @okta/okta-sdk-nodejs, Okta's own client of the Management API, against the local Okta. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { SENT_CODE } from "../../local/okta/management/users/factorCodes";
import { Client, DefaultRequestExecutor } from "../strangers/oktaSdk";
import { startStand, type Stand } from "../unit/okta/support/stand";

describe("@okta/okta-sdk-nodejs", () => {
  let okta: Stand;
  let client: Client;
  before(async () => {
    okta = await startStand({ directoryGroups: ["staff"], clock: Date.now });
    client = new Client({ orgUrl: okta.url, token: okta.apiToken });
  });
  after(() => okta.close());

  const newUser = (name: string) =>
    client.userApi.createUser({
      body: {
        profile: { login: `${name}@x.test`, email: `${name}@x.test`, firstName: name, lastName: "X" },
        credentials: { password: { value: "Secret-1234" } },
      },
      activate: true,
    });

  it("makes, reads, changes and deletes an authorization server", async () => {
    const api = client.authorizationServerApi;
    const made = await api.createAuthorizationServer({
      authorizationServer: { name: "sdk", description: "d", audiences: ["api://sdk"] },
    });
    assert.equal(made.issuer, `${okta.url}/oauth2/${made.id}`);
    const authServerId = made.id!;
    const read = await api.getAuthorizationServer({ authServerId });
    assert.equal(read.credentials?.signing?.rotationMode, "AUTO");
    const changed = await api.replaceAuthorizationServer({
      authServerId,
      authorizationServer: { ...read, description: "changed" },
    });
    assert.equal(changed.description, "changed");
    await api.deactivateAuthorizationServer({ authServerId });
    await api.deleteAuthorizationServer({ authServerId });
    await assert.rejects(api.getAuthorizationServer({ authServerId }), { status: 404, errorCode: "E0000007" });
  });

  it("makes scopes, claims, policies and rules", async () => {
    const api = client.authorizationServerApi;
    const { id } = await api.createAuthorizationServer({
      authorizationServer: { name: "rules", description: "d", audiences: ["api://rules"] },
    });
    const authServerId = id!;
    const scope = await api.createOAuth2Scope({
      authServerId,
      oAuth2Scope: { name: "users:read", consent: "IMPLICIT", metadataPublish: "ALL_CLIENTS" },
    });
    assert.equal(scope.system, false);
    const claim = await api.createOAuth2Claim({
      authServerId,
      oAuth2Claim: {
        name: "dep",
        claimType: "RESOURCE",
        valueType: "EXPRESSION",
        value: "user.department",
        conditions: { scopes: ["users:read"] },
        status: "ACTIVE",
      },
    });
    assert.deepEqual(claim.conditions?.scopes, ["users:read"]);
    const policy = await api.createAuthorizationServerPolicy({
      authServerId,
      policy: {
        name: "p",
        description: "d",
        priority: 1,
        status: "ACTIVE",
        type: "OAUTH_AUTHORIZATION_POLICY",
        conditions: { clients: { include: ["ALL_CLIENTS"] } },
      },
    });
    const policyRule = {
      name: "r",
      priority: 1,
      type: "RESOURCE_ACCESS" as const,
      conditions: {
        grantTypes: { include: ["client_credentials"] },
        people: { groups: { include: ["EVERYONE"] } },
        scopes: { include: ["users:read"] },
      },
      actions: {
        token: { accessTokenLifetimeMinutes: 30, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 },
      },
    };
    const rule = await api.createAuthorizationServerPolicyRule({ authServerId, policyId: policy.id!, policyRule });
    assert.equal(rule.actions?.token?.accessTokenLifetimeMinutes, 30);
    const people = {
      ...policyRule,
      name: "r2",
      conditions: { ...policyRule.conditions, grantTypes: { include: ["authorization_code"] }, people: {} },
    };
    await assert.rejects(
      api.createAuthorizationServerPolicyRule({ authServerId, policyId: policy.id!, policyRule: people }),
      (error: any) => {
        assert.deepEqual(
          [error.status, error.errorCode, error.errorSummary],
          [400, "E0000001", "Api validation failed: conditions.people"],
        );
        return true;
      },
    );
    const names: (string | undefined)[] = [];
    await (
      await api.listOAuth2Scopes({ authServerId })
    ).each((each) => {
      names.push(each?.name);
    });
    assert.deepEqual(names, [
      "openid",
      "profile",
      "email",
      "address",
      "phone",
      "offline_access",
      "device_sso",
      "users:read",
    ]);
    await api.deleteAuthorizationServerPolicyRule({ authServerId, policyId: policy.id!, ruleId: rule.id! });
    await api.deleteAuthorizationServerPolicy({ authServerId, policyId: policy.id! });
  });

  it("pages through groups by the links", async () => {
    for (let i = 0; i < 5; i += 1)
      await client.groupApi.createGroup({ group: { profile: { name: `paged-${i}`, description: "" } } });
    const names: string[] = [];
    for await (const group of await client.groupApi.listGroups({ limit: 2, search: 'profile.name sw "paged-"' })) {
      if (group) names.push(String(group.profile?.["name"]));
    }
    assert.deepEqual(names, ["paged-0", "paged-1", "paged-2", "paged-3", "paged-4"]);
  });

  it("makes a user, puts it into a group and finds it there", async () => {
    const user = await newUser("sdk-user");
    const group = await client.groupApi.createGroup({ group: { profile: { name: "sdk-group" } } });
    await client.groupApi.assignUserToGroup({ groupId: group.id!, userId: user.id! });
    const members: (string | undefined)[] = [];
    await (
      await client.groupApi.listGroupUsers({ groupId: group.id! })
    ).each((member) => {
      members.push(member?.id);
    });
    assert.deepEqual(members, [user.id]);
    await client.userApi.deactivateUser({ userId: user.id! });
    await client.userApi.deleteUser({ userId: user.id! });
  });

  it("makes, activates, changes and deletes a group rule", async () => {
    const group = await client.groupApi.createGroup({ group: { profile: { name: "filled" } } });
    const groupRule = {
      type: "group_rule" as const,
      name: "sdk-rule",
      conditions: { expression: { type: "urn:okta:expression:1.0", value: 'isMemberOfGroupName("staff")' } },
      actions: { assignUserToGroups: { groupIds: [group.id!] } },
    };
    const rule = await client.groupApi.createGroupRule({ groupRule });
    assert.equal(rule.status, "INACTIVE");
    await client.groupApi.activateGroupRule({ ruleId: rule.id! });
    assert.equal((await client.groupApi.getGroupRule({ ruleId: rule.id! })).status, "ACTIVE");
    await client.groupApi.deactivateGroupRule({ ruleId: rule.id! });
    await client.groupApi.replaceGroupRule({ ruleId: rule.id!, groupRule: { ...groupRule, name: "renamed" } });
    await client.groupApi.deleteGroupRule({ ruleId: rule.id! });
  });

  it("makes an app, assigns a group, grants a scope, deactivates and deletes it", async () => {
    const application = {
      name: "oidc_client",
      label: "sdk-app",
      signOnMode: "OPENID_CONNECT" as const,
      credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_post" as const } },
      settings: {
        oauthClient: {
          application_type: "service" as const,
          grant_types: ["client_credentials" as const],
          response_types: ["token" as const],
        },
      },
    };
    const app: any = await client.applicationApi.createApplication({ application });
    assert.equal(app.credentials.oauthClient.client_id, app.id);
    const [group] = await okta.must(200, "GET", "/api/v1/groups?q=staff");
    const assignment = await client.applicationApi.assignGroupToApplication({ appId: app.id, groupId: group.id });
    assert.equal(assignment.id, group.id);
    const grant = await client.applicationApi.grantConsentToScope({
      appId: app.id,
      oAuth2ScopeConsentGrant: { issuer: okta.url, scopeId: "okta.users.read" },
    });
    assert.equal(grant.scopeId, "okta.users.read");
    await client.applicationApi.deactivateApplication({ appId: app.id });
    await client.applicationApi.deleteApplication({ appId: app.id });
  });

  it("enrols, lists and verifies factors", async () => {
    const user = await newUser("factors");
    const factor = await client.userFactorApi.enrollFactor({
      userId: user.id!,
      body: { factorType: "push", provider: "OKTA" } as any,
    });
    const factors: (string | undefined)[] = [];
    await (
      await client.userFactorApi.listFactors({ userId: user.id! })
    ).each((each) => {
      factors.push(each?.factorType);
    });
    assert.deepEqual([factor.factorType, factors], ["push", ["push"]]);
    const ids = { userId: user.id!, factorId: factor.id! };
    await client.userFactorApi.activateFactor({ ...ids, body: { passCode: SENT_CODE } as any });
    const challenge: any = await client.userFactorApi.verifyFactor(ids);
    assert.equal(challenge.factorResult, "WAITING");
    await okta.post("/__push", { login: user.profile!.login!, decision: "allow" });
    const transactionId = challenge._links.poll.href.split("/").at(-1);
    const status = await client.userFactorApi.getFactorTransactionStatus({ ...ids, transactionId });
    assert.equal(status.factorResult, "SUCCESS");
    await client.userFactorApi.unenrollFactor(ids);
  });

  it("makes a custom role and a resource set, and gives both to a service app", async () => {
    const role = await client.customRoleApi.createRole({
      instance: { label: "sdk", description: "d", permissions: ["okta.users.read"] },
    });
    await client.customRoleApi.createRolePermission({ roleIdOrLabel: "sdk", permissionType: "okta.groups.read" });
    const { permissions } = await client.customRoleApi.listRolePermissions({ roleIdOrLabel: role.id! });
    assert.deepEqual(
      permissions?.map(({ label }) => label),
      ["okta.users.read", "okta.groups.read"],
    );
    const set = await client.resourceSetApi.createResourceSet({
      instance: { label: "sdk", description: "d", resources: [`${okta.url}/api/v1/users`] },
    });
    await client.resourceSetApi.addResourceSetResources({
      resourceSetId: set.id!,
      instance: { additions: [`${okta.url}/api/v1/groups`] },
    });
    const { resources } = await client.resourceSetApi.listResourceSetResources({ resourceSetId: set.id! });
    assert.deepEqual(
      resources?.map(({ orn }) => orn),
      [`orn:oktapreview:directory:${okta.org.id}:users`, `orn:oktapreview:directory:${okta.org.id}:groups`],
    );
    const { id } = await okta.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "sdk-robot",
      signOnMode: "OPENID_CONNECT",
      settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
    });
    const held = await client.roleAssignmentApi.assignRoleToClient({
      clientId: id,
      assignRoleRequest: { type: "CUSTOM", role: role.id, resource_set: set.id } as any,
    });
    assert.equal(held.label, "sdk");
  });

  it("makes a sign-on policy with a rule, and a trusted origin", async () => {
    const policy = await client.policyApi.createPolicy({
      policy: { type: "ACCESS_POLICY", name: "sdk", description: "d" } as any,
    });
    const rule = await client.policyApi.createPolicyRule({
      policyId: policy.id!,
      policyRule: {
        type: "ACCESS_POLICY",
        name: "two",
        actions: { appSignOn: { access: "ALLOW", verificationMethod: { type: "ASSURANCE", factorMode: "2FA" } } },
      } as any,
    });
    assert.equal(rule.name, "two");
    await client.policyApi.deletePolicy({ policyId: policy.id! });
    const origin = await client.trustedOriginApi.createTrustedOrigin({
      trustedOrigin: {
        name: "sdk",
        origin: "https://sdk.example.test",
        scopes: [{ type: "CORS" }, { type: "REDIRECT" }],
      },
    });
    await client.trustedOriginApi.deactivateTrustedOrigin({ trustedOriginId: origin.id! });
    await client.trustedOriginApi.deleteTrustedOrigin({ trustedOriginId: origin.id! });
  });

  it("waits for the end of a rate limit and asks again", async () => {
    const executor = new DefaultRequestExecutor({ maxRetries: 2, requestTimeout: 10_000 } as any);
    const patient = new Client({ orgUrl: okta.url, token: okta.apiToken, requestExecutor: executor });
    const delays: number[] = [];
    executor.on("backoff", (_request: unknown, _response: unknown, _id: unknown, delay: number) => delays.push(delay));
    await okta.must(204, "POST", "/__faults", { path: "/api/v1/groups", method: "GET", status: 429 });
    const groups = await patient.groupApi.listGroups({ q: "staff" });
    const found = await groups.next();
    assert.equal(found.value?.profile?.["name"], "staff");
    assert.equal(delays.length, 1);
    assert.ok(delays[0]! > 0 && delays[0]! <= 3000, String(delays[0]));
  });

  it("uses a private key and the org's authorization server instead of a token", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { id } = await okta.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "sdk-oauth",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
      settings: {
        oauthClient: {
          application_type: "service",
          grant_types: ["client_credentials"],
          jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "sdk" }] },
        },
      },
    });
    await okta.must(201, "POST", `/api/v1/apps/${id}/grants`, { issuer: okta.url, scopeId: "okta.groups.read" });
    await okta.must(201, "POST", `/oauth2/v1/clients/${id}/roles`, { type: "READ_ONLY_ADMIN" });
    const oauth = new Client({
      orgUrl: okta.url,
      authorizationMode: "PrivateKey",
      clientId: id,
      scopes: ["okta.groups.read"],
      privateKey: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
      keyId: "sdk",
    });
    const found = await (await oauth.groupApi.listGroups({ q: "staff" })).next();
    assert.equal(found.value?.profile?.["name"], "staff");
    await assert.rejects(oauth.groupApi.createGroup({ group: { profile: { name: "x" } } }), {
      status: 403,
      errorCode: "E0000006",
    });
  });
});
