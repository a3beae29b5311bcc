/** 200 callers at once for 20 seconds: no wrong decision, and no create that was promised and is not there. */
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { okta, tokenOf, tokenOfService, world } from "./support/world";

const CALLERS = 200;
const SECONDS = 20;

interface Trial {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: string;
  readonly key?: string;
  readonly status: number;
  /** The address of the user that a 201 promises. */
  readonly email?: string;
}

interface Counts {
  readonly wrong: Map<string, number>;
  readonly created: Map<string, string>;
  done: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });

function send(url: URL, { method, token, body, key }: Trial): Promise<{ status: number; text: string }> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(key !== undefined && { "idempotency-key": key }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent, timeout: 30_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in 30 s")));
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("the admin service under load", function () {
  this.timeout(120_000);

  it(`decides rightly for ${CALLERS} callers at once, and loses no create`, async () => {
    const { environment } = await world();
    const [lead, agentToken, job, customer, factorDesk] = await Promise.all([
      tokenOf("leo", "support-console", ["users:read", "users:create"]),
      tokenOf("agnes", "support-console", ["users:read"]),
      tokenOfService("nightly-sync", ["users:read"]),
      tokenOf("carla", "customer-app", ["profile:read"]),
      tokenOf("frida", "support-console", ["factors:verify"]),
    ]);
    const { id } = environment.personas["nora"]!;
    const user = (email: string) => JSON.stringify({ email, firstName: "Lo", lastName: "Ad" });
    let number = 0;
    const create = (): Trial => {
      number += 1;
      const email = `load-${number}@example.test`;
      return {
        method: "POST",
        path: "/users",
        token: lead,
        body: user(email),
        key: `load-${process.pid}-${String(number).padStart(8, "0")}`,
        status: 201,
        email,
      };
    };
    const kinds: (() => Trial)[] = [
      create,
      () => ({ method: "GET", path: `/users/${id}`, token: job, status: 200 }),
      () => ({ method: "GET", path: "/profile", token: customer, status: 200 }),
      () => ({ method: "GET", path: `/users/${id}`, token: customer, status: 403 }),
      () => ({ method: "POST", path: "/users", token: agentToken, body: user("never@example.test"), status: 403 }),
      () => ({ method: "DELETE", path: `/users/${id}`, token: job, status: 403 }),
      () => ({ method: "POST", path: `/users/${id}/deactivate`, token: lead, status: 403 }),
      () => ({ method: "GET", path: "/users?limit=1", token: factorDesk, status: 403 }),
      () => ({ method: "GET", path: `/users/${id}`, token: `${job.slice(0, -4)}AAAA`, status: 401 }),
      () => ({ method: "GET", path: "/users", status: 401 }),
    ];
    const counts: Counts = { wrong: new Map(), created: new Map(), done: 0 };
    const end = performance.now() + SECONDS * 1000;
    await Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        for (let turn = caller; performance.now() < end; turn += 1) {
          const trial = kinds[turn % kinds.length]!();
          await decide(new URL(environment.apis["admin"]! + trial.path), trial, counts);
        }
      }),
    );
    agent.destroy();
    assert.deepEqual([...counts.wrong], []);
    const there = await allUsers();
    const lost = [...counts.created].filter(([email, made]) => there.get(email) !== made);
    assert.deepEqual(lost, []);
    assert.equal(there.has("never@example.test"), false);
    assert.ok(counts.created.size > 20, `only ${counts.created.size} users were created`);
    assert.equal([...there.keys()].filter((email) => email.startsWith("load-")).length >= counts.created.size, true);
    console.log(`      ${counts.done} requests, ${counts.created.size} users created`);
  });
});

/** Throttled is no decision: the caller comes again. */
async function decide(url: URL, trial: Trial, counts: Counts): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const { status, text } = await send(url, trial);
    counts.done += 1;
    if (status === 429) {
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 200));
      continue;
    }
    if (status !== trial.status) {
      const name = `${trial.method} ${trial.path}: ${status} instead of ${trial.status}`;
      counts.wrong.set(name, (counts.wrong.get(name) ?? 0) + 1);
    } else if (trial.email !== undefined) {
      counts.created.set(trial.email, (JSON.parse(text) as { id: string }).id);
    }
    return;
  }
}

/** Login → id, of everybody in the org. */
async function allUsers(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  let after: string | undefined;
  for (let page = 0; page < 1_000; page += 1) {
    const cursor = after === undefined ? "" : `&after=${after}`;
    const users = await okta<{ id: string; profile: { login: string } }[]>(`/api/v1/users?limit=200${cursor}`);
    for (const { id, profile } of users) all.set(profile.login, id);
    if (users.length < 200) return all;
    after = users.at(-1)!.id;
  }
  return all;
}
