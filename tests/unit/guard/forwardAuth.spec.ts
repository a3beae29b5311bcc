/** The forward-auth guard: the decisions of the Lambda authorizer, for requests whose route it has to find out itself. */
import assert from "node:assert/strict";
import { authorizeHttpApi } from "../../../guard/adapters/authorizer";
import { createForwardAuth } from "../../../guard/adapters/forwardAuth";
import { createForwardAuthServer, type ProxyKind } from "../../../guard/adapters/forwardAuthServer";
import { readExported } from "../../../guard/exported";
import { createGuard } from "../../../guard/guard";
import type { RouteRequirement } from "../../../model/routes/requirement";
import { BAD_TOKENS } from "./badTokens";
import { firstKey, oktaClaims, secondKey, sign } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const NOW = 1_800_000_000;
const CHALLENGE =
  'Bearer error="insufficient_user_authentication", error_description="a stronger sign-in is required", acr_values="phr", max_age="300"';

const REQUIREMENTS = new Map<string, RouteRequirement>([
  ["GET /", { public: true }],
  ["GET /health", { public: true }],
  ["GET /users", { scopes: { any: ["users:read"] } }],
  ["GET /users/{id}", { scopes: { any: ["users:read"] } }],
  ["GET /users/me", { scopes: { any: ["users:me"] } }],
  ["GET /users/{id}/keys", { scopes: { all: ["users:read", "keys:read"] } }],
  ["DELETE /users/{id}", { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } }],
]);

const lines: string[] = [];
beforeEach(() => void (lines.length = 0));

async function guardOf(keysAreThere = true) {
  const { jwk } = await firstKey();
  const fetchKeys = async () => {
    if (!keysAreThere) throw new Error("down");
    return { keys: [jwk] };
  };
  return createGuard({ issuer: ISSUER, audience: "api://admin" }, { now: () => NOW * 1000, fetchKeys });
}

const log = (line: string) => void lines.push(line);
const forwardAuth = async (keysAreThere = true) =>
  createForwardAuth({ guard: await guardOf(keysAreThere), requirements: REQUIREMENTS, log });

const token = async (more: Record<string, unknown> = {}) =>
  `Bearer ${await sign(await firstKey(), oktaClaims(ISSUER, NOW, more))}`;

const ask = async (
  method: string | undefined,
  uri: string | undefined,
  headers: Record<string, string | string[]> = {},
) => (await forwardAuth()).answer({ method, uri, headers });

const asked = async (method: string, uri: string, more: Record<string, unknown> = {}) =>
  ask(method, uri, { authorization: await token(more) });

