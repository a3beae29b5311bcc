/** Throttling, CORS, stages, limits and the access log of the local gateway. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { ECHO, startApi, type TestApi } from "./localApi";

const LOG = "arn:aws:logs:us-east-1:000000000000:log-group:/api/test";

async function logLines(api: TestApi): Promise<string[]> {
  const events = api.kept.events("/api/test");
  return events.map(({ message }: { message: string }) => message);
}

describe("throttling by the local gateway", () => {
  let api: TestApi;
  let clock = 1_000_000;

  before(async () => {
    api = await startApi({ now: () => clock });
    const integration = await api.lambda("ok", "export const handler = async () => ({ statusCode: 200 });");
    for (const route of ["GET /a", "GET /b", "GET /own", "GET /shut"]) await api.route(route, integration);
    await api.stage({
      defaultRouteSettings: { throttlingRateLimit: 2, throttlingBurstLimit: 3 },
      routeSettings: {
        "GET /own": { throttlingRateLimit: 1, throttlingBurstLimit: 1 },
        "GET /shut": { throttlingRateLimit: 0, throttlingBurstLimit: 0 },
      },
    });
  });

  after(() => api.aws.close());

  const status = async (path: string) => (await fetch(api.url + path)).status;
  const statuses = async (path: string, count: number) => {
    const all = [];
    for (let i = 0; i < count; i++) all.push(await status(path));
    return all;
  };

  it("lets the burst through, refuses what is more, and lets the rate through again", async () => {
    assert.deepEqual(await statuses("/a", 5), [200, 200, 200, 429, 429]);
    clock += 500;
    assert.deepEqual(await statuses("/a", 2), [200, 429]);
    clock += 60_000;
    assert.deepEqual(await statuses("/a", 4), [200, 200, 200, 429]);
    const response = await fetch(`${api.url}/a`);
    assert.deepEqual([response.status, await response.json()], [429, { message: "Too Many Requests" }]);
  });

  it("counts each route by itself, with its own settings before the stage's", async () => {
    assert.deepEqual(await statuses("/b", 1), [200]);
    assert.deepEqual(await statuses("/own", 2), [200, 429]);
  });

  it("refuses everything where the limit is 0", async () => {
    assert.deepEqual(await statuses("/shut", 1), [429]);
  });
});

describe("CORS by the local gateway", () => {
  let api: TestApi;
  const ORIGIN = "https://app.example.com";

  before(async () => {
    api = await startApi({
      api: {
        corsConfiguration: {
          allowOrigins: [ORIGIN],
          allowMethods: ["GET", "POST"],
          allowHeaders: ["Authorization"],
          exposeHeaders: ["WWW-Authenticate"],
          allowCredentials: true,
          maxAge: 600,
        },
      },
    });
    const integration = await api.lambda(
      "ok",
      `export const handler = async () => ({ statusCode: 200, headers: { "access-control-allow-origin": "*", "x-a": "b" } });`,
    );
    await api.route("GET /a", integration);
    await api.route("ANY /any", integration);
    await api.stage();
  });

  after(() => api.aws.close());

  function corsHeaders(response: Response): Record<string, string> {
    return Object.fromEntries([...response.headers].filter(([name]) => /^(access-control|vary)/.test(name)));
  }

  const preflight = (path: string, origin: string) =>
    fetch(api.url + path, { method: "OPTIONS", headers: { origin, "access-control-request-method": "GET" } });

  it("answers a preflight request itself", async () => {
    const response = await preflight("/a", ORIGIN);
    assert.equal(response.status, 204);
    assert.deepEqual(corsHeaders(response), {
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "authorization",
      "access-control-allow-methods": "GET,POST",
      "access-control-expose-headers": "www-authenticate",
      "access-control-max-age": "600",
      vary: "origin",
    });
  });

  it("refuses another origin by saying nothing of it", async () => {
    assert.deepEqual(corsHeaders(await preflight("/a", "https://evil.example.com")), {});
    const response = await fetch(`${api.url}/a`, { headers: { origin: "https://evil.example.com" } });
    assert.deepEqual([response.status, corsHeaders(response)], [200, {}]);
  });

  it("puts its own headers in the place of the backend's", async () => {
    const response = await fetch(`${api.url}/a`, { headers: { origin: ORIGIN } });
    assert.deepEqual(corsHeaders(response), {
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "www-authenticate",
      vary: "origin",
    });
    assert.equal(response.headers.get("x-a"), "b");
  });

  it("hands a preflight request to a route that takes OPTIONS", async () => {
    assert.equal((await preflight("/any", ORIGIN)).status, 200);
  });

  it("answers OPTIONS that is no preflight like any request without a route", async () => {
    assert.equal((await fetch(`${api.url}/a`, { method: "OPTIONS" })).status, 404);
  });

  it("answers any origin with `*`, and any of a scheme", async () => {
    await api.make("PATCH", `/v2/apis/${api.apiId}`, { corsConfiguration: { allowOrigins: ["*"] } });
    assert.deepEqual(corsHeaders(await fetch(`${api.url}/a`, { headers: { origin: "http://x" } })), {
      "access-control-allow-origin": "*",
    });
    await api.make("PATCH", `/v2/apis/${api.apiId}`, { corsConfiguration: { allowOrigins: ["https://*"] } });
    assert.deepEqual(corsHeaders(await fetch(`${api.url}/a`, { headers: { origin: "http://x" } })), {});
    assert.equal(corsHeaders(await fetch(`${api.url}/a`, { headers: { origin: "https://x" } })).vary, "origin");
  });
});

describe("stages and limits of the local gateway", () => {
  let api: TestApi;

  before(async () => {
    api = await startApi();
    await api.route("ANY /echo", await api.lambda("echo", ECHO));
  });

  after(() => api.aws.close());

  const status = async (path: string, init?: RequestInit) => (await fetch(api.url + path, init)).status;

  it("refuses everything until there is a stage that is deployed", async () => {
    assert.equal(await status("/echo"), 404);
    await api.stage({ autoDeploy: false });
    assert.equal(await status("/echo"), 404);
    await api.make("PATCH", `/v2/apis/${api.apiId}/stages/$default`, { autoDeploy: true });
    assert.equal(await status("/echo"), 200);
  });

  it("serves a stage with a name below that name", async () => {
    await api.stage({ stageName: "v1" });
    const response = await fetch(`${api.url}/v1/echo`);
    const event = (await response.json()) as { rawPath: string; requestContext: { stage: string } };
    assert.deepEqual([event.rawPath, event.requestContext.stage], ["/v1/echo", "v1"]);
  });

  it("refuses an unknown API, and one whose own address is switched off", async () => {
    const unknown = await fetch(`${api.aws.url}/_api/aaaaaaaaaa/echo`);
    assert.deepEqual([unknown.status, await unknown.json()], [404, { message: "Not Found" }]);
    await api.make("PATCH", `/v2/apis/${api.apiId}`, { disableExecuteApiEndpoint: true });
    assert.equal(await status("/echo"), 404);
    await api.make("PATCH", `/v2/apis/${api.apiId}`, { disableExecuteApiEndpoint: false });
  });

  it("refuses more than 10,240 bytes of headers", async () => {
    assert.equal(await status("/echo", { headers: { "x-long": "a".repeat(9_000) } }), 200);
    assert.equal(await status("/echo", { headers: { "x-long": "a".repeat(10_240) } }), 431);
  });

  it("refuses a body of more than 10 MB", async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    assert.equal(await status("/echo", { method: "POST", body }), 413);
  });

  it("answers HEAD without a body", async () => {
    const response = await fetch(`${api.url}/echo`, { method: "HEAD" });
    assert.deepEqual([response.status, await response.text()], [200, ""]);
  });
});

describe("the access log of the local gateway", () => {
  let api: TestApi;
  const NOW = Date.UTC(2026, 2, 12, 19, 3, 58);

  before(async () => {
    api = await startApi({ now: () => NOW });
    await api.route("GET /echo/{id}", await api.lambda("echo", ECHO));
    await api.stage();
  });

  after(() => api.aws.close());

  async function logged(format: string, path: string, headers: Record<string, string> = {}): Promise<string> {
    await api.make("PATCH", `/v2/apis/${api.apiId}/stages/$default`, {
      accessLogSettings: { destinationArn: LOG, format: `$context.requestId|${format}` },
    });
    // Not `fetch`, which sends a user agent of its own choice.
    await new Promise<void>((resolve, reject) => {
      const sent = request(api.url + path, { headers }, (response) => response.resume().on("end", resolve));
      sent.on("error", reject).end();
    });
    return (await logLines(api)).at(-1)!.replace(/^[a-z0-9]+=\|/, "");
  }

  it("has the variables of the format", async () => {
    const format =
      "$context.httpMethod $context.routeKey $context.path $context.status $context.stage $context.apiId $context.accountId $context.protocol $context.identity.sourceIp $context.requestTime $context.requestTimeEpoch $context.responseLatency $context.integration.status $context.integrationErrorMessage $context.error.message";
    assert.equal(
      await logged(format, "/echo/1"),
      `GET GET /echo/{id} /echo/1 200 $default ${api.apiId} 000000000000 HTTP/1.1 127.0.0.1 12/Mar/2026:19:03:58 +0000 ${NOW} 0 200 - -`,
    );
  });

  it("says what went wrong where nothing matched", async () => {
    assert.equal(
      await logged(
        "$context.status $context.error.message $context.error.messageString $context.error.responseType $context.routeKey",
        "/none",
      ),
      '404 Not Found "Not Found" RESOURCE_NOT_FOUND -',
    );
  });

  it("keeps what a caller sends inside its own field", async () => {
    const line = await logged('{"agent":"$context.identity.userAgent","status":"$context.status"}', "/echo/1", {
      "user-agent": 'x","status":"200","y":"',
    });
    assert.deepEqual(JSON.parse(line), { agent: 'x","status":"200","y":"', status: "200" });
  });

  it("has a dash for what it does not know", async () => {
    assert.equal(
      await logged("$context.nothing $context.authorizer.claims.sub $context.constructor", "/echo/1"),
      "- - -",
    );
  });
});
