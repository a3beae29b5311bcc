/** The calls of the callers' module: which token each is sent with, what it does about a challenge, and what it never does. */
import assert from "node:assert/strict";
import {
  createApiClient,
  fetchWithStepUp,
  type ClientTable,
  type StepUpOptions,
  type TokenRequest,
} from "../../../client";

const BASE = "https://api.example.com/prod";
const STEP_UP = { acr: "urn:okta:loa:2fa:any", maxAge: 300 };
const TABLE = {
  client: "console",
  scopes: ["users:read", "users:update", "users:deactivate"],
  elevated: ["users:deactivate"],
  oidcScopes: ["openid"],
  entitlementClaims: ["rights"],
  together: [["users:read", "users:update", "users:deactivate"]],
  apis: {
    admin: {
      "GET /health": { public: true },
      "GET /users": { scopes: { any: ["users:read"] } },
      "PATCH /users/{id}": { scopes: { any: ["users:update"] } },
      "POST /users/{id}/deactivate": { scopes: { any: ["users:deactivate"] }, stepUp: STEP_UP },
    },
  },
} as const satisfies ClientTable;

type Answer = (request: Request, token: string | undefined) => Response;

const OK: Answer = () => new Response("{}");
const refuse = (status: number, challenge: string) => (): Response =>
  new Response(null, { status, headers: { "www-authenticate": challenge } });
const STEP_UP_CHALLENGE =
  'Bearer error="insufficient_user_authentication", acr_values="urn:okta:loa:2fa:any", max_age="300"';

/** A world with a clock, an authorization server that gives what is asked, and an API that answers in turn. */
function world(
  answers: Answer | Answer[],
  more: Partial<StepUpOptions> = {},
  issue?: (request: TokenRequest, number: number) => string | undefined,
) {
  const state = {
    now: 1_000,
    asked: [] as TokenRequest[],
    sent: [] as { request: Request; token: string | undefined }[],
  };
  const call = fetchWithStepUp({
    baseUrl: BASE,
    table: TABLE,
    api: "admin",
    entitled: ["users:read", "users:update", "users:deactivate"],
    now: () => state.now,
    getToken: async (request) => {
      state.asked.push(request);
      const accessToken = issue ? issue(request, state.asked.length) : `token-${state.asked.length}`;
      return accessToken === undefined ? undefined : { accessToken, expiresAt: state.now + 600 };
    },
    fetch: async (request) => {
      const token = request.headers.get("authorization")?.replace("Bearer ", "");
      state.sent.push({ request, token });
      const next = Array.isArray(answers) ? (answers[state.sent.length - 1] ?? OK) : answers;
      return next(request, token);
    },
    ...more,
  });
  return Object.assign(state, { call });
}

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

