/** One service behind three kinds of gateway: what it is told, and that it is not reached by what is refused. */
import assert from "node:assert/strict";
import { createHandler } from "../../../service/http/createHandler";
import type { GatewayEvent, HttpEvent } from "../../../guard/adapters/event";
import { json } from "../../../guard/adapters/event";
import { firstKey, oktaClaims, sign, startIssuer, type TestIssuer } from "../guard/tokens";

const served: HttpEvent[] = [];
const lines: string[] = [];
const service = (event: HttpEvent) => (served.push(event), json(200, { operation: event.routeKey }));
const handler = (environment: Record<string, string> = {}) =>
  createHandler(service, environment, (line) => lines.push(line));

beforeEach(() => {
  served.length = 0;
  lines.length = 0;
});

describe("a service behind an HTTP API", () => {
  const event = (lambda: Record<string, unknown>): GatewayEvent => ({
    routeKey: "POST /a",
    requestContext: { authorizer: { lambda } },
  });

  it("serves what the authorizer has let through", async () => {
    assert.equal((await handler()(event({ sub: "ada" }))).statusCode, 200);
    assert.equal(served.length, 1);
  });

  it("refuses first thing what was let through for the challenge alone", async () => {
    const body = '{"error":"insufficient_user_authentication"}';
    const answer = await handler()(event({ sub: "ada", challenge: "Bearer x", body }));
    assert.deepEqual(answer, {
      statusCode: 401,
      headers: { "content-type": "application/json", "cache-control": "no-store", "step-up-challenge": "Bearer x" },
      body,
    });
    assert.equal((await handler()(event({ challenge: "" }))).body, body);
    assert.equal(served.length, 0);
  });

  it("refuses an event of a load balancer, which nothing has guarded", async () => {
    const alb = { requestContext: { elb: { targetGroupArn: "arn" } }, httpMethod: "GET", path: "/a" };
    assert.equal((await handler()(alb)).statusCode, 403);
    assert.equal(served.length, 0);
  });
});

describe("a service behind a REST API", () => {
  it("reads route, body and caller, and lets one origin's pages read the answer", async () => {
    const answer = await handler({ ALLOW_ORIGIN: "https://app.example.com" })({
      resource: "/users/{id}",
      httpMethod: "GET",
      headers: null,
      pathParameters: { id: "1" },
      queryStringParameters: { q: "a b" },
      body: null,
      requestContext: { requestId: "r1", authorizer: { sub: "ada", scp: "a" } },
    });
    assert.deepEqual(served, [
      {
        routeKey: "GET /users/{id}",
        headers: {},
        pathParameters: { id: "1" },
        queryStringParameters: { q: "a b" },
        body: undefined,
        isBase64Encoded: undefined,
        requestContext: { requestId: "r1", authorizer: { lambda: { sub: "ada", scp: "a" } } },
      },
    ]);
    assert.equal(answer.headers["access-control-allow-origin"], "https://app.example.com");
    assert.equal(answer.headers["access-control-expose-headers"], "www-authenticate,x-amzn-remapped-www-authenticate");
  });
});

