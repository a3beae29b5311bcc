/** What the Management API refuses beyond what stands beside each resource: one row, one refusal, in one answer. */
import assert from "node:assert/strict";
import { assertApiError } from "./support/stand";
import { startWorld, type World } from "./support/world";

type Row = readonly [
  what: string,
  method: string,
  path: (world: World) => string,
  body: object | undefined,
  cause: string,
];

const app = (client: object, credentials: object = { token_endpoint_auth_method: "private_key_jwt" }) => ({
  name: "oidc_client",
  label: "x",
  signOnMode: "OPENID_CONNECT",
  credentials: { oauthClient: credentials },
  settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"], ...client } },
});
const key = (more: object = {}) => ({ kty: "RSA", kid: "k", n: "AQAB", e: "AQAB", ...more });
const rule = (more: object, token: object = {}) => ({
  name: "x",
  conditions: { grantTypes: { include: ["client_credentials"] }, scopes: { include: ["users:read"] }, ...more },
  actions: { token },
});
const rules = (world: World) =>
  `${world.serverPath}/policies/${world.org.servers.get(world.serverId)!.policies[0]!.id}/rules`;
const claims = (world: World) => `${world.serverPath}/claims`;
const systemClaim = (world: World, name: string) =>
  `${claims(world)}/${[...world.org.servers.get(world.serverId)!.claims.values()].find((claim) => claim.name === name)!.id}`;
const systemScope = (world: World) =>
  `${world.serverPath}/scopes/${[...world.org.servers.get(world.serverId)!.scopes.values()].find((scope) => scope.name === "openid")!.id}`;
const user = (world: World) => `/api/v1/users/${world.org.findUser("reader@example.test")!.id}`;

