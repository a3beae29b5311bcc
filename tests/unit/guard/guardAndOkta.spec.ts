/** The guard over real HTTP: it fetches, it bounds what it fetches, and without keys it refuses. */
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fetchKeys, KEYS_BYTES_MAX } from "../../../guard/fetchKeys";
import { createGuard } from "../../../guard/guard";
import { firstKey, oktaClaims, sign, startIssuer } from "./tokens";

const seconds = () => Math.floor(Date.now() / 1000);

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("the guard with an issuer over HTTP", () => {
  it("fetches the keys once and lets a good token through", async () => {
    const issuer = await startIssuer([(await firstKey()).jwk]);
    try {
      const guard = createGuard({ issuer: issuer.issuer, audience: "api://admin", allowInsecureIssuer: true });
      const token = await sign(await firstKey(), oktaClaims(issuer.issuer, seconds()));
      for (let i = 0; i < 3; i++) {
        const decision = await guard.check({ headers: { authorization: `Bearer ${token}` } }, {});
        assert.equal(decision.allowed, true);
      }
      assert.equal(issuer.reads, 1);
    } finally {
      await issuer.close();
    }
  });

  it("refuses with 503 where no key set can be had, and says when to come back", async () => {
    const issuer = await startIssuer([]);
    issuer.isDown = true;
    try {
      const guard = createGuard({ issuer: issuer.issuer, audience: "api://admin", allowInsecureIssuer: true });
      const token = await sign(await firstKey(), oktaClaims(issuer.issuer, seconds()));
      const decision = await guard.check({ headers: { authorization: `Bearer ${token}` } }, {});
      assert.equal(decision.allowed, false);
      assert.deepEqual(decision, {
        allowed: false,
        status: 503,
        error: "temporarily_unavailable",
        description: "the issuer's keys cannot be read at the moment",
        headers: {
          "www-authenticate":
            'Bearer error="temporarily_unavailable", error_description="the issuer\'s keys cannot be read at the moment"',
          "retry-after": "5",
        },
        body: {
          error: "temporarily_unavailable",
          error_description: "the issuer's keys cannot be read at the moment",
        },
      });
    } finally {
      await issuer.close();
    }
  });

  it("refuses with 503 where nothing listens", async () => {
    const issuer = await startIssuer([]);
    await issuer.close();
    const guard = createGuard({ issuer: issuer.issuer, audience: "api://admin", allowInsecureIssuer: true });
    const token = await sign(await firstKey(), oktaClaims(issuer.issuer, seconds()));
    const decision = await guard.check({ headers: { authorization: `Bearer ${token}` } }, {});
    assert.equal(decision.allowed ? 200 : decision.status, 503);
  });

  it("does not ask for keys for what is no token", async () => {
    const issuer = await startIssuer([]);
    try {
      const guard = createGuard({ issuer: issuer.issuer, audience: "api://admin", allowInsecureIssuer: true });
      await guard.check({ headers: { authorization: "Bearer rubbish" } }, {});
      assert.equal(issuer.reads, 0);
    } finally {
      await issuer.close();
    }
  });
});

describe("fetchKeys", () => {
  it("answers the parsed JSON", () =>
    withServer(
      (_, response) => response.end('{"keys":[]}'),
      async (url) => assert.deepEqual(await fetchKeys(url), { keys: [] }),
    ));

  it("refuses an answer that is not 200", () =>
    withServer(
      (_, response) => response.writeHead(500).end("{}"),
      async (url) => assert.rejects(fetchKeys(url), /status 500/),
    ));

  it("refuses a redirect instead of following it", () =>
    withServer(
      (request, response) =>
        request.url === "/keys" ? response.writeHead(302, { location: "/other" }).end() : response.end("{}"),
      async (url) => assert.rejects(fetchKeys(url), /status 302/),
    ));

  it("refuses what is not JSON", () =>
    withServer(
      (_, response) => response.end("<html>"),
      async (url) => assert.rejects(fetchKeys(url), /not JSON/),
    ));

  it("refuses an answer without end", () =>
    withServer(
      (_, response) => response.end("x".repeat(KEYS_BYTES_MAX + 1)),
      async (url) => assert.rejects(fetchKeys(url), /too large/),
    ));

  it("refuses an answer that breaks off", () =>
    withServer(
      (_, response) => {
        response.writeHead(200, { "content-length": "100" }).write("{");
        setTimeout(() => response.destroy(), 5);
      },
      async (url) => assert.rejects(fetchKeys(url)),
    ));
});
