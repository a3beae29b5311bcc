/** Who may call the Management API, and what it answers to calls that it cannot serve. */
import assert from "node:assert/strict";
import { newServiceApp } from "./support/serviceApp";
import { assertApiError, assertOAuthError, reply, START, startStand, type Stand } from "./support/stand";

describe("local Okta: access to the API, and the org's own authorization server", () => {
  let okta: Stand;
  before(async () => {
    okta = await startStand({ directoryGroups: ["staff"] });
  });
  after(() => okta.close());

  const get = async (path: string, authorization?: string) =>
    reply(await fetch(okta.url + path, { headers: authorization === undefined ? {} : { authorization } }));

  it("takes the API token, with and without a space after SSWS", async () => {
    for (const authorization of [`SSWS ${okta.apiToken}`, `SSWS${okta.apiToken}`, `ssws ${okta.apiToken}`]) {
      assert.equal((await get("/api/v1/groups", authorization)).status, 200);
    }
  });

  it("refuses a wrong token, no token, and a token of another kind", async () => {
    assertApiError(await get("/api/v1/groups", "SSWS wrong"), 401, "E0000011", "Invalid token provided");
    assertApiError(await get("/api/v1/groups"), 403, "E0000005", "Invalid session");
    assertApiError(await get("/api/v1/groups", "Basic x"), 403, "E0000005", "Invalid session");
    assertApiError(await get("/api/v1/groups", "Bearer a.b.c"), 401, "E0000011", "Invalid token provided");
  });

  it("refuses a path that Okta does not have, a method that it does not have, and names what is not modelled", async () => {
    assertApiError(await okta.api("GET", "/api/v1/nothing"), 404, "E0000008", "The requested path was not found");
    assertApiError(
      await okta.api("PATCH", "/api/v1/groups"),
      405,
      "E0000022",
      "The endpoint does not support the provided HTTP method",
    );
    const named: [string, string][] = [
      ["/api/v1/logs", "/api/v1/logs"],
      ["/api/v1/apps/0oa1/features", "Applications: features"],
      ["/api/v1/users/00u1/lifecycle/reset_password", "Users: reset_password"],
      ["/api/v1/authorizationServers/aus1/clients/0oa1/tokens", "Authorization servers: clients"],
      ["/oauth2/v1/clients", "Dynamic client registration"],
      ["/oauth2/aus1/v1/par", "OAuth: par"],
    ];
    for (const [path, name] of named) {
      assertApiError(await okta.api("GET", path), 501, "E0000060", "Unsupported operation.", [
        `the local Okta does not model \`${name}\`; docs/local-okta.md lists what it does`,
      ]);
    }
  });

  it("gives a service app a token for the scopes that it was granted, and the API takes it", async () => {
    const { ask, assign } = await newServiceApp(okta, "reader", ["okta.groups.read", "okta.users.read"]);
    await assign({ type: "SUPER_ADMIN" });
    const { status, body } = await ask("okta.groups.read");
    assert.equal(status, 200);
    const bearer = `Bearer ${body.access_token}`;
    assert.equal((await get("/api/v1/groups", bearer)).status, 200);
    assertApiError(
      await get("/api/v1/users", bearer),
      403,
      "E0000006",
      "You do not have permission to perform the requested action",
    );
    const write = await okta.api("POST", "/api/v1/groups", { profile: { name: "x" } }, { authorization: bearer });
    assertApiError(write, 403, "E0000006", "You do not have permission to perform the requested action");
  });

  it("lets a scope of management read as well, and refuses the token once the grant is taken back", async () => {
    const { id, ask, assign } = await newServiceApp(okta, "manager", ["okta.groups.manage"]);
    await assign({ type: "SUPER_ADMIN" });
    const bearer = `Bearer ${(await ask("okta.groups.manage")).body.access_token}`;
    assert.equal((await get("/api/v1/groups", bearer)).status, 200);
    const [grant] = await okta.must(200, "GET", `/api/v1/apps/${id}/grants`);
    await okta.must(204, "DELETE", `/api/v1/apps/${id}/grants/${grant.id}`);
    assert.equal((await get("/api/v1/groups", bearer)).status, 403);
    await okta.must(200, "POST", `/api/v1/apps/${id}/lifecycle/deactivate`);
    assert.equal((await get("/api/v1/groups", bearer)).status, 401);
  });

  it("refuses custom scopes, OIDC scopes, self scopes, scopes that were not granted, and none", async () => {
    const { ask } = await newServiceApp(okta, "other", ["okta.groups.read"]);
    assertOAuthError(await ask("users:read"), 400, "invalid_scope", "Custom scopes are not allowed for this request.");
    assertOAuthError(
      await ask("openid"),
      400,
      "invalid_scope",
      "Cannot request 'openid' scopes using client credentials.",
    );
    assertOAuthError(
      await ask("okta.users.read.self"),
      400,
      "client_credentials_self_scope_requested",
      "The 'client_credentials' grant type may not request .self scopes.",
    );
    assertOAuthError(
      await ask("okta.users.read"),
      400,
      "consent_required",
      "You are not allowed any of the requested scopes.",
    );
    assertOAuthError(await ask(""), 400, "invalid_scope", "No scopes were requested.");
  });

  it("refuses a service app with a secret at the org server", async () => {
    const { id, secret } = await newServiceApp(okta, "secret", ["okta.groups.read"], "client_secret_post");
    const answer = await okta.post("/oauth2/v1/token", {
      grant_type: "client_credentials",
      scope: "okta.groups.read",
      client_id: id,
      client_secret: secret!,
    });
    assertOAuthError(
      answer,
      401,
      "invalid_client",
      "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
    );
  });

  it("refuses a token of a custom authorization server", async () => {
    const { ask } = await newServiceApp(okta, "custom", ["okta.groups.read"]);
    const server = await okta.must(201, "POST", "/api/v1/authorizationServers", { name: "a", audiences: ["api://a"] });
    assert.match(server.id, /^aus/);
    const { body } = await ask("okta.groups.read");
    const [header, payload, signature] = body.access_token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, iss: server.issuer })).toString("base64url");
    assertApiError(
      await get("/api/v1/groups", `Bearer ${header}.${forged}.${signature}`),
      401,
      "E0000011",
      "Invalid token provided",
    );
  });

  it("publishes where the org server is, and its keys", async () => {
    const { body } = await get("/.well-known/openid-configuration");
    assert.deepEqual(
      [body.issuer, body.token_endpoint, body.jwks_uri],
      [okta.url, `${okta.url}/oauth2/v1/token`, `${okta.url}/oauth2/v1/keys`],
    );
    assert.equal((await get("/oauth2/v1/keys")).body.keys.length, 1);
  });

  it("tells the rate limits with every answer", async () => {
    const { headers } = await okta.api("GET", "/api/v1/trustedOrigins");
    assert.equal(headers.get("x-rate-limit-limit"), "1200");
    assert.match(headers.get("x-rate-limit-remaining")!, /^\d+$/);
    assert.equal(headers.get("x-rate-limit-reset"), String(START / 1000 + 60));
    assert.match(headers.get("x-okta-request-id")!, /^\w{17}$/);
  });
});
