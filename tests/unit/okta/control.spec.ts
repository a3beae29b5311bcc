/** The local Okta's own addresses, trusted origins and cross-origin requests. */
import assert from "node:assert/strict";
import { ADMINISTRATOR_ID } from "../../../local/okta/org/ids";
import { assertApiError, assertOAuthError } from "./support/stand";
import { startWorld, type World } from "./support/world";

const ORIGIN = "http://127.0.0.1:4000";

describe("local Okta: explanations, request log, faults, trusted origins", () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.close());

  const read = async (path: string): Promise<any> => (await fetch(world.url + path)).json();

  it("explains a refusal: every rule that was looked at, and why it did not match", async () => {
    await world.redirected({ login_hint: "reader@example.test", scope: "openid users:write" });
    const [explanation] = await read("/__explain");
    assert.deepEqual(explanation, {
      at: "2026-11-01T12:00:00.000Z",
      server: "admin",
      client: "spa",
      grantType: "authorization_code",
      user: "reader@example.test",
      groups: ["Everyone", "readers"],
      requested: ["openid", "users:write"],
      decision: {
        decision: "denied",
        status: 401,
        error: "access_denied",
        reason: "no_matching_policy",
        errorDescription: "Policy evaluation failed for this request, please check the policy configurations.",
      },
      trace: [
        { policy: "all", rule: "readers", matched: false, because: "requested but not in the rule: `users:write`" },
        { policy: "all", rule: "writers", matched: false, because: "the user is in none of the rule's groups" },
        {
          policy: "all",
          rule: "service",
          matched: false,
          because: "grant type `authorization_code` is not in the rule",
        },
      ],
    });
  });

  it("explains a grant by the rule that matched", async () => {
    await world.tokens("reader", "openid users:read");
    const [explanation] = await read("/__explain");
    assert.equal(explanation.decision.decision, "granted");
    assert.equal(explanation.decision.rule.name, "readers");
  });

  it("explains what was refused before anybody was asked to sign in", async () => {
    await world.redirected({ scope: "openid nope" });
    const [{ user, decision, trace }] = await read("/__explain");
    assert.deepEqual([user, decision.reason, trace], [null, "no_matching_scope", []]);
  });

  it("logs requests and explains without any code, token or secret", async () => {
    const { body } = await world.tokens("reader", "openid offline_access users:read", { state: "secret-state" });
    await world.post(
      `${world.issuerPath}/v1/token`,
      { grant_type: "client_credentials", scope: "users:read" },
      world.basic("service"),
    );
    const text = JSON.stringify([await read("/__requests"), await read("/__explain")]);
    for (const secret of [
      body.access_token,
      body.id_token,
      body.refresh_token,
      world.secrets.service,
      world.apiToken,
      "secret-state",
      "code=",
    ]) {
      assert.equal(text.includes(secret), false);
    }
    const [last] = await read("/__requests");
    assert.deepEqual([last.method, last.path], ["GET", "/__explain"]);
    const token = (await read("/__requests")).find(({ path }: any) => path.endsWith("/v1/token"));
    assert.deepEqual(token.note, { client: "service", grant: "client_credentials" });
  });

  it("fails the next requests on demand, with 429 and with 5xx, and then no more", async () => {
    await world.must(204, "POST", "/__faults", { path: "/api/v1/groups", status: 429, times: 2 });
    const limited = await world.api("GET", "/api/v1/groups");
    assertApiError(limited, 429, "E0000047", "API call exceeded rate limit due to too many requests.");
    assert.equal(limited.headers.get("x-rate-limit-remaining"), "0");
    assert.equal(limited.headers.get("x-rate-limit-reset"), String(world.org.seconds() + 1));
    assert.equal((await world.api("GET", "/api/v1/groups")).status, 429);
    assert.equal((await world.api("GET", "/api/v1/groups")).status, 200);
    await world.must(204, "POST", "/__faults", { path: world.issuerPath, method: "POST", status: 503 });
    const failed = await world.post(`${world.issuerPath}/v1/token`, {});
    assert.deepEqual([failed.status, failed.body.error], [503, "server_error"]);
  });

  it("loses the answer of a request that was served, on demand", async () => {
    await world.must(204, "POST", "/__faults", {
      path: "/api/v1/groups",
      method: "POST",
      status: 500,
      afterwards: true,
    });
    assertApiError(
      await world.api("POST", "/api/v1/groups", { profile: { name: "made" } }),
      500,
      "E0000009",
      "Internal Server Error",
    );
    assert.equal((await world.must(200, "GET", "/api/v1/groups?q=made")).length, 1);
  });

  it("lets requests go well first, and drops connections with and without doing what was asked", async () => {
    const create = (name: string) => world.api("POST", "/api/v1/groups", { profile: { name } });
    const count = async (name: string) => (await world.must(200, "GET", `/api/v1/groups?q=${name}`)).length;
    await world.must(204, "POST", "/__faults", {
      ...{ path: "/api/v1/groups", method: "POST", connection: "dropped", skip: 1 },
    });
    assert.equal((await create("drop-one")).status, 200);
    await assert.rejects(create("drop-two"), /fetch failed/);
    await world.must(204, "POST", "/__faults", {
      ...{ path: "/api/v1/groups", method: "POST", connection: "dropped", afterwards: true },
    });
    await assert.rejects(create("drop-three"), /fetch failed/);
    assert.deepEqual([await count("drop-one"), await count("drop-two"), await count("drop-three")], [1, 0, 1]);
    const wrong = { path: "/", connection: "slow" };
    assert.equal((await world.api("POST", "/__faults", wrong)).status, 400);
  });

  it("refuses what is beyond a limit once it is told to, and half of the limit is one token's", async () => {
    const apps = async () => (await world.api("GET", "/api/v1/apps?limit=1")).status;
    const told = await world.must(200, "PUT", "/__features", { rateLimits: true });
    assert.equal(told.rateLimits, true);
    const statuses: number[] = [];
    for (let i = 0; i < 52; i++) statuses.push(await apps());
    assert.deepEqual(statuses, [...Array<number>(50).fill(200), 429, 429]);
    await world.must(200, "PUT", "/__features", { rateLimits: false });
    assert.equal(await apps(), 200);
  });

  it("forgets faults, and refuses faults that are none", async () => {
    await world.must(204, "POST", "/__faults", { path: "/api/v1/groups", status: 500 });
    await world.must(204, "DELETE", "/__faults");
    assert.equal((await world.api("GET", "/api/v1/groups")).status, 200);
    assert.equal((await world.api("POST", "/__faults", { path: "/", status: 200 })).status, 400);
    assert.equal((await world.api("POST", "/__faults", { path: "/", status: 450 })).status, 400);
  });

  it("switches API Access Management off and on", async () => {
    assert.deepEqual(await world.must(200, "PUT", "/__features", { apiAccessManagement: false }), {
      apiAccessManagement: false,
      universalLogout: true,
      singleLogout: true,
      rateLimits: false,
    });
    assertApiError(
      await world.api("PUT", "/__features", { groupOwners: true, singleLogout: "no" }),
      400,
      "E0000001",
      "Api validation failed: groupOwners",
      [
        "groupOwners: it must be one of apiAccessManagement, universalLogout, singleLogout, rateLimits",
        "singleLogout: The field has an invalid value",
      ],
    );
    assert.equal((await world.api("GET", world.serverPath)).status, 401);
    assertOAuthError(
      await world.post(`${world.issuerPath}/v1/token`, {}),
      400,
      "invalid_request",
      "The authorization server id is invalid.",
    );
    await world.must(200, "PUT", "/__features", { apiAccessManagement: true });
    assert.equal((await world.api("GET", world.serverPath)).status, 200);
  });

  const origin = (more: object = {}) => ({
    name: "explorer",
    origin: ORIGIN,
    scopes: [{ type: "CORS" }, { type: "REDIRECT" }],
    ...more,
  });
  const crossOrigin = (from: string, method = "GET") =>
    fetch(`${world.url}${world.issuerPath}/v1/keys`, { method, headers: { origin: from } });

  it("lets pages of trusted origins read answers, and others not", async () => {
    assert.equal((await crossOrigin(ORIGIN)).headers.get("access-control-allow-origin"), null);
    const { id } = await world.must(200, "POST", "/api/v1/trustedOrigins", origin());
    const allowed = await crossOrigin(ORIGIN);
    assert.equal(allowed.headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal(allowed.headers.get("vary"), "Origin");
    assert.equal((await crossOrigin("http://evil.test")).headers.get("access-control-allow-origin"), null);
    const preflight = await crossOrigin(ORIGIN, "OPTIONS");
    assert.deepEqual(
      [preflight.status, preflight.headers.get("access-control-allow-methods")],
      [204, "GET, POST, PUT, DELETE, OPTIONS"],
    );
    await world.must(200, "POST", `/api/v1/trustedOrigins/${id}/lifecycle/deactivate`);
    assert.equal((await crossOrigin(ORIGIN)).headers.get("access-control-allow-origin"), null);
  });

  it("answers a trusted origin in Okta's shape, changes and deletes it", async () => {
    const { id, _links, ...rest } = await world.must(200, "POST", "/api/v1/trustedOrigins", origin());
    assert.match(id, /^tos/);
    assert.deepEqual(rest, {
      ...origin(),
      status: "ACTIVE",
      created: "2026-11-01T12:00:00.000Z",
      lastUpdated: "2026-11-01T12:00:00.000Z",
      createdBy: ADMINISTRATOR_ID,
      lastUpdatedBy: ADMINISTRATOR_ID,
    });
    const changed = await world.must(
      200,
      "PUT",
      `/api/v1/trustedOrigins/${id}`,
      origin({ scopes: [{ type: "REDIRECT" }] }),
    );
    assert.deepEqual(changed.scopes, [{ type: "REDIRECT" }]);
    const listed = async (filter: string) =>
      (await world.must(200, "GET", `/api/v1/trustedOrigins?filter=${encodeURIComponent(filter)}`)).length;
    assert.deepEqual([await listed(`origin eq "${ORIGIN}"`), await listed('origin eq "https://x.test"')], [1, 0]);
    assert.equal((await crossOrigin(ORIGIN)).headers.get("access-control-allow-origin"), null);
    await world.must(204, "DELETE", `/api/v1/trustedOrigins/${id}`);
    assert.equal((await world.api("GET", `/api/v1/trustedOrigins/${id}`)).status, 404);
  });

  it("refuses an origin with a path, one without a scope, and one of an unknown scope", async () => {
    const causes = async (more: object) =>
      (await world.api("POST", "/api/v1/trustedOrigins", origin(more))).body.errorCauses.map(
        (each: any) => each.errorSummary,
      );
    assert.deepEqual(await causes({ origin: `${ORIGIN}/x` }), [
      "origin: The field must be a web origin, such as https://example.com",
    ]);
    assert.deepEqual(await causes({ scopes: [] }), ["scopes: The field cannot be left blank"]);
    assert.deepEqual(await causes({ scopes: [{ type: "IFRAME_EMBED" }] }), ["scopes: Allowed are: CORS, REDIRECT"]);
  });
});
