/** A REST API on the local gateway: routes, the request authorizer and its cache, gateway responses. */
import assert from "node:assert/strict";
import { request as send } from "node:http";
import { BAD_TOKENS } from "../guard/badTokens";
import { firstKey, secondKey } from "../guard/tokens";
import { linesOf, startRestApi, type TestRestApi } from "./localRestApi";
import { bearer, call, REQUIREMENTS, RESPONSES } from "./usersRestApi";

const CHALLENGE =
  'Bearer error="insufficient_user_authentication", error_description="a stronger sign-in is required", acr_values="phr", max_age="300"';

describe("a REST API with the bundled authorizer", () => {
  let api: TestRestApi;
  before(async () => {
    api = await startRestApi({ requirements: REQUIREMENTS, ttl: 60, responses: RESPONSES });
  });
  after(() => api.close());

  it("serves a good token, and tells the integration who calls", async () => {
    const { status, headers, body } = await call(api, "GET /users/1?a=1&a=2", await bearer(api));
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(body.resource, "/users/{id}");
    assert.deepEqual(body.pathParameters, { id: "1" });
    assert.deepEqual(body.queryStringParameters, { a: "2" });
    assert.deepEqual(body.multiValueQueryStringParameters, { a: ["1", "2"] });
    assert.deepEqual(body.requestContext.authorizer, {
      sub: "ada@example.com",
      cid: "0oa1",
      uid: "00u1",
      scp: "users:read",
      principalId: "ada@example.com",
      integrationLatency: 0,
    });
  });

  it("serves an open method to anybody", async () => {
    const { status, body } = await call(api, "GET /open");
    assert.deepEqual([status, body.requestContext.authorizer], [200, undefined]);
  });

  it("refuses a request without a token, and one with a bad token, as UNAUTHORIZED", async () => {
    for (const authorization of [undefined, "Bearer rubbish", await bearer(api, { exp: 1 })]) {
      const { status, headers, body } = await call(api, "GET /users", authorization);
      assert.deepEqual([status, body], [401, { error: "invalid_token" }]);
      assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
    }
  });

  for (const { what, make } of BAD_TOKENS) {
    it(`refuses a token ${what}, and does not reach the function`, async () => {
      const key = await firstKey();
      const context = { issuer: api.issuer.issuer, now: Math.floor(Date.now() / 1000), key, other: await secondKey() };
      const served = async () => (await linesOf(api)).filter((line) => line.startsWith("served")).length;
      const before = await served();
      const { status, body } = await call(api, "GET /users", `Bearer ${await make(context)}`);
      assert.deepEqual([status, body], [401, { error: "invalid_token" }]);
      assert.equal(await served(), before);
    });
  }

  it("refuses a step-up with the exact challenge in the header and in the body, readable by a page", async () => {
    const { status, headers, body } = await call(api, "POST /users", await bearer(api));
    assert.equal(status, 401);
    assert.equal(headers.get("www-authenticate"), CHALLENGE);
    assert.equal(headers.get("access-control-allow-origin"), "https://app.example.com");
    assert.deepEqual(body, {
      error: "insufficient_user_authentication",
      error_description: "a stronger sign-in is required",
      acr_values: "phr",
      max_age: 300,
    });
    assert.equal((await call(api, "POST /users", await bearer(api, { acr: "phr" }))).status, 200);
  });

  it("refuses a missing scope with the challenge of RFC 6750", async () => {
    const { headers, body } = await call(api, "DELETE /users/1", await bearer(api));
    assert.match(headers.get("www-authenticate")!, /^Bearer error="insufficient_scope".*scope="users:delete"$/);
    assert.equal(body.error, "insufficient_scope");
  });

  it("refuses every path and method that is not declared, whatever the token", async () => {
    const token = await bearer(api);
    for (const route of ["GET /", "GET /other", "PUT /users", "GET /users/1/2", "GET /users//", "OPTIONS /users"]) {
      const { status, headers, body } = await call(api, route, token);
      assert.deepEqual([status, body], [403, { message: "Missing Authentication Token" }], route);
      assert.equal(headers.get("x-amzn-errortype"), "MissingAuthenticationTokenException");
      assert.equal(headers.get("access-control-allow-origin"), "https://app.example.com");
    }
    const elsewhere = await fetch(api.url.replace("/live", "/other/users"));
    assert.equal(elsewhere.status, 404);
  });

  it("hands on paths as they were sent, and passes over a slash at the end and slashes at the front", async () => {
    const token = await bearer(api);
    const encoded = await call(api, "GET /users/a%2Bb%20c", token);
    assert.deepEqual([encoded.body.path, encoded.body.pathParameters], ["/users/a%2Bb%20c", { id: "a%2Bb%20c" }]);
    assert.equal((await call(api, "GET /users/", token)).status, 200);
    const doubled = await call(api, "GET //open");
    assert.deepEqual(
      [doubled.body.path, doubled.body.resource, doubled.body.requestContext.path.replace(/^.*\/live/, "/live")],
      ["/open", "/open", "/live//open"],
    );
  });

  it("appends the caller's address to what the caller says of it, and knows nobody by IAM", async () => {
    const { body } = await call(api, "GET /open", undefined, { "x-forwarded-for": "1.1.1.1" });
    assert.equal(body.headers["X-Forwarded-For"], "1.1.1.1, 127.0.0.1");
    const { port } = new URL(api.url);
    assert.deepEqual([body.headers["X-Forwarded-Port"], body.headers["X-Forwarded-Proto"]], [port, "http"]);
    assert.match(body.headers["X-Amzn-Trace-Id"], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    const { identity, deploymentId, domainPrefix } = body.requestContext;
    assert.deepEqual([Object.keys(identity).length, identity.accountId, domainPrefix], [12, null, api.restApi]);
    assert.match(deploymentId, /^[a-z0-9]{10}$/);
  });

  it("hands on names of headers as they were sent, and each value of those that were sent several times", async () => {
    const body: any = await new Promise((resolve, reject) => {
      const sent = send(
        `${api.url}/open`,
        { headers: { "X-Team": "a", "x-list": ["1", "2"], COOKIE: "c=1" } },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          answer.on("end", () => resolve(JSON.parse(text)));
        },
      );
      sent.on("error", reject);
      sent.end();
    });
    assert.deepEqual([body.headers["X-Team"], body.headers["x-team"], body.headers["COOKIE"]], ["a", undefined, "c=1"]);
    assert.deepEqual([body.headers["x-list"], body.multiValueHeaders["x-list"]], ["2", ["1", "2"]]);
  });

  it("answers with its own ids, of a function with the trace as well", async () => {
    const { headers, body } = await call(api, "GET /open");
    assert.equal(headers.get("x-amz-apigw-id"), body.requestContext.extendedRequestId);
    assert.equal(headers.get("x-amzn-trace-id"), body.headers["X-Amzn-Trace-Id"]);
    const refused = await call(api, "GET /users");
    assert.match(refused.headers.get("x-amz-apigw-id")!, /=$/);
    assert.equal(refused.headers.get("x-amzn-trace-id"), null);
  });

  it("refuses an answer of a function with an unknown member, and renames an integration's own challenge", async () => {
    const shape = await call(api, "GET /shape");
    assert.deepEqual([shape.status, shape.body], [502, { message: "Internal server error" }]);
    const challenge = await call(api, "GET /challenge");
    assert.equal(challenge.headers.get("www-authenticate"), null);
    assert.equal(challenge.headers.get("x-amzn-remapped-www-authenticate"), "Basic");
  });

  it("asks the authorizer once for a token and a route, and never lets one route's answer serve another", async () => {
    const token = await bearer(api, { scp: ["users:read"], jti: "once" });
    const before = (await linesOf(api)).length;
    assert.equal((await call(api, "GET /users/1", token)).status, 200);
    assert.equal((await call(api, "GET /users/2", token)).status, 200);
    assert.equal((await call(api, "DELETE /users/1", token)).status, 401);
    assert.equal((await call(api, "DELETE /users/2", token)).status, 401);
    const lines = (await linesOf(api)).slice(before);
    assert.equal(lines.filter((line) => line.includes('"refused"')).length, 1);
    assert.equal(lines.filter((line) => line.startsWith("served DELETE")).length, 0);
  });

  it("writes the access log with who it was and why", async () => {
    await call(api, "DELETE /users/1", await bearer(api));
    assert.deepEqual(JSON.parse((await linesOf(api)).at(-1)!), {
      status: "401",
      sub: "ada@example.com",
      error: "ACCESS_DENIED",
    });
    await call(api, "GET /users", await bearer(api));
    assert.equal(JSON.parse((await linesOf(api)).at(-1)!).sub, "ada@example.com");
  });

  it("fails, and does not refuse for good, while the keys cannot be had", async () => {
    const other = await startRestApi({ requirements: REQUIREMENTS, ttl: 60, responses: RESPONSES });
    try {
      const token = await bearer(other);
      other.issuer.isDown = true;
      const { status, body } = await call(other, "GET /users", token);
      assert.deepEqual([status, body], [500, { message: null }]);
    } finally {
      await other.close();
    }
  });

  it("shows a change only after a deployment", async () => {
    const document = structuredClone(api.document);
    document["x-amazon-apigateway-gateway-responses"].MISSING_AUTHENTICATION_TOKEN = { statusCode: "404" };
    delete document.paths["/open"];
    assert.equal((await api.put(document)).status, 200);
    assert.equal((await call(api, "GET /other")).status, 403);
    assert.equal((await call(api, "GET /open")).status, 200);
    await api.deploy();
    assert.equal((await call(api, "GET /other")).status, 404);
    assert.equal((await call(api, "GET /open")).status, 404);
    await api.put({ ...document, "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } });
    assert.equal((await call(api, "GET /challenge")).status, 401);
    await api.deploy();
    assert.deepEqual((await call(api, "GET /challenge")).body, { message: "Not Found" });
    await api.put(api.document);
    await api.deploy();
    assert.equal((await call(api, "GET /open")).status, 200);
  });
});
