/** The Management API of OpenID Connect apps: bodies, secrets, assignments, settings. */
import assert from "node:assert/strict";
import { assertApiError, startStand, testKeys, type Stand } from "./support/stand";

const APPS = "/api/v1/apps";

describe("local Okta: apps", () => {
  let okta: Stand;
  beforeEach(async () => {
    okta = await startStand({ directoryGroups: ["staff"] });
  });
  afterEach(() => okta.close());

  const app = (client: object, credentials: object = {}, more: object = {}) => ({
    name: "oidc_client",
    label: "console",
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { autoKeyRotation: true, ...credentials } },
    settings: { notes: {}, oauthClient: client },
    visibility: { hide: { iOS: true, web: true } },
    ...more,
  });
  const web = {
    application_type: "web",
    grant_types: ["authorization_code"],
    redirect_uris: ["https://example.test/cb"],
  };
  const service = { application_type: "service", grant_types: ["client_credentials"] };

  it("answers a new web app in Okta's shape, with its secret once", async () => {
    const made = await okta.must(
      200,
      "POST",
      `${APPS}?activate=true`,
      app(web, { token_endpoint_auth_method: "client_secret_basic", pkce_required: true }),
    );
    assert.match(made.id, /^0oa/);
    assert.deepEqual(
      [made.status, made.label, made.name, made.signOnMode, made.features],
      ["ACTIVE", "console", "oidc_client", "OPENID_CONNECT", []],
    );
    const { client_secret: secret, ...oauthClient } = made.credentials.oauthClient;
    assert.match(secret, /^\w{64}$/);
    assert.deepEqual(oauthClient, {
      autoKeyRotation: true,
      token_endpoint_auth_method: "client_secret_basic",
      pkce_required: true,
      client_id: made.id,
    });
    assert.deepEqual(made.credentials.userNameTemplate, { template: "${source.login}", type: "BUILT_IN" });
    assert.deepEqual(made.settings.oauthClient, {
      client_uri: null,
      logo_uri: null,
      participate_slo: false,
      issuer_mode: "ORG_URL",
      idp_initiated_login: { mode: "DISABLED", default_scope: [] },
      wildcard_redirect: "DISABLED",
      dpop_bound_access_tokens: false,
      ...web,
      response_types: ["code"],
      consent_method: "TRUSTED",
    });
    assert.deepEqual(
      [made.settings.app, made.settings.implicitAssignment, made.settings.notes],
      [{}, false, { admin: null, enduser: null }],
    );
    const read = await okta.must(200, "GET", `${APPS}/${made.id}`);
    assert.equal("client_secret" in read.credentials.oauthClient, false);
    const secrets = await okta.must(200, "GET", `${APPS}/${made.id}/credentials/secrets`);
    assert.deepEqual(
      secrets.map(({ client_secret: value, status }: any) => [value, status]),
      [[secret, "ACTIVE"]],
    );
  });

  it("takes a client id and a secret that are given", async () => {
    const made = await okta.must(200, "POST", APPS, app(web, { client_id: "my-client", client_secret: "s3cret" }));
    assert.deepEqual(
      [made.credentials.oauthClient.client_id, made.credentials.oauthClient.client_secret],
      ["my-client", "s3cret"],
    );
    const again = await okta.api("POST", APPS, app(web, { client_id: "my-client" }, { label: "other" }));
    assertApiError(again, 400, "E0000001", "Api validation failed: credentials.oauthClient.client_id", [
      "credentials.oauthClient.client_id: An app with this client id already exists",
    ]);
  });

  it("stores the public part of keys only, in Okta's shape", async () => {
    const { privateKey } = await testKeys();
    const { n, e, ...rest } = privateKey.export({ format: "jwk" });
    const keys = [{ ...rest, n, e, kid: "K" }];
    const made = await okta.must(
      200,
      "POST",
      APPS,
      app({ ...service, jwks: { keys } }, { token_endpoint_auth_method: "private_key_jwt" }),
    );
    const [{ id, ...key }] = made.settings.oauthClient.jwks.keys;
    assert.match(id, /^pks/);
    assert.deepEqual(key, { kid: "K", kty: "RSA", use: null, status: "ACTIVE", n, e });
    assert.equal("client_secret" in made.credentials.oauthClient, false);
  });

  const wrong: [string, object, object, string][] = [
    [
      "a web app without the code grant",
      { ...web, grant_types: ["refresh_token"] },
      {},
      "settings.oauthClient.grant_types: 'authorization_code' is required for application type 'web'",
    ],
    [
      "an app with a grant that is none",
      { ...web, grant_types: ["authorization_code", "Refresh_Token"] },
      {},
      "settings.oauthClient.grant_types: 'Refresh_Token' is no grant type",
    ],
    [
      "a service app with a user grant",
      { ...service, grant_types: ["client_credentials", "authorization_code"], redirect_uris: ["https://x.test"] },
      {},
      "settings.oauthClient.grant_types: not allowed for application type 'service': authorization_code",
    ],
    [
      "a code grant without a redirect URI",
      { ...web, redirect_uris: [] },
      {},
      "settings.oauthClient.redirect_uris: At least one redirect URI is required",
    ],
    [
      "a redirect URI with a fragment",
      { ...web, redirect_uris: ["https://x.test/#a"] },
      {},
      "settings.oauthClient.redirect_uris: 'https://x.test/#a' is not a valid redirect URI",
    ],
    [
      "private_key_jwt without a key",
      service,
      { token_endpoint_auth_method: "private_key_jwt" },
      "settings.oauthClient.jwks: 'jwks' or 'jwks_uri' is required when 'token_endpoint_auth_method' is 'private_key_jwt'",
    ],
    [
      "a service app that need not prove itself",
      service,
      { token_endpoint_auth_method: "none" },
      "credentials.oauthClient.token_endpoint_auth_method: A service app must authenticate itself",
    ],
    [
      "no grant type",
      { ...web, application_type: "browser", grant_types: [] },
      { token_endpoint_auth_method: "none" },
      "settings.oauthClient.grant_types: The field cannot be left blank",
    ],
  ];
  for (const [what, client, credentials, cause] of wrong) {
    it(`refuses ${what}`, async () => {
      const answer = await okta.api("POST", APPS, app(client, credentials));
      assertApiError(answer, 400, "E0000001", `Api validation failed: ${cause.split(":")[0]}`, [cause]);
    });
  }

  const unmodelled: [string, unknown][] = [
    ["dpop_bound_access_tokens", true],
    ["request_object_signing_alg", "RS256"],
  ];
  for (const [name, value] of unmodelled) {
    it(`refuses ${name} = ${value}, on which it does not act`, async () => {
      const answer = await okta.api("POST", APPS, app({ ...web, [name]: value }));
      assertApiError(answer, 400, "E0000001", `Api validation failed: settings.oauthClient.${name}`, [
        `settings.oauthClient.${name}: The local Okta does not model this setting`,
      ]);
    });
  }

  it("keeps a redirect URI with a wildcard, and sends nobody to what it may stand for", async () => {
    const wildcard = { redirect_uris: ["https://*.example.test/cb"], wildcard_redirect: "SUBDOMAIN" };
    const made = await okta.must(200, "POST", APPS, app({ ...web, ...wildcard }));
    assert.deepEqual(made.settings.oauthClient.redirect_uris, wildcard.redirect_uris);
    for (const uri of ["https://a.example.test/cb", "https://*.example.test/cb"]) {
      const query = new URLSearchParams({
        client_id: made.id,
        response_type: "code",
        scope: "openid",
        redirect_uri: uri,
      });
      const answer = await fetch(`${okta.url}/oauth2/default/v1/authorize?${query}`, { redirect: "manual" });
      assert.deepEqual([answer.status, answer.headers.get("location")], [400, null], uri);
    }
  });

  it("asks PKCE of an app that has nothing else to prove itself with", async () => {
    const spa = { ...web, application_type: "browser" };
    const made = await okta.must(200, "POST", APPS, app(spa, { token_endpoint_auth_method: "none" }));
    assert.equal(made.credentials.oauthClient.pkce_required, true);
    const without = { token_endpoint_auth_method: "none", pkce_required: false };
    assertApiError(
      await okta.api("POST", APPS, app(spa, without)),
      400,
      "E0000001",
      "Api validation failed: credentials.oauthClient.pkce_required",
      [
        "credentials.oauthClient.pkce_required: ''pkce_required'' must be set to true when ''token_endpoint_auth_method'' is ''none''",
      ],
    );
  });

  it("takes the neutral values of settings on which it does not act", async () => {
    const neutral = { dpop_bound_access_tokens: false, wildcard_redirect: "DISABLED", issuer_mode: "ORG_URL" };
    const made = await okta.must(200, "POST", APPS, app({ ...web, ...neutral }));
    assert.equal(made.settings.oauthClient.wildcard_redirect, "DISABLED");
  });

  it("refuses an app of another kind", async () => {
    const answer = await okta.api("POST", APPS, { name: "saml", label: "x", signOnMode: "SAML_2_0" });
    assertApiError(answer, 501, "E0000060", "Unsupported operation.", [
      "the local Okta does not model `Apps of sign-on mode SAML_2_0`; docs/local-okta.md lists what it does",
    ]);
  });

  it("changes an app and keeps its id, secret and assignments", async () => {
    const made = await okta.must(200, "POST", APPS, app(web));
    const [group] = await okta.must(200, "GET", "/api/v1/groups?q=staff");
    await okta.must(200, "PUT", `${APPS}/${made.id}/groups/${group.id}`, { priority: 3 });
    const changed = await okta.must(
      200,
      "PUT",
      `${APPS}/${made.id}`,
      app({ ...web, redirect_uris: ["https://example.test/new"] }, {}, { label: "renamed" }),
    );
    assert.deepEqual(
      [changed.id, changed.label, changed.settings.oauthClient.redirect_uris],
      [made.id, "renamed", ["https://example.test/new"]],
    );
    const [assigned] = await okta.must(200, "GET", `${APPS}/${made.id}/groups`);
    assert.deepEqual([assigned.id, assigned.priority, assigned.profile], [group.id, 3, {}]);
    const [secret] = await okta.must(200, "GET", `${APPS}/${made.id}/credentials/secrets`);
    assert.equal(secret.client_secret, made.credentials.oauthClient.client_secret);
  });

  it("refuses to delete an active app, and deletes an inactive one", async () => {
    const { id } = await okta.must(200, "POST", APPS, app(web));
    assertApiError(await okta.api("DELETE", `${APPS}/${id}`), 403, "E0000056", "Delete application forbidden.");
    assert.deepEqual(await okta.must(200, "POST", `${APPS}/${id}/lifecycle/deactivate`), {});
    await okta.must(204, "DELETE", `${APPS}/${id}`);
    assertApiError(
      await okta.api("GET", `${APPS}/${id}`),
      404,
      "E0000007",
      `Not found: Resource not found: ${id} (OAuth2AppInstance)`,
    );
  });

  it("assigns groups and takes them away", async () => {
    const { id } = await okta.must(200, "POST", APPS, app(web));
    const [group] = await okta.must(200, "GET", "/api/v1/groups?q=staff");
    const path = `${APPS}/${id}/groups/${group.id}`;
    assert.equal((await okta.api("GET", path)).status, 404);
    assert.deepEqual(await okta.must(200, "PUT", path), {
      id: group.id,
      lastUpdated: "2026-11-01T12:00:00.000Z",
      priority: 0,
      profile: {},
      _links: {
        app: { href: `${okta.url}${APPS}/${id}` },
        self: { href: okta.url + path },
        group: { href: `${okta.url}/api/v1/groups/${group.id}` },
      },
    });
    await okta.must(200, "GET", path);
    await okta.must(204, "DELETE", path);
    assert.equal((await okta.api("DELETE", path)).status, 404);
    assert.equal((await okta.api("PUT", `${APPS}/${id}/groups/00gnone`, {})).status, 404);
  });

  it("assigns users by hand and lists those of groups as well", async () => {
    const { id } = await okta.must(200, "POST", APPS, app(web));
    const user = async (name: string) =>
      okta.must(200, "POST", "/api/v1/users", {
        profile: { login: `${name}@x.test`, email: `${name}@x.test`, firstName: name, lastName: "X" },
        credentials: { password: { value: "x" } },
      });
    const [a, b] = [await user("a"), await user("b")];
    const [group] = await okta.must(200, "GET", "/api/v1/groups?q=staff");
    await okta.must(204, "PUT", `/api/v1/groups/${group.id}/users/${b.id}`);
    await okta.must(200, "PUT", `${APPS}/${id}/groups/${group.id}`, {});
    await okta.must(200, "POST", `${APPS}/${id}/users`, { id: a.id });
    const users = await okta.must(200, "GET", `${APPS}/${id}/users`);
    assert.deepEqual(
      users.map((each: any) => [each.id, each.scope]),
      [
        [a.id, "USER"],
        [b.id, "GROUP"],
      ],
    );
    await okta.must(204, "DELETE", `${APPS}/${id}/users/${a.id}`);
    assert.equal((await okta.api("GET", `${APPS}/${id}/users/${a.id}`)).status, 404);
  });

  it("rotates secrets, two at most, one of them active", async () => {
    const { id } = await okta.must(200, "POST", APPS, app(web));
    const path = `${APPS}/${id}/credentials/secrets`;
    const second = await okta.must(201, "POST", path, {});
    assert.equal(
      (await okta.api("POST", path, {})).body.errorCauses[0].errorSummary,
      "secret: A client can have at most 2 secrets",
    );
    assert.equal(
      (await okta.api("DELETE", `${path}/${second.id}`)).body.errorCauses[0].errorSummary,
      "status: An active secret cannot be deleted. Deactivate it first.",
    );
    assert.equal((await okta.must(200, "POST", `${path}/${second.id}/lifecycle/deactivate`)).status, "INACTIVE");
    const [first] = await okta.must(200, "GET", path);
    assert.equal(
      (await okta.api("POST", `${path}/${first.id}/lifecycle/deactivate`)).body.errorCauses[0].errorSummary,
      "status: A client needs at least one active secret",
    );
    await okta.must(204, "DELETE", `${path}/${second.id}`);
  });

  it("answers the addresses that the provider asks after it has made an app", async () => {
    const { id } = await okta.must(200, "POST", APPS, app(web));
    const path = `/api/v1/internal/apps/${id}/settings/oauth/idToken`;
    const settings = { issuer: null, orgUrl: null, customUrl: null, audience: null, issuerMode: "ORG_URL" };
    assert.deepEqual(await okta.must(200, "POST", path, { issuerMode: "ORG_URL" }), settings);
    assert.deepEqual(await okta.must(200, "GET", path), { ...settings, issuer: okta.url, audience: id });
    const policies = await okta.must(200, "GET", "/api/v1/policies?type=ACCESS_POLICY");
    const system = policies.filter((policy: any) => policy.system);
    assert.equal(system.length, 1);
    await okta.must(204, "PUT", `${APPS}/${id}/policies/${system[0].id}`);
  });

  it("grants scopes of Okta's API and gives a client its role", async () => {
    const { id } = await okta.must(200, "POST", APPS, app(service));
    const path = `${APPS}/${id}/grants`;
    const granted = await okta.must(201, "POST", path, { issuer: okta.url, scopeId: "okta.users.read" });
    const { id: grantId, created, lastUpdated, ...rest } = granted;
    assert.match(grantId, /^oag/);
    assert.deepEqual(rest, {
      status: "ACTIVE",
      issuer: okta.url,
      clientId: id,
      scopeId: "okta.users.read",
      source: "ADMIN",
    });
    const wrongScope = await okta.api("POST", path, { issuer: "https://else.test", scopeId: "users:read" });
    assert.deepEqual(
      wrongScope.body.errorCauses.map((cause: any) => cause.errorSummary),
      ["scopeId: 'users:read' is not a valid scope", "issuer: The issuer must be the org authorization server"],
    );
    await okta.must(204, "DELETE", `${path}/${grantId}`);
    const roles = `/oauth2/v1/clients/${id}/roles`;
    const role = await okta.must(201, "POST", roles, { type: "HELP_DESK_ADMIN" });
    assert.deepEqual(
      [role.label, role.type, role.status, role.assignmentType],
      ["Help Desk Administrator", "HELP_DESK_ADMIN", "ACTIVE", "CLIENT"],
    );
    assertApiError(
      await okta.api("POST", roles, { type: "HELP_DESK_ADMIN" }),
      409,
      "E0000090",
      "The role specified is already assigned to the user.",
    );
    await okta.must(204, "DELETE", `${roles}/${role.id}`);
    assert.deepEqual(await okta.must(200, "GET", roles), []);
  });

  it("finds apps by the beginning of their label and by filter", async () => {
    for (const label of ["alpha", "beta"]) await okta.must(200, "POST", APPS, app(web, {}, { label }));
    const labels = async (query: string) =>
      (await okta.must(200, "GET", `${APPS}?${query}`)).map(({ label }: any) => label);
    assert.deepEqual(await labels("q=al"), ["alpha"]);
    assert.deepEqual(await labels(`filter=${encodeURIComponent('status eq "INACTIVE"')}`), []);
    assertApiError(await okta.api("GET", `${APPS}?filter=nonsense`), 400, "E0000031", "Invalid search criteria.");
  });
});