describe("fetchWithStepUp: the token of a call", () => {
  it("is one for everything that needs no step-up, asked for once", async () => {
    const { call, asked, sent } = world(OK);
    await call("/users");
    await call("/users/7", { method: "PATCH", body: "{}" });
    assert.deepEqual(asked, [{ scopes: ["users:read", "users:update"] }]);
    assert.deepEqual(
      sent.map(({ token }) => token),
      ["token-1", "token-1"],
    );
  });

  it("is one for what is needed alone, where the entitlement is not known", async () => {
    const { call, asked } = world(OK, { entitled: undefined });
    await call("/users");
    await call("/users/7", { method: "PATCH" });
    assert.deepEqual(asked, [{ scopes: ["users:read"] }, { scopes: ["users:update"] }]);
  });

  it("is apart for what needs a step-up, and asked for when an action needs it", async () => {
    const { call, asked, sent } = world(OK);
    await call("/users");
    await call("/users/7/deactivate", { method: "POST" });
    await call("/users/8/deactivate", { method: "POST" });
    await call("/users");
    const elevated = { scopes: ["users:deactivate"], acrValues: STEP_UP.acr, maxAge: 300 };
    assert.deepEqual(asked, [{ scopes: ["users:read", "users:update"] }, elevated]);
    assert.deepEqual(
      sent.map(({ token }) => token),
      ["token-1", "token-2", "token-2", "token-1"],
    );
  });

  it("is none for a public route", async () => {
    const { call, asked, sent } = world(OK);
    await call("/health", { headers: { authorization: "Bearer of-somebody-else" } });
    assert.deepEqual([asked, sent[0]!.token], [[], undefined]);
  });

  it("is asked for once by calls that come at once", async () => {
    const { call, asked } = world(OK);
    await Promise.all([
      call("/users"),
      call("/users"),
      call("/users/1/deactivate", { method: "POST" }),
      call("/users/2/deactivate", { method: "POST" }),
    ]);
    assert.equal(asked.length, 2);
  });

  it("is dropped at its end", async () => {
    const state = world(OK);
    await state.call("/users");
    state.now += 594;
    await state.call("/users");
    assert.equal(state.asked.length, 1);
    state.now += 1;
    await state.call("/users");
    assert.equal(state.asked.length, 2);
  });

  it("is dropped when the proof of the sign-in is too old, which the token itself dates", async () => {
    const state = world(OK, {}, (_, number) => jwt({ auth_time: 800, number }));
    const deactivate = () => state.call("/users/7/deactivate", { method: "POST" });
    await deactivate();
    state.now += 94;
    await deactivate();
    assert.equal(state.asked.length, 1);
    state.now += 1;
    await deactivate();
    assert.equal(state.asked.length, 2);
  });

  it("is forgotten at sign-out", async () => {
    const { call, asked } = world(OK);
    await call("/users");
    call.forget();
    await call("/users");
    assert.equal(asked.length, 2);
  });
});

