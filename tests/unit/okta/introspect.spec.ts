/** Userinfo, introspection, revocation and logout. */
import assert from "node:assert/strict";
import { assertOAuthError, reply, START } from "./support/stand";
import { cookieOf, startWorld, type World } from "./support/world";

describe("local Okta: userinfo, introspect, revoke, logout", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const userinfo = async (token?: string) =>
    reply(
      await fetch(
        `${world.url}${world.issuerPath}/v1/userinfo`,
        token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
      ),
    );
  const introspect = (token: string, hint = "access_token") =>
    world.post(`${world.issuerPath}/v1/introspect`, { token, token_type_hint: hint, client_id: world.clients.spa });
  const revoke = (token: string, client = world.clients.spa) =>
    world.post(`${world.issuerPath}/v1/revoke`, { token, client_id: client });

  it("answers the claims of the granted scopes at userinfo, and no others", async () => {
    const { id } = world.org.findUser("reader@example.test")!;
    const { body } = await world.tokens("reader", "openid profile");
    assert.deepEqual((await userinfo(body.access_token)).body, {
      sub: id,
      zoneinfo: "America/Los_Angeles",
      preferred_username: "reader@example.test",
      name: "Reader Person",
      locale: "en_US",
      given_name: "Reader",
      family_name: "Person",
    });
    const email = await world.tokens("reader", "openid email");
    assert.deepEqual((await userinfo(email.body.access_token)).body, {
      sub: id,
      email: "reader@example.test",
      email_verified: true,
    });
  });

  it("refuses userinfo without a token, with a bad one, and without openid", async () => {
    const missing = await userinfo();
    assertOAuthError(missing, 401, "invalid_request", "The access token is missing.");
    const bad = await userinfo("a.b.c");
    assertOAuthError(bad, 401, "invalid_token", "The access token is invalid.");
    assert.equal(
      bad.headers.get("www-authenticate"),
      `Bearer error="invalid_token", error_description="The access token is invalid."`,
    );
    const { body } = await world.tokens("reader", "users:read");
    assertOAuthError(
      await userinfo(body.access_token),
      403,
      "access_denied",
      "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
    );
  });

  it("refuses an ID token, a token that has ended, and a token with a changed signature", async () => {
    const { body } = await world.tokens("reader", "openid");
    assertOAuthError(await userinfo(body.id_token), 401, "invalid_token", "The access token is invalid.");
    const [header, payload, signature] = body.access_token.split(".");
    const changed = (signature[0] === "A" ? "B" : "A") + signature.slice(1);
    assertOAuthError(
      await userinfo(`${header}.${payload}.${changed}`),
      401,
      "invalid_token",
      "The access token is invalid.",
    );
    world.pass(3600);
    assertOAuthError(await userinfo(body.access_token), 401, "invalid_token", "The token has expired.");
    assert.deepEqual((await introspect(body.access_token)).body, { active: false });
    world.pass(-3600);
  });

  it("introspects an access token", async () => {
    const { body } = await world.tokens("reader", "openid users:read");
    const { jti, ...claims } = (await introspect(body.access_token)).body;
    assert.match(jti, /^AT\./);
    assert.deepEqual(claims, {
      active: true,
      token_type: "Bearer",
      scope: "openid users:read",
      client_id: world.clients.spa,
      username: "reader@example.test",
      ver: 1,
      iss: `${world.url}${world.issuerPath}`,
      aud: "api://admin",
      iat: START / 1000,
      exp: START / 1000 + 3600,
      uid: world.org.findUser("reader@example.test")!.id,
      auth_time: START / 1000,
      sub: "reader@example.test",
    });
  });

  it("introspects a refresh token for its own client only", async () => {
    const { body } = await world.tokens("reader", "openid offline_access");
    const own = (await introspect(body.refresh_token, "refresh_token")).body;
    assert.deepEqual([own.active, own.scope, own.client_id], [true, "openid offline_access", world.clients.spa]);
    const other = await world.post(`${world.issuerPath}/v1/introspect`, {
      token: body.refresh_token,
      client_id: world.clients.native,
    });
    assert.deepEqual(other.body, { active: false });
  });

  it("says of rubbish exactly that it is not active", async () => {
    for (const token of ["rubbish", "a.b.c", "e30.e30.e30", "💥"])
      assert.deepEqual((await introspect(token)).body, { active: false });
    assertOAuthError(await introspect(""), 400, "invalid_request", "The 'token' parameter is required.");
  });

  it("takes Basic credentials of a public client without a colon", async () => {
    const { body } = await world.tokens("reader", "openid");
    const authorization = `Basic ${Buffer.from(world.clients.spa).toString("base64")}`;
    const answer = await world.post(
      `${world.issuerPath}/v1/introspect`,
      { token: body.access_token },
      { authorization },
    );
    assert.equal(answer.body.active, true);
  });

  it("revokes an access token: userinfo and introspection refuse it then", async () => {
    const { body } = await world.tokens("reader", "openid");
    assert.equal((await revoke(body.access_token)).status, 200);
    assertOAuthError(await userinfo(body.access_token), 401, "invalid_token", "The access token has been revoked.");
    assert.deepEqual((await introspect(body.access_token)).body, { active: false });
  });

  it("revokes with a refresh token everything that came of it", async () => {
    const { body } = await world.tokens("reader", "openid offline_access");
    assert.equal((await revoke(body.refresh_token)).status, 200);
    assert.deepEqual((await introspect(body.access_token)).body, { active: false });
    assert.deepEqual((await introspect(body.refresh_token)).body, { active: false });
  });

  it("answers 200 for an unknown token and refuses another client's", async () => {
    assert.equal((await revoke("unknown")).status, 200);
    const { body } = await world.tokens("reader", "openid offline_access");
    for (const token of [body.access_token, body.refresh_token]) {
      assert.equal((await revoke(token, world.clients.native)).body.error, "invalid_grant");
      assert.equal((await introspect(token)).body.active, true);
    }
  });

  it("ends the session at logout and sends the browser back with the state", async () => {
    const hint = { login_hint: "reader@example.test", scope: "openid" };
    const cookie = cookieOf(await world.authorize(hint));
    const { body } = await world.tokens("reader", "openid");
    const query = new URLSearchParams({
      id_token_hint: body.id_token,
      post_logout_redirect_uri: "http://127.0.0.1:9/bye",
      state: "a b",
    });
    const answer = await fetch(`${world.url}${world.issuerPath}/v1/logout?${query}`, {
      redirect: "manual",
      headers: { cookie },
    });
    assert.equal(answer.headers.get("location"), "http://127.0.0.1:9/bye?state=a%20b");
    assert.equal(answer.headers.get("set-cookie"), "idx=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=None");
    const silent = await world.redirected({ scope: "openid", prompt: "none" }, cookie);
    assert.equal(silent.get("error"), "login_required");
  });

  it("refuses to send the browser anywhere else", async () => {
    const { body } = await world.tokens("reader", "openid");
    const logout = async (params: Record<string, string>) =>
      reply(
        await fetch(`${world.url}${world.issuerPath}/v1/logout?${new URLSearchParams(params)}`, { redirect: "manual" }),
      );
    const other = await logout({ id_token_hint: body.id_token, post_logout_redirect_uri: "http://evil.test/" });
    assert.deepEqual(
      [other.status, other.body.errorSummary],
      [400, "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings."],
    );
    assert.equal((await logout({ id_token_hint: "a.b.c" })).body.errorSummary, "The id token is invalid.");
    assert.equal((await logout({ id_token_hint: body.access_token })).body.errorSummary, "The id token is invalid.");
    assert.equal((await logout({})).body.errorSummary, "The required parameter 'id_token_hint' is missing.");
  });
});