const ROWS: readonly Row[] = [
  [
    "a server of the same name",
    "POST",
    () => "/api/v1/authorizationServers",
    { name: "admin", audiences: ["api://x"] },
    "name: An object with this field already exists in the current organization",
  ],
  [
    "a server without an audience",
    "POST",
    () => "/api/v1/authorizationServers",
    { name: "x" },
    "audiences: The field cannot be left blank",
  ],
  [
    "a server with encrypted tokens",
    "POST",
    () => "/api/v1/authorizationServers",
    { name: "x", audiences: ["a"], jwks_uri: "https://x.test" },
    "jwks_uri: The local Okta does not model encrypted tokens",
  ],
  [
    "a server of an issuer mode that is none",
    "POST",
    () => "/api/v1/authorizationServers",
    { name: "x", audiences: ["a"], issuerMode: "OWN_URL" },
    "issuerMode: The field has an invalid value. Allowed are: ORG_URL, CUSTOM_URL, DYNAMIC",
  ],
  [
    "a default scope that is optional",
    "POST",
    (world) => `${world.serverPath}/scopes`,
    { name: "x", default: true, optional: true },
    "optional: A default scope cannot be optional",
  ],
  [
    "a scope with a flag that is a text",
    "POST",
    (world) => `${world.serverPath}/scopes`,
    { name: "x", default: "yes" },
    "default: The field has an invalid value",
  ],
  ["to rename a system scope", "PUT", systemScope, { name: "other" }, "name: A system scope cannot be renamed"],
  [
    "to delete a system claim",
    "DELETE",
    (world) => systemClaim(world, "email"),
    undefined,
    "claimId: A system claim cannot be deleted",
  ],
  [
    "a groups claim without a filter type",
    "POST",
    claims,
    { name: "x", valueType: "GROUPS", value: "a" },
    "group_filter_type: The field cannot be left blank",
  ],
  [
    "a policy without a client",
    "POST",
    (world) => `${world.serverPath}/policies`,
    { name: "x", description: "d", conditions: { clients: { include: [] } } },
    "conditions.clients.include: The field cannot be left blank",
  ],
  [
    "a policy of the same name",
    "POST",
    (world) => `${world.serverPath}/policies`,
    { name: "all", description: "d", conditions: { clients: { include: ["ALL_CLIENTS"] } } },
    "name: Policy name already in use",
  ],
  [
    "a policy with clients that are no list",
    "POST",
    (world) => `${world.serverPath}/policies`,
    { name: "x", description: "d", conditions: { clients: { include: ["ALL_CLIENTS", 5] } } },
    "conditions.clients.include: The field has an invalid value",
  ],
  [
    "a rule without a grant type",
    "POST",
    rules,
    rule({ grantTypes: { include: [] } }),
    "conditions.grantTypes.include: The field cannot be left blank",
  ],
  [
    "a rule with an inline hook that is not there",
    "POST",
    rules,
    rule({}, { inlineHook: { id: "cal1" } }),
    "actions.token.inlineHook.id: Resource not found",
  ],
  [
    "a refresh token that ends before the access token",
    "POST",
    rules,
    rule({}, { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 30, refreshTokenWindowMinutes: 60 }),
    "actions.token.refreshTokenLifetimeMinutes: It must not be less than the access token lifetime",
  ],
  [
    "one unknown group beside a known one",
    "POST",
    rules,
    rule({ people: { groups: { include: ["EVERYONE", "00gnone"] } } }),
    "conditions.people.groups.include: Resource not found",
  ],
  [
    "keys that are no list",
    "POST",
    () => "/api/v1/apps",
    app({ jwks: { keys: "k" } }),
    "settings.oauthClient.jwks.keys: The field has an invalid value",
  ],
  [
    "two keys of the same kid",
    "POST",
    () => "/api/v1/apps",
    app({ jwks: { keys: [key(), key()] } }),
    "settings.oauthClient.jwks.keys: Each key must have a kid of its own",
  ],
  [
    "a key without its modulus",
    "POST",
    () => "/api/v1/apps",
    app({ jwks: { keys: [key({ n: undefined })] } }),
    "settings.oauthClient.jwks.keys: A key must be an RSA key with n and e or an EC key with x and y",
  ],
  [
    "a symmetric key",
    "POST",
    () => "/api/v1/apps",
    app({ jwks: { keys: [{ kty: "oct", kid: "k", k: "AA" }] } }),
    "settings.oauthClient.jwks.keys: A key must be an RSA key with n and e or an EC key with x and y",
  ],
  [
    "more than 50 keys",
    "POST",
    () => "/api/v1/apps",
    app({ jwks: { keys: Array.from({ length: 51 }, (_, i) => key({ kid: `k${i}` })) } }),
    "settings.oauthClient.jwks.keys: At most 50 keys are allowed",
  ],
  [
    "implicit assignment",
    "POST",
    () => "/api/v1/apps",
    {
      ...app({}, { token_endpoint_auth_method: "client_secret_basic" }),
      settings: {
        implicitAssignment: true,
        oauthClient: { application_type: "service", grant_types: ["client_credentials"] },
      },
    },
    "settings.implicitAssignment: The local Okta does not model this setting",
  ],
  [
    "an unknown user for an app",
    "POST",
    (world) => `/api/v1/apps/${world.clients.spa}/users`,
    { id: "00unone" },
    "id: User '00unone' does not exist",
  ],
  [
    "a role of a client that is no service",
    "POST",
    (world) => `/oauth2/v1/clients/${world.clients.spa}/roles`,
    { type: "APP_ADMIN" },
    "clientId: Roles can only be assigned to service apps",
  ],
  [
    "a user in a group that does not exist",
    "POST",
    () => "/api/v1/users",
    { profile: { login: "z@x.test", email: "z@x.test", firstName: "Z", lastName: "X" }, groupIds: ["00gnone"] },
    "groupIds: Group '00gnone' does not exist",
  ],
  [
    "a name that is too long",
    "POST",
    user,
    { profile: { firstName: "x".repeat(51) } },
    "firstName: The field is too long. It can have at most 50 characters",
  ],
  [
    "an unknown factor",
    "POST",
    (world) => `${user(world)}/factors`,
    { factorType: "call", provider: "DUO" },
    "factorType: Factor type and provider are not supported together",
  ],
];