describe("the forward-auth guard", () => {
  it("lets a request through with who calls, in headers that take the place of the caller's own", async () => {
    const forged = { "x-access-subject": "root", "X-Access-Scopes": "users:delete" };
    assert.deepEqual(await ask("GET", "/users/7?x=1", { authorization: await token(), ...forged }), {
      status: 200,
      headers: {
        "cache-control": "no-store",
        "x-access-subject": "ada@example.com",
        "x-access-client": "0oa1",
        "x-access-scopes": "users:read",
      },
      body: "",
    });
  });

  it("says at a public route that nobody has shown a token, whatever the caller says", async () => {
    const nobody = { "x-access-subject": "-", "x-access-client": "-", "x-access-scopes": "-" };
    for (const uri of ["/", "/health", "/?x=//..", "/health?a=b;c"]) {
      const { status, headers } = await ask("GET", uri, { "x-access-subject": "root", authorization: await token() });
      assert.deepEqual([status, headers], [200, { "cache-control": "no-store", ...nobody }], uri);
    }
  });

  it("writes a subject as a header can hold it", async () => {
    const { headers } = await asked("GET", "/users", { sub: "jörg 100%\n@example.com", scp: ["users:read", "a%b"] });
    assert.equal(headers["x-access-subject"], "j%C3%B6rg%20100%25%0A@example.com");
    assert.equal(headers["x-access-scopes"], "users:read a%25b");
  });

  it("refuses with the challenge of a step-up, and of a missing token and scope", async () => {
    const stepUp = await asked("DELETE", "/users/7");
    assert.deepEqual([stepUp.status, stepUp.headers["www-authenticate"]], [401, CHALLENGE]);
    assert.equal((await asked("DELETE", "/users/7", { acr: "phr" })).status, 200);
    assert.deepEqual(await ask("GET", "/users").then(({ status, headers }) => [status, headers["www-authenticate"]]), [
      401,
      "Bearer",
    ]);
    const narrow = await asked("GET", "/users", { scp: ["x"] });
    assert.equal(narrow.status, 403);
    assert.match(narrow.headers["www-authenticate"]!, /^Bearer error="insufficient_scope".* scope="users:read"$/);
    assert.equal(JSON.parse(narrow.body).error, "insufficient_scope");
  });

  it("refuses with 503 where no keys can be had", async () => {
    const headers = { authorization: await token() };
    const answer = await (await forwardAuth(false)).answer({ method: "GET", uri: "/users", headers });
    assert.deepEqual([answer.status, answer.headers["retry-after"]], [503, "5"]);
  });

  it("refuses two tokens, and never logs one", async () => {
    const good = await token();
    assert.equal((await ask("GET", "/users", { authorization: [good, good] })).status, 401);
    assert.equal((await ask("GET", "/users", { authorization: good, Authorization: good })).status, 401);
    assert.equal(lines.length, 2);
    assert.ok(!lines.join().includes(good.slice(7, 30)));
  });

  const otherwise: readonly string[] = [
    "/users/",
    "//users",
    "/users//7",
    "/users/../health",
    "/health/../users",
    "/health/..%2fusers",
    "/users/%2e%2e/health",
    "/users/%2E",
    "/users/.",
    "/users/...",
    "/users/7%2Fkeys",
    "/users%2F7",
    "/users/7%5ckeys",
    "/users/7\\keys",
    "/users/7;x",
    "/users/7%3bx",
    "/users/%256de",
    "/users/7%00",
    "/users/7%0a",
    "/users/7%3fx",
    "/users/%zz",
    "/users/%ff",
    "/users/ä",
    "/users/7#x",
    "/users/ 7",
    "/users/{id}",
    "users",
    "",
    "*",
    "http://health/users",
    "https://example.com/health",
    `/users/${"a".repeat(9_000)}`,
    "/users/ME",
    "/users/Me",
    "/users/%4de",
    "/users/me.",
    "/users/me%20",
    "/users/%20",
    "/users/%EF%BD%8D%EF%BD%85",
    "/users/7/KEYS",
    "/USERS",
    "/Health",
    "/health/",
    "/nowhere",
    "/users/7/keys/1",
  ];
  for (const uri of otherwise) {
    it(`refuses a path with more than one reading, or of no route: ${uri.length > 40 ? "a very long one" : `\`${uri}\``}`, async () => {
      const answer = await asked("GET", uri, { scp: ["users:read", "users:me", "keys:read"] });
      assert.equal(answer.status, 403, answer.body);
      assert.equal(JSON.parse(answer.body).error, "access_denied");
    });
  }

  it("finds the route of an encoded path that everybody decodes alike", async () => {
    assert.equal((await asked("GET", "/users/%6De")).status, 403);
    assert.equal((await asked("GET", "/users/%6De", { scp: ["users:me"] })).status, 200);
    assert.equal((await asked("GET", "/users/a%20b%40c%C3%A9")).status, 200);
  });

  for (const method of ["get", "HEAD", "POST", "OPTIONS", "PUT", "TRACE", "GET ", ""]) {
    it(`refuses a method that no route has: \`${method}\``, async () => {
      assert.equal((await asked(method, "/users")).status, 403);
      assert.equal((await ask(method, "/health")).status, 403);
    });
  }

  it("refuses where the proxy does not say which request it asks about", async () => {
    for (const [method, uri] of [
      [undefined, "/health"],
      ["GET", undefined],
      [undefined, undefined],
    ] as const)
      assert.equal((await ask(method, uri)).status, 403);
  });

  for (const name of [
    "X-HTTP-Method-Override",
    "x-method-override",
    "X-HTTP-Method",
    "X-Original-URL",
    "X-Rewrite-URL",
  ]) {
    it(`refuses a request with \`${name}\`, which some backends obey`, async () => {
      assert.equal((await ask("GET", "/users", { authorization: await token(), [name]: "DELETE" })).status, 403);
    });
  }
});

describe("the forward-auth guard and the Lambda authorizer", () => {
  for (const { what, make, problem } of BAD_TOKENS) {
    it(`refuse alike a token ${what}`, async () => {
      const context = { issuer: ISSUER, now: NOW, key: await firstKey(), other: await secondKey() };
      const headers = { authorization: `Bearer ${await make(context)}` };
      const answer = await ask("GET", "/users/7", headers);
      const authorizer = { guard: await guardOf(), requirements: REQUIREMENTS, log };
      const other = await authorizeHttpApi(
        { routeKey: "GET /users/{id}", headers, pathParameters: { id: "7" } },
        authorizer,
      );
      assert.deepEqual(other, { isAuthorized: false, context: { error: "invalid_token", description: problem } });
      assert.equal(answer.status, 401);
      assert.deepEqual(JSON.parse(answer.body), { error: "invalid_token", error_description: problem });
      assert.equal(
        answer.headers["www-authenticate"],
        `Bearer error="invalid_token", error_description="${problem.replaceAll('"', "")}"`,
      );
    });
  }
});

