/** A load balancer that signs people in at a local Okta, for the specs, with a server and a function behind it and one clock. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAlbIdentity, type AlbIdentity } from "../../../guard/adapters/albIdentity";
import { startWorld, type World } from "../okta/support/world";
import { startBrowser, type Browser } from "./browser";
import { startApi, type Json, type TestApi } from "./localApi";

const ECHO = `export const handler = async (event) => ({ statusCode: 200, headers: { "set-cookie": "own=1" }, body: JSON.stringify(event) });`;

/** What reached the server behind the load balancer. */
export interface Reached {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Balancer {
  readonly arn: string;
  /** `http://127.0.0.1:<port>/_alb/<id>` */
  readonly url: string;
  readonly listenerArn: string;
}

export interface SignInStand {
  readonly okta: World;
  readonly api: TestApi;
  readonly balancer: Balancer;
  readonly issuer: string;
  /** An app of Okta for the load balancer: it sends no PKCE challenge. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly reached: Reached[];
  /** The header `x-amzn-oidc-data` of what reached the server last is verified by it. */
  readonly identity: AlbIdentity;
  /** How many requests Okta has had at that path of the issuer. */
  asked(path: string): Promise<number>;
  now(): number;
  /** Moves the clock of Okta and AWS. */
  pass(seconds: number): void;
  newBalancer(name: string): Promise<Balancer>;
  /** An app that demands a PKCE challenge, otherwise as `client`. */
  newPkceClient(): Promise<{ readonly id: string; readonly secret: string }>;
  /** The action, with the fields of the test. */
  signIn(more?: Json): Json;
  /** A rule for a path and all below it. Leads to the server, or to the function. */
  rule(balancer: Balancer, path: string, actions: readonly Json[], target?: "server" | "function"): Promise<Json>;
  browser(login?: string): Browser;
  close(): Promise<void>;
}

export async function startSignInStand(): Promise<SignInStand> {
  let now = Math.floor(Date.now() / 1000) * 1000;
  const clock = () => now;
  const okta = await startWorld({ clock });
  const api = await startApi({ now: clock });
  const reached: Reached[] = [];
  const server = await startServer(reached);
  const make = (kind: string, properties: Json): Promise<Json> => api.kept.make(kind, properties);
  const targets = { server: await serverTarget(make, server), function: await functionTarget(make, api) };
  const newBalancer = async (name: string) => startBalancer(make, name);
  const balancer = await newBalancer("lb");
  const client = await makeClient(okta, balancer, false);
  const issuer = `${okta.url}${okta.issuerPath}`;
  let priority = 0;
  return {
    okta,
    api,
    balancer,
    issuer,
    client,
    reached,
    identity: createAlbIdentity(
      { loadBalancerArn: balancer.arn, issuer, clientId: client.id, keysUrl: `${api.aws.url}/_alb-keys` },
      { now: clock },
    ),
    async asked(path) {
      const requests: Json[] = await okta.must(200, "GET", "/__requests");
      return requests.filter((one) => one.path === okta.issuerPath + path).length;
    },
    now: clock,
    pass: (seconds) => void (now += seconds * 1000),
    newBalancer,
    newPkceClient: () => makeClient(okta, balancer, true),
    signIn: (more = {}) => ({
      type: "authenticate-oidc",
      order: 1,
      authenticateOidc: {
        issuer,
        authorizationEndpoint: `${issuer}/v1/authorize`,
        tokenEndpoint: `${issuer}/v1/token`,
        userInfoEndpoint: `${issuer}/v1/userinfo`,
        clientId: client.id,
        clientSecret: client.secret,
        ...more,
      },
    }),
    rule: ({ listenerArn }, path, actions, target = "server") =>
      make("lb.ListenerRule", {
        listenerArn,
        priority: (priority += 1),
        conditions: [{ pathPattern: { values: [path, `${path}/*`] } }],
        actions: [...actions, { type: "forward", order: 9, targetGroupArn: targets[target] }],
      }),
    browser: (login) => startBrowser(okta.url, login && `${login}@example.test`),
    async close() {
      await api.aws.close();
      await okta.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

type Make = (kind: string, properties: Json) => Promise<Json>;

async function startBalancer(make: Make, name: string): Promise<Balancer> {
  const { id, outputs } = await make("lb.LoadBalancer", { name, subnets: ["subnet-a", "subnet-b"] });
  const fixedResponse = { contentType: "text/plain", messageBody: "none", statusCode: "404" };
  const defaultActions = [{ type: "fixed-response", fixedResponse }];
  const listener = await make("lb.Listener", { loadBalancerArn: id, port: 443, protocol: "HTTPS", defaultActions });
  return { arn: id, url: `http://${outputs.dnsName}`, listenerArn: listener.id };
}

async function startServer(reached: Reached[]): Promise<Server> {
  const server = createServer({ maxHeaderSize: 65_536 }, ({ method = "", url = "", headers }, response) => {
    reached.push({ method, url, headers });
    response.setHeader("set-cookie", "own=1");
    response.end("served");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function serverTarget(make: Make, server: Server): Promise<string> {
  const { id } = await make("lb.TargetGroup", { name: "server", targetType: "ip", port: 80 });
  const { port } = server.address() as AddressInfo;
  await make("lb.TargetGroupAttachment", { targetGroupArn: id, targetId: "127.0.0.1", port });
  return id;
}

/** Answers with the event that it got. */
async function functionTarget(make: Make, api: TestApi): Promise<string> {
  await api.lambda("echo", ECHO);
  const { id } = await make("lb.TargetGroup", { name: "function", targetType: "lambda" });
  await api.make("POST", "/2015-03-31/functions/echo/policy", {
    StatementId: "alb",
    Action: "lambda:InvokeFunction",
    Principal: "elasticloadbalancing.amazonaws.com",
    SourceArn: id,
  });
  const targetId = "arn:aws:lambda:us-east-1:000000000000:function:echo";
  await make("lb.TargetGroupAttachment", { targetGroupArn: id, targetId });
  return id;
}

async function makeClient(okta: World, { url }: Balancer, pkce: boolean): Promise<{ id: string; secret: string }> {
  const { id, credentials } = await okta.must(200, "POST", "/api/v1/apps", {
    name: "oidc_client",
    label: `load balancer${pkce ? " with PKCE" : ""}`,
    signOnMode: "OPENID_CONNECT",
    credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", pkce_required: pkce } },
    settings: {
      oauthClient: {
        application_type: "web",
        redirect_uris: [`${url}/oauth2/idpresponse`],
        response_types: ["code"],
        grant_types: ["authorization_code", "refresh_token"],
        refresh_token: { rotation_type: "ROTATE", leeway: 0 },
      },
    },
  });
  for (const group of ["readers", "writers"])
    await okta.must(200, "PUT", `/api/v1/apps/${id}/groups/${okta.groupIds[group]}`, {});
  return { id, secret: credentials.oauthClient.client_secret };
}
