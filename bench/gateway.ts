/**
 * What the local gateway's authorizers cost: requests per second through one HTTP API to a backend that does nothing, with
 * no authorizer, with the JWT authorizer, and with the bundled Lambda authorizer. Run it with `npm run bench -- gateway`.
 *
 * Gateway, backend and load share one process, and the routes take turns: compare the ratios, not the figures.
 */
import { generateKeyPairSync } from "node:crypto";
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bundleHandlers } from "../components/aws/bundle";
import { startLocalAws } from "../local/aws/start";
import { makeTokens } from "./authorizerTokens";

export interface GatewayRate {
  readonly what: string;
  readonly perSecond: number;
  /** To the open route. */
  readonly ratio: number;
}

const CONCURRENCY = 16;
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
    const api = await deploy(aws.url, origin, issuer);
    const tokens = makeTokens(privateKey, issuer, 256);
    const routes = ["/open", "/jwt", "/lambda"].map((path) => ({ path, rates: [] as number[] }));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { path, rates } of routes) {
        const rate = await load(api + path, tokens, agent);
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

type Make = (path: string, body: object) => Promise<Record<string, string>>;

/** The API's address. */
async function deploy(aws: string, origin: string, issuer: string): Promise<string> {
  const make: Make = async (path, body) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(aws + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  const { apiId } = await make("/v2/apis", { name: "bench", protocolType: "HTTP" });
  const api = `/v2/apis/${apiId}`;
  const identitySource = ["$request.header.Authorization"];
  const jwt = await make(`${api}/authorizers`, {
    name: "jwt",
    authorizerType: "JWT",
    identitySource,
    jwtConfiguration: { issuer, audience: ["api://admin"] },
  });
  const lambda = await make(`${api}/authorizers`, {
    name: "lambda",
    authorizerType: "REQUEST",
    authorizerUri: await deployGuard(make, issuer),
    authorizerPayloadFormatVersion: "2.0",
    enableSimpleResponses: true,
    identitySource,
    authorizerResultTtlInSeconds: 0,
  });
  await deployRoutes(make, api, origin, jwt["authorizerId"]!, lambda["authorizerId"]!);
  return `${aws}/_api/${apiId}`;
}

/** The ARN of the bundled authorizer. */
async function deployGuard(make: Make, issuer: string): Promise<string> {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const trust = JSON.stringify({ Version: "2012-10-17", Statement });
  const { Arn } = await make("/iam/roles", { RoleName: "bench", AssumeRolePolicyDocument: trust });
  const Variables = {
    ISSUER: issuer,
    AUDIENCE: "api://admin",
    ALLOW_INSECURE_ISSUER: "true",
    REQUIREMENTS: JSON.stringify({ "GET /lambda": { scopes: { any: ["users:read"] } } }),
  };
  const { FunctionArn } = await make("/2015-03-31/functions", {
    FunctionName: "guard",
    Role: Arn!,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Environment: { Variables },
    Code: { Files: { "index.mjs": bundleHandlers(["authorizer"])["authorizer"]! } },
  });
  await make("/2015-03-31/functions/guard/policy", {
    StatementId: "api",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
  });
  return FunctionArn!;
}

async function deployRoutes(make: Make, api: string, origin: string, jwt: string, lambda: string): Promise<void> {
  const { integrationId } = await make(`${api}/integrations`, {
    integrationType: "HTTP_PROXY",
    integrationUri: `${origin}/backend`,
    integrationMethod: "ANY",
    payloadFormatVersion: "1.0",
  });
  const target = `integrations/${integrationId}`;
  const scopes = { authorizationScopes: ["users:read"] };
  await make(`${api}/routes`, { routeKey: "GET /open", target });
  await make(`${api}/routes`, { routeKey: "GET /jwt", target, authorizationType: "JWT", authorizerId: jwt, ...scopes });
  await make(`${api}/routes`, { routeKey: "GET /lambda", target, authorizationType: "CUSTOM", authorizerId: lambda });
  await make(`${api}/stages`, { stageName: "$default", autoDeploy: true });
}

/** Requests per second. Every one must be served. */
async function load(url: string, tokens: readonly string[], agent: Agent): Promise<number> {
  const started = performance.now();
  let served = 0;
  const worker = async () => {
    while (performance.now() - started < ROUND_MS) {
      await ask(url, tokens[served % tokens.length]!, agent);
      served += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return (served * 1000) / (performance.now() - started);
}

function ask(url: string, token: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.on("end", () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${answer.statusCode}`)),
      );
    });
    sent.on("error", reject).end();
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function main(): Promise<void> {
  for (const { what, perSecond, ratio } of await measureGateway()) {
    console.log(
      `${what.padEnd(10)} ${perSecond.toFixed(0).padStart(6)} requests/s  ${ratio.toFixed(2)} of the open route`,
    );
  }
}

if (require.main === module) void main();
