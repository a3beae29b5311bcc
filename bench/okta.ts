/**
 * How many client_credentials tokens per second the local Okta gives, beside a bare server that only signs, and two other
 * servers for tests. Run it with `npm run bench -- okta`.
 *
 * Each server is a process of its own; the load comes from this one, over 16 kept-alive connections. The servers take
 * turns, so that whatever else the machine does falls on all of them, and the median round counts.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { startLocalOkta } from "../local/okta/start";
import { median } from "./median";
import { SERVER_KINDS, type ServerKind, type TokenRequest } from "./oktaServers";
import { CONCURRENCY, throughput } from "./throughput";

export interface OktaMeasured {
  readonly what: ServerKind;
  readonly tokensPerSecond: number;
  /** To the bare server. */
  readonly ratio: number;
}

const ROUNDS = 5;
const ROUND_MS = 2_000;
const WARM_UP_MS = 1_000;

/** The local Okta is to reach so much of the bare server. */
export const RATIO_GOAL = 0.7;

/** It is to be ready so soon after `startLocalOkta` was called. */
export const READY_GOAL_MS = 300;

interface Running {
  readonly kind: ServerKind;
  readonly child: ChildProcess;
  readonly token: TokenRequest;
  readonly rates: number[];
}

export async function measureOkta(): Promise<OktaMeasured[]> {
  const servers: Running[] = [];
  try {
    for (const kind of SERVER_KINDS) servers.push(await start(kind));
    for (const { token } of servers) await load(token, WARM_UP_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { token, rates } of servers) rates.push(await load(token, ROUND_MS));
    }
  } finally {
    for (const { child } of servers) child.kill();
  }
  const bare = median(servers[0]!.rates);
  return servers.map(({ kind, rates }) => ({
    what: kind,
    tokensPerSecond: median(rates),
    ratio: median(rates) / bare,
  }));
}

/** Milliseconds from the call until the first request is answered. */
export async function measureReady(): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    const okta = await startLocalOkta();
    await (await fetch(`${okta.url}/.well-known/okta-organization`)).arrayBuffer();
    times.push(performance.now() - started);
    await okta.close();
  }
  return median(times);
}

async function start(kind: ServerKind): Promise<Running> {
  const args = ["-r", `${__dirname}/../local/node/register.cjs`, `${__dirname}/oktaServers.ts`, kind];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout! });
  for await (const line of lines) {
    // The servers may print what they like before; the answer is the only line of JSON.
    if (line.startsWith("{")) return { kind, child, token: JSON.parse(line) as TokenRequest, rates: [] };
  }
  throw new Error(`the server ${kind} ended before it was ready`);
}

/** Answers per second. Every answer must be a token. */
async function load(token: TokenRequest, milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const rate = await throughput(() => ask(token, agent), milliseconds);
  agent.destroy();
  return rate;
}

async function ask({ url, authorization, body }: TokenRequest, agent: Agent): Promise<void> {
  const headers = { authorization, "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
  const outgoing = request(url, { method: "POST", headers, agent });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [import("node:http").IncomingMessage];
  let text = "";
  incoming.setEncoding("utf8");
  for await (const chunk of incoming) text += chunk as string;
  if (incoming.statusCode !== 200 || !text.includes("access_token"))
    throw new Error(`${url}: ${incoming.statusCode} ${text}`);
}

async function main(): Promise<void> {
  const ready = await measureReady();
  console.log(`ready after ${ready.toFixed(0)} ms (goal: at most ${READY_GOAL_MS})`);
  for (const { what, tokensPerSecond, ratio } of await measureOkta()) {
    const goal = what === "local Okta" ? ` (goal: at least ${RATIO_GOAL})` : "";
    console.log(
      `${what.padEnd(20)} ${tokensPerSecond.toFixed(0).padStart(6)} tokens/s  ${ratio.toFixed(2)} of bare${goal}`,
    );
  }
}

if (require.main === module) void main();
