/** An Application Load Balancer on the local gateway: rules, `jwt-validation`, functions and servers behind it. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serviceModule } from "./serviceModule";
import { BAD_TOKENS } from "../guard/badTokens";
import { firstKey, oktaClaims, secondKey, sign, startIssuer, type TestIssuer } from "../guard/tokens";
import { startApi, type Json, type TestApi } from "./localApi";

const ECHO = `export const handler = async (event) => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(event) });`;
const BROKEN = `export const handler = async () => "no answer";`;

describe("a load balancer", () => {
  let api: TestApi;
  let issuer: TestIssuer;
  let server: Server;
  let url: string;
  let listenerArn: string;
  const reached: string[] = [];

  const make = (kind: string, properties: Record<string, unknown>): Promise<Json> => api.kept.make(kind, properties);

  async function functionTarget(name: string, code: string, more: Record<string, unknown> = {}): Promise<string> {
    await api.lambda(name, code, more);
    const { id } = await make("lb.TargetGroup", { name, targetType: "lambda" });
    await api.make("POST", `/2015-03-31/functions/${name}/policy`, {
      StatementId: "alb",
      Action: "lambda:InvokeFunction",
      Principal: "elasticloadbalancing.amazonaws.com",
      SourceArn: id,
    });
    const targetId = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    await make("lb.TargetGroupAttachment", { targetGroupArn: id, targetId });
    return id;
  }

  const rule = (priority: number, method: string, path: string, actions: object[]) =>
    make("lb.ListenerRule", {
      listenerArn,
      priority,
      conditions: [{ httpRequestMethod: { values: [method] } }, { pathPattern: { regexValues: [path] } }],
      actions,
    });

  before(async () => {
    issuer = await startIssuer([(await firstKey()).jwk]);
    api = await startApi();
    server = createServer((request, response) => {
      reached.push(`${request.method} ${request.url}`);
      response.end(request.headers.authorization?.slice(0, 6));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const balancer = await make("lb.LoadBalancer", { name: "lb", subnets: ["subnet-a", "subnet-b"] });
    url = `http://${balancer.outputs.dnsName}`;
    const fixedResponse = {
      contentType: "application/json",
      messageBody: '{"message":"Not Found"}',
      statusCode: "404",
    };
    ({ id: listenerArn } = await make("lb.Listener", {
      loadBalancerArn: balancer.id,
      port: 443,
      defaultActions: [{ type: "fixed-response", fixedResponse }],
    }));
    const container = await make("lb.TargetGroup", { name: "container", targetType: "ip", port: 80 });
    const { port } = server.address() as AddressInfo;
    await make("lb.TargetGroupAttachment", { targetGroupArn: container.id, targetId: "127.0.0.1", port });
    const Variables = {
      PROFILE: "alb",
      ISSUER: issuer.issuer,
      AUDIENCE: "api://admin",
      ALLOW_INSECURE_ISSUER: "true",
      REQUIREMENTS: JSON.stringify({
        "GET /users/{id}": { scopes: { all: ["users:read", "users:list"] } },
        "GET /health": { public: true },
      }),
    };
    const guarded = await functionTarget("admin", serviceModule(), { Environment: { Variables } });
    const echo = await functionTarget("echo", ECHO);
    const broken = await functionTarget("broken", BROKEN);
    const jwt = (scope?: string) => ({
      type: "jwt-validation",
      order: 1,
      jwtValidation: {
        issuer: issuer.issuer,
        jwksEndpoint: `${issuer.issuer}/v1/keys`,
        additionalClaims: [
          { name: "aud", format: "single-string", values: ["api://admin"] },
          ...(scope ? [{ name: "scp", format: "string-array", values: [scope] }] : []),
        ],
      },
    });
    const to = (targetGroupArn: string) => ({ type: "forward", order: 2, targetGroupArn });
    await rule(1, "GET", "^/container/[^/]+$", [to(container.id), jwt("users:read")]);
    await rule(2, "GET", "^/users/[^/]+$", [jwt(), to(guarded)]);
    await rule(3, "GET", "^/health$", [to(guarded)]);
    await rule(4, "POST", "^/echo$", [to(echo)]);
    await rule(5, "GET", "^/broken$", [to(broken)]);
    await rule(6, "GET", "^/empty$", [to("arn:none")]);
    await rule(7, "GET", "^/redirect$", [
      { type: "redirect", order: 1, redirect: { statusCode: "HTTP_301" } },
      to(echo),
    ]);
    await rule(8, "GET", "^/page$", [{ type: "authenticate-oidc", order: 1 }, to(echo)]);
  });
  after(async () => {
    await api.aws.close();
    await issuer.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => void (reached.length = 0));

  const seconds = () => Math.floor(Date.now() / 1000);
  const token = async (more: Record<string, unknown> = {}, key = firstKey()) =>
    sign(await key, oktaClaims(issuer.issuer, seconds(), more));
  const get = (path: string, bearer?: string) =>
    fetch(url + path, bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } });

  it("passes a good token on to a container, unread", async () => {
    const response = await get("/container/1?a=b", await token());
    assert.deepEqual([response.status, await response.text()], [200, "Bearer"]);
    assert.deepEqual(reached, ["GET /container/1?a=b"]);
  });

  it("refuses every other token before a container, which is not reached", async () => {
    const bad: [string, string | undefined][] = [
      ["none", undefined],
      ["rubbish", "rubbish"],
      ["another key", await token({}, secondKey())],
      ["expired", await token({ exp: seconds() - 1 })],
      ["without expiry", await token({ exp: undefined })],
      ["another issuer", await token({ iss: "https://other.example.com" })],
      ["another audience", await token({ aud: "api://other" })],
      ["no audience", await token({ aud: undefined })],
      ["another scope", await token({ scp: ["users:delete"] })],
      ["scope as one text", await token({ scp: "users:read" })],
      ["not yet", await token({ nbf: seconds() + 60 })],
      ["issued in the future", await token({ iat: seconds() + 60 })],
    ];
    for (const [what, given] of bad) assert.equal((await get("/container/1", given)).status, 401, what);
    assert.deepEqual(reached, []);
  });

  for (const { what, make: makeToken, passesGateway } of BAD_TOKENS) {
    it(`refuses a token ${what}${passesGateway ? " at the function alone" : ""}`, async () => {
      const context = { issuer: issuer.issuer, now: seconds(), key: await firstKey(), other: await secondKey() };
      const given = await makeToken(context);
      assert.equal((await get("/container/1", given)).status, passesGateway ? 200 : 401);
      assert.deepEqual(reached, passesGateway ? ["GET /container/1"] : []);
      assert.equal((await get("/users/1", given)).status, 401);
    });
  }

  it("takes rules in the order of priority, and answers by itself what no rule takes", async () => {
    for (const path of ["/", "/container", "/container/1/2", "/Container/1", "/health/"]) {
      const response = await get(path, await token());
      assert.deepEqual([response.status, await response.text()], [404, '{"message":"Not Found"}'], path);
    }
    const posted = await fetch(`${url}/container/1`, { method: "POST" });
    assert.equal(posted.status, 404);
    assert.deepEqual(reached, []);
  });

  it("reaches a function that guards itself with what the load balancer cannot check", async () => {
    const lacking = await get("/users/1", await token());
    assert.equal(lacking.status, 403);
    assert.match(lacking.headers.get("www-authenticate")!, /insufficient_scope/);
    const full = await get("/users/1", await token({ scp: ["users:read", "users:list"] }));
    assert.equal(((await full.json()) as Json).target.id, "1");
    assert.deepEqual([(await get("/users/1")).status, (await get("/health")).status], [401, 200]);
  });

  it("gives a function the event of a load balancer", async () => {
    const response = await fetch(`${url}/echo?a=%20b&c`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "x-amzn-trace-id": "Root=1-2" },
      body: "hello",
    });
    const event = (await response.json()) as Json;
    assert.deepEqual(
      { ...event, headers: undefined },
      {
        requestContext: { elb: { targetGroupArn: event.requestContext.elb.targetGroupArn } },
        httpMethod: "POST",
        path: "/echo",
        queryStringParameters: { a: "%20b", c: "" },
        headers: undefined,
        body: Buffer.from("hello").toString("base64"),
        isBase64Encoded: true,
      },
    );
    assert.equal(event.headers["x-amzn-trace-id"], "Root=1-2");
  });

  it("answers 502 for a function that answers nothing, 503 for an empty group, 501 for what is not modelled", async () => {
    assert.equal((await get("/broken")).status, 502);
    assert.equal((await get("/empty")).status, 503);
    for (const [path, action] of [
      ["/redirect", "redirect"],
      ["/page", "authenticate-oidc"],
    ] as const) {
      const answer = await get(path);
      const message = `the local AWS does not model the action \`${action}\` of a load balancer`;
      assert.deepEqual([answer.status, await answer.json()], [501, { message }]);
    }
  });

  it("refuses to declare a condition that it cannot look at", async () => {
    const { status, body } = await api.kept.create("lb.ListenerRule", {
      listenerArn,
      priority: 10,
      conditions: [{ sourceIp: { values: ["10.0.0.0/8"] } }],
      actions: [],
    });
    assert.deepEqual(
      [status, body.message],
      [501, "the local AWS does not model the condition `sourceIp` of a listener's rule"],
    );
  });

  it("answers 404 where there is no load balancer", async () => {
    assert.equal((await fetch(`${api.aws.url}/_alb/none/`)).status, 404);
  });
});
