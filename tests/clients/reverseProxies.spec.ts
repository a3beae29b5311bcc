/** The guard behind real reverse proxies, with the example's configuration: bad tokens, odd paths and forged headers. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BAD_TOKENS } from "../unit/guard/badTokens";
import { firstKey, oktaClaims, secondKey, sign, startIssuer, type TestIssuer } from "../unit/guard/tokens";
import {
  findCaddy,
  findNginx,
  startCaddy,
  startGuard,
  startNginx,
  type Ports,
  type RunningProxy,
} from "./support/proxies";

const REQUIREMENTS = {
  api: "users",
  audience: "api://admin",
  requirements: {
    "GET /health": { public: true },
    "GET /users/{id}": { scopes: { any: ["users:read"] } },
    "GET /users/me": { scopes: { any: ["users:me"] } },
    "POST /users": { scopes: { any: ["users:read"] } },
    "DELETE /users/{id}": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
  },
};

interface Kind {
  readonly kind: "nginx" | "caddy";
  readonly absent: string;
  readonly find: () => Promise<string | undefined>;
  readonly start: (program: string, ports: Ports) => Promise<RunningProxy>;
  /** What a caller gets where the guard says that no keys can be had. */
  readonly withoutKeys: number;
}

const KINDS: readonly Kind[] = [
  {
    kind: "nginx",
    absent: "install it with `apt-get install nginx-light`",
    find: findNginx,
    start: startNginx,
    withoutKeys: 500,
  },
  {
    kind: "caddy",
    absent: "`python3 -m pip` could not install it",
    find: findCaddy,
    start: startCaddy,
    withoutKeys: 503,
  },
];

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** As bytes, since no client would send most of what is tried here. */
function send(
  port: number,
  method: string,
  target: string,
  headers: readonly string[] = [],
  body = "",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
    socket.on("data", (part: Buffer) => (text += part.toString("latin1")));
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", ...rest] = text.split("\r\n\r\n");
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), headers: head, body: rest.join("\r\n\r\n") });
    });
    const lines = [`${method} ${target} HTTP/1.1`, "Host: api.example.com", "Connection: close", ...headers];
    if (body !== "") lines.push(`Content-Length: ${body.length}`);
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");
  });
}