describe("fetchWithStepUp: a challenge", () => {
  it("is answered with a token of the level and the age that it names, and the call is made again, body and all", async () => {
    const { call, asked, sent } = world([refuse(401, STEP_UP_CHALLENGE), OK]);
    const response = await call("/users/7", {
      method: "PATCH",
      body: '{"a":1}',
      headers: { "content-type": "application/json" },
    });
    assert.equal(response.status, 200);
    assert.deepEqual(asked[1], { scopes: ["users:read", "users:update"], acrValues: STEP_UP.acr, maxAge: 300 });
    assert.deepEqual(
      sent.map(({ token }) => token),
      ["token-1", "token-2"],
    );
    assert.equal(await sent[1]!.request.text(), '{"a":1}');
    await call("/users");
    assert.equal(sent[2]!.token, "token-1", "what needs no step-up goes on without");
  });

  it("is followed under the name that API Gateway gives the header, and in the body", async () => {
    const body = { error: "insufficient_user_authentication", error_description: "x", acr_values: "phr", max_age: 60 };
    const renamed = () =>
      new Response(null, { status: 401, headers: { "x-amzn-remapped-www-authenticate": STEP_UP_CHALLENGE } });
    const inBody = () =>
      new Response(JSON.stringify(body), { status: 401, headers: { "content-type": "application/json" } });
    const first = world([renamed, OK]);
    assert.equal((await first.call("/users")).status, 200);
    const second = world([inBody, OK]);
    assert.equal((await second.call("/users")).status, 200);
    assert.deepEqual(second.asked[1], { scopes: ["users:read", "users:update"], acrValues: "phr", maxAge: 60 });
  });

  it("of a step-up that was just made is answered with a new sign-in", async () => {
    const { call, asked } = world([refuse(401, STEP_UP_CHALLENGE), OK]);
    assert.equal((await call("/users/7/deactivate", { method: "POST" })).status, 200);
    assert.deepEqual(asked[1], { scopes: ["users:deactivate"], acrValues: STEP_UP.acr, maxAge: 300, prompt: "login" });
  });

  it("of a step-up that was made before is answered with another token first", async () => {
    const state = world([OK, refuse(401, STEP_UP_CHALLENGE), OK]);
    const deactivate = () => state.call("/users/7/deactivate", { method: "POST" });
    await deactivate();
    state.now += 10;
    assert.equal((await deactivate()).status, 200);
    const elevated = { scopes: ["users:deactivate"], acrValues: STEP_UP.acr, maxAge: 300 };
    assert.deepEqual(state.asked, [elevated, { ...elevated, renew: true }]);
    await deactivate();
    assert.deepEqual(
      state.sent.map(({ token }) => token),
      ["token-1", "token-1", "token-2", "token-2"],
    );
  });

  it("without level and age is answered with a new sign-in", async () => {
    const { call, asked } = world([refuse(401, 'Bearer error="insufficient_user_authentication"'), OK]);
    await call("/users");
    assert.deepEqual(asked[1], { scopes: ["users:read", "users:update"], prompt: "login" });
  });

  it("of a token that is not good is answered with another one, once", async () => {
    const { call, asked, sent } = world(refuse(401, 'Bearer error="invalid_token"'));
    assert.equal((await call("/users")).status, 401);
    assert.deepEqual(asked, [
      { scopes: ["users:read", "users:update"] },
      { scopes: ["users:read", "users:update"], renew: true },
    ]);
    assert.deepEqual(
      sent.map(({ token }) => token),
      ["token-1", "token-2"],
    );
  });

  it("that names a scope is answered where the scope is the client's and the person's", async () => {
    const challenge = refuse(403, 'Bearer error="insufficient_scope", scope="users:update okta.users.manage"');
    const { call, asked } = world([challenge, OK], { entitled: undefined });
    assert.equal((await call("/users")).status, 200);
    assert.deepEqual(asked[1], { scopes: ["users:update"] });
    const entitled = world([challenge, OK], { entitled: ["users:read"] });
    assert.equal((await entitled.call("/users")).status, 403);
    assert.equal(entitled.asked.length, 1);
  });

  it("is returned where no token can be had", async () => {
    const { call, sent } = world(refuse(401, STEP_UP_CHALLENGE), {}, (_, number) =>
      number === 1 ? "token" : undefined,
    );
    assert.equal((await call("/users")).status, 401);
    assert.equal(sent.length, 1);
  });

  const hopeless: Record<string, string> = {
    "of an unknown level":
      'Bearer error="insufficient_user_authentication", acr_values="urn:evil:loa:9", max_age="300"',
    "of a level that is no proof":
      'Bearer error="insufficient_user_authentication", acr_values="urn:okta:loa:2fa:any:ifpossible"',
    "of an age that is none": 'Bearer error="insufficient_user_authentication", max_age="soon"',
    "of a huge age": 'Bearer error="insufficient_user_authentication", max_age="99999999999999999999"',
    "of a negative age": 'Bearer error="insufficient_user_authentication", max_age="-1"',
    "of scopes that the token has": 'Bearer error="insufficient_scope", scope="users:read"',
    "of scopes of others": 'Bearer error="insufficient_scope", scope="okta.users.manage"',
    "of no scope": 'Bearer error="insufficient_scope"',
    "of an error that nobody knows": 'Bearer error="try_again"',
    "without an error": "Bearer",
  };
  for (const [title, challenge] of Object.entries(hopeless)) {
    it(`${title} is returned, and nothing is asked for`, async () => {
      const { call, asked, sent } = world(refuse(401, challenge));
      assert.equal((await call("/users")).status, 401);
      assert.deepEqual([asked.length, sent.length], [1, 1]);
    });
  }

  it("with a huge age beside a known level is answered with the level", async () => {
    const { call, asked } = world([
      refuse(401, 'Bearer error="insufficient_user_authentication", acr_values="x phr", max_age="99999999999"'),
      OK,
    ]);
    await call("/users");
    assert.deepEqual(asked[1], { scopes: ["users:read", "users:update"], acrValues: "phr" });
  });

  it("for ever is answered once a call, and not asked of the person again at every call", async () => {
    const state = world(refuse(401, STEP_UP_CHALLENGE));
    for (let i = 0; i < 20; i += 1) assert.equal((await state.call("/users")).status, 401);
    assert.deepEqual([state.asked.length, state.sent.length], [2, 21]);
    state.now += 61;
    await state.call("/users");
    assert.equal(state.asked.length, 3);
  });

  it("that differs each time is answered once a call as well", async () => {
    let age = 100;
    const { call, asked, sent } = world(() =>
      refuse(401, `Bearer error="insufficient_user_authentication", max_age="${(age += 1)}"`)(),
    );
    await call("/users");
    assert.deepEqual([asked.length, sent.length], [2, 2]);
  });
});

