/** HTTP_PROXY integrations that tell a backend something, and VPC links: what the backend receives. */
import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { echoGroupArn, echoOfGroup, echoUrl } from "../../../local/aws/echo";
import { startApi, type TestApi } from "./localApi";

const SAID = {
  "overwrite:header.X-Access-Subject": "-",
  "overwrite:header.x-request": "$context.requestId",
  "overwrite:header.x-missing": "$context.authorizer.sub",
  "append:header.x-more": "b",
  "remove:header.x-gone": "''",
};

describe("a backend of an HTTP API", () => {
  let api: TestApi;
  let server: Server;
  let port: number;
  const received: { url?: string; headers: IncomingHttpHeaders }[] = [];

  before(async () => {
    api = await startApi();
    server = createServer(({ url, headers }, response) => {
      received.push({ url, headers });
      response.end("the backend");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
    await api.stage();
  });
  beforeEach(() => void (received.length = 0));
  after(async () => {
    server.closeAllConnections();
    server.close();
    await api.aws.close();
  });

  async function route(key: string, integration: object): Promise<void> {
    const { integrationId } = await api.make("POST", `/v2/apis/${api.apiId}/integrations`, {
      integrationType: "HTTP_PROXY",
      integrationMethod: "ANY",
      ...integration,
    });
    await api.route(key, integrationId);
  }

  it("gets headers that are set, added and removed, and the caller's own where a source is missing", async () => {
    await route("GET /a/{id}", { integrationUri: `http://127.0.0.1:${port}/v1/a/{id}`, requestParameters: SAID });
    const headers = { "x-access-subject": "root", "x-missing": "forged", "x-more": "a", "x-gone": "x", "x-other": "y" };
    assert.equal((await fetch(`${api.url}/a/b%20c?d=1`, { headers })).status, 200);
    assert.equal(received[0]!.url, "/v1/a/b%20c?d=1");
    const got = received[0]!.headers;
    assert.deepEqual(
      ["x-access-subject", "x-missing", "x-more", "x-gone", "x-other"].map((name) => got[name]),
      ["-", "forged", "a,b", undefined, "y"],
    );
    assert.match(String(got["x-request"]), /^[a-z0-9]+=$/);
  });

  it("inside a VPC is the target of the listener, with the path as it was sent; without one the answer is 503", async () => {
    const { id: group } = await api.kept.make("lb.TargetGroup", { name: "orders", targetType: "ip", port });
    await api.kept.make("lb.TargetGroupAttachment", { targetGroupArn: group, targetId: "127.0.0.1" });
    const { id: balancer } = await api.kept.make("lb.LoadBalancer", { name: "in", subnets: ["subnet-a", "subnet-b"] });
    const listener = { loadBalancerArn: balancer, port: 80, protocol: "HTTP" };
    const defaultActions = [{ type: "forward", targetGroupArn: group }];
    const { id: listenerArn } = await api.kept.make("lb.Listener", { ...listener, defaultActions });
    const link = { connectionType: "VPC_LINK", connectionId: "a1" };
    await route("GET /b/{id}", { ...link, integrationUri: listenerArn, requestParameters: SAID });
    await route("GET /c", { ...link, integrationUri: listenerArn.replace(/.$/, "z") });
    assert.equal(
      await (await fetch(`${api.url}/b/%2e%2e%2fx?d=1`, { headers: { "x-access-subject": "root" } })).text(),
      "the backend",
    );
    assert.deepEqual([received[0]!.url, received[0]!.headers["x-access-subject"]], ["/b/%2e%2e%2fx?d=1", "-"]);
    assert.equal((await fetch(`${api.url}/c`)).status, 503);
    assert.equal(received.length, 1);
  });

  it("that is not there is an echo of what it would have received", async () => {
    await route("POST /d", { integrationUri: `${echoUrl(api.aws.url, "orders")}/v1/d`, requestParameters: SAID });
    const response = await fetch(`${api.url}/d?e=1`, {
      method: "POST",
      body: "f",
      headers: { "x-access-subject": "root" },
    });
    const { headers, ...echo } = (await response.json()) as { headers: Record<string, string> };
    assert.deepEqual(echo, { backend: "orders", method: "POST", path: "/v1/d", query: "e=1", body: "f" });
    assert.equal(headers["x-access-subject"], "-");
    assert.equal((await fetch(`${api.aws.url}/_echo/orders`, { method: "HEAD" })).status, 200);
  });

  it("has an echo behind a load balancer too, by a target group of its name", () => {
    assert.equal(echoOfGroup(echoGroupArn("eu-central-1", "orders-2")), "orders-2");
    for (const other of [
      "arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup/echo-x/1234",
      undefined,
      "",
    ])
      assert.equal(echoOfGroup(other), undefined);
  });
});