describe("a service behind API Gateway", () => {
  const REQUIREMENTS = JSON.stringify({
    "GET /users/{id}": { scopes: { any: ["users:read"] } },
    "GET /users/me": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
    "GET /users/{id}/keys": { scopes: { any: ["keys:read"] } },
  });
  const serve = handler({ REQUIREMENTS });
  const http = (id: string) => serve({ routeKey: "GET /users/{id}", pathParameters: { id } });
  const rest = (id: string) => serve({ resource: "/users/{id}", httpMethod: "GET", pathParameters: { id } });

  it("does not serve a request that was spelled past a route which asks for more", async () => {
    for (const id of ["me", "7/keys"]) assert.equal((await http(id)).statusCode, 404, id);
    for (const id of ["me", "%6De", "%6d%65", "7%2Fkeys", "7%2fke%79s"])
      assert.equal((await rest(id)).statusCode, 404, id);
    assert.equal(served.length, 0);
  });

  it("sees one value of a variable, whatever the gateway, decoded once", async () => {
    assert.equal((await http("a b%20")).statusCode, 200);
    assert.equal((await rest("a%20b%2520")).statusCode, 200);
    assert.deepEqual(
      served.map(({ pathParameters }) => pathParameters),
      [{ id: "a b%20" }, { id: "a b%20" }],
    );
  });

  it("answers an open `OPTIONS` itself, and an open `HEAD` as the `GET` of its path without a body", async () => {
    const options = await serve({ routeKey: "OPTIONS /users/{user}" });
    assert.deepEqual(options, { statusCode: 204, headers: { "cache-control": "no-store" }, body: "" });
    assert.deepEqual(served, []);
    const head = await serve({ resource: "/health", httpMethod: "HEAD" });
    assert.deepEqual([head.statusCode, head.body], [200, ""]);
    assert.deepEqual(
      served.map(({ routeKey }) => routeKey),
      ["GET /health"],
    );
  });

  it("does not serve the `GET` of a guarded route to an open `HEAD`, or to one that an authorizer has let through", async () => {
    assert.equal((await serve({ routeKey: "HEAD /users/{id}" })).body, '{"operation":"HEAD /users/{id}"}');
    const requestContext = { authorizer: { lambda: { sub: "ada" } } };
    assert.equal((await serve({ routeKey: "HEAD /health", requestContext })).body, '{"operation":"HEAD /health"}');
  });

  it("refuses to start with requirements that are none", () => {
    assert.throws(() => handler({ REQUIREMENTS: "{" }), { message: "`REQUIREMENTS` must be JSON" });
  });
});

