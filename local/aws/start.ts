/**
 * The local AWS account: API Gateway's HTTP and REST APIs, Application Load Balancers, Lambda, IAM roles, log groups,
 * DynamoDB tables and secrets on one port of 127.0.0.1; firewalls, CloudFront, domain names, alarms and schedules are kept
 * and do nothing.
 *
 * What it has is declared by the local provider, which runs in the same process and calls the rows of `types.ts`. API
 * Gateway's HTTP APIs and Lambda can also be asked by their own REST interfaces (`/v2/apis/…`, `/2015-03-31/functions/…`).
 * Each API is served at `/_api/<apiId>`, or to whoever names its domain as the host, and each load balancer at `/_alb/<id>`, by the gateway in `local/aws/gateway`; the
 * key by which load balancers sign is at `/_alb-keys/<kid>`, and an echo in the place of a backend at `/_echo/<name>`. What is not modelled answers 501 with its name.
 *
 * The data plane, for functions and for the account's owner, is DynamoDB's and Secrets Manager's own interface at `/dynamodb`
 * and `/secretsmanager`: requests with the keys of their caller, whose role's policies must allow them.
 *
 * Differences from AWS: requests to the interfaces of API Gateway and Lambda need no keys; a function's code is a map of files; a PATCH
 * takes a field away with null; changes take effect at once; a stage without `autoDeploy` serves nothing, since there are
 * no deployments. Everything is lost when the process ends.
 */
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { randomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { deployWith } from "./deployer/deployer";
import { announceAccount } from "./account";
import { createGateway } from "./gateway/gateway";
import { placeOf } from "./gateway/places";
import { listen, LOOPBACK } from "../listen";
import { addControlPlane } from "./controlPlane";
import { makeCredentials, type Credentials } from "./dataPlane/credentials";
import { addDataPlane } from "./dataPlane/serveDataPlane";
import { isEcho, serveEcho } from "./echo";
import type { OnNode } from "./readBody";
import { createWorld, type World } from "./world";

/** Bytes of a request's headers: as many as a load balancer takes, the most of all. An HTTP API has a limit of its own. */
const HEADERS_MAX = 65_536;

export interface LocalAwsOptions {
  /** @default 0, any free port */
  port?: number;
  /**
   * A certificate for this machine, its key and the authority that signed it, in PEM: the local AWS then speaks TLS, and its
   * functions take what that authority signs, here and at the other ports. @default plain HTTP
   */
  https?: { key: string; cert: string; ca: string; otherPorts?: readonly number[] };
  /** Takes one line for each request to an API, never a token. @default nothing is printed */
  log?: (line: string) => void;
  /** Milliseconds since the epoch. @default the machine's clock */
  now?: () => number;
  /** Makes ids of ten lower-case letters and digits. @default random ones */
  newId?: () => string;
  /** Policy documents as JSON: the provider may do what they allow, and nothing else. @default all that the account's owner may */
  deployerPolicies?: readonly string[];
}

export interface LocalAws {
  /** `http://127.0.0.1:<port>`, or `https:`; the endpoint of every service. */
  readonly url: string;
  /** Of the account's owner, who may do everything with tables and secrets. New at each start. */
  readonly adminCredentials: Credentials;
  /** All that it holds, for who lives in the same process: the provider and the tests. */
  readonly world: World;
  close(): Promise<void>;
}

export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  if (process.env["NODE_ENV"] === "production") {
    throw new Error("the local AWS is for development and tests: it does not start with `NODE_ENV=production`");
  }
  const { port = 0, https, log = () => undefined, now = Date.now, newId = randomId } = options;
  const world = createWorld(makeCredentials(), now, newId);
  deployWith(world, options.deployerPolicies);
  const gateway = createGateway(world, log);
  const app = new Hono<OnNode>();
  addDataPlane(app, world);
  addControlPlane(app, world);
  const planes = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const listener: RequestListener = (request, response) => {
    const url = request.url ?? "";
    if (isEcho(url)) void serveEcho(request, response);
    else if (placeOf(world, request) !== undefined) void gateway(request, response);
    else void planes(request, response);
  };
  const common = { maxHeaderSize: HEADERS_MAX };
  const server =
    https === undefined
      ? createServer(common, listener)
      : createTlsServer({ ...common, key: https.key, cert: https.cert }, listener);
  const taken = await listen(server, port, "local AWS");
  world.url = `${https === undefined ? "http" : "https"}://${LOOPBACK}:${taken}`;
  if (https !== undefined) world.trust = { ca: https.ca, ports: [taken, ...(https.otherPorts ?? [])] };
  const withdraw = announceAccount(world);
  return {
    url: world.url,
    adminCredentials: world.admin,
    world,
    async close() {
      withdraw();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([...world.functions.values()].map(({ runtime }) => runtime.close()));
      await closed;
    },
  };
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

function randomId(): string {
  return [...randomBytes(10)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
