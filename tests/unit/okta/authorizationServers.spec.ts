/** The Management API of authorization servers, scopes, claims, policies and rules. */
import assert from "node:assert/strict";
import { assertApiError, startStand, type Stand } from "./support/stand";

const SERVERS = "/api/v1/authorizationServers";

describe("local Okta: authorization servers", () => {
  let okta: Stand;
  let path: string;
  let server: any;
  before(async () => {
    okta = await startStand({ directoryGroups: ["staff"] });
    server = await okta.must(201, "POST", SERVERS, {
      name: "admin",
      description: "The admin API",
      audiences: ["api://admin"],
      issuerMode: "ORG_URL",
      credentials: { signing: { rotationMode: "AUTO" } },
    });
    path = `${SERVERS}/${server.id}`;
  });
  after(() => okta.close());

  it("answers a new server in Okta's shape", () => {
    const { id, issuer, credentials, _links, ...rest } = server;
    assert.match(id, /^aus[A-Za-z0-9]{17}$/);
    assert.equal(issuer, `${okta.url}/oauth2/${id}`);
    assert.equal(credentials.signing.rotationMode, "AUTO");
    assert.equal(credentials.signing.lastRotated, "2026-11-01T12:00:00.000Z");
    assert.deepEqual(rest, {
      name: "admin",
      description: "The admin API",
      audiences: ["api://admin"],
      issuerMode: "ORG_URL",
      status: "ACTIVE",
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
      default: false,
    });
  });

  it("gives a new server its system scopes and system claims", async () => {
    const scopes = await okta.must(200, "GET", `${path}/scopes`);
    assert.deepEqual(
      scopes.map(({ name, system, consent, metadataPublish }: any) => [name, system, consent, metadataPublish]),
      ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"].map((name) => [
        name,
        true,
        "IMPLICIT",
        "ALL_CLIENTS",
      ]),
    );
    const claims = await okta.must(200, "GET", `${path}/claims`);
    const sub = claims.find(({ name }: any) => name === "sub");
    assert.equal(sub.value, "(appuser != null) ? appuser.userName : app.clientId");
    assert.equal(claims.filter(({ system }: any) => system).length, 19);
    const always = claims.filter(
      ({ claimType, alwaysIncludeInToken }: any) => claimType === "IDENTITY" && alwaysIncludeInToken,
    );
    assert.deepEqual(
      always.map(({ name }: any) => name),
      ["preferred_username", "name", "email"],
    );
  });

  it("refuses to delete an active server, and deletes an inactive one", async () => {
    const other = await okta.must(201, "POST", SERVERS, { name: "other", audiences: ["api://other"] });
    assertApiError(
      await okta.api("DELETE", `${SERVERS}/${other.id}`),
      400,
      "E0000001",
      "Api validation failed: status",
      ["status: An active authorization server cannot be deleted. Deactivate it first."],
    );
    await okta.must(204, "POST", `${SERVERS}/${other.id}/lifecycle/deactivate`);
    await okta.must(204, "DELETE", `${SERVERS}/${other.id}`);
    assertApiError(
      await okta.api("GET", `${SERVERS}/${other.id}`),
      404,
      "E0000007",
      `Not found: Resource not found: ${other.id} (AuthorizationServer)`,
    );
  });

  it("refuses a server without a name, and one with two audiences, in one answer", async () => {
    assertApiError(
      await okta.api("POST", SERVERS, { audiences: ["a", "b"] }),
      400,
      "E0000001",
      "Api validation failed: name",
      ["name: The field cannot be left blank", "audiences: Only one audience is supported"],
    );
    assertApiError(
      await okta.api("POST", SERVERS, { name: " ", audiences: [" "] }),
      400,
      "E0000001",
      "Api validation failed: name",
      ["name: The field cannot be left blank", "audiences: The field cannot be left blank"],
    );
  });

  it("keeps and answers a scope as it was given", async () => {
    const { id, _links, ...scope } = await okta.must(201, "POST", `${path}/scopes`, {
      name: "users:read",
      displayName: "Read users",
      description: "Read user profiles",
      consent: "REQUIRED",
      metadataPublish: "ALL_CLIENTS",
      default: false,
      optional: false,
    });
    assert.match(id, /^scp/);
    assert.deepEqual(scope, {
      name: "users:read",
      displayName: "Read users",
      description: "Read user profiles",
      consent: "REQUIRED",
      metadataPublish: "ALL_CLIENTS",
      default: false,
      optional: false,
      system: false,
      apiResourceId: null,
    });
    const updated = await okta.must(200, "PUT", `${path}/scopes/${id}`, { name: "users:read", consent: "IMPLICIT" });
    assert.equal(updated.metadataPublish, "NO_CLIENTS");
    await okta.must(204, "DELETE", `${path}/scopes/${id}`);
  });

  const wrongScopes: [string, object, string][] = [
    ["that starts with okta.", { name: "okta.users.read" }, "name: Scope name must not start with 'okta.' or 'okta:'"],
    ["that starts with okta:", { name: "okta:x" }, "name: Scope name must not start with 'okta.' or 'okta:'"],
    ["named *", { name: "*" }, "name: Scope name must not be '*'"],
    [
      "with a space",
      { name: "a b" },
      "name: Scope name must be printable ASCII without space, quotation mark and backslash",
    ],
    ["with both < and >", { name: "a<b>" }, "name: Scope name must not contain both '<' and '>'"],
    ["that exists", { name: "openid" }, "name: An object with this field already exists in the current organization"],
    [
      "with an unknown consent",
      { name: "x", consent: "MAYBE" },
      "consent: The field has an invalid value. Allowed are: IMPLICIT, REQUIRED, FLEXIBLE",
    ],
  ];
  for (const [what, body, cause] of wrongScopes) {
    it(`refuses a scope ${what}`, async () => {
      const answer = await okta.api("POST", `${path}/scopes`, body);
      assertApiError(answer, 400, "E0000001", `Api validation failed: ${cause.split(":")[0]}`, [cause]);
    });
  }

  it("refuses to delete a system scope", async () => {
    const [openid] = await okta.must(200, "GET", `${path}/scopes?q=openid`);
    assertApiError(
      await okta.api("DELETE", `${path}/scopes/${openid.id}`),
      400,
      "E0000001",
      "Api validation failed: scopeId",
      ["scopeId: A system scope cannot be deleted"],
    );
  });

  it("keeps a groups claim and an expression claim", async () => {
    const groups = await okta.must(201, "POST", `${path}/claims`, {
      name: "groups",
      claimType: "RESOURCE",
      valueType: "GROUPS",
      value: "permissions-",
      group_filter_type: "STARTS_WITH",
      conditions: { scopes: ["email"] },
      status: "ACTIVE",
      alwaysIncludeInToken: true,
    });
    const { id, _links, ...rest } = groups;
    assert.deepEqual(rest, {
      name: "groups",
      claimType: "RESOURCE",
      valueType: "GROUPS",
      value: "permissions-",
      group_filter_type: "STARTS_WITH",
      conditions: { scopes: ["email"] },
      status: "ACTIVE",
      alwaysIncludeInToken: true,
      system: false,
      apiResourceId: null,
    });
    const expression = await okta.must(201, "POST", `${path}/claims`, { name: "department", value: "user.department" });
    assert.deepEqual(
      [expression.claimType, expression.valueType, expression.conditions],
      ["RESOURCE", "EXPRESSION", { scopes: [] }],
    );
    await okta.must(204, "DELETE", `${path}/claims/${id}`);
  });

  const wrongClaims: [string, object, string][] = [
    ["with a reserved name", { name: "uid", value: "user.login" }, "name: 'uid' is a reserved claim name"],
    [
      "of a scope that does not exist",
      { name: "a", value: "user.login", conditions: { scopes: ["nope"] } },
      "conditions.scopes: Scope 'nope' does not exist",
    ],
    ["without a value", { name: "a" }, "value: The field cannot be left blank"],
  ];
  for (const [what, body, cause] of wrongClaims) {
    it(`refuses a claim ${what}`, async () => {
      const answer = await okta.api("POST", `${path}/claims`, body);
      assertApiError(answer, 400, "E0000001", `Api validation failed: ${cause.split(":")[0]}`, [cause]);
    });
  }

  it("changes only the value and the inclusion of a system claim", async () => {
    const claims = await okta.must(200, "GET", `${path}/claims`);
    const sub = claims.find(({ name }: any) => name === "sub");
    const changed = await okta.must(200, "PUT", `${path}/claims/${sub.id}`, {
      ...sub,
      name: "other",
      value: "app.clientId",
    });
    assert.deepEqual([changed.name, changed.value, changed.system], ["sub", "app.clientId", true]);
  });

  it("rotates the signing key and keeps publishing the one before", async () => {
    const before = await okta.must(200, "GET", `${path}/credentials/keys`);
    const after = await okta.must(200, "POST", `${path}/credentials/lifecycle/keyRotate`, { use: "sig" });
    assert.deepEqual(
      after.map(({ status }: any) => status),
      ["ACTIVE", "EXPIRED"],
    );
    assert.equal(after[1].kid, before[0].kid);
    const published = (await (await fetch(`${okta.url}/oauth2/${server.id}/v1/keys`)).json()) as any;
    assert.deepEqual(
      published.keys.map(({ kid }: any) => kid),
      after.map(({ kid }: any) => kid),
    );
  });

  it("refuses everything about servers in an org without API Access Management", async () => {
    okta.org.features = { ...okta.org.features, apiAccessManagement: false };
    try {
      const text = "You do not have permission to access the feature you are requesting";
      for (const [method, url] of [
        ["POST", SERVERS],
        ["GET", `${SERVERS}?limit=1`],
        ["GET", path],
        ["GET", `${path}/scopes`],
      ] as const) {
        assertApiError(await okta.api(method, url, method === "POST" ? {} : undefined), 401, "E0000015", text);
      }
    } finally {
      okta.org.features = { ...okta.org.features, apiAccessManagement: true };
    }
  });
});