describe("local Okta: refusals of the Management API", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  for (const [what, method, path, body, cause] of ROWS) {
    it(`refuses ${what}`, async () => {
      const answer = await world.api(method, path(world), body);
      assertApiError(answer, 400, "E0000001", `Api validation failed: ${cause.split(":")[0]}`, [cause]);
    });
  }

  it("refuses to change a rule's groups, and a rule of a taken name", async () => {
    const body = (name: string, group: string) => ({
      type: "group_rule",
      name,
      conditions: { expression: { value: "true" } },
      actions: { assignUserToGroups: { groupIds: [world.groupIds[group]] } },
    });
    const made = await world.must(200, "POST", "/api/v1/groups/rules", body("one", "others"));
    const moved = await world.api("PUT", `/api/v1/groups/rules/${made.id}`, body("one", "readers"));
    assert.equal(
      moved.body.errorCauses[0].errorSummary,
      "actions.assignUserToGroups.groupIds: The groups of a rule cannot be changed",
    );
    const again = await world.api("POST", "/api/v1/groups/rules", body("one", "others"));
    assert.equal(again.body.errorCauses[0].errorSummary, "name: A rule with this name already exists");
    const found = await world.must(200, "GET", "/api/v1/groups/rules?search=ON");
    assert.deepEqual(
      found.map(({ name }: { name: string }) => name),
      ["one"],
    );
  });

  const missing: [string, (world: World) => string, string, string][] = [
    [
      "GET",
      (world) => `/api/v1/apps/${world.clients.web}/credentials/secrets/ocsnone`,
      "ocsnone",
      "OAuth2ClientSecret",
    ],
    ["PUT", (world) => `/api/v1/apps/${world.clients.web}/policies/rstnone`, "rstnone", "Policy"],
    ["GET", (world) => `/api/v1/apps/${world.clients.web}/grants/oagnone`, "oagnone", "OAuth2ScopeConsentGrant"],
    ["DELETE", (world) => `/api/v1/apps/${world.clients.web}/users/00unone`, "00unone", "AppUser"],
    ["GET", () => "/oauth2/v1/clients/0oanone/roles", "0oanone", "OAuth2AppInstance"],
    ["GET", (world) => `/oauth2/v1/clients/${world.clients.service}/roles/none`, "none", "RoleAssignment"],
    ["GET", (world) => `${user(world)}/factors/opfnone`, "opfnone", "UserFactor"],
    ["PUT", (world) => `/api/v1/groups/${world.groupIds["others"]}/users/00unone`, "00unone", "User"],
  ];
  for (const [method, path, id, type] of missing) {
    it(`has no ${type} ${id}`, async () => {
      assertApiError(
        await world.api(method, path(world), method === "PUT" ? {} : undefined),
        404,
        "E0000007",
        `Not found: Resource not found: ${id} (${type})`,
      );
    });
  }

  const filters: [string, string[]][] = [
    ['profile.login eq "reader@example.test"', ["reader"]],
    ['profile.login ne "reader@example.test" and profile.login co "ader"', []],
    ['profile.department pr and profile.login sw "w"', ["writer"]],
    ['status eq "ACTIVE" and (profile.login sw "p" or profile.login sw "b")', ["plain", "both"]],
    ['profile.login gt "reader@example.test"', ["writer"]],
    ['profile.login ge "reader@example.test" and profile.login lt "s"', ["reader"]],
    ['profile.login le "both@example.test"', ["both"]],
    ['profile.nothing eq "x"', []],
    ["status eq DEPROVISIONED", ["gone"]],
  ];
  for (const [filter, keys] of filters) {
    it(`finds users by ${filter}`, async () => {
      const found = await world.must(200, "GET", `/api/v1/users?search=${encodeURIComponent(filter)}`);
      assert.deepEqual(
        found.map(({ profile }: any) => profile.login.split("@")[0]),
        keys,
      );
    });
  }

  for (const filter of [
    "",
    "status",
    "status eq",
    'status is "x"',
    '(status eq "x"',
    'status eq "x" nonsense',
    '"x" eq status',
    "x".repeat(2001),
    'status eq "',
  ]) {
    it(`refuses the filter ${filter.slice(0, 30)}`, async () => {
      const answer = await world.api("GET", `/api/v1/users?search=${encodeURIComponent(filter)}`);
      assertApiError(answer, 400, "E0000031", "Invalid search criteria.");
    });
  }
});
