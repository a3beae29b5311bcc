/** Backends of every kind behind every kind of gateway, on the real engine: what reaches them, whatever a caller sends. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { productAt } from "../../components/stack/product";
import { signIn } from "../../local/check/signIn";
import { Stand } from "../../local/engine/stand";
import { readLocalProduct } from "../../local/started";
import { keptBy } from "../unit/aws/kept";
import { EXAMPLES } from "../support/products";

const EXAMPLE = EXAMPLES["existing-backends"]!;
const REGION = "eu-central-1";
const SECRET = "0123456789abcdef0123456789abcdef";

/** What a caller would like the backend to believe. */
const FORGED = {
  "x-access-subject": "root",
  "X-Access-Client": "root",
  "X-ACCESS-SCOPES": "orders:delete",
  "x-origin-verify": "forged",
};

/** In a signature stands the region of a request; the local AWS does not verify it. */
const SIGNED = `AWS4-HMAC-SHA256 Credential=AKIA/20260101/${REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0`;

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("backends that exist already, on the real engine", () => {
  let stand: Stand;
  let server: Server;
  let base: string;
  let urls: Record<string, string>;
  let clientIds: Record<string, string>;
  let issuer: string;
  const received: { method?: string; url?: string; headers: Record<string, unknown> }[] = [];

  before(async () => {
    server = createServer(({ method, url, headers }, response) => {
      received.push({ method, url, headers });
      response.end("the backend");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stand = await Stand.create(EXAMPLE, "backends");
    await up();
  });
  beforeEach(() => void (received.length = 0));
  after(async () => {
    server.closeAllConnections();
    server.close();
    await stand.close();
  });

  async function up(): Promise<void> {
    await stand.succeed("up", "--yes", "--skip-preview");
    assert.deepEqual(await stand.plannedChanges(), [], "a second update would change something");
    const outputs = await stand.outputs();
    urls = outputs["apiUrls"] as Record<string, string>;
    clientIds = outputs["clientIds"] as Record<string, string>;
    issuer = String(outputs["issuer"]);
  }

  const tokens = new Map<string, Promise<string>>();
  /** An access token of somebody at the desk. */
  function token(person: string, ...scopes: string[]): Promise<string> {
    const key = [person, ...scopes].join(" ");
    const made = async () => {
      const client = {
        clientId: clientIds["desk"]!,
        type: "spa" as const,
        redirectUris: ["http://localhost:3000/callback"],
      };
      return (await signIn({ issuer, client, login: login(person), scopes: ["openid", ...scopes] })).access_token;
    };
    if (!tokens.has(key)) tokens.set(key, made());
    return tokens.get(key)!;
  }

  async function call(url: string, bearer?: string, headers: Record<string, string> = FORGED, method = "GET") {
    const sent = bearer === undefined ? headers : { ...headers, authorization: `Bearer ${bearer}` };
    const response = await fetch(url, { method, headers: sent });
    const text = await response.text();
    const echo = text.startsWith("{") ? (JSON.parse(text) as Record<string, any>) : {};
    return { status: response.status, headers: response.headers, text, echo };
  }

  const login = (person: string) => {
    return readLocalProduct(productAt(EXAMPLE)).people.find(({ key }) => key === person)!.login;
  };

  /** Subject, client and scopes, these in the order of the alphabet. */
  const callerOf = (headers: Record<string, unknown>) =>
    ["subject", "client", "scopes"].map((name) => {
      const value = headers[`x-access-${name}`];
      return typeof value === "string" ? value.split(" ").sort().join(" ") : value;
    });

  async function make(path: string, body: unknown): Promise<any> {
    const response = await fetch(`${stand.cloud.aws.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: SIGNED },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
    return response.json();
  }

  it("are answered by an echo where the local stack says nothing of them, with who calls", async () => {
    const bearer = await token("carla", "orders:read", "stock:read");
    for (const [path, backend] of [
      ["/orders/7?x=1", "orders"],
      ["/stock/9", "stock"],
    ] as const) {
      const { status, echo } = await call(`${urls["shop"]}${path}`, bearer);
      assert.equal(status, 200);
      assert.deepEqual(
        [echo["backend"], `${echo["path"]}${echo["query"] ? `?${echo["query"]}` : ""}`],
        [backend, path],
      );
      assert.deepEqual(callerOf(echo["headers"]), [login("carla"), clientIds["desk"], "openid orders:read stock:read"]);
    }
  });

  it("are told that nobody has shown a token at a public route", async () => {
    const { status, echo } = await call(`${urls["shop"]}/health`, await token("carla", "orders:read"));
    assert.deepEqual([status, callerOf(echo["headers"])], [200, ["-", "-", "-"]]);
  });

  it("are not reached without a token, with too little scope, or on a path that hides another", async () => {
    const bearer = await token("carla", "stock:read");
    assert.equal((await call(`${urls["shop"]}/orders/7`)).status, 401);
    assert.equal((await call(`${urls["shop"]}/orders/7`, bearer)).status, 403);
    assert.equal((await call(`${urls["office"]}/orders/7`, bearer)).status, 401);
  });

  it("behind a REST API are told the same, and the challenge of a step-up comes from the gateway", async () => {
    const bearer = await token("mario", "orders:read", "orders:delete");
    const { status, echo } = await call(`${urls["office"]}/orders/7`, bearer);
    assert.equal(status, 200);
    assert.deepEqual(callerOf(echo["headers"]), [
      login("mario"),
      clientIds["desk"],
      "openid orders:delete orders:read",
    ]);
    const refused = await call(`${urls["office"]}/orders/7`, await token("carla", "orders:read"), FORGED, "DELETE");
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get("www-authenticate")!, /^Bearer error="insufficient_scope"/);
  });

  it("behind a load balancer are not reached by a request that says itself who calls", async () => {
    const { stdout } = await stand.succeed("stack", "export");
    const arn = /arn:aws:elasticloadbalancing:[^"]*:loadbalancer\/app\/[^"]*\/([a-z0-9]+)/.exec(stdout)!;
    const url = `${stand.cloud.aws.url}/_alb/${arn[1]}`;
    const bearer = await token("carla", "stock:read");
    for (const [name, value] of Object.entries(FORGED)) {
      const { status } = await call(`${url}/stock/9`, bearer, { [name]: value });
      assert.equal(status, name === "x-origin-verify" ? 200 : 400, name);
    }
    const { status, echo } = await call(`${url}/stock/9`, bearer, {});
    assert.deepEqual(
      [status, echo["backend"], callerOf(echo["headers"])],
      [200, "depot", [undefined, undefined, undefined]],
    );
    assert.equal(echo["headers"]["authorization"], `Bearer ${bearer}`);
    assert.equal((await call(`${url}/stock/9`, undefined, {})).status, 401);
    assert.equal((await call(`${url}/stock/9`, await token("carla", "orders:read"), {})).status, 401);
  });

  it("of every kind are led to as a stack places them: an address, a VPC link, a function", async () => {
    const kept = keptBy(stand.cloud.aws, REGION);
    const { id: group } = await kept.make("lb.TargetGroup", { name: "stock", targetType: "ip" });
    const { port } = server.address() as AddressInfo;
    await kept.make("lb.TargetGroupAttachment", { targetGroupArn: group, targetId: "127.0.0.1", port });
    const { id: balancer } = await kept.make("lb.LoadBalancer", { name: "stock", subnets: ["subnet-a", "subnet-b"] });
    const { id: listenerArn } = await kept.make("lb.Listener", {
      loadBalancerArn: balancer,
      port: 443,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: group }],
    });
    const { arn: Role } = await kept.declare("aws:iam/role:Role", { name: "theirs", assumeRolePolicy: TRUST });
    const { FunctionArn } = await make("/2015-03-31/functions", {
      FunctionName: "prices",
      Role,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: {
        Files: {
          "index.mjs": `export const handler = async (event) => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ version: event.version, authorizer: event.requestContext.authorizer }) });`,
        },
      },
    });
    const backends = {
      orders: { url: `${base}/v1` },
      stock: { vpcLink: { id: "a1b2c3", listenerArn } },
      prices: { functionArn: FunctionArn },
      depot: {
        targetGroupArn: `arn:aws:elasticloadbalancing:${REGION}:000000000000:targetgroup/echo-depot/0000000000000000`,
      },
    };
    await stand.succeed("config", "set", "okta-api-access:backends", JSON.stringify(backends));
    const secrets = JSON.stringify({ orders: SECRET, stock: SECRET });
    await stand.succeed("config", "set", "--secret", "okta-api-access:backendSecrets", secrets);
    await up();

    const bearer = await token("carla", "orders:read", "stock:read");
    assert.equal((await call(`${urls["shop"]}/orders/a%20b?x=1`, bearer)).text, "the backend");
    assert.equal((await call(`${urls["office"]}/orders/7`, bearer)).text, "the backend");
    assert.equal((await call(`${urls["shop"]}/stock/9?x=1`, bearer)).text, "the backend");
    assert.equal((await call(`${urls["shop"]}/health`)).text, "the backend");
    const carla = [login("carla"), clientIds["desk"], "openid orders:read stock:read"];
    assert.deepEqual(
      received.map(({ url, headers }) => [url, headers["x-origin-verify"], callerOf(headers)]),
      [
        ["/v1/orders/a%20b?x=1", SECRET, carla],
        ["/v1/orders/7", SECRET, carla],
        ["/stock/9?x=1", SECRET, carla],
        ["/v1/health", SECRET, ["-", "-", "-"]],
      ],
    );
    const manager = await token("mario", "prices:update");
    const { status, echo } = await call(`${urls["shop"]}/prices/9`, manager, FORGED, "PUT");
    assert.deepEqual([status, echo["version"], echo["authorizer"].lambda.sub], [200, "2.0", login("mario")]);
  });

  it("are shown a secret that nobody reads in a state, a preview or an output", async () => {
    for (const args of [
      ["stack", "export"],
      ["preview", "--diff"],
      ["stack", "output", "--json"],
    ]) {
      const { stdout } = await stand.succeed(...args);
      assert.equal(stdout.includes(SECRET), false, args.join(" "));
    }
  });

  it("that a profile cannot reach, or that are elsewhere, are refused by the preview with what to do", async () => {
    const refused = async (path: string, value: string) => {
      await stand.succeed("config", "set", "--path", `okta-api-access:backends.${path}`, value);
      const { status, stdout, stderr } = await stand.pulumi(["preview"]);
      assert.notEqual(status, 0);
      return `${stdout}${stderr}`;
    };
    const elsewhere = "arn:aws:lambda:us-east-1:111122223333:function:prices";
    assert.match(
      await refused("prices.functionArn", elsewhere),
      /okta-api-access:backends\.prices\.functionArn: is in `us-east-1`, and the stack is in `eu-central-1`/,
    );
    await stand.succeed("config", "rm", "--path", "okta-api-access:backends.depot.targetGroupArn");
    assert.match(
      await refused("depot.url", "https://depot.example.com"),
      /okta-api-access:backends\.depot: is an address, to which an API with the profile `alb` does not lead; use the profile `http` or `rest`/,
    );
  });
});
