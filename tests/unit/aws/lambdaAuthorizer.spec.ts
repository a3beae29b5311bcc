/** The gateway's Lambda authorizer: what it is asked, what its answer does, and what the cache makes of it. */
import assert from "node:assert/strict";
import { ECHO, startApi, type Json, type TestApi } from "./localApi";

/** Lets the header's value decide, and counts how often it was asked. */
const AUTHORIZER = `
let calls = 0;
export const handler = async (event) => {
  calls++;
  const what = event.identitySource?.[0] ?? event.headers.authorization;
  if (what === "throw") throw new Error("secret detail");
  if (what === "policy") return { principalId: "a", policyDocument: {} };
  if (what === "nothing") return undefined;
  return { isAuthorized: what !== "deny", context: { calls, route: event.routeKey, list: [1], event } };
};`;

describe("the Lambda authorizer of the local gateway", () => {
  let api: TestApi;
  let clock = Date.UTC(2026, 0, 1);
  let authorizerArn: string;
  let integration: string;

  before(async () => {
    api = await startApi({ now: () => clock });
    integration = await api.lambda("echo", ECHO);
    await api.lambda("authorizer", AUTHORIZER);
    authorizerArn = (await api.make("GET", "/2015-03-31/functions/authorizer")).Configuration.FunctionArn;
    await api.stage({
      accessLogSettings: {
        destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:/api/test",
        format:
          "$context.requestId|$context.status|$context.authorizer.error|$context.authorizer.calls|$context.authorizer.list",
      },
    });
  });

  after(() => api.aws.close());

  /** A new authorizer with two routes that use it: `GET /<name>/a` and `DELETE /<name>/b`. */
  async function authorizer(name: string, more: Record<string, unknown>) {
    const { authorizerId } = await api.make("POST", `/v2/apis/${api.apiId}/authorizers`, {
      name,
      authorizerType: "REQUEST",
      authorizerUri: authorizerArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      ...more,
    });
    const custom = { authorizationType: "CUSTOM", authorizerId };
    await api.route(`GET /${name}/{id}`, integration, custom);
    await api.route(`DELETE /${name}/{id}`, integration, custom);
    return authorizerId as string;
  }

  async function call(method: string, path: string, authorization?: string) {
    const headers = authorization === undefined ? undefined : { authorization };
    const response = await fetch(api.url + path, { method, headers });
    return { status: response.status, body: (await response.json()) as Json };
  }

  const HEADER = "$request.header.Authorization";

  it("gets the request in payload 2.0, and its context goes on to the integration with its types", async () => {
    const authorizerId = await authorizer("plain", { identitySource: [HEADER], authorizerResultTtlInSeconds: 0 });
    const { status, body } = await call("GET", "/plain/1?q=2", "allow");
    assert.equal(status, 200);
    const { calls, route, list, event } = body.requestContext.authorizer.lambda;
    assert.deepEqual([typeof calls, route, list], ["number", "GET /plain/{id}", [1]]);
    assert.equal(event.type, "REQUEST");
    assert.equal(event.version, "2.0");
    assert.deepEqual(event.identitySource, ["allow"]);
    assert.equal(event.routeArn, `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}/$default/GET/plain/1`);
    assert.deepEqual([event.rawPath, event.rawQueryString, event.pathParameters], ["/plain/1", "q=2", { id: "1" }]);
    assert.equal("body" in event, false);
    assert.ok(authorizerId);
  });

  it("refuses with 403 where it says no, and with the reason in the log", async () => {
    await authorizer("deny", { identitySource: [HEADER], authorizerResultTtlInSeconds: 0 });
    assert.deepEqual(await call("GET", "/deny/1", "deny"), { status: 403, body: { message: "Forbidden" } });
    const events = api.kept.events("/api/test");
    assert.match(events.at(-1).message, /^[a-z0-9]+=\|403\|-\|\d+\|-$/);
  });

  it("refuses with 401, without being asked, where an identity source is missing", async () => {
    await authorizer("sources", {
      identitySource: [HEADER, "$request.querystring.key"],
      authorizerResultTtlInSeconds: 0,
    });
    const calls = async () =>
      (await call("GET", "/plain/1", "allow")).body.requestContext.authorizer.lambda.calls as number;
    const before = await calls();
    assert.deepEqual(await call("GET", "/sources/1?key=1"), { status: 401, body: { message: "Unauthorized" } });
    assert.equal((await call("GET", "/sources/1", "allow")).status, 401);
    assert.equal((await call("GET", "/sources/1?key=", "allow")).status, 401);
    assert.equal(await calls(), before + 1);
    assert.equal((await call("GET", "/sources/1?key=1", "allow")).status, 200);
  });

  it("refuses with 500 where it throws, or answers anything but a simple response", async () => {
    await authorizer("bad", { identitySource: [HEADER], authorizerResultTtlInSeconds: 0 });
    for (const what of ["throw", "policy", "nothing"]) {
      assert.deepEqual(await call("GET", "/bad/1", what), { status: 500, body: { message: "Internal Server Error" } });
    }
  });

  it("refuses with 500 where its permission is for another authorizer", async () => {
    await authorizer("permission", { identitySource: [HEADER], authorizerResultTtlInSeconds: 0 });
    const policy = "/2015-03-31/functions/authorizer/policy";
    const permission = { StatementId: "api", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
    const arn = `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}`;
    await api.make("DELETE", `${policy}/api`);
    await api.make("POST", policy, { ...permission, SourceArn: `${arn}/authorizers/other` });
    assert.equal((await call("GET", "/permission/1", "allow")).status, 500);
    await api.make("DELETE", `${policy}/api`);
    await api.make("POST", policy, { ...permission, SourceArn: `${arn}/*` });
    assert.equal((await call("GET", "/permission/1", "allow")).status, 200);
  });

  it("lets one route's answer serve another where only the header is its identity source: the trap", async () => {
    await authorizer("trap", { identitySource: [HEADER], authorizerResultTtlInSeconds: 60 });
    const first = (await call("GET", "/trap/1", "Bearer trap")).body.requestContext.authorizer.lambda;
    const second = (await call("DELETE", "/trap/2", "Bearer trap")).body.requestContext.authorizer.lambda;
    assert.deepEqual(second, first);
    assert.equal(second.route, "GET /trap/{id}");
  });

  it("keeps answers apart by route where the route key is an identity source", async () => {
    const identitySource = [HEADER, "$context.routeKey"];
    await authorizer("apart", { identitySource, authorizerResultTtlInSeconds: 60 });
    const first = (await call("GET", "/apart/1", "Bearer apart")).body.requestContext.authorizer.lambda;
    const again = (await call("GET", "/apart/2", "Bearer apart")).body.requestContext.authorizer.lambda;
    const other = (await call("DELETE", "/apart/1", "Bearer apart")).body.requestContext.authorizer.lambda;
    assert.equal(again.calls, first.calls);
    assert.equal(other.calls, first.calls + 1);
    assert.equal(other.route, "DELETE /apart/{id}");
  });

  it("is asked again when the time of an answer is over, and for another token", async () => {
    await authorizer("ttl", { identitySource: [HEADER], authorizerResultTtlInSeconds: 60 });
    const calls = async (token: string) =>
      (await call("GET", "/ttl/1", token)).body.requestContext.authorizer.lambda.calls as number;
    const first = await calls("Bearer one");
    assert.equal(await calls("Bearer one"), first);
    assert.equal(await calls("Bearer two"), first + 1);
    clock += 60_000;
    assert.equal(await calls("Bearer one"), first + 2);
  });

  it("remembers a no as well", async () => {
    await authorizer("no", { identitySource: [HEADER], authorizerResultTtlInSeconds: 60 });
    assert.equal((await call("GET", "/no/1", "deny")).status, 403);
    await api.make("DELETE", `/2015-03-31/functions/authorizer`);
    assert.equal((await call("GET", "/no/1", "deny")).status, 403);
    assert.equal((await call("GET", "/no/1", "another")).status, 500);
  });
});
