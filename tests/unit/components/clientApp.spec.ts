/** Client applications of each type. */
import assert from "node:assert/strict";
import { ClientApp, type ClientAppArgs } from "../../../components/okta/clientApp";
import { find, ofType, valueOf } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const APP = "okta:app/oAuth:OAuth";

const COMMON = {
  omitSecret: true,
  autoKeyRotation: true,
  issuerMode: "ORG_URL",
  wildcardRedirect: "DISABLED",
  implicitAssignment: false,
  status: "ACTIVE",
};

const SPA: ClientAppArgs = {
  label: "admin-console-dev",
  type: "spa",
  grantTypes: ["authorization_code"],
  redirectUris: ["https://console.example.com/callback"],
  postLogoutRedirectUris: ["https://console.example.com/"],
  consentMethod: "TRUSTED",
  groupIds: { agents: "00g1", leads: "00g2" },
};

const SERVICE: ClientAppArgs = {
  label: "admin-sync-dev",
  type: "service",
  grantTypes: ["client_credentials"],
  jwks: [{ kty: "RSA", kid: "1", n: "n", e: "AQAB" }],
  consentMethod: "TRUSTED",
  groupIds: {},
};

describe("ClientApp", () => {
  const run = (args: ClientAppArgs) => withProviders((opts) => new ClientApp("client", args, opts));
  const inputs = async (args: ClientAppArgs) => find((await run(args)).recording, APP, "client-app").inputs;

  it("declares a browser client: public, with PKCE, without refresh tokens", async () => {
    assert.deepEqual(await inputs(SPA), {
      ...COMMON,
      label: "admin-console-dev",
      type: "browser",
      grantTypes: ["authorization_code"],
      responseTypes: ["code"],
      redirectUris: ["https://console.example.com/callback"],
      postLogoutRedirectUris: ["https://console.example.com/"],
      tokenEndpointAuthMethod: "none",
      pkceRequired: true,
      consentMethod: "TRUSTED",
    });
  });

  it("declares what else a client may have: no PKCE for a web client, a page to begin at, a profile, another issuer", async () => {
    const args = { ...SPA, type: "web", pkceRequired: false, loginUri: "https://console.example.com/in" };
    const declared = await inputs({ ...args, profile: { region: "eu", tiers: ["a"] }, issuerMode: "DYNAMIC" });
    const { pkceRequired, loginUri, profile, issuerMode } = declared;
    assert.deepEqual(
      { pkceRequired, loginUri, profile, issuerMode },
      {
        pkceRequired: false,
        loginUri: "https://console.example.com/in",
        profile: '{"region":"eu","tiers":["a"]}',
        issuerMode: "DYNAMIC",
      },
    );
  });

  it("declares a native client whose refresh tokens are good for one use", async () => {
    const args = {
      ...SPA,
      type: "native",
      grantTypes: ["authorization_code", "refresh_token"],
      consentMethod: "REQUIRED",
    };
    assert.deepEqual(await inputs(args), {
      ...COMMON,
      label: "admin-console-dev",
      type: "native",
      grantTypes: ["authorization_code", "refresh_token"],
      responseTypes: ["code"],
      redirectUris: ["https://console.example.com/callback"],
      postLogoutRedirectUris: ["https://console.example.com/"],
      tokenEndpointAuthMethod: "none",
      pkceRequired: true,
      consentMethod: "REQUIRED",
      refreshTokenRotation: "ROTATE",
      refreshTokenLeeway: 0,
    });
  });

  it("declares a web client that proves itself with a key and asks people on their phones", async () => {
    const args = {
      ...SPA,
      type: "web",
      grantTypes: ["authorization_code", "urn:openid:params:grant-type:ciba"],
      jwks: SERVICE.jwks,
      backchannelAuthenticatorId: "aut1",
      signOnPolicyId: "rst1",
    };
    const declared = await inputs(args);
    assert.equal(declared["tokenEndpointAuthMethod"], "private_key_jwt");
    assert.deepEqual(declared["jwks"], SERVICE.jwks);
    assert.equal(declared["backchannelCustomAuthenticatorId"], "aut1");
    assert.equal(declared["authenticationPolicy"], "rst1");
    assert.equal("authenticationPolicy" in (await inputs({ ...args, signOnPolicyId: undefined })), false);
  });

  it("demands PKCE of a web client unless it is told that a load balancer is the client", async () => {
    const demands = async (pkceRequired?: boolean) =>
      (await inputs({ ...SPA, type: "web", pkceRequired }))["pkceRequired"];
    assert.deepEqual([await demands(), await demands(true), await demands(false)], [true, true, false]);
    await assertRefused(
      run({ ...SPA, pkceRequired: false }),
      "`pkceRequired: false` is for web clients, which have a secret besides",
    );
  });

  it("refuses a key for a client that cannot keep one", () =>
    assertRefused(
      run({ ...SPA, jwks: SERVICE.jwks }),
      "a client of type `spa` cannot keep a key: leave out `jwks` and `jwksUri`",
    ));

  it("declares a web client with a secret that stays in Okta, and with PKCE", async () => {
    const { tokenEndpointAuthMethod, pkceRequired, omitSecret, type } = await inputs({ ...SPA, type: "web" });
    assert.deepEqual(
      { tokenEndpointAuthMethod, pkceRequired, omitSecret, type },
      { tokenEndpointAuthMethod: "client_secret_basic", pkceRequired: true, omitSecret: true, type: "web" },
    );
  });

  it("declares a service client that proves itself with its key", async () => {
    assert.deepEqual(await inputs(SERVICE), {
      ...COMMON,
      label: "admin-sync-dev",
      type: "service",
      grantTypes: ["client_credentials"],
      responseTypes: ["token"],
      tokenEndpointAuthMethod: "private_key_jwt",
      pkceRequired: false,
      jwks: [{ kty: "RSA", kid: "1", n: "n", e: "AQAB" }],
      consentMethod: "TRUSTED",
    });
    const { jwks, jwksUri } = await inputs({ ...SERVICE, jwks: undefined, jwksUri: "https://jobs.example.com/jwks" });
    assert.deepEqual({ jwks, jwksUri }, { jwks: undefined, jwksUri: "https://jobs.example.com/jwks" });
  });

  it("declares a service client with a secret that stays in Okta", async () => {
    const { tokenEndpointAuthMethod, omitSecret, jwks, jwksUri } = await inputs({
      ...SERVICE,
      jwks: undefined,
      clientSecret: true,
    });
    assert.deepEqual(
      { tokenEndpointAuthMethod, omitSecret, jwks, jwksUri },
      { tokenEndpointAuthMethod: "client_secret_basic", omitSecret: true, jwks: undefined, jwksUri: undefined },
    );
    const neither = "`clientSecret` is for a service that has neither `jwks` nor `jwksUri`";
    await assertRefused(run({ ...SERVICE, clientSecret: true }), neither);
    await assertRefused(run({ ...SPA, clientSecret: true }), neither);
    const api = { jwks: undefined, oktaApiScopes: ["okta.users.read"], orgUrl: "https://example.okta.com" };
    await assertRefused(
      run({ ...SERVICE, ...api, clientSecret: true }),
      "`oktaApiScopes` needs a key: Okta's own API takes no service with a secret",
    );
  });

  it("has a provider that keeps what Okta might answer as a secret secret", async () => {
    const { recording } = await run(SPA);
    const { additionalSecretOutputs } = find(recording, APP, "client-app");
    for (const output of ["clientSecret", "clientBasicSecret"])
      assert.ok(additionalSecretOutputs.includes(output), output);
  });

  it("assigns each group, and ends the assignment with the group's access", async () => {
    const { recording } = await run(SPA);
    assert.deepEqual(
      ofType(recording, "okta:app/groupAssignment:GroupAssignment").map(({ name, inputs: given }) => [name, given]),
      [
        ["client-group:agents", { appId: "id-of-client-app", groupId: "00g1", retainAssignment: false }],
        ["client-group:leads", { appId: "id-of-client-app", groupId: "00g2", retainAssignment: false }],
      ],
    );
  });

  it("gives the client id, and registers no other output", async () => {
    const { result, recording } = await run(SPA);
    assert.equal(await valueOf(result.clientId), "client-id-of-client-app");
    assert.deepEqual(recording.outputs.get("okta-api-access:index:ClientApp::client"), {
      clientId: "client-id-of-client-app",
    });
  });

  it("grants scopes of the org's own API and a role only where they are asked for", async () => {
    const { recording } = await run(SERVICE);
    assert.deepEqual(
      [
        ...ofType(recording, "okta:index/appOauthApiScope:AppOauthApiScope"),
        ...ofType(recording, "okta:app/oauthRoleAssignment:OauthRoleAssignment"),
      ],
      [],
    );
    const more = {
      oktaApiScopes: ["okta.users.read"],
      orgUrl: "https://example.okta.com",
      oktaAdminRole: "HELP_DESK_ADMIN",
    };
    const { recording: granted } = await run({ ...SERVICE, ...more });
    assert.deepEqual(find(granted, "okta:index/appOauthApiScope:AppOauthApiScope", "client-okta-api").inputs, {
      appId: "id-of-client-app",
      issuer: "https://example.okta.com",
      scopes: ["okta.users.read"],
    });
    assert.deepEqual(find(granted, "okta:app/oauthRoleAssignment:OauthRoleAssignment", "client-admin-role").inputs, {
      clientId: "client-id-of-client-app",
      type: "HELP_DESK_ADMIN",
    });
  });

  const wrong: readonly [title: string, args: ClientAppArgs, message: string][] = [
    [
      "a type that does not exist",
      { ...SPA, type: "mobile" },
      "`mobile` is no type of client: use spa, web, native, service",
    ],
    [
      "a type that every object has",
      { ...SPA, type: "toString" },
      "`toString` is no type of client: use spa, web, native, service",
    ],
    [
      "a client for people without redirect URIs",
      { ...SPA, redirectUris: [] },
      "`redirectUris` is empty: nobody could sign in",
    ],
    ["a service client without keys", { ...SERVICE, jwks: undefined }, "give exactly one of `jwks` and `jwksUri`"],
    [
      "a service client with keys twice",
      { ...SERVICE, jwksUri: "https://a.example" },
      "give exactly one of `jwks` and `jwksUri`",
    ],
    ["groups of a service client", { ...SERVICE, groupIds: { a: "00g" } }, "`groupIds` is for clients that people use"],
    [
      "scopes of the org's API without its address",
      { ...SERVICE, oktaApiScopes: ["okta.users.read"] },
      "`oktaApiScopes` needs `orgUrl`",
    ],
  ];
  for (const [title, args, message] of wrong) {
    it(`refuses ${title}`, () => assertRefused(run(args), message));
  }
});
