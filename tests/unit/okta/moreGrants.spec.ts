/** Corners of the OAuth endpoints: the org's own server for people, servers and clients that are mixed up. */
import assert from "node:assert/strict";
import { assertOAuthError, reply } from "./support/stand";
import {
  CHALLENGE,
  CIBA,
  claimsOf,
  cookieOf,
  DEVICE,
  EXCHANGE,
  REDIRECT,
  startWorld,
  VERIFIER,
  type World,
} from "./support/world";

const ACCESS = "urn:ietf:params:oauth:token-type:access_token";

describe("local Okta: corners of OAuth", () => {
  let world: World;
  let path: string;
  before(async () => {
    world = await startWorld();
    path = `${world.issuerPath}/v1/token`;
  });
  after(() => world.close());

  const orgAuthorize = async (params: Record<string, string>) => {
    const all = {
      client_id: world.clients.spa,
      redirect_uri: REDIRECT,
      response_type: "code",
      state: "s",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
      ...params,
    };
    const response = await fetch(`${world.url}/oauth2/v1/authorize?${new URLSearchParams(all)}`, {
      redirect: "manual",
    });
    return new URL(response.headers.get("location")!).searchParams;
  };
  const hint = { login_hint: "reader@example.test" };

  it("signs a person in at the org's own server, with a token for Okta alone", async () => {
    const code = (await orgAuthorize({ ...hint, scope: "openid profile offline_access" })).get("code")!;
    const form = {
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      client_id: world.clients.spa,
      code_verifier: VERIFIER,
    };
    const { body } = await world.post("/oauth2/v1/token", form);
    const { iss, aud, sub } = claimsOf(body.access_token);
    assert.deepEqual([iss, aud, sub], [world.url, world.url, "reader@example.test"]);
    const userinfo = await reply(
      await fetch(`${world.url}/oauth2/v1/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } }),
    );
    assert.equal(userinfo.body.given_name, "Reader");
    const elsewhere = await world.post(path, {
      grant_type: "refresh_token",
      refresh_token: body.refresh_token,
      client_id: world.clients.spa,
    });
    assertOAuthError(elsewhere, 400, "invalid_request", "The grant was issued for another authorization server.");
  });

  const refusedAtOrg: [string, Record<string, string>, string, string][] = [
    [
      "a custom scope",
      { scope: "openid users:read" },
      "invalid_scope",
      "Custom scopes are not allowed for this request.",
    ],
    [
      "an OIDC scope without openid",
      { scope: "profile" },
      "invalid_scope",
      "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    ],
    ["no scope", { scope: "" }, "invalid_scope", "No scopes were requested."],
    [
      "a scope of Okta's API that was not granted",
      { scope: "openid okta.users.read" },
      "consent_required",
      "You are not allowed any of the requested scopes.",
    ],
    [
      "a person who is not assigned",
      { scope: "openid", login_hint: "outsider@example.test" },
      "access_denied",
      "User is not assigned to the client application.",
    ],
  ];
  for (const [what, params, error, description] of refusedAtOrg) {
    it(`refuses ${what} at the org's own server`, async () => {
      const answer = await orgAuthorize({ ...hint, ...params });
      assert.deepEqual([answer.get("error"), answer.get("error_description")], [error, description]);
    });
  }

  it("refuses token exchange and a service with users at the org's own server", async () => {
    const exchange = await world.post(
      "/oauth2/v1/token",
      { grant_type: EXCHANGE, subject_token: "x", subject_token_type: ACCESS },
      world.basic("web"),
    );
    assert.equal(exchange.body.error, "unsupported_grant_type");
    const app = world.org.apps.get(world.clients.web)!;
    app.grantTypes = [...app.grantTypes, "client_credentials"];
    const answer = await world.post(
      "/oauth2/v1/token",
      { grant_type: "client_credentials", scope: "okta.users.read" },
      world.basic("web"),
    );
    app.grantTypes = app.grantTypes.filter((grant) => grant !== "client_credentials");
    assertOAuthError(
      answer,
      401,
      "invalid_client",
      "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
    );
  });

  it("refuses to exchange a token of another authorization server", async () => {
    const other = await world.must(201, "POST", "/api/v1/authorizationServers", {
      name: "other",
      audiences: ["api://other"],
    });
    const conditions = { clients: { include: ["ALL_CLIENTS"] } };
    const policies = `/api/v1/authorizationServers/${other.id}/policies`;
    const policy = await world.must(201, "POST", policies, { name: "p", description: "d", conditions });
    await world.must(201, "POST", `${policies}/${policy.id}/rules`, {
      name: "r",
      conditions: {
        grantTypes: { include: [EXCHANGE] },
        people: { groups: { include: ["EVERYONE"] } },
        scopes: { include: ["*"] },
      },
    });
    const { body } = await world.tokens("reader", "openid users:read");
    const form = {
      grant_type: EXCHANGE,
      subject_token: body.access_token,
      subject_token_type: ACCESS,
      audience: "api://other",
      scope: "openid",
    };
    assertOAuthError(
      await world.post(`/oauth2/${other.id}/v1/token`, form, world.basic("web")),
      403,
      "access_denied",
      "The 'subject_token' issuer isn't a trusted authorization server.",
    );
    const wanted = await world.post(
      path,
      { ...form, audience: "api://admin", requested_token_type: "urn:x" },
      world.basic("web"),
    );
    assertOAuthError(wanted, 400, "invalid_request", "'requested_token_type' is invalid or not supported.");
  });

  it("refuses a backchannel request of an app that is no web app, or lacks the grant", async () => {
    const native = await world.post(`${world.issuerPath}/v1/bc/authorize`, {
      client_id: world.clients.native,
      scope: "openid",
      ...hint,
    });
    assertOAuthError(
      native,
      400,
      "access_denied",
      "The Client-Initiated Backchannel Authentication flow currently only supports web applications.",
    );
    const app = world.org.apps.get(world.clients.web)!;
    const before = app.grantTypes;
    app.grantTypes = ["authorization_code"];
    const web = await world.post(
      `${world.issuerPath}/v1/bc/authorize`,
      { scope: "openid", ...hint },
      world.basic("web"),
    );
    app.grantTypes = before;
    assertOAuthError(
      web,
      401,
      "invalid_client",
      "The client doesn't have the 'urn:openid:params:grant-type:ciba' grant type configured.",
    );
  });

  it("refuses what another client, or another server, polls for", async () => {
    const { body } = await world.post(`${world.issuerPath}/v1/device/authorize`, {
      client_id: world.clients.native,
      scope: "openid",
    });
    const poll = (
      where: string,
      headers?: Record<string, string>,
      form: object = { client_id: world.clients.native },
    ) => world.post(where, { grant_type: DEVICE, device_code: body.device_code, ...form }, headers);
    assert.equal((await poll(path, world.basic("web"), {})).body.error, "invalid_grant");
    assertOAuthError(
      await poll("/oauth2/v1/token"),
      400,
      "invalid_request",
      "The grant was issued for another authorization server.",
    );
  });

  it("refuses a device whose person lacks the factors that the app asks for", async () => {
    const policy = await world.must(200, "POST", "/api/v1/policies", {
      type: "ACCESS_POLICY",
      name: "hard",
      description: "d",
    });
    const verificationMethod = {
      type: "ASSURANCE",
      factorMode: "2FA",
      constraints: [{ possession: { hardwareProtection: "REQUIRED" } }],
    };
    await world.must(200, "POST", `/api/v1/policies/${policy.id}/rules`, {
      name: "r",
      actions: { appSignOn: { verificationMethod } },
    });
    await world.must(204, "PUT", `/api/v1/apps/${world.clients.native}/policies/${policy.id}`);
    const { body } = await world.post(`${world.issuerPath}/v1/device/authorize`, {
      client_id: world.clients.native,
      scope: "openid",
    });
    const page = await fetch(`${world.url}/activate?user_code=${body.user_code}&login_hint=writer@example.test`);
    assert.equal(page.status, 400);
    const answer = await world.post(path, {
      grant_type: DEVICE,
      device_code: body.device_code,
      client_id: world.clients.native,
    });
    assert.equal(answer.body.error, "unmet_authentication_requirements");
  });

  it("gives code, ID token and access token at once in the hybrid flow", async () => {
    const answer = await world.redirected({
      ...hint,
      scope: "openid",
      response_type: "code id_token token",
      nonce: "n",
    });
    const { c_hash: codeHash, at_hash: tokenHash, nonce } = claimsOf(answer.get("id_token")!);
    assert.match(codeHash, /^[\w-]{22}$/);
    assert.match(tokenHash, /^[\w-]{22}$/);
    assert.equal(nonce, "n");
    assert.match(answer.get("code")!, /^\w{43}$/);
    const query = await world.redirected({
      ...hint,
      scope: "openid",
      response_type: "id_token",
      nonce: "n",
      response_mode: "query",
    });
    assert.equal(query.get("error"), "unsupported_response_mode");
  });

  it("keeps the query that a redirect URI has of its own", async () => {
    const app = world.org.apps.get(world.clients.spa)!;
    app.redirectUris = [...app.redirectUris, `${REDIRECT}?a=1`];
    const answer = await world.authorize({ ...hint, scope: "openid", redirect_uri: `${REDIRECT}?a=1` });
    assert.match(answer.headers.get("location")!, /callback\?a=1&code=\w+&state=st$/);
  });

  it("gives a refresh token without an end where the rule says 0", async () => {
    const server = world.org.servers.get(world.serverId)!;
    const rule = server.policies[0]!.rules[0]!;
    rule.refreshTokenLifetimeMinutes = 0;
    server.version += 1;
    const { body } = await world.tokens("reader", "openid offline_access");
    const { body: known } = await world.post(`${world.issuerPath}/v1/introspect`, {
      token: body.refresh_token,
      client_id: world.clients.spa,
    });
    assert.deepEqual([known.active, "exp" in known], [true, false]);
  });

  it("introspects an ID token", async () => {
    const { body } = await world.tokens("reader", "openid");
    const { body: known } = await world.post(`${world.issuerPath}/v1/introspect`, {
      token: body.id_token,
      client_id: world.clients.spa,
    });
    assert.deepEqual(
      [known.active, known.client_id, known.username, "token_type" in known],
      [true, world.clients.spa, "reader@example.test", false],
    );
  });

  it("forgets tokens of a person who was deactivated", async () => {
    const { body } = await world.tokens("plain", "openid");
    await world.must(200, "POST", "/api/v1/users/plain@example.test/lifecycle/deactivate");
    const { body: known } = await world.post(`${world.issuerPath}/v1/introspect`, {
      token: body.access_token,
      client_id: world.clients.spa,
    });
    assert.deepEqual(known, { active: false });
    const userinfo = await fetch(`${world.url}${world.issuerPath}/v1/userinfo`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    assert.equal(userinfo.status, 401);
  });

  it("signs out with a form, and shows a page where there is nowhere to go back to", async () => {
    const cookie = cookieOf(await world.authorize({ ...hint, scope: "openid" }));
    const page = await world.post(`${world.issuerPath}/v1/logout`, { client_id: world.clients.spa }, { cookie });
    assert.deepEqual([page.status, page.text.includes("You are signed out")], [200, true]);
    const { body } = await world.tokens("reader", "openid");
    const mixed = await world.post(`${world.issuerPath}/v1/logout`, {
      id_token_hint: body.id_token,
      client_id: world.clients.web,
    });
    assert.equal(mixed.body.errorSummary, "Invalid value for 'client_id' parameter.");
  });

  it("shows an error page to a browser, and JSON to a program", async () => {
    const url = `${world.url}${world.issuerPath}/v1/authorize?client_id=<script>`;
    const page = await reply(await fetch(url, { headers: { accept: "text/html" } }));
    assert.deepEqual(
      [page.status, page.text.includes("Invalid value for &#39;client_id&#39; parameter.")],
      [400, true],
    );
  });

  it("names what the person's address is, as far as the profile knows it", async () => {
    const { id } = world.org.findUser("writer@example.test")!;
    await world.must(200, "POST", `/api/v1/users/${id}`, {
      profile: { city: "Berne", countryCode: "CH", primaryPhone: "+41" },
    });
    const server = world.org.servers.get(world.serverId)!;
    server.policies[0]!.rules[1]!.scopes = ["openid", "address", "phone"];
    server.version += 1;
    const { body } = await world.tokens("writer", "openid address phone");
    const userinfo = await reply(
      await fetch(`${world.url}${world.issuerPath}/v1/userinfo`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      }),
    );
    assert.deepEqual(userinfo.body, { sub: id, address: { locality: "Berne", country: "CH" }, phone_number: "+41" });
  });

  it("answers a mistake of its own without saying what it was about", async () => {
    const app = world.org.apps.get(world.clients.web)!;
    const { grantTypes } = app;
    Object.defineProperty(app, "grantTypes", {
      configurable: true,
      get: () => {
        throw new Error("secret");
      },
    });
    const broken = await world.post(path, { grant_type: CIBA }, world.basic("web"));
    Object.defineProperty(app, "grantTypes", { configurable: true, writable: true, value: grantTypes });
    assertOAuthError(
      broken,
      500,
      "server_error",
      "The authorization server encountered an unexpected condition that prevented it from fulfilling the request.",
    );
    const [logged] = world.okta.requests.list() as { note: object }[];
    assert.deepEqual(logged!.note, { client: "web", error: "Error", grant: CIBA });
  });
});