for (const { kind, absent, find, start, withoutKeys } of KINDS) {
  describe(`the guard behind ${kind}`, function () {
    this.timeout(120_000);
    let issuer: TestIssuer;
    let guard: RunningProxy | undefined;
    let proxy: RunningProxy | undefined;
    let backend: Server | undefined;
    const folder = mkdtempSync(join(tmpdir(), "guard-"));
    const received: { method?: string; url?: string; headers: IncomingHttpHeaders }[] = [];

    before(async function () {
      const program = await find();
      if (program === undefined) {
        console.log(`      skipped: ${kind} is not on this machine: ${absent}`);
        return this.skip();
      }
      issuer = await startIssuer([(await firstKey()).jwk]);
      backend = createServer(({ method, url, headers }, response) => {
        received.push({ method, url, headers });
        response.end("the backend");
      });
      await new Promise<void>((resolve) => backend!.listen(0, "127.0.0.1", resolve));
      const requirements = join(folder, "requirements.json");
      writeFileSync(requirements, JSON.stringify(REQUIREMENTS));
      const where = ["--requirements", requirements, "--issuer", issuer.issuer, "--allow-insecure-issuer"];
      guard = await startGuard([...where, "--proxy", kind]);
      proxy = await start(program, { guard: guard.port, backend: (backend.address() as { port: number }).port });
      return undefined;
    });
    beforeEach(() => void (received.length = 0));
    after(async () => {
      await proxy?.close();
      await guard?.close();
      backend?.closeAllConnections();
      backend?.close();
      await issuer?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const now = () => Math.floor(Date.now() / 1000);
    const token = async (more: Record<string, unknown> = {}) =>
      `Authorization: Bearer ${await sign(await firstKey(), oktaClaims(issuer.issuer, now(), more))}`;
    const call = (method: string, target: string, headers: readonly string[] = [], body = "") =>
      send(proxy!.port, method, target, headers, body);

    it("lets a good token through, and tells the backend who calls", async () => {
      const forged = [
        "X-Access-Subject: root",
        "x-access-client: root",
        "X-ACCESS-SCOPES: users:delete",
        "X-Access-Subject: root",
      ];
      const { status, body } = await call("GET", "/users/7?page=2", [await token(), ...forged]);
      assert.deepEqual([status, body.includes("the backend")], [200, true]);
      assert.equal(received.length, 1);
      const { method, url, headers } = received[0]!;
      assert.deepEqual(
        [method, url, headers["x-access-subject"], headers["x-access-client"], headers["x-access-scopes"]],
        ["GET", "/users/7?page=2", "ada@example.com", "0oa1", "users:read"],
      );
    });

    it("passes a body on", async () => {
      const { status } = await call("POST", "/users", [await token()], "a=1");
      assert.equal(status, 200);
      assert.deepEqual([received[0]!.method, received[0]!.headers["content-length"]], ["POST", "3"]);
    });

    it("says at a public route that nobody has shown a token", async () => {
      assert.equal(
        (await call("GET", "/health", ["X-Access-Subject: root", "X-Access-Scopes: users:delete"])).status,
        200,
      );
      const { headers } = received[0]!;
      assert.deepEqual(
        [headers["x-access-subject"], headers["x-access-client"], headers["x-access-scopes"]],
        ["-", "-", "-"],
      );
    });

    it("hands on the challenge of a step-up and of a missing token", async () => {
      const stale = await call("DELETE", "/users/7", [await token()]);
      assert.equal(stale.status, 401);
      assert.match(
        stale.headers,
        /^www-authenticate: Bearer error="insufficient_user_authentication".*acr_values="phr", max_age="300"/im,
      );
      const none = await call("GET", "/users/7");
      assert.deepEqual([none.status, /^www-authenticate: Bearer\r?$/im.test(none.headers)], [401, true]);
      assert.equal((await call("GET", "/users/7", [await token({ scp: ["x"] })])).status, 403);
      assert.equal(received.length, 0);
      assert.equal((await call("DELETE", "/users/7", [await token({ acr: "phr" })])).status, 200);
    });

    it(`refuses ${BAD_TOKENS.length} bad tokens, with the reason that the guard has`, async () => {
      for (const { what, make, problem } of BAD_TOKENS) {
        const context = { issuer: issuer.issuer, now: now(), key: await firstKey(), other: await secondKey() };
        const { status, headers } = await call("GET", "/users/7", [`Authorization: Bearer ${await make(context)}`]);
        assert.equal(status, 401, what);
        assert.ok(
          headers.includes(`error="invalid_token", error_description="${problem.replaceAll('"', "")}"`),
          `${what}: ${headers}`,
        );
      }
      assert.equal(received.length, 0);
    });

    it("refuses authorization that is no bearer token, or several", async () => {
      const good = await token();
      for (const headers of [
        ["Authorization: Basic YTpi"],
        ["Authorization: Bearer"],
        [good, good],
        [good.replace("Authorization", "X-Authorization")],
      ]) {
        const { status } = await call("GET", "/users/7", headers);
        assert.ok([400, 401].includes(status), `${headers.join()}: ${status}`);
      }
      assert.equal(received.length, 0);
    });

    it("refuses paths that could be read in another way, whatever the proxy makes of them", async () => {
      const good = await token({ scp: ["users:read"] });
      const targets = [
        "//users/7",
        "/users//7",
        "/health/../users/7",
        "/users/7/../../health",
        "/health/..%2fusers/7",
        "/health%2f..%2fusers",
        "/users/%2e%2e/health",
        "/users/me",
        "/users/%6de",
        "/users/ME",
        "/users/me%20",
        "/users/me.",
        "/users/me/",
        "/users/me;x",
        "/users/%256de",
        "/users/7%00",
        "/users/7%0d%0aX-Access-Subject:%20root",
        "/users/\\7",
        "/users/7\\..\\me",
        "/Health",
        "/health/",
        "/HEALTH",
        "/health;/users",
        "/users",
        "/",
        "/nowhere",
        "http://api.example.com/users/me",
        "/users/7#/health",
        "/users/%ff",
      ];
      for (const target of targets) {
        const { status } = await call("GET", target, [good]);
        assert.ok(status >= 400 && status < 500, `${target}: ${status}`);
      }
      assert.deepEqual(received, []);
    });

    it("refuses methods that no route has, and headers that name another method or path", async () => {
      const good = await token();
      for (const method of ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "PROPFIND"]) {
        const { status } = await call(method, "/users/7", [good]);
        assert.ok(status >= 400 && status < 500, `${method}: ${status}`);
      }
      for (const header of ["X-HTTP-Method-Override: DELETE", "X-Original-URL: /users/me", "X-Rewrite-URL: /users/me"])
        assert.equal((await call("GET", "/users/7", [good, header])).status, 403, header);
      assert.equal(received.length, 0);
    });

    it("does not believe a caller who says which request the proxy asks about", async () => {
      for (const name of [
        "X-Original-URI",
        "X-Forwarded-Uri",
        "X-Original-Method",
        "X-Forwarded-Method",
        "X-Forwarded-Prefix",
      ]) {
        const value = name.endsWith("Method") ? "GET" : "/health";
        const { status } = await call("GET", "/users/7", [`${name}: ${value}`]);
        assert.equal(status, 401, name);
      }
      assert.equal(received.length, 0);
    });

    it("lets nobody through where no keys can be had, and shows no token in a log", async () => {
      const where = ["--requirements", join(folder, "requirements.json"), "--allow-insecure-issuer", "--proxy", kind];
      issuer.isDown = true;
      const deaf = await startGuard([...where, "--issuer", issuer.issuer]);
      const program = (await find())!;
      const other = await start(program, { guard: deaf.port, backend: (backend!.address() as { port: number }).port });
      try {
        const good = await token();
        assert.equal((await send(other.port, "GET", "/users/7", [good])).status, withoutKeys);
        await deaf.close();
        assert.ok((await send(other.port, "GET", "/users/7", [good])).status >= 500);
        assert.equal(received.length, 0);
        const secret = good.slice(30, 80);
        assert.ok(!guard!.output().includes(secret) && !deaf.output().includes(secret));
      } finally {
        issuer.isDown = false;
        await other.close();
        await deaf.close();
      }
    });
  });
}
