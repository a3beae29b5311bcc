/**
 * What the authorizer costs: size, cold start, and verifications per second beside bare `crypto.verify` and the libraries
 * that others would take. Run it with `npm run bench -- authorizer`.
 *
 * All of it is measured in one run, the contestants in turns, so that whatever else the machine does falls on all of them,
 * and the median round counts: compare the ratios, not the figures. Everyone gets the same 256 distinct tokens of Okta's
 * shape, has read the keys before, and has to find a scope in each. The libraries check less than the guard does.
 */
import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleOwn } from "../components/aws/shared/bundle";
import { createGuard } from "../guard/guard";
import { contestants, type Contestant } from "./authorizerPeers";
import { makeTokens } from "./authorizerTokens";
import { coldStart, type ColdStart, ORIGIN_SECRET } from "./coldStart";
import { median } from "./median";

/** Bytes, minified. */
export const SIZE_GOAL = 40_000;
/** Milliseconds until the module is loaded, and from then until the first token has been judged. */
export const LOAD_GOAL_MS = 20;
export const FIRST_GOAL_MS = 40;
/** Of bare `crypto.verify`, for tokens that were not seen before. */
export const DISTINCT_GOAL = 0.6;
/** Of that, for a token that comes again. */
export const AGAIN_GOAL = 5;

const TOKENS = 256;
const ROUNDS = 7;
const ROUND_MS = 600;
const STARTS = 15;

export interface Rate {
  readonly what: string;
  readonly perSecond: number;
  /** To bare `crypto.verify`. */
  readonly ratio: number;
}

/** The first one is the measure of the others. */
async function race(all: readonly Contestant[]): Promise<Rate[]> {
  const rates = new Map(all.map(({ what }) => [what, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { what, run } of all) {
      const perSecond = await rate(run);
      // The first round warms up.
      if (round > 0) rates.get(what)!.push(perSecond);
    }
  }
  const bare = median(rates.get(all[0]!.what)!);
  return all.map(({ what }) => {
    const perSecond = median(rates.get(what)!);
    return { what, perSecond, ratio: perSecond / bare };
  });
}

/** A run judges every token once. */
async function rate(run: Contestant["run"]): Promise<number> {
  const started = performance.now();
  let judged = 0;
  while (performance.now() - started < ROUND_MS) {
    await run();
    judged += TOKENS;
  }
  return (judged * 1000) / (performance.now() - started);
}

export async function measureAuthorizer(): Promise<{ rates: Rate[]; starts: ColdStart; size: number }> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256", use: "sig" };
  const server = createServer((request, response) => {
    const metadata = request.url!.endsWith("/keys") ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/v1/keys` };
    const body = request.method === "POST" ? { SecretString: ORIGIN_SECRET } : metadata;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/aus1`;
  try {
    const tokens = makeTokens(privateKey, issuer, TOKENS);
    const code = bundleOwn(["authorizer"])["authorizer"]!;
    const starts = await coldStart(code, issuer, tokens[0]!, STARTS);
    const rates = await race([
      bare(tokens, publicKey),
      ...own(tokens, issuer),
      ...(await contestants(tokens, issuer, jwk)),
    ]);
    return { rates, starts, size: Buffer.byteLength(code) };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The limit: the signature alone, with everything taken apart beforehand. */
function bare(tokens: readonly string[], publicKey: KeyObject): Contestant {
  const key = createPublicKey({ key: publicKey.export({ format: "jwk" }), format: "jwk" });
  const parts = tokens.map((token) => {
    const end = token.lastIndexOf(".");
    return { signed: Buffer.from(token.slice(0, end)), signature: Buffer.from(token.slice(end + 1), "base64url") };
  });
  const run = async () => {
    for (const { signed, signature } of parts)
      if (!verify("RSA-SHA256", signed, key, signature)) throw new Error("bad");
  };
  return { what: "bare crypto.verify", run };
}

/** A guard that has seen nothing, made anew for each run, and one that has seen every token. Keys are read beforehand. */
function own(tokens: readonly string[], issuer: string): Contestant[] {
  const options = { issuer, audience: "api://admin", allowInsecureIssuer: true };
  const requirement = { scopes: { any: ["users:read"] } };
  const requests = tokens.map((token) => ({ headers: { authorization: `Bearer ${token}` } }));
  const judge = async (guard: ReturnType<typeof createGuard>) => {
    for (const request of requests) {
      const decision = await guard.check(request, requirement);
      if (!decision.allowed) throw new Error(decision.description);
    }
  };
  const seen = createGuard(options);
  let keys: Promise<unknown> | undefined;
  const fetchKeys = (url: string) => (keys ??= fetch(url).then((response) => response.json()));
  return [
    { what: "guard, distinct tokens", run: () => judge(createGuard(options, { fetchKeys })) },
    { what: "guard, tokens that come again", run: () => judge(seen) },
  ];
}

async function main(): Promise<void> {
  const { rates, starts, size } = await measureAuthorizer();
  console.log(`bundled authorizer: ${(size / 1000).toFixed(1)} KB (goal: at most ${SIZE_GOAL / 1000})`);
  console.log(`module load: ${starts.loadMs.toFixed(1)} ms (goal: at most ${LOAD_GOAL_MS})`);
  console.log(
    `first verification with the key fetch: ${starts.firstMs.toFixed(1)} ms (goal: at most ${FIRST_GOAL_MS}); ` +
      `behind CloudFront, whose secret is read as well: ${starts.firstBehindCloudFrontMs.toFixed(1)} ms\n`,
  );
  for (const { what, perSecond, ratio } of rates) {
    console.log(`${what.padEnd(34)} ${perSecond.toFixed(0).padStart(8)} tokens/s  ${ratio.toFixed(2)} of bare`);
  }
  const [, distinct, again] = rates;
  console.log(`\ndistinct tokens: ${distinct!.ratio.toFixed(2)} of bare (goal: at least ${DISTINCT_GOAL})`);
  const times = again!.perSecond / distinct!.perSecond;
  console.log(`tokens that come again: ${times.toFixed(1)} times that (goal: at least ${AGAIN_GOAL})`);
  console.log(`node ${process.version}`);
}

if (require.main === module) void main();
