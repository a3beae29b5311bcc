/** The settings `backends` and `backendSecrets`: what a stack has to say of what exists already. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "../../../components/stack/settings/settings";
import { loadAccess } from "../../../model/file/load";
import { AccessError } from "../../../model/findings";
import { valueOf } from "../../setup/mocks";

type Profile = "http" | "rest" | "alb" | "none";

const accessWith = (profile: Profile) =>
  loadAccess(
    {
      product: "shop",
      audience: "api://shop",
      scopes: { "orders:read": { description: "Read orders" } },
      groups: {},
      clients: { sync: { type: "service", scopes: ["orders:read"] } },
      apis: {
        shop: {
          profile,
          routes: {
            "GET /orders": { scopes: ["orders:read"], ...(profile === "none" ? {} : { backend: "orders" }) },
          },
        },
      },
    },
    { source: "access.ts" },
  );

const COMMON = {
  "pulumi:disable-default-providers": ["*"],
  "okta:orgName": "example-dev",
  "okta-api-access:clients": { sync: { jwksUri: "https://sync.example.com/jwks.json" } },
  "aws:region": "eu-central-1",
  "aws:allowedAccountIds": ["111122223333"],
  "okta-api-access:logs": { retentionDays: 30 },
};
const SECRETS = new Set(["okta-api-access:backendSecrets"]);
const SECRET = "0123456789abcdef0123456789abcdef";

const parse = (
  backends: unknown,
  more: object = {},
  profile: Profile = "http",
  secretKeys: ReadonlySet<string> = SECRETS,
) =>
  parseSettings(
    { ...COMMON, ...(backends === undefined ? {} : { "okta-api-access:backends": backends }), ...more },
    { file: "Pulumi.dev.yaml", access: accessWith(profile), secretKeys },
  );

function mistakes(...args: Parameters<typeof parse>): string[] {
  try {
    parse(...args);
    return [];
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return error.findings.map(({ path, message }) => `${path.replace("okta-api-access:", "")}: ${message}`);
  }
}

const ONE_OF = "must have exactly one of `url`, `functionArn`, `targetGroupArn`, `vpcLink`";
const BASE =
  "must be a base with https, such as `https://orders.internal.example.com/v1`, without a user name, a query and a `#`";
const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:orders:live";
const LISTENER = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/net/orders/1234abcd/5678abcd";

describe("the setting `backends`", () => {
  it("says of each backend where it is", () => {
    const backends = { orders: { url: "https://orders.example.com/v1/" } };
    assert.deepEqual(parse(backends).gateways.backends, backends);
    assert.deepEqual(parse(JSON.stringify(backends)).gateways.backends, backends);
    assert.deepEqual(mistakes({ orders: { functionArn: FUNCTION } }), []);
    assert.deepEqual(mistakes({ orders: { vpcLink: { id: "a1", listenerArn: LISTENER } } }), []);
  });

  it("is missed where a route leads to a backend, whole or for one of them", () => {
    assert.deepEqual(mistakes(undefined), [
      "backends: is missing: it must say where the backends are to which routes lead: `orders`",
    ]);
    assert.deepEqual(mistakes({}), [`backends.orders: is missing: it ${ONE_OF}, since a route leads to it`]);
  });

  it("has no backend to which no route leads", () => {
    const orders = { url: "https://orders.example.com" };
    assert.deepEqual(mistakes({ orders, order: orders }), [
      "backends.order: unknown field `order`; did you mean `orders`? (allowed: `orders`)",
    ]);
    assert.deepEqual(mistakes({ orders }, {}, "none"), [
      "backends: is of no use: no route leads to a backend; leave it out",
    ]);
  });

  it("is told of all its mistakes at once, in whatever else is wrong with the stack", () => {
    const backends = { orders: { functionArn: FUNCTION.replace("eu-central-1", "us-east-1") }, order: {} };
    assert.deepEqual(mistakes(backends, { "okta-api-access:logs": undefined }).length, 3);
  });

  const wrong: readonly [title: string, backend: object, ...expected: string[]][] = [
    ["nowhere", {}, `backends.orders: ${ONE_OF}`],
    ["at two places", { url: "https://a.example", functionArn: FUNCTION }, `backends.orders: ${ONE_OF}`],
    ["without TLS", { url: "http://orders.example.com" }, `backends.orders.url: ${BASE}`],
    [
      "on the machine of whoever deploys",
      { url: "http://127.0.0.1:8080" },
      "backends.orders.url: must begin with `https://`: an address of this machine is for the `local` stack alone",
    ],
    ["with a password in the address", { url: "https://u:p@orders.example.com" }, `backends.orders.url: ${BASE}`],
    ["with a query", { url: "https://orders.example.com/?key=1" }, `backends.orders.url: ${BASE}`],
    ["with a fragment", { url: "https://orders.example.com/#" }, `backends.orders.url: ${BASE}`],
    ["with a variable", { url: "https://{host}.example.com" }, `backends.orders.url: ${BASE}`],
    ["with a backslash", { url: "https://orders.example.com\\@evil.example" }, `backends.orders.url: ${BASE}`],
    [
      "with dots in its path",
      { url: "https://orders.example.com/v1/../v2" },
      "backends.orders.url: must be written as `https://orders.example.com/v2`",
    ],
    [
      "in another region",
      { functionArn: FUNCTION.replace("eu-central-1", "us-east-1") },
      "backends.orders.functionArn: is in `us-east-1`, and the stack is in `eu-central-1`: an API leads to what is in its own region",
    ],
    [
      "in another account",
      { functionArn: FUNCTION.replace("111122223333", "444455556666") },
      "backends.orders.functionArn: is in the account `444455556666`, which is none of `aws:allowedAccountIds`: what calls it is let in by its own account alone",
    ],
    [
      "behind a VPC link without a target",
      { vpcLink: { id: "a1" } },
      "backends.orders.vpcLink: must have exactly one of `listenerArn`, `serviceArn`",
    ],
    [
      "behind a VPC link of another region",
      { vpcLink: { id: "a1", listenerArn: LISTENER.replace("eu-central-1", "eu-west-1") } },
      "backends.orders.vpcLink.listenerArn: is in `eu-west-1`, and the stack is in `eu-central-1`: an API leads to what is in its own region",
    ],
    [
      "of a kind that the profile does not reach",
      { targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/orders/1234abcd" },
      "backends.orders: is a target group, to which an API with the profile `http` does not lead; use the profile `alb`, or another kind of backend (the API `shop`)",
    ],
    [
      "whose addresses are too long",
      { url: `https://orders.example.com/${"a".repeat(2_030)}` },
      "backends.orders: makes addresses of 2064 characters, and API Gateway takes 2048 (the API `shop`)",
    ],
  ];
  for (const [title, backend, ...expected] of wrong) {
    it(`refuses a backend ${title}, without repeating what it is`, () => {
      assert.deepEqual(mistakes({ orders: backend }), expected);
    });
  }

  it("lets a local stack lead to this machine", () => {
    const local = { "okta:httpProxy": "http://127.0.0.1:9999", "okta:orgName": undefined };
    assert.deepEqual(mistakes({ orders: { url: "http://127.0.0.1:8080/v1" } }, local), []);
    assert.deepEqual(mistakes({ orders: { url: "http://localhost:8080" } }, local), [`backends.orders.url: ${BASE}`]);
    assert.deepEqual(mistakes({ orders: { url: "http://10.0.0.1:8080" } }, local), [`backends.orders.url: ${BASE}`]);
  });
});

describe("the setting `backendSecrets`", () => {
  const orders = { url: "https://orders.example.com" };
  const secrets = (orderSecret: unknown) => ({
    "okta-api-access:backendSecrets": JSON.stringify({ orders: orderSecret }),
  });

  it("is a secret output of each backend that has one", async () => {
    const { backendSecrets } = parse({ orders }, secrets(SECRET)).gateways;
    assert.equal(await valueOf(backendSecrets["orders"]!), SECRET);
    assert.equal(await pulumi.isSecret(backendSecrets["orders"]!), true);
  });

  it("is refused in the clear, and the secret is not repeated", () => {
    const found = mistakes({ orders }, secrets(SECRET), "http", new Set());
    assert.deepEqual(found, [
      "backendSecrets: stands in the file in the clear: revoke it, and set a new one with `pulumi config set --secret okta-api-access:backendSecrets`",
    ]);
  });

  it("is refused where it is short, where a header could not hold it, and where nothing can be shown", () => {
    assert.deepEqual(mistakes({ orders }, secrets("short")), [
      "backendSecrets.orders: must have 32 characters at least",
    ]);
    assert.deepEqual(mistakes({ orders }, secrets(`${SECRET}'`)), [
      "backendSecrets.orders: must be of letters, digits, `_` and `-`: it is sent in a header",
    ]);
    assert.deepEqual(mistakes({ orders: { functionArn: FUNCTION } }, secrets(SECRET)), [
      "backendSecrets.orders: is of no use: nothing can be shown to a backend with `functionArn`; leave it out",
    ]);
  });
});

describe("a stack whose APIs have gateways already", () => {
  const { "aws:region": _region, "okta-api-access:logs": _logs, "aws:allowedAccountIds": _ids, ...okta } = COMMON;
  const none = (more: object = {}) =>
    parseSettings({ ...okta, ...more }, { file: "Pulumi.dev.yaml", access: accessWith("none"), secretKeys: new Set() });

  it("need say nothing of AWS", () => assert.equal(none().aws, undefined));

  it("may not place what would never be made", () => {
    assert.throws(
      () => none({ "okta-api-access:network": { allowedCidrs: ["203.0.113.0/24"] } }),
      /okta-api-access:network: is of no use: the access file has no API in AWS; leave it out$/,
    );
    assert.throws(
      () => none({ "okta-api-access:domains": { shop: { name: "a.example.com", certificateArn: "arn" } } }),
      /okta-api-access:domains\.shop: unknown field `shop`/,
    );
  });
});
