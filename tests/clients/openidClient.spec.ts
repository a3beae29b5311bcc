/** openid-client, a certified library, against the local Okta: every flow, and what it makes of errors. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import * as client from "openid-client";
import { CIBA, EXCHANGE, REDIRECT, startWorld, type World } from "../unit/okta/support/world";

const execute = [client.allowInsecureRequests];

describe("openid-client", () => {
  let world: World;
  before(async () => {
    // The library has a clock of its own, so the server's must be the true one.
    world = await startWorld({ clock: Date.now });
  });
  after(() => world.close());

  const issuer = () => new URL(`${world.url}${world.issuerPath}`);
  const spa = () => client.discovery(issuer(), world.clients.spa, undefined, client.None(), { execute });
  const web = () => client.discovery(issuer(), world.clients.web, world.secrets.web, undefined, { execute });

  const signIn = async (
    config: client.Configuration,
    login: string,
    scope: string,
    more: Record<string, string> = {},
  ) => {
    const verifier = client.randomPKCECodeVerifier();
    const checks = { state: client.randomState(), nonce: client.randomNonce() };
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope,
      login_hint: `${login}@example.test`,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...checks,
      ...more,
    });
    const response = await fetch(url, { redirect: "manual" });
    return client.authorizationCodeGrant(config, new URL(response.headers.get("location")!), {
      pkceCodeVerifier: verifier,
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      idTokenExpected: scope.includes("openid"),
      ...(more["max_age"] === undefined ? {} : { maxAge: Number(more["max_age"]) }),
    });
  };

  it("finds the server by both discovery documents", async () => {
    const oidc = await spa();
    const oauth2 = await client.discovery(issuer(), world.clients.spa, undefined, client.None(), {
      execute,
      algorithm: "oauth2",
    });
    assert.equal(oidc.serverMetadata().issuer, issuer().href);
    assert.deepEqual(oauth2.serverMetadata().token_endpoint, oidc.serverMetadata().token_endpoint);
    assert.equal(oidc.serverMetadata().supportsPKCE(), true);
  });

  it("signs a person in with PKCE, state and nonce, and reads userinfo", async () => {
    const config = await spa();
    const tokens = await signIn(config, "reader", "openid profile users:read");
    const claims = tokens.claims()!;
    assert.equal(tokens.scope, "openid profile users:read");
    assert.equal(tokens.token_type, "bearer");
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(userinfo.preferred_username, "reader@example.test");
  });

  it("checks the signature of the ID token against the published keys, after a rotation as well", async () => {
    const config = await spa();
    client.enableNonRepudiationChecks(config);
    await signIn(config, "reader", "openid");
    await world.must(200, "POST", `${world.serverPath}/credentials/lifecycle/keyRotate`, { use: "sig" });
    const fresh = await spa();
    client.enableNonRepudiationChecks(fresh);
    await signIn(fresh, "reader", "openid");
  });

  it("signs in with max_age and gets an auth_time that satisfies it", async () => {
    const tokens = await signIn(await spa(), "reader", "openid", { max_age: "60", acr_values: "urn:okta:loa:2fa:any" });
    assert.equal(tokens.claims()!.acr, "urn:okta:loa:2fa:any");
  });

  it("uses a confidential client with Basic and with the secret in the body", async () => {
    await signIn(await web(), "reader", "openid");
    const basic = await client.discovery(
      issuer(),
      world.clients.web,
      undefined,
      client.ClientSecretBasic(world.secrets.web),
      { execute },
    );
    await signIn(basic, "reader", "openid");
  });

  it("refreshes, rotates, and is refused the second use", async () => {
    const config = await spa();
    const first = await signIn(config, "reader", "openid offline_access users:read");
    const second = await client.refreshTokenGrant(config, first.refresh_token!);
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal(second.claims()!.auth_time, first.claims()!.auth_time);
    await assert.rejects(client.refreshTokenGrant(config, first.refresh_token!), {
      error: "invalid_grant",
      error_description: "The refresh token is invalid or expired.",
    });
    await assert.rejects(client.refreshTokenGrant(config, second.refresh_token!), { error: "invalid_grant" });
  });

  it("gets a service its token with a secret, and hears Okta's own words where it is refused", async () => {
    const config = await client.discovery(
      issuer(),
      world.clients.service,
      world.secrets.service,
      client.ClientSecretPost(world.secrets.service),
      { execute },
    );
    const tokens = await client.clientCredentialsGrant(config, { scope: "users:read" });
    assert.equal(tokens.expires_in, 3600);
    await assert.rejects(client.clientCredentialsGrant(config, { scope: "users:write" }), {
      status: 401,
      error: "access_denied",
      error_description: "Policy evaluation failed for this request, please check the policy configurations.",
    });
  });

  it("proves a service with a private key, RSA and EC", async () => {
    for (const [type, alg] of [
      ["rsa", "RS256"],
      ["ec", "ES256"],
    ] as const) {
      const pair =
        type === "rsa"
          ? generateKeyPairSync("rsa", { modulusLength: 2048 })
          : generateKeyPairSync("ec", { namedCurve: "P-256" });
      const { id } = await world.must(200, "POST", "/api/v1/apps", {
        name: "oidc_client",
        label: `signed-${type}`,
        signOnMode: "OPENID_CONNECT",
        credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
        settings: {
          oauthClient: {
            application_type: "service",
            grant_types: ["client_credentials"],
            jwks: { keys: [{ ...pair.publicKey.export({ format: "jwk" }), kid: "k" }] },
          },
        },
      });
      const pkcs8 = pair.privateKey.export({ type: "pkcs8", format: "der" });
      const algorithm =
        type === "rsa" ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } : { name: "ECDSA", namedCurve: "P-256" };
      const key = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
      const config = await client.discovery(issuer(), id, undefined, client.PrivateKeyJwt({ key, kid: "k" }), {
        execute,
      });
      const tokens = await client.clientCredentialsGrant(config, { scope: "users:read" });
      assert.equal(tokens.scope, "users:read", alg);
    }
  });

  it("proves a service with its secret as key of an assertion", async () => {
    const { id, credentials } = await world.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "hmac",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_jwt" } },
      settings: { oauthClient: { application_type: "service", grant_types: ["client_credentials"] } },
    });
    const config = await client.discovery(
      issuer(),
      id,
      undefined,
      client.ClientSecretJwt(credentials.oauthClient.client_secret),
      { execute },
    );
    assert.equal((await client.clientCredentialsGrant(config, { scope: "users:read" })).scope, "users:read");
  });

  it("introspects and revokes", async () => {
    const config = await web();
    const { access_token: token } = await signIn(config, "reader", "openid users:read");
    const before = await client.tokenIntrospection(config, token);
    assert.deepEqual([before.active, before.scope, before.client_id], [true, "openid users:read", world.clients.web]);
    await client.tokenRevocation(config, token);
    assert.deepEqual(await client.tokenIntrospection(config, token), { active: false });
    await assert.rejects(
      client.fetchUserInfo(config, token, client.skipSubjectCheck),
      (error: Error) => error.constructor.name === "WWWAuthenticateChallengeError",
    );
  });

  it("gets a device its tokens while its person signs in elsewhere", async () => {
    const config = await client.discovery(issuer(), world.clients.native, undefined, client.None(), { execute });
    const device = await client.initiateDeviceAuthorization(config, { scope: "openid users:read" });
    const page = await fetch(`${device.verification_uri_complete}&login_hint=reader@example.test`);
    assert.equal(page.status, 200);
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.01 });
    assert.equal(tokens.scope, "openid users:read");
  });

  it("asks a person on another channel", async () => {
    const config = await web();
    const asked = await client.initiateBackchannelAuthentication(config, {
      scope: "openid users:read",
      login_hint: "reader@example.test",
    });
    await world.post("/__backchannel", { login: "reader@example.test", decision: "allow" });
    const tokens = await client.pollBackchannelAuthenticationGrant(config, { ...asked, interval: 0.01 });
    assert.equal(tokens.claims()!.aud, world.clients.web);
    const denied = await client.initiateBackchannelAuthentication(config, {
      scope: "openid",
      login_hint: "reader@example.test",
    });
    await world.post("/__backchannel", { login: "reader@example.test", decision: "deny" });
    await assert.rejects(client.pollBackchannelAuthenticationGrant(config, { ...denied, interval: 0.01 }), {
      error: "access_denied",
    });
    assert.equal(CIBA, "urn:openid:params:grant-type:ciba");
  });

  it("exchanges a token", async () => {
    const { access_token: subject } = await signIn(await spa(), "reader", "openid users:read");
    const tokens = await client.genericGrantRequest(await web(), EXCHANGE, {
      subject_token: subject,
      subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
      audience: "api://admin",
      scope: "users:read",
    });
    assert.equal(tokens["issued_token_type"], "urn:ietf:params:oauth:token-type:access_token");
  });

  it("reads an error from the redirect", async () => {
    await assert.rejects(signIn(await spa(), "reader", "openid users:write"), {
      error: "access_denied",
      error_description: "Policy evaluation failed for this request, please check the policy configurations.",
    });
    await assert.rejects(signIn(await spa(), "plain", "openid", { acr_values: "urn:okta:loa:2fa:any" }), {
      error: "unmet_authentication_requirements",
    });
  });

  it("refuses a wrong verifier and a code that was used", async () => {
    const config = await spa();
    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: "openid",
      state: "s",
      login_hint: "reader@example.test",
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const back = new URL((await fetch(url, { redirect: "manual" })).headers.get("location")!);
    const wrong = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: "s" };
    await assert.rejects(client.authorizationCodeGrant(config, back, wrong), {
      error: "invalid_grant",
      error_description: "PKCE verification failed.",
    });
    const right = { pkceCodeVerifier: verifier, expectedState: "s" };
    await client.authorizationCodeGrant(config, back, right);
    await assert.rejects(client.authorizationCodeGrant(config, back, right), {
      error: "invalid_grant",
      error_description: "The authorization code is invalid or has expired.",
    });
  });

  it("handles the hybrid and the implicit response", async () => {
    const config = await spa();
    client.useIdTokenResponseType(config);
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: "openid profile",
      state: "s",
      nonce,
      login_hint: "reader@example.test",
    });
    const back = (await fetch(url, { redirect: "manual" })).headers.get("location")!;
    const claims = await client.implicitAuthentication(config, new URL(back), nonce, { expectedState: "s" });
    assert.equal(claims["given_name"], "Reader");
  });

  it("builds a logout address that leads back", async () => {
    const config = await spa();
    const tokens = await signIn(config, "reader", "openid");
    const url = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: "http://127.0.0.1:9/bye",
      state: "x",
    });
    assert.equal((await fetch(url, { redirect: "manual" })).headers.get("location"), "http://127.0.0.1:9/bye?state=x");
  });

  it("finds the org's own server", async () => {
    const config = await client.discovery(new URL(world.url), world.clients.web, world.secrets.web, undefined, {
      execute,
    });
    const tokens = await signIn(config, "reader", "openid profile");
    assert.equal(tokens.claims()!.iss, world.url);
    await assert.rejects(signIn(config, "reader", "openid users:read"), {
      error: "invalid_scope",
      error_description: "Custom scopes are not allowed for this request.",
    });
  });
});
