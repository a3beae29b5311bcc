/** The grants with a person elsewhere: device code, backchannel, token exchange. */
import assert from "node:assert/strict";
import { assertOAuthError, START } from "./support/stand";
import { CIBA, claimsOf, DEVICE, EXCHANGE, startWorld, type World } from "./support/world";

const ACCESS = "urn:ietf:params:oauth:token-type:access_token";

describe("local Okta: device code, backchannel and token exchange", () => {
  let world: World;
  let token: string;
  beforeEach(async () => {
    world = await startWorld();
    token = `${world.issuerPath}/v1/token`;
  });
  afterEach(() => world.close());

  const startDevice = async (scope = "openid users:read") =>
    (await world.post(`${world.issuerPath}/v1/device/authorize`, { client_id: world.clients.native, scope })).body;
  const pollDevice = (code: string) =>
    world.post(token, { grant_type: DEVICE, device_code: code, client_id: world.clients.native });

  it("gives a device its codes", async () => {
    const { device_code: deviceCode, user_code: userCode, ...rest } = await startDevice();
    assert.match(deviceCode, /^\w{43}$/);
    assert.match(userCode, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
    assert.deepEqual(rest, {
      verification_uri: `${world.url}/activate`,
      verification_uri_complete: `${world.url}/activate?user_code=${userCode}`,
      expires_in: 600,
      interval: 5,
    });
  });

  it("lets a device wait, and gives its tokens once the person has allowed it", async () => {
    const { device_code: code, user_code: userCode } = await startDevice();
    assertOAuthError(
      await pollDevice(code),
      400,
      "authorization_pending",
      "The device authorization is pending. Please try again later.",
    );
    assertOAuthError(
      await pollDevice(code),
      400,
      "slow_down",
      "Slow down the polling frequency. Please try again later.",
    );
    world.pass(5);
    assert.equal((await pollDevice(code)).body.error, "authorization_pending");
    const done = await fetch(`${world.url}/activate?user_code=${userCode}&login_hint=reader@example.test`);
    assert.equal(done.status, 200);
    const { status, body } = await pollDevice(code);
    assert.deepEqual(
      [status, body.scope, claimsOf(body.access_token).sub],
      [200, "openid users:read", "reader@example.test"],
    );
    assertOAuthError(await pollDevice(code), 400, "invalid_grant", "The device code is invalid or has expired.");
  });

  it("shows a page for the code, and takes a denial", async () => {
    const { device_code: code, user_code: userCode } = await startDevice();
    const page = await (await fetch(`${world.url}/activate?user_code=${userCode}`)).text();
    assert.ok(page.includes(`value="${userCode}"`) && page.includes("reader@example.test"));
    await world.post("/activate", {
      user_code: userCode.toLowerCase(),
      login: "reader@example.test",
      decision: "deny",
    });
    assertOAuthError(
      await pollDevice(code),
      403,
      "access_denied",
      "The resource owner or authorization server denied the request.",
    );
  });

  it("refuses the device what the policies refuse the person", async () => {
    const { device_code: code, user_code: userCode } = await startDevice("openid users:write");
    await fetch(`${world.url}/activate?user_code=${userCode}&login_hint=reader@example.test`);
    assertOAuthError(
      await pollDevice(code),
      401,
      "access_denied",
      "Policy evaluation failed for this request, please check the policy configurations.",
    );
  });

  it("ends a device code after ten minutes and refuses unknown user codes", async () => {
    const { device_code: code } = await startDevice();
    world.pass(600);
    assertOAuthError(await pollDevice(code), 400, "expired_token", "The device code has expired.");
    const answer = await world.post("/activate", { user_code: "NONE", login: "reader@example.test" });
    assertOAuthError(answer, 400, "invalid_user_code", "The user code is invalid or has expired.");
  });

  it("refuses a device request of an app without the grant, or with an unknown scope", async () => {
    const spa = await world.post(`${world.issuerPath}/v1/device/authorize`, {
      client_id: world.clients.spa,
      scope: "openid",
    });
    assert.equal(spa.body.error, "unauthorized_client");
    assert.equal((await startDevice("nope")).error, "invalid_scope");
  });

  const ask = (form: Record<string, string>) =>
    world.post(`${world.issuerPath}/v1/bc/authorize`, form, world.basic("web"));
  const pollBackchannel = (id: string) => world.post(token, { grant_type: CIBA, auth_req_id: id }, world.basic("web"));

  it("asks a person on another channel, and gives the tokens once they allow it", async () => {
    const { body } = await ask({
      scope: "openid users:read",
      login_hint: "reader@example.test",
      binding_message: "Pay 5",
      acr_values: "urn:okta:loa:2fa:any",
    });
    assert.deepEqual([body.expires_in, body.interval], [300, 5]);
    assert.equal((await pollBackchannel(body.auth_req_id)).body.error, "authorization_pending");
    assert.deepEqual(await (await fetch(`${world.url}/__backchannel`)).json(), [
      { login: "reader@example.test", client: "web", scopes: ["openid", "users:read"], bindingMessage: "Pay 5" },
    ]);
    assert.equal((await world.post("/__backchannel", { login: "reader@example.test", decision: "allow" })).status, 204);
    const tokens = (await pollBackchannel(body.auth_req_id)).body;
    assert.equal(claimsOf(tokens.id_token).acr, "urn:okta:loa:2fa:any");
  });

  it("takes an ID token as hint, and a denial", async () => {
    const { body } = await world.tokens("reader", "openid", { client_id: world.clients.web });
    const asked = (await ask({ scope: "openid", id_token_hint: body.id_token, request_expiry: "30" })).body;
    assert.equal(asked.expires_in, 30);
    await world.post("/__backchannel", { login: "reader@example.test", decision: "deny" });
    assert.equal((await pollBackchannel(asked.auth_req_id)).body.error, "access_denied");
  });

  const wrong: [string, Record<string, string>, string, string][] = [
    [
      "without openid",
      { scope: "users:read", login_hint: "reader@example.test" },
      "invalid_scope",
      "The Client-Initiated Backchannel Authentication Flow must contain 'openid' scope.",
    ],
    [
      "without a hint",
      { scope: "openid" },
      "invalid_request",
      "The Client-Initiated Backchannel Authentication Flow must contain only one of 'id_token_hint' or 'login_hint'.",
    ],
    [
      "with two hints",
      { scope: "openid", login_hint: "a", id_token_hint: "b" },
      "invalid_request",
      "The Client-Initiated Backchannel Authentication Flow must contain only one of 'id_token_hint' or 'login_hint'.",
    ],
    [
      "for a stranger",
      { scope: "openid", login_hint: "nobody" },
      "invalid_request",
      "The hint provided in the request did not match a user assigned to the client app.",
    ],
    [
      "for a person who is not assigned",
      { scope: "openid", login_hint: "outsider@example.test" },
      "invalid_request",
      "The hint provided in the request did not match a user assigned to the client app.",
    ],
    [
      "for too long",
      { scope: "openid", login_hint: "reader@example.test", request_expiry: "301" },
      "invalid_request",
      "Invalid value for 'requested_expiry' parameter. It should be within range 0 - 2^31-1.",
    ],
  ];
  for (const [what, form, error, description] of wrong) {
    it(`refuses a backchannel request ${what}`, async () => {
      assertOAuthError(await ask(form), 400, error, description);
    });
  }

  it("refuses a backchannel request that has ended, or is unknown", async () => {
    const { body } = await ask({ scope: "openid", login_hint: "reader@example.test" });
    world.pass(300);
    const text = "The 'auth_req_id' is invalid or has expired. Make a new authentication request.";
    assertOAuthError(await pollBackchannel(body.auth_req_id), 400, "expired_token", text);
    assertOAuthError(await pollBackchannel("unknown"), 400, "expired_token", text);
  });

  const exchange = (form: Record<string, string>) =>
    world.post(
      token,
      { grant_type: EXCHANGE, subject_token_type: ACCESS, audience: "api://admin", scope: "users:read", ...form },
      world.basic("web"),
    );

  it("exchanges a person's token for one of another client, with the old sign-in", async () => {
    const { body } = await world.tokens("reader", "openid users:read", { acr_values: "urn:okta:loa:2fa:any" });
    world.pass(30);
    const answer = (await exchange({ subject_token: body.access_token })).body;
    assert.deepEqual([answer.issued_token_type, answer.scope], [ACCESS, "users:read"]);
    const { cid, sub, acr, auth_time: authTime } = claimsOf(answer.access_token);
    assert.deepEqual(
      [cid, sub, acr, authTime],
      [world.clients.web, "reader@example.test", "urn:okta:loa:2fa:any", START / 1000],
    );
  });

  it("exchanges it for a service to which nobody is assigned, within what the person may have", async () => {
    const { id, credentials } = await world.must(200, "POST", "/api/v1/apps", {
      name: "oidc_client",
      label: "relay",
      signOnMode: "OPENID_CONNECT",
      credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
      settings: {
        oauthClient: {
          application_type: "service",
          grant_types: ["client_credentials", EXCHANGE],
          response_types: ["token"],
        },
      },
    });
    const basic = Buffer.from(`${id}:${credentials.oauthClient.client_secret}`).toString("base64");
    const { body } = await world.tokens("reader", "openid users:read");
    const ask = (scope: string) =>
      world.post(
        token,
        {
          grant_type: EXCHANGE,
          subject_token: body.access_token,
          subject_token_type: ACCESS,
          audience: "api://admin",
          scope,
        },
        { authorization: `Basic ${basic}` },
      );
    const { access_token: exchanged, scope } = (await ask("users:read")).body;
    const { cid, sub } = claimsOf(exchanged);
    assert.deepEqual([scope, cid, sub], ["users:read", id, "reader@example.test"]);
    assert.equal((await ask("users:write")).body.error, "access_denied");
    for (const oidc of ["openid users:read", "offline_access users:read"])
      assertOAuthError(
        await ask(oidc),
        400,
        "invalid_scope",
        "Can't request 'openid' scopes using the Token Exchange flow for a service app.",
      );
  });

  it("refuses to widen: the policies decide for the person of the token", async () => {
    const { body } = await world.tokens("reader", "openid users:read");
    assert.equal(
      (await exchange({ subject_token: body.access_token, scope: "users:write" })).body.error,
      "access_denied",
    );
  });

  it("refuses another audience, another token type, rubbish, and a token that has ended", async () => {
    const { body } = await world.tokens("reader", "openid users:read");
    const good = { subject_token: body.access_token };
    assertOAuthError(
      await exchange({ ...good, audience: "api://other" }),
      400,
      "invalid_target",
      "Token Exchange requests must include a valid audience of the authorization server.",
    );
    assertOAuthError(
      await exchange({ ...good, subject_token_type: "urn:x" }),
      400,
      "invalid_request",
      "'subject_token_type' is invalid or not supported.",
    );
    assertOAuthError(await exchange({ subject_token: "a.b.c" }), 400, "invalid_request", "'subject_token' is invalid.");
    world.pass(3600);
    assertOAuthError(
      await exchange(good),
      400,
      "invalid_grant",
      "The 'subject_token' either expired or the session associated with it was terminated.",
    );
  });
});