describe("a service behind a load balancer", () => {
  let issuer: TestIssuer;
  before(async () => (issuer = await startIssuer([(await firstKey()).jwk])));
  after(() => issuer.close());

  const environment = () => ({
    PROFILE: "alb",
    ISSUER: issuer.issuer,
    AUDIENCE: "api://admin",
    ALLOW_INSECURE_ISSUER: "true",
    REQUIREMENTS: JSON.stringify({
      "GET /users/{id}": { scopes: { any: ["users:read"] } },
      "POST /users/{id}": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
      "GET /users/health": { public: true },
      "GET /users/me": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
      "GET /users/{id}/keys": { scopes: { any: ["keys:read"] } },
    }),
  });
  const token = async (more: Record<string, unknown> = {}) =>
    `Bearer ${await sign(await firstKey(), oktaClaims(issuer.issuer, Math.floor(Date.now() / 1000), more))}`;
  const call = (
    httpMethod: string,
    path: string,
    headers: Record<string, string> = {},
    queryStringParameters: Record<string, string | undefined> = {},
  ) =>
    handler(environment())({
      requestContext: { elb: { targetGroupArn: "arn" } },
      httpMethod,
      path,
      headers: { "x-amzn-trace-id": "Root=1", ...headers },
      queryStringParameters,
      body: "",
      isBase64Encoded: false,
    });

  it("serves a good token, and tells who calls", async () => {
    const answer = await call("GET", "/users/a%20b", { authorization: await token() });
    assert.deepEqual([answer.statusCode, answer.isBase64Encoded], [200, false]);
    assert.equal(served[0]!.routeKey, "GET /users/{id}");
    assert.deepEqual(served[0]!.pathParameters, { id: "a b" });
    assert.deepEqual(served[0]!.requestContext, {
      requestId: "Root=1",
      authorizer: { lambda: { sub: "ada@example.com", cid: "0oa1", uid: "00u1", scp: "users:read" } },
    });
  });

  it("decodes the query, as API Gateway does", async () => {
    const query = { "a%20b": "c+d%26", empty: undefined, bad: "%zz" };
    await call("GET", "/users/health", {}, query);
    assert.deepEqual(served[0]!.queryStringParameters, { "a b": "c d&", empty: "", bad: "%zz" });
  });

  for (const header of ["x".repeat(257), 'Root=1","who":"eve', "Root=1 x", ""]) {
    it(`does not repeat ${header.slice(0, 20)} as the request's id: a caller may have sent it`, async () => {
      await call("GET", "/users/health", { "x-amzn-trace-id": header });
      assert.deepEqual(served[0]!.requestContext, { requestId: undefined });
    });
  }

  it("serves a public route without a token, and tells of no caller", async () => {
    assert.equal((await call("GET", "/users/health")).statusCode, 200);
    assert.equal(served[0]!.requestContext?.authorizer, undefined);
  });

  it("refuses what the load balancer does not see: scopes, steps-up, undeclared routes, no token", async () => {
    const outcomes = [
      await call("GET", "/users/1", { authorization: await token({ scp: ["x"] }) }),
      await call("POST", "/users/1", { authorization: await token() }),
      await call("DELETE", "/users/1", { authorization: await token() }),
      await call("GET", "/users/1/more", { authorization: await token() }),
      await call("GET", "/users/1"),
    ];
    assert.deepEqual(
      outcomes.map(({ statusCode }) => statusCode),
      [403, 401, 404, 404, 401],
    );
    assert.match(outcomes[1]!.headers["www-authenticate"]!, /acr_values="phr", max_age="300"$/);
    assert.equal(served.length, 0);
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { route: string }).route),
      ["GET /users/{id}", "POST /users/{id}", "GET /users/{id}"],
    );
  });

  it("refuses a fixed path by its own requirement, however it is spelled", async () => {
    const authorization = await token();
    const statuses: number[] = [];
    for (const path of ["/users/me", "/users/%6De", "/users/7%2Fkeys", "/users/%2e%2e", "//users/me", "/Users/7"])
      statuses.push((await call("GET", path, { authorization })).statusCode);
    assert.deepEqual(statuses, [401, 401, 404, 404, 404, 404]);
    assert.equal(served.length, 0);
  });

  describe("that pages of another origin may call", () => {
    const PAGE = "https://console.example.com";
    const open = (allowOrigins: unknown = [PAGE]) =>
      handler({
        ...environment(),
        CORS: JSON.stringify({
          allowOrigins,
          allowHeaders: ["authorization", "x-team"],
          maxAgeSeconds: 600,
          methods: { "OPTIONS /users/{id}": ["GET", "OPTIONS", "PUT"] },
        }),
        REQUIREMENTS: JSON.stringify({
          "GET /users/{id}": { scopes: { any: ["users:read"] } },
          "OPTIONS /users/{id}": { public: true },
          "GET /health": { public: true },
          "HEAD /health": { public: true },
        }),
      });
    const ask = (httpMethod: string, path: string, origin?: string) =>
      open()({
        requestContext: { elb: { targetGroupArn: "arn" } },
        httpMethod,
        path,
        headers: { ...(origin !== undefined && { origin, "access-control-request-method": "GET" }) },
      });

    it("answers the question of a browser, and does not reach the service", async () => {
      const { statusCode, headers, isBase64Encoded } = await ask("OPTIONS", "/users/1", PAGE);
      assert.deepEqual([statusCode, isBase64Encoded, served.length], [204, false, 0]);
      assert.deepEqual(headers, {
        allow: "GET,OPTIONS,PUT",
        "cache-control": "no-store",
        "access-control-allow-methods": "GET,OPTIONS,PUT",
        "access-control-allow-headers": "authorization,x-team",
        "access-control-max-age": "600",
        vary: "origin",
        "access-control-allow-origin": PAGE,
        "access-control-expose-headers": "www-authenticate,x-amzn-remapped-www-authenticate",
      });
    });

    it("lets pages of these origins read refusals, and no others", async () => {
      const refused = await ask("GET", "/users/1", PAGE);
      assert.deepEqual([refused.statusCode, refused.headers["access-control-allow-origin"]], [401, PAGE]);
      for (const origin of ["https://evil.example", "https://console.example.com.evil.example", undefined]) {
        const other = await ask("GET", "/users/1", origin);
        assert.deepEqual([other.headers["access-control-allow-origin"], other.headers["vary"]], [undefined, "origin"]);
      }
    });

    it("serves an open `HEAD` as the `GET` without its body", async () => {
      const { statusCode, body } = await ask("HEAD", "/health");
      assert.deepEqual([statusCode, body, served[0]!.routeKey], [200, "", "GET /health"]);
    });

    it("refuses to start with origins that are none", () => {
      assert.throws(() => open("*"), /`CORS` is not of the form/);
    });
  });

  it("refuses an event that did not come from a load balancer, whatever context it claims", async () => {
    const forged = {
      routeKey: "GET /users/{id}",
      requestContext: { authorizer: { lambda: { sub: "ada", cid: "0oa1", scp: "users:read" } } },
    };
    assert.equal((await handler(environment())(forged)).statusCode, 403);
    assert.equal(served.length, 0);
  });

  it("refuses to start without its settings", () => {
    assert.throws(() => handler({ PROFILE: "alb" }), /`ISSUER` is not set/);
  });
});
