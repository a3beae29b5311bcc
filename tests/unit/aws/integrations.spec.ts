/** What an integration is given, and what becomes of its answer. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { ECHO, startApi, type Json, type TestApi } from "./localApi";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);

describe("a Lambda integration of the local gateway", () => {
  let api: TestApi;

  before(async () => {
    api = await startApi({ now: () => NOW });
    await api.route("ANY /echo/{id}", await api.lambda("echo", ECHO));
    await api.stage({ stageVariables: { color: "blue" } });
  });

  after(() => api.aws.close());

  it("gets an event of payload 2.0", async () => {
    const response = await fetch(`${api.url}/echo/a%20b?x=1&y=2&x=3`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "a=1; b=2", "x-custom": "é", "user-agent": "spec" },
      body: '{"a":1}',
    });
    const event = (await response.json()) as Json;
    const { headers, requestContext, ...rest } = event;
    assert.deepEqual(rest, {
      version: "2.0",
      routeKey: "ANY /echo/{id}",
      rawPath: "/echo/a b",
      rawQueryString: "x=1&y=2&x=3",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { x: "1,3", y: "2" },
      pathParameters: { id: "a b" },
      stageVariables: { color: "blue" },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    assert.equal(headers["x-forwarded-for"], "127.0.0.1");
    assert.equal("cookie" in headers, false);
    const { domainName, requestId, ...context } = requestContext;
    assert.equal(domainName, new URL(api.url).host);
    assert.equal(requestId, response.headers.get("apigw-requestid"));
    assert.deepEqual(context, {
      accountId: "000000000000",
      apiId: api.apiId,
      domainPrefix: api.apiId,
      http: { method: "POST", path: "/echo/a b", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "spec" },
      routeKey: "ANY /echo/{id}",
      stage: "$default",
      time: "21/Nov/2026:12:00:00 +0000",
      timeEpoch: NOW,
    });
  });

  it("gets a body that is no text in base64", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await fetch(`${api.url}/echo/1`, { method: "POST", headers, body: "a=1" });
    const event = (await response.json()) as Json;
    assert.deepEqual([event.body, event.isBase64Encoded], [Buffer.from("a=1").toString("base64"), true]);
  });

  it("gets several headers of one name joined", async () => {
    const headers = new Headers([
      ["x-list", "a"],
      ["x-list", "b"],
    ]);
    const event = (await (await fetch(`${api.url}/echo/1`, { headers })).json()) as Json;
    assert.equal(event.headers["x-list"], "a, b");
    assert.equal("body" in event, false);
  });
});

describe("what a Lambda integration of the local gateway answers", () => {
  let api: TestApi;
  const integrations: Record<string, string> = {};

  before(async () => {
    api = await startApi();
    const answers: Record<string, string> = {
      full: `({ statusCode: 201, headers: { "X-One": 1, "Content-Type": "text/html" }, cookies: ["a=1", "b=2"], body: "<p>" })`,
      bare: `({ hello: "you" })`,
      text: `"text"`,
      nothing: `undefined`,
      binary: `({ statusCode: 200, isBase64Encoded: true, body: Buffer.from([1, 2, 255]).toString("base64") })`,
      challenge: `({ statusCode: 401, headers: { "www-authenticate": "Basic" }, body: "" })`,
      stepUp: `({ statusCode: 401, headers: { "step-up": 'Bearer error="x"' }, body: '{"a":{"b":7}}' })`,
      wrongStatus: `({ statusCode: "many" })`,
      wrongBody: `({ statusCode: 200, body: { a: 1 } })`,
      throws: `(() => { throw new Error("secret detail") })()`,
      exits: `process.exit(3)`,
    };
    for (const [name, expression] of Object.entries(answers)) {
      integrations[name] = await api.lambda(name, `export const handler = async () => ${expression};`);
      await api.route(`GET /${name}`, integrations[name]);
    }
    integrations["loops"] = await api.lambda("loops", `export const handler = () => { for (;;); };`, { Timeout: 1 });
    await api.route("GET /loops", integrations["loops"]);
    integrations["broken"] = await api.lambda("broken", `import "no-such-module"; export const handler = 1;`);
    await api.route("GET /broken", integrations["broken"]);
    await api.stage();
  });

  after(() => api.aws.close());

  async function get(path: string) {
    const response = await fetch(api.url + path);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  it("is handed on with status, headers and cookies", async () => {
    const { status, headers, body } = await get("/full");
    assert.deepEqual([status, body, headers.get("content-type"), headers.get("x-one")], [201, "<p>", "text/html", "1"]);
    assert.deepEqual(headers.getSetCookie(), ["a=1", "b=2"]);
  });

  it("is the body of a 200 where it has no status", async () => {
    for (const [path, body] of [
      ["/bare", '{"hello":"you"}'],
      ["/text", '"text"'],
      ["/nothing", "null"],
    ]) {
      const answer = await get(path!);
      assert.deepEqual([answer.status, answer.body], [200, body]);
      assert.equal(answer.headers.get("content-type"), "application/json");
    }
  });

  it("is decoded from base64", async () => {
    const response = await fetch(`${api.url}/binary`);
    assert.deepEqual([...new Uint8Array(await response.arrayBuffer())], [1, 2, 255]);
  });

  it("loses a challenge of its own to another name", async () => {
    const { headers } = await get("/challenge");
    assert.equal(headers.get("www-authenticate"), null);
    assert.equal(headers.get("x-amzn-remapped-www-authenticate"), "Basic");
  });

  it("is mapped by its status: headers set, added and removed, and the status too", async () => {
    await api.make("PATCH", `/v2/apis/${api.apiId}/integrations/${integrations["stepUp"]}`, {
      responseParameters: {
        "401": {
          "overwrite:header.www-authenticate": "$response.header.step-up",
          "remove:header.step-up": "''",
          "append:header.x-api": "$context.apiId",
          "overwrite:header.x-text": "stage ${context.stage}, b ${response.body.a.b}",
          "overwrite:header.x-missing": "$response.header.none",
          "overwrite:statuscode": "403",
        },
        "200": { "overwrite:header.x-not": "this" },
      },
    });
    const { status, headers } = await get("/stepUp");
    assert.equal(status, 403);
    assert.equal(headers.get("www-authenticate"), 'Bearer error="x"');
    assert.equal(headers.get("step-up"), null);
    assert.equal(headers.get("x-api"), api.apiId);
    assert.equal(headers.get("x-text"), "stage $default, b 7");
    assert.equal(headers.get("x-missing"), null);
    assert.equal(headers.get("x-not"), null);
  });

  for (const [name, what] of [
    ["wrongStatus", "a status that is none"],
    ["wrongBody", "a body that is no text"],
    ["throws", "a function that throws"],
    ["exits", "a function that ends its process"],
    ["broken", "a function that cannot be loaded"],
  ]) {
    it(`refuses ${what} with 500 and tells nothing of it`, async () => {
      const { status, body } = await get(`/${name}`);
      assert.deepEqual([status, body], [500, '{"message":"Internal Server Error"}']);
    });
  }

  it("refuses to wait for a function longer than its time, and runs it anew for the next request", async function () {
    this.slow(5_000);
    const { status, body } = await get("/loops");
    assert.deepEqual([status, body], [500, '{"message":"Internal Server Error"}']);
    assert.equal((await get("/bare")).status, 200);
  });

  it("refuses a call that the function's policy does not allow", async () => {
    await api.make("DELETE", "/2015-03-31/functions/bare/policy/api");
    assert.equal((await get("/bare")).status, 500);
    const allow = (SourceArn: string) =>
      api.make("POST", "/2015-03-31/functions/bare/policy", {
        StatementId: "api",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn,
      });
    const arn = `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}`;
    await allow(`${arn}/*/POST/bare`);
    assert.equal((await get("/bare")).status, 500);
    await api.make("DELETE", "/2015-03-31/functions/bare/policy/api");
    await allow(`${arn}/*/GET/bare`);
    assert.equal((await get("/bare")).status, 200);
  });

  it("refuses a function that may not run at all", async () => {
    await api.make("PUT", "/2017-10-31/functions/full/concurrency", { ReservedConcurrentExecutions: 0 });
    assert.equal((await get("/full")).status, 500);
    await api.make("DELETE", "/2017-10-31/functions/full/concurrency");
    assert.equal((await get("/full")).status, 201);
  });

  it("refuses a function that is gone", async () => {
    await api.make("DELETE", "/2015-03-31/functions/text");
    assert.equal((await get("/text")).status, 500);
  });
});

describe("an HTTP integration of the local gateway", () => {
  let api: TestApi;
  let received: IncomingMessage | undefined;
  let receivedBody = "";
  const backend = createServer((request, response) => {
    received = request;
    receivedBody = "";
    request.on("data", (chunk) => (receivedBody += chunk));
    request.on("end", () => {
      if (request.url?.startsWith("/slow")) return;
      response.writeHead(207, { "x-backend": "yes", "set-cookie": ["a=1", "b=2"], location: "/else" });
      response.end("from behind");
    });
  });

  before(async () => {
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    api = await startApi();
    const integration = async (path: string, more: Record<string, unknown> = {}) =>
      (
        await api.make("POST", `/v2/apis/${api.apiId}/integrations`, {
          integrationType: "HTTP_PROXY",
          integrationMethod: "ANY",
          integrationUri: base + path,
          ...more,
        })
      ).integrationId;
    await api.route("ANY /items/{id}", await integration("/inner/{id}?fixed=1"));
    await api.route("ANY /all/{proxy+}", await integration("/inner/{proxy}"));
    await api.route("GET /post", await integration("/inner", { integrationMethod: "POST" }));
    await api.route("GET /slow", await integration("/slow", { timeoutInMillis: 60 }));
    await api.route("GET /gone", await integration("", { integrationUri: "http://127.0.0.1:1/" }));
    await api.stage();
  });

  after(async () => {
    await api.aws.close();
    backend.closeAllConnections();
    backend.close();
  });

  it("is called with the method, the path variables, the query, the headers and the body", async () => {
    const response = await fetch(`${api.url}/items/a%2Fb?x=1&x=2`, {
      method: "PUT",
      headers: { "x-mine": "1", authorization: "Bearer t", cookie: "c=1" },
      body: "sent",
    });
    assert.equal(received?.method, "PUT");
    assert.equal(received?.url, "/inner/a%2Fb?fixed=1&x=1&x=2");
    assert.equal(received?.headers["x-mine"], "1");
    assert.equal(received?.headers.authorization, "Bearer t");
    assert.equal(received?.headers.cookie, "c=1");
    assert.equal(receivedBody, "sent");
    assert.deepEqual([response.status, await response.text()], [207, "from behind"]);
    assert.equal(response.headers.get("x-backend"), "yes");
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
  });

  it("is called with the whole path of a greedy variable", async () => {
    await fetch(`${api.url}/all/x/y%20z`);
    assert.equal(received?.url, "/inner/x/y%20z");
  });

  it("refuses a path variable that leads out of its place", async () => {
    received = undefined;
    for (const path of ["/items/..%2Fb", "/items/a%2F..%2Fb", "/items/..%5Cb", "/all/x/..%2F..%2Fb"]) {
      const response = await fetch(api.url + path);
      assert.deepEqual([response.status, await response.json()], [400, { message: "Bad Request" }]);
    }
    assert.equal(received, undefined);
  });

  it("is called with a method of its own where it has one", async () => {
    await fetch(`${api.url}/post`);
    assert.equal(received?.method, "POST");
  });

  it("refuses to wait longer than its time, with 503", async () => {
    const response = await fetch(`${api.url}/slow`);
    assert.deepEqual([response.status, await response.json()], [503, { message: "Service Unavailable" }]);
  });

  it("refuses with 500 where nothing listens", async () => {
    assert.equal((await fetch(`${api.url}/gone`)).status, 500);
  });
});
