/** Refresh tokens: rotation, reuse, leeway, lifetimes, scopes. */
import assert from "node:assert/strict";
import { assertOAuthError } from "./support/stand";
import { claimsOf, DEVICE, REDIRECT, startWorld, VERIFIER, type World } from "./support/world";

const SCOPE = "openid offline_access users:read";
const INVALID = "The refresh token is invalid or expired.";

describe("local Okta: refresh", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  const first = async (login = "reader", more: Record<string, string> = {}): Promise<any> =>
    (await world.tokens(login, SCOPE, more)).body;
  const refresh = (token: string, form: Record<string, string> = {}) =>
    world.post(`${world.issuerPath}/v1/token`, {
      grant_type: "refresh_token",
      refresh_token: token,
      client_id: world.clients.spa,
      ...form,
    });
  const active = async (token: string) =>
    (await world.post(`${world.issuerPath}/v1/introspect`, { token, client_id: world.clients.spa })).body.active;

  it("gives a refresh token only with offline_access", async () => {
    assert.match((await first()).refresh_token, /^[A-Za-z0-9]{43}$/);
    assert.equal((await world.tokens("reader", "openid")).body.refresh_token, undefined);
  });

  it("gives one beside an access token alone, where `openid` was not asked for", async () => {
    const { body: start } = await world.tokens("reader", "offline_access users:read");
    assert.deepEqual([start.scope, start.id_token], ["offline_access users:read", undefined]);
    const { status, body } = await refresh(start.refresh_token);
    assert.deepEqual([status, body.scope, body.id_token], [200, "offline_access users:read", undefined]);
    assert.match(body.refresh_token, /^[A-Za-z0-9]{43}$/);
    assert.notEqual(body.refresh_token, start.refresh_token);
  });

  it("rotates: a new refresh token, and an ID token with the old auth_time and acr", async () => {
    const before = await first("reader", { acr_values: "urn:okta:loa:2fa:any" });
    world.pass(60);
    const { status, body } = await refresh(before.refresh_token);
    assert.equal(status, 200);
    assert.notEqual(body.refresh_token, before.refresh_token);
    const [was, is] = [claimsOf(before.id_token), claimsOf(body.id_token)];
    assert.deepEqual(
      [is.auth_time, is.acr, is.sub, is.iat],
      [was.auth_time, "urn:okta:loa:2fa:any", was.sub, was.iat + 60],
    );
    assert.deepEqual(claimsOf(body.access_token).scp, ["openid", "offline_access", "users:read"]);
  });

  it("names the refresh tokens in the access token's jti", async () => {
    const { access_token: token } = await first();
    assert.match(claimsOf(token).jti, /^AT\.\w{43}\.oar\w{17}$/);
  });

  it("revokes everything when a rotated token comes again", async () => {
    const start = await first();
    const second = (await refresh(start.refresh_token)).body;
    assert.equal(await active(second.access_token), true);
    assertOAuthError(await refresh(start.refresh_token), 400, "invalid_grant", INVALID);
    assertOAuthError(await refresh(second.refresh_token), 400, "invalid_grant", INVALID);
    assert.deepEqual([await active(start.access_token), await active(second.access_token)], [false, false]);
  });

  it("takes a rotated token again within the leeway of the app", async () => {
    world.org.apps.get(world.clients.spa)!.refreshLeeway = 30;
    const { refresh_token: token } = await first();
    await refresh(token);
    world.pass(29);
    assert.equal((await refresh(token)).status, 200);
    world.pass(1);
    assertOAuthError(await refresh(token), 400, "invalid_grant", INVALID);
    world.org.apps.get(world.clients.spa)!.refreshLeeway = 0;
  });

  it("keeps the token of an app that does not rotate", async () => {
    const { refresh_token: token } = await first("reader", { client_id: world.clients.web });
    const form = { grant_type: "refresh_token", refresh_token: token };
    const { body } = await world.post(`${world.issuerPath}/v1/token`, form, world.basic("web"));
    assert.equal(body.refresh_token, token);
  });

  it("narrows the scopes on request, and not for ever", async () => {
    const { refresh_token: token } = await first();
    const narrow = (await refresh(token, { scope: "openid" })).body;
    assert.deepEqual([narrow.scope, claimsOf(narrow.access_token).scp], ["openid", ["openid"]]);
    assert.equal((await refresh(narrow.refresh_token)).body.scope, "openid offline_access users:read");
  });

  it("refuses a scope that was not granted, and uses nothing up", async () => {
    const { refresh_token: token } = await first();
    assertOAuthError(
      await refresh(token, { scope: "openid users:write" }),
      400,
      "access_denied",
      "Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: users:write.",
    );
    assert.equal((await refresh(token)).status, 200);
  });

  it("refuses another client, an unknown token, and no token", async () => {
    const { refresh_token: token } = await first();
    const other = await refresh(token, { client_id: world.clients.native });
    assert.equal(other.body.error, "invalid_grant");
    assertOAuthError(await refresh("unknown"), 400, "invalid_grant", INVALID);
    assertOAuthError(await refresh(""), 400, "invalid_request", "The required parameter 'refresh_token' is missing.");
  });

  it("ends a token that is not used for the window of the rule, and every token at the end of its lifetime", async () => {
    const idle = await first();
    world.pass(120 * 60);
    assertOAuthError(await refresh(idle.refresh_token), 400, "invalid_grant", INVALID);
    let { refresh_token: token } = await first();
    for (let hours = 1; hours < 10; hours += 1) {
      world.pass(3600);
      token = (await refresh(token)).body.refresh_token;
    }
    world.pass(3600);
    assertOAuthError(await refresh(token), 400, "invalid_grant", INVALID);
  });

  it("refuses a person who was deactivated meanwhile", async () => {
    const { refresh_token: token } = await first("plain");
    await world.must(200, "POST", "/api/v1/users/plain@example.test/lifecycle/deactivate");
    assertOAuthError(await refresh(token), 403, "access_denied", "User status is invalid.");
  });

  it("gives nothing back to a person who is activated again: neither tokens nor the session", async () => {
    const { refresh_token: token, access_token: access } = await first("both");
    const cookie = (await world.authorize({ login_hint: "both@example.test", scope: "openid" })).headers.get(
      "set-cookie",
    )!;
    const withCookie = () => world.redirected({ scope: "openid", prompt: "none" }, cookie.split(";")[0]!);
    assert.notEqual((await withCookie()).get("code"), null);
    const lifecycle = "/api/v1/users/both@example.test/lifecycle";
    await world.must(200, "POST", `${lifecycle}/deactivate`);
    assert.deepEqual([await active(token), await active(access)], [false, false]);
    await world.must(200, "POST", `${lifecycle}/activate?sendEmail=false`);
    assert.deepEqual([await active(token), await active(access)], [false, false]);
    assert.equal((await refresh(token)).status, 400);
    assert.equal((await withCookie()).get("error"), "login_required");
  });

  it("gives nothing to a new app with the client id of one that was deleted", async () => {
    const made = async () => {
      const { id } = await world.must(200, "POST", "/api/v1/apps", {
        name: "oidc_client",
        label: "again",
        signOnMode: "OPENID_CONNECT",
        credentials: { oauthClient: { client_id: "again", token_endpoint_auth_method: "none", pkce_required: true } },
        settings: {
          oauthClient: {
            application_type: "native",
            grant_types: ["authorization_code", "refresh_token", DEVICE],
            response_types: ["code"],
            redirect_uris: [REDIRECT],
          },
        },
      });
      await world.must(200, "PUT", `/api/v1/apps/${id}/groups/${world.groupIds["readers"]}`, {});
      return id as string;
    };
    const path = `/api/v1/apps/${await made()}`;
    const client = { client_id: "again" };
    const before = await first("reader", client);
    const unused = (await world.redirected({ login_hint: "reader@example.test", scope: SCOPE, ...client })).get(
      "code",
    )!;
    const device = (await world.post(`${world.issuerPath}/v1/device/authorize`, { ...client, scope: "openid" })).body;
    await fetch(`${device.verification_uri_complete}&login_hint=reader@example.test`, { method: "POST" });
    await world.must(200, "POST", `${path}/lifecycle/deactivate`);
    await world.must(204, "DELETE", path);
    world.pass(1);
    await made();
    const grant = (form: Record<string, string>) => world.post(`${world.issuerPath}/v1/token`, { ...client, ...form });
    const mismatched =
      "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.";
    const code = { grant_type: "authorization_code", code: unused, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    assertOAuthError(await refresh(before.refresh_token, client), 400, "invalid_grant", mismatched);
    assertOAuthError(await grant(code), 400, "invalid_grant", mismatched);
    assertOAuthError(
      await grant({ grant_type: DEVICE, device_code: device.device_code }),
      400,
      "invalid_grant",
      mismatched,
    );
    const introspected = await world.post(`${world.issuerPath}/v1/introspect`, {
      ...client,
      token: before.access_token,
    });
    assert.deepEqual(introspected.body, { active: false });
    const bearer = { authorization: `Bearer ${before.access_token}` };
    assert.equal((await fetch(`${world.url}${world.issuerPath}/v1/userinfo`, { headers: bearer })).status, 401);
  });

  it("leaves a scope that was deleted out of new tokens", async () => {
    await world.must(201, "POST", `${world.serverPath}/scopes`, { name: "old:read" });
    const scopes = await world.must(200, "GET", `${world.serverPath}/scopes`);
    const { refresh_token: token } = await first();
    const { id } = scopes.find(({ name }: any) => name === "users:read");
    await world.must(204, "DELETE", `${world.serverPath}/scopes/${id}`);
    assert.equal((await refresh(token, { scope: SCOPE })).status, 400);
    assert.equal((await refresh(token)).body.scope, "openid offline_access");
    await world.must(201, "POST", `${world.serverPath}/scopes`, { name: "users:read" });
  });
});
