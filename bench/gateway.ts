/**
 * What the local gateway's authorizers cost: requests per second through one HTTP API to a backend that does nothing, with
 * no authorizer, with the JWT authorizer, and with the bundled Lambda authorizer. Run it with `npm run bench -- gateway`.
 *
 * Gateway, backend and load share one process, and the routes take turns: compare the ratios, not the figures. A second
 * table has the JWT authorizer beside that of another emulator, where that is installed.
 */
import { generateKeyPairSync } from "node:crypto";
import { Agent, createServer } from "node:http";
import { bundleOwn } from "../components/aws/shared/bundle";
import { accountOf } from "../local/aws/account";
import { DEFAULT_REGION } from "../local/aws/arns";
import { role } from "../local/aws/iam";
import { startLocalAws, type LocalAws } from "../local/aws/start";
import { makeTokens } from "./authorizerTokens";
import { deployJwtApi, makeAt, type Make } from "./deployJwtApi";
import { measureBesidePeer } from "./gatewayPeer";
import { listen, load } from "./httpLoad";
import { median } from "./median";
import { CONCURRENCY } from "./throughput";
import { findMinistack, HOW_TO_GET_MINISTACK } from "./ministack";

export interface GatewayRate {
  readonly what: string;
  readonly perSecond: number;
  /** To the open route. */
  readonly ratio: number;
}

const ROUNDS = 5;
const ROUND_MS = 800;

export async function measureGateway(): Promise<GatewayRate[]> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256", use: "sig" }];
  const backend = createServer((incoming, response) => {
    if (incoming.url!.endsWith("/keys")) response.end(JSON.stringify({ keys }));
    else if (incoming.url!.includes("openid")) response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/v1/keys` }));
    else response.end("ok");
  });
  const origin = await listen(backend);
  const issuer = `${origin}/oauth2/aus1`;
  const aws = await startLocalAws();
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  try {
    const api = await deploy(aws, origin, issuer);
    const tokens = makeTokens(privateKey, issuer, 256);
    const routes = ["/open", "/jwt", "/lambda"].map((path) => ({ path, rates: [] as number[] }));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { path, rates } of routes) {
        const rate = await load(api + path, tokens, agent, ROUND_MS);
        // The first round warms up.
        if (round > 0) rates.push(rate);
      }
    }
    const open = median(routes[0]!.rates);
    return routes.map(({ path, rates }) => ({ what: path, perSecond: median(rates), ratio: median(rates) / open }));
  } finally {
    agent.destroy();
    await aws.close();
    backend.closeAllConnections();
    backend.close();
  }
}

/** The API's address. */
async function deploy(aws: LocalAws, origin: string, issuer: string): Promise<string> {
  const make = makeAt(aws.url);
  const { apiId, path, target } = await deployJwtApi(make, origin, issuer);
  const { authorizerId } = await make(`${path}/authorizers`, {
    name: "lambda",
    authorizerType: "REQUEST",
    authorizerUri: await deployGuard(aws, make, issuer),
    authorizerPayloadFormatVersion: "2.0",
    enableSimpleResponses: true,
    identitySource: ["$request.header.Authorization"],
    authorizerResultTtlInSeconds: 0,
  });
  await make(`${path}/routes`, { routeKey: "GET /lambda", target, authorizationType: "CUSTOM", authorizerId });
  return `${aws.url}/_api/${apiId}`;
}

/** The ARN of the bundled authorizer. */
async function deployGuard(aws: LocalAws, make: Make, issuer: string): Promise<string> {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const trust = JSON.stringify({ Version: "2012-10-17", Statement });
  const account = accountOf(() => aws.world, DEFAULT_REGION);
  const { live } = await role.create(account, { name: "bench", assumeRolePolicy: trust });
  const Variables = {
    ISSUER: issuer,
    AUDIENCE: "api://admin",
    ALLOW_INSECURE_ISSUER: "true",
    REQUIREMENTS: JSON.stringify({ "GET /lambda": { scopes: { any: ["users:read"] } } }),
  };
  const { FunctionArn } = await make("/2015-03-31/functions", {
    FunctionName: "guard",
    Role: live["arn"] as string,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Environment: { Variables },
    Code: { Files: { "index.mjs": bundleOwn(["authorizer"])["authorizer"]! } },
  });
  await make("/2015-03-31/functions/guard/policy", {
    StatementId: "api",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
  });
  return FunctionArn!;
}

async function main(): Promise<void> {
  for (const { what, perSecond, ratio } of await measureGateway()) {
    console.log(
      `${what.padEnd(10)} ${perSecond.toFixed(0).padStart(6)} requests/s  ${ratio.toFixed(2)} of the open route`,
    );
  }
  const ministack = await findMinistack();
  if (ministack === undefined) return console.log(`\n${HOW_TO_GET_MINISTACK}`);
  console.log("\nin processes of their own, with the local Okta as issuer:");
  for (const { what, open, jwt, ratio } of await measureBesidePeer(ministack)) {
    const [ofOpen, ofJwt] = [open, jwt].map((rate) => rate.toFixed(0).padStart(6));
    console.log(
      `${what.padEnd(18)} ${ofOpen} open, ${ofJwt} with the JWT authorizer, requests/s  ${ratio.toFixed(1)} times the peer`,
    );
  }
}

if (require.main === module) void main();