describe("fetchWithStepUp: tokens stay with the API", () => {
  const elsewhere = [
    "https://evil.example/prod/users",
    "https://api.example.com/users",
    "https://api.example.com/production/users",
    "https://api.example.com:8443/prod/users",
    "http://api.example.com/prod/users",
    "https://api.example.com.evil.example/prod/users",
    "/../users",
    "/%2e%2e/users",
    "/users/..\\..\\..\\users",
    "https://api.example.com/prod",
  ];
  for (const address of elsewhere) {
    it(`refuses \`${address}\``, async () => {
      const { call, asked, sent } = world(OK);
      await assert.rejects(call(address), {
        name: "TypeError",
        message: /is not below `https:\/\/api\.example\.com\/prod`/,
      });
      assert.deepEqual([asked, sent], [[], []]);
    });
  }

  it("refuses a relative address, and one with a password", async () => {
    const { call, asked } = world(OK);
    await assert.rejects(call("users"), TypeError);
    await assert.rejects(call("https://a:b@api.example.com/prod/users"), TypeError);
    assert.deepEqual(asked, []);
  });

  it("takes two slashes for a path of the API, and no other host", async () => {
    const { call } = world(OK);
    await assert.rejects(call("//evil.example/users"), /is no route/);
  });

  it("follows no redirect", async () => {
    const { call, sent } = world(OK);
    await call("/users");
    assert.equal(sent[0]!.request.redirect, "error");
  });

  it("refuses a route that is not in the table, before any token is asked for", async () => {
    const { call, asked } = world(OK);
    await assert.rejects(call("/users/7", { method: "DELETE" }), {
      message: "`DELETE /prod/users/7` is no route of `admin` that `console` can be entitled to",
    });
    assert.deepEqual(asked, []);
  });

  it("refuses an API without TLS, but on this machine", () => {
    const getToken = async () => undefined;
    for (const baseUrl of [
      "http://api.example.com",
      "ftp://api.example.com",
      "https://api.example.com/?a=b",
      "https://a.example/#b",
    ])
      assert.throws(() => fetchWithStepUp({ baseUrl, getToken }), TypeError, baseUrl);
    for (const baseUrl of ["http://127.0.0.1:7172/_api/x", "http://localhost:1", "http://[::1]:1"])
      fetchWithStepUp({ baseUrl, getToken });
    assert.throws(() => fetchWithStepUp({ baseUrl: "http://127.0.0.1.evil.example", getToken }), TypeError);
  });

  it("works without a table, with the scopes that it is given", async () => {
    const { call, asked } = world([refuse(403, 'Bearer error="insufficient_scope", scope="b c"'), OK], {
      table: undefined,
      scopes: ["a", "b"],
      entitled: undefined,
    });
    assert.equal((await call("/anything")).status, 403);
    assert.deepEqual(asked, [{ scopes: ["a", "b"] }]);
  });
});

describe("createApiClient", () => {
  it("fills in variables, query and body", async () => {
    const sent: Request[] = [];
    const admin = createApiClient(TABLE, "admin", {
      baseUrl: BASE,
      getToken: async () => ({ accessToken: "t", expiresAt: 2e9 }),
      fetch: async (request) => (sent.push(request), new Response()),
    });
    await admin("PATCH /users/{id}", {
      path: { id: "a/b ?#é" },
      query: { q: "x&y", none: undefined, n: 1 },
      body: { a: 1 },
    });
    await admin("GET /users");
    const [first] = sent;
    assert.equal(first!.url, "https://api.example.com/prod/users/a%2Fb%20%3F%23%C3%A9?q=x%26y&n=1");
    assert.equal(first!.headers.get("content-type"), "application/json");
    assert.equal(await first!.text(), '{"a":1}');
    assert.equal(sent[1]!.url, "https://api.example.com/prod/users");
  });

  it("refuses a value that would lead to another path", () => {
    const admin = createApiClient(TABLE, "admin", { baseUrl: BASE, getToken: async () => undefined });
    for (const id of ["", ".", ".."])
      assert.throws(() => admin("PATCH /users/{id}", { path: { id } }), {
        message: "`PATCH /users/{id}` needs a value for `id`",
      });
  });
});
