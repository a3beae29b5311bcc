/** The guard as a middleware: before a handler of Node's own server, over real HTTP. */
import assert from "node:assert/strict";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createGuard } from "../../../guard/guard";
import { guardMiddleware, type GuardedRequest } from "../../../guard/adapters/guardMiddleware";
import { firstKey, oktaClaims, sign } from "./tokens";

const ISSUER = "https://example.okta.com/oauth2/aus1";
const NOW = 1_800_000_000;

describe("guardMiddleware", () => {
  let server: Server;
  let url: string;
  const callers: unknown[] = [];

  before(async () => {
    const { jwk } = await firstKey();
    const guard = createGuard(
      { issuer: ISSUER, audience: "api://admin" },
      { now: () => NOW * 1000, fetchKeys: async () => ({ keys: [jwk] }) },
    );
    const guarded = guardMiddleware(guard, { scopes: { any: ["users:read"] } });
    server = createServer((incoming, response) => {
      void guarded(incoming as GuardedRequest, response, () => {
        callers.push((incoming as GuardedRequest).auth?.claims["sub"]);
        response.end("served");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => void (callers.length = 0));

  const token = async (more: Record<string, unknown> = {}) =>
    `Bearer ${await sign(await firstKey(), oktaClaims(ISSUER, NOW, more))}`;

  it("calls the handler with what it has found", async () => {
    const response = await fetch(url, { headers: { authorization: await token() } });
    assert.equal(await response.text(), "served");
    assert.deepEqual(callers, ["ada@example.com"]);
  });

  it("refuses with status, challenge and body, and does not call the handler", async () => {
    const response = await fetch(url, { headers: { authorization: await token({ scp: [] }) } });
    assert.equal(response.status, 403);
    assert.equal(
      response.headers.get("www-authenticate"),
      'Bearer error="insufficient_scope", error_description="the token holds none of the scopes", scope="users:read"',
    );
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.deepEqual(await response.json(), {
      error: "insufficient_scope",
      error_description: "the token holds none of the scopes",
      scope: "users:read",
    });
    assert.equal((await fetch(url)).status, 401);
    assert.deepEqual(callers, []);
  });

  it("refuses two authorization headers, of which Node would show the first alone", async () => {
    const good = await token();
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        url,
        { headers: ["host", "localhost", "authorization", good, "authorization", "Bearer x"] },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on("error", reject).end();
    });
    assert.equal(status, 401);
    assert.deepEqual(callers, []);
  });
});
