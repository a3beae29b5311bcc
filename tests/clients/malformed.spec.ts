/** Ten thousand malformed requests: each gets an error in the right form, and the server goes on as before. */
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { startWorld, type World } from "../unit/okta/support/world";

const REQUESTS = 10_000;
const CONCURRENCY = 32;
const SEED = 20261101;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The same numbers in each run (mulberry32), so that a failure can be repeated. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe("local Okta under malformed requests", () => {
  let world: World;
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  before(async () => {
    world = await startWorld();
  });
  after(async () => {
    agent.destroy();
    await world.close();
  });

  it(`answers ${REQUESTS} of them properly`, async function () {
    this.timeout(120_000);
    const next = numbers(SEED);
    const seen = new Map<number, number>();
    let started = 0;
    const worker = async () => {
      while (started < REQUESTS) {
        started += 1;
        const sent = malformed(world, next);
        const { status, body } = await send(world, agent, sent);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        assertProper(sent, status, body);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    const answered = [...seen.values()].reduce((sum, count) => sum + count, 0);
    assert.equal(answered, REQUESTS);
    assert.equal(seen.get(500) ?? 0, 0);
    assert.equal((await world.tokens("reader", "openid users:read")).status, 200);
    assert.equal((await world.api("GET", "/api/v1/groups")).status, 200);
  });
});

/** An error in Okta's form or OAuth's; a page or a redirect where a browser would be. Never a plain 500. */
function assertProper({ method, path }: Sent, status: number, body: string): void {
  const what = `${method} ${path.slice(0, 80)} ${status} ${body.slice(0, 200)}`;
  if (status === 204 || status === 302 || method === "HEAD") return;
  assert.ok(status >= 200 && status !== 500, what);
  if (status < 400 || body.startsWith("<!doctype html>")) return;
  const error = JSON.parse(body) as Record<string, unknown>;
  const proper = typeof error["errorSummary"] === "string" || typeof error["error_description"] === "string";
  assert.ok(proper, what);
}

const PATHS = [
  "/v1/token",
  "/v1/authorize",
  "/v1/introspect",
  "/v1/revoke",
  "/v1/userinfo",
  "/v1/logout",
  "/v1/device/authorize",
  "/v1/bc/authorize",
];
const API = [
  "/api/v1/groups",
  "/api/v1/apps",
  "/api/v1/users",
  "/api/v1/authorizationServers",
  "/api/v1/groups/rules",
  "/api/v1/trustedOrigins",
  "/api/v1/policies",
];
const PARAMETERS = [
  "grant_type",
  "client_id",
  "client_secret",
  "code",
  "scope",
  "refresh_token",
  "client_assertion",
  "token",
  "redirect_uri",
  "state",
  "login_hint",
];
const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "",
];

function malformed(world: World, next: (below: number) => number): Sent {
  const pick = <T>(items: readonly T[]): T => items[next(items.length)]!;
  const oauth = next(2) === 0;
  const path = oauth ? world.issuerPath + pick(PATHS) : pick(API) + pick(["", "/x", "/%00", "/%zz", "//", "/..%2f"]);
  const method = pick(["POST", "POST", "POST", "PUT", "GET", "DELETE", "PATCH", "HEAD"]);
  const authorization = pick([
    `SSWS ${world.apiToken}`,
    "SSWS wrong",
    "Basic ::::",
    `Basic ${rubbish(next).toString("base64")}`,
    "Bearer a.b.c",
    "",
  ]);
  const type = pick(TYPES);
  const headers = {
    ...(authorization === "" ? {} : { authorization }),
    ...(type === "" ? {} : { "content-type": type }),
  };
  const body = method === "GET" || method === "HEAD" ? Buffer.alloc(0) : oauth ? form(next, pick) : json(next, pick);
  const query =
    next(3) === 0
      ? `?${form(next, pick)
          .toString("latin1")
          .replace(/[^\x21-\x7e]/g, "")}`
      : "";
  return { method, path: path + query, headers, body };
}

function form(next: (below: number) => number, pick: <T>(items: readonly T[]) => T): Buffer {
  const value = () =>
    pick([
      "",
      "%",
      "%zz",
      "%00",
      "a",
      "x".repeat(next(3000)),
      "authorization_code",
      "client_credentials",
      "refresh_token",
      "a.b.c",
      "__proto__",
      "é",
    ]);
  const pairs = Array.from({ length: next(6) }, () => `${pick([...PARAMETERS, "__proto__", ""])}=${value()}`);
  return Buffer.concat([
    Buffer.from(pairs.join(pick(["&", "&&", ";"]))),
    next(10) === 0 ? rubbish(next) : Buffer.alloc(0),
  ]);
}

function json(next: (below: number) => number, pick: <T>(items: readonly T[]) => T): Buffer {
  const value = (): unknown => pick<unknown>([null, 1, -1e308, "", "x", [], {}, true, ["a", 1], { a: { b: [] } }]);
  const fields = [
    "profile",
    "name",
    "label",
    "settings",
    "credentials",
    "conditions",
    "actions",
    "audiences",
    "signOnMode",
    "scopes",
    "origin",
    "type",
    "__proto__",
  ];
  const body = Object.fromEntries(Array.from({ length: next(6) }, () => [pick(fields), value()]));
  if (next(4) === 0) Object.assign(body, { name: "oidc_client", signOnMode: "OPENID_CONNECT" });
  const text = JSON.stringify(body);
  return next(4) === 0
    ? Buffer.from(text.slice(0, next(text.length + 1)))
    : next(8) === 0
      ? rubbish(next)
      : Buffer.from(text);
}

function rubbish(next: (below: number) => number): Buffer {
  return Buffer.from(Array.from({ length: next(64) }, () => next(256)));
}

function send(
  world: World,
  agent: Agent,
  { method, path, headers, body }: Sent,
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method, path, headers: { ...headers, "content-length": body.length }, agent },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => resolve({ status: incoming.statusCode!, body: Buffer.concat(chunks).toString() }));
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
