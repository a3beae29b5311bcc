/**
 * The local gateway's JWT authorizer beside that of another emulator, ministack: the same HTTP API, declared by the same
 * requests, with the local Okta as issuer, the same tokens, backend and load.
 *
 * Each gateway is a process of its own; backend, issuer and load are this one. The gateways take turns, and the median round
 * counts. Before anything is measured both must refuse what a JWT authorizer refuses.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer } from "node:http";
import { createInterface } from "node:readline";
import { startLocalOkta } from "../local/okta/start";
import { deployJwtApi, makeAt } from "./deployJwtApi";
import { listen, load, statusOf } from "./httpLoad";
import { median } from "./median";
import { MINISTACK_VERSION, startMinistack } from "./ministack";
import { oktaTokens } from "./oktaTokens";
import { CONCURRENCY } from "./throughput";

export interface PeerRate {
  readonly what: string;
  /** Requests per second of the route without an authorizer. */
  readonly open: number;
  /** Requests per second of the route with the JWT authorizer. */
  readonly jwt: number;
  /** Of `jwt`, to that of the peer. */
  readonly ratio: number;
}

const ROUNDS = 5;
const ROUND_MS = 1_500;
const TOKENS = 128;

interface Measured {
  readonly what: string;
  readonly api: string;
  readonly rates: Readonly<Record<"/open" | "/jwt", number[]>>;
}

/** `command`: that of ministack. */
export async function measureBesidePeer(command: string): Promise<PeerRate[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const backend = createServer((_, response) => response.end("ok"));
  const origin = await listen(backend);
  const okta = await startLocalOkta();
  const closing: (() => void)[] = [];
  try {
    const { issuer, good, lacking } = await oktaTokens(okta, TOKENS);
    const own = await startOwn();
    closing.push(() => own.child.kill());
    const peer = await startMinistack(command);
    closing.push(peer.close);
    const deploy = async (what: string, url: string, place: string): Promise<Measured> => {
      const { apiId } = await deployJwtApi(makeAt(url), origin, issuer);
      const measured = { what, api: url + place.replace("<id>", apiId), rates: { "/open": [], "/jwt": [] } };
      await mustRefuse(measured.api, good[0]!, lacking, agent);
      return measured;
    };
    const gateways = [
      await deploy("local gateway", own.url, "/_api/<id>"),
      await deploy(`ministack ${MINISTACK_VERSION}`, peer.url, "/_aws/execute-api/<id>/$default"),
    ];
    await measure(gateways, good, agent);
    return withRatios(gateways);
  } finally {
    for (const close of closing) close();
    agent.destroy();
    await okta.close();
    backend.closeAllConnections();
    backend.close();
  }
}

async function startOwn(): Promise<{ child: ChildProcess; url: string }> {
  const args = ["-r", `${__dirname}/../local/node/register.cjs`, `${__dirname}/gatewayServer.ts`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit").then(() => Promise.reject(new Error("the local AWS did not start")));
  const [url] = (await Promise.race([once(createInterface({ input: child.stdout! }), "line"), ended])) as [string];
  return { child, url };
}

/** A gateway that looks at less is faster. */
async function mustRefuse(api: string, good: string, lacking: string, agent: Agent): Promise<void> {
  const [header, payload, signature = ""] = good.split(".");
  const forged = [header, payload, signature.replace(/^./, (first) => (first === "A" ? "B" : "A"))].join(".");
  const statuses = [good, "", forged, lacking].map((token) => statusOf(`${api}/jwt`, token, agent));
  const found = (await Promise.all(statuses)).join(" ");
  if (found !== "200 401 401 403") throw new Error(`${api}: answered ${found} instead of 200 401 401 403`);
}

/** The first round warms up. */
async function measure(gateways: readonly Measured[], tokens: readonly string[], agent: Agent): Promise<void> {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { api, rates } of gateways) {
      for (const path of ["/open", "/jwt"] as const) {
        const rate = await load(api + path, tokens, agent, ROUND_MS);
        if (round > 0) rates[path].push(rate);
      }
    }
  }
}

function withRatios(gateways: readonly Measured[]): PeerRate[] {
  const peer = median(gateways.at(-1)!.rates["/jwt"]);
  return gateways.map(({ what, rates }) => {
    const jwt = median(rates["/jwt"]);
    return { what, open: median(rates["/open"]), jwt, ratio: jwt / peer };
  });
}