describe("the server of the forward-auth guard", () => {
  async function withServer<T>(proxy: ProxyKind, use: (url: string) => Promise<T>): Promise<T> {
    const server = createForwardAuthServer(await forwardAuth(), proxy);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    try {
      return await use(`http://127.0.0.1:${port}`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  const NGINX = { "x-original-method": "GET", "x-original-uri": "/users/7" };
  const OTHERS = { "x-forwarded-method": "GET", "x-forwarded-uri": "/users/7" };
  const OPEN = {
    "x-original-method": "GET",
    "x-original-uri": "/health",
    "x-forwarded-method": "GET",
    "x-forwarded-uri": "/health",
  };

  for (const [proxy, own] of [
    ["nginx", NGINX],
    ["traefik", OTHERS],
    ["caddy", OTHERS],
  ] as const) {
    it(`believes of ${proxy} the headers that it sets, and no others`, async () => {
      await withServer(proxy, async (url) => {
        const status = async (headers: Record<string, string>, path = "/check") =>
          (await fetch(`${url}${path}`, { headers })).status;
        assert.equal(await status(own), 401);
        assert.equal(await status({ ...OPEN, ...own }), 401);
        assert.equal(await status({ ...own, authorization: await token() }), 200);
        assert.equal(await status({}, "/health"), 403);
        const foreign = Object.fromEntries(Object.entries(OPEN).filter(([name]) => !Object.hasOwn(own, name)));
        assert.equal(await status(foreign), 403);
      });
    });
  }

  it("believes of envoy the request line alone", async () => {
    await withServer("envoy", async (url) => {
      assert.equal((await fetch(`${url}/users/7`, { headers: OPEN })).status, 401);
      assert.equal((await fetch(`${url}/health`)).status, 200);
      assert.equal((await fetch(`${url}/health`, { method: "DELETE" })).status, 403);
    });
  });

  it("refuses a header of the proxy's that came twice", async () => {
    await withServer("nginx", async (url) => {
      const headers = new Headers({ ...NGINX, "x-original-uri": "/health" });
      assert.equal((await fetch(url, { headers })).status, 200);
      const { request } = await import("node:http");
      const status = await new Promise((resolve, reject) => {
        const raw = [
          "host",
          "127.0.0.1",
          "x-original-method",
          "GET",
          "x-original-uri",
          "/health",
          "X-Original-URI",
          "/users",
        ];
        request(url, { headers: raw as never }, (response) => resolve(response.resume().statusCode))
          .on("error", reject)
          .end();
      });
      assert.equal(status, 403);
    });
  });
});

describe("the guard's settings from what `access requirements` has written", () => {
  const exported = {
    api: "users",
    audience: "api://admin",
    requirements: { "GET /users": { scopes: { any: ["users:read"] } }, "GET /health": { public: true } },
    narrowing: {
      entitlements: { claim: ["entitled_groups"], scopes: { staff: ["users:read"] } },
      claims: ["entitlements"],
      exactClients: ["sync"],
    },
  };
  const use = { issuer: ISSUER, clientIds: { sync: "0oa2", desk: "0oa1" } };

  it("narrow the tokens of all clients but the exact ones", async () => {
    const { guard: options, requirements } = readExported(exported, use);
    assert.deepEqual(options.exactClients, ["0oa2"]);
    const { jwk } = await firstKey();
    const guard = createGuard(options, { now: () => NOW * 1000, fetchKeys: async () => ({ keys: [jwk] }) });
    const status = async (more: Record<string, unknown>) =>
      (
        await createForwardAuth({ guard, requirements, log }).answer({
          method: "GET",
          uri: "/users",
          headers: { authorization: await token(more) },
        })
      ).status;
    assert.equal(await status({ cid: "0oa1" }), 403);
    assert.equal(await status({ cid: "0oa1", entitled_groups: ["staff"] }), 200);
    assert.equal(await status({ cid: "0oa1", entitled_groups: ["others"] }), 403);
    assert.equal(await status({ cid: "0oa2" }), 200);
    assert.equal(await status({ cid: "0oa3" }), 403);
  });

  it("leave tokens alone where nothing is said of narrowing", () => {
    const { narrowing: _, ...plain } = exported;
    const { guard } = readExported(plain, { issuer: ISSUER });
    assert.deepEqual(guard, { issuer: ISSUER, audience: "api://admin", allowInsecureIssuer: undefined });
  });

  const wrong: readonly [value: unknown, message: RegExp][] = [
    [undefined, /^the requirements must be the JSON of `access requirements`/],
    [{ ...exported, audience: undefined }, /^the requirements must be the JSON/],
    [
      { ...exported, requirements: { "GET /x": { scope: [] } } },
      /^the requirement of `GET \/x` .* unknown field `scope`/,
    ],
    [{ ...exported, narrowing: {} }, /^`narrowing` of the requirements must have/],
    [{ ...exported, narrowing: null }, /^`narrowing` of the requirements must have/],
    [
      { ...exported, narrowing: { ...exported.narrowing, exactClients: ["sync", "toString"] } },
      /are needed: `toString`/,
    ],
  ];
  for (const [index, [value, message]] of wrong.entries()) {
    it(`are refused where they are none (${index + 1})`, () => {
      assert.throws(
        () => readExported(value, use),
        (error: Error) => message.test(error.message),
      );
    });
  }
});
