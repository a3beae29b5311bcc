/** What AWS takes, and what the check of an access file says of it. */
import assert from "node:assert/strict";
import {
  certificateProblem,
  cidrProblem,
  corsProblem,
  domainNameProblem,
  gatewayPathProblem,
  isRegion,
  restResources,
  tagsProblem,
} from "../../../model/routes";
import { checkAccess } from "../../../model/file/load";
import { orders } from "./orders";
import { accepts, refuses } from "./refuses";

const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd";
const route = () => ({ scopes: ["orders:read"], handler: "orders" });

describe("the limits of AWS", () => {
  it("counts the parts of a REST API's paths, the root among them, and not its methods", () => {
    assert.equal(restResources([]), 1);
    assert.equal(restResources(["GET /a/b/c", "PUT /a/b/c", "GET /a/{id}", "GET /"]), 5);
  });

  it("takes ranges of addresses without bits of hosts", () => {
    for (const good of ["203.0.113.0/24", "0.0.0.0/0", "203.0.113.5/32"]) assert.equal(cidrProblem(good), undefined);
    assert.equal(cidrProblem("203.0.113.5/24"), "has bits of hosts; write `203.0.113.0/24`");
    for (const bad of ["999.1.1.1/24", "1.2.3.4", "1.2.3.4/33", "::/0"]) {
      assert.match(cidrProblem(bad)!, /^must be a range of addresses/, bad);
    }
  });

  it("takes the tags that all services take", () => {
    assert.equal(tagsProblem({ team: "identity (EU)".replace(/[()]/g, ""), cost: "a/b:c@d" }), undefined);
    for (const value of ["R&D", "price€", "50%", 'a"b', "a\nb"])
      assert.match(tagsProblem({ a: value })!, /^has a character/);
    assert.match(tagsProblem({ "aws:cost": "x" })!, /keeps for itself/);
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, "v"]));
    assert.equal(tagsProblem(many(47)), undefined);
    assert.equal(tagsProblem(many(48)), "has 48 tags, and the stack adds its own: at most 47");
  });

  it("knows regions of all partitions, and no others", () => {
    for (const good of [
      "eu-central-1",
      "us-gov-west-1",
      "cn-north-1",
      "ap-southeast-5",
      "eusc-de-east-1",
      "mx-central-1",
    ])
      assert.equal(isRegion(good), true, good);
    for (const bad of ["eu-middle-9", "eu-central", "us-east-1a", "EU-CENTRAL-1"])
      assert.equal(isRegion(bad), false, bad);
  });

  it("wants a certificate where its name ends", () => {
    const inRegion = { region: "eu-central-1", behindCloudFront: false };
    assert.equal(certificateProblem(CERTIFICATE, inRegion), undefined);
    assert.match(
      certificateProblem(CERTIFICATE, { ...inRegion, region: "eu-west-1" })!,
      /in `eu-west-1`, and is in `eu-central-1`/,
    );
    assert.match(certificateProblem(CERTIFICATE, { ...inRegion, behindCloudFront: true })!, /in `us-east-1`/);
    assert.match(certificateProblem("my-cert", inRegion)!, /^must be the ARN of a certificate/);
  });

  it("takes names of domains, and paths that API Gateway does not keep", () => {
    assert.equal(domainNameProblem("api.example.com"), undefined);
    for (const bad of ["https://Carts.Example.com/", "Carts.example.com", "localhost", "a_b.example.com"])
      assert.match(domainNameProblem(bad)!, /lower case/, bad);
    for (const profile of ["http", "rest"] as const) {
      assert.equal(gatewayPathProblem("GET /a/ping", profile), undefined);
      for (const bad of ["GET /ping", "GET /sping", "GET /a~b"])
        assert.notEqual(gatewayPathProblem(bad, profile), undefined, bad);
    }
    assert.equal(gatewayPathProblem("POST /events:batch", "rest"), undefined);
    assert.match(gatewayPathProblem("POST /events:batch", "http")!, /^has a `:` in its path/);
  });

  it("finds CORS that could never work", () => {
    const cors = { allowOrigins: ["https://a.example"], allowHeaders: ["Authorization"] };
    assert.equal(corsProblem(cors, true), undefined);
    const problem = (changes: object, closed = true) => corsProblem({ ...cors, ...changes }, closed)?.[1];
    assert.equal(
      problem({ allowOrigins: ["https://A.example"] }),
      "names `https://A.example`, which no browser sends: write `https://a.example`",
    );
    assert.equal(
      problem({ allowOrigins: ["https://a.example:443"] }),
      "names `https://a.example:443`, which no browser sends: write `https://a.example`",
    );
    assert.equal(problem({ allowOrigins: ["http://a.example:8080"] }), undefined);
    assert.match(problem({ allowHeaders: ["*"] })!, /does not stand for `authorization`/);
    assert.match(problem({ allowHeaders: ["authorization", "x-o'neil"] })!, /is no header/);
    assert.match(problem({ allowHeaders: ["content-type"] })!, /does not name `authorization`/);
    assert.equal(problem({ allowHeaders: ["content-type"] }, false), undefined);
  });
});

describe("checkAccess: what AWS would refuse", () => {
  accepts("350 methods on 70 paths of a REST API", (f) => {
    f.apis.orders.profile = "rest";
    f.apis.orders.routes = Object.fromEntries(
      Array.from({ length: 350 }, (_, i) => [
        `${["GET", "PUT", "POST", "PATCH", "DELETE"][i % 5]} /p${Math.floor(i / 5)}`,
        route(),
      ]),
    );
  });

  refuses(
    "more parts of paths than a REST API takes",
    (f) => {
      f.apis.orders.profile = "rest";
      f.apis.orders.routes = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`GET /p${i}/q`, route()]));
    },
    [
      "gateway-limit",
      "apis.orders.routes",
      "has 301 parts of paths, its root among them, and a REST API takes 300; divide it into several APIs",
    ],
  );

  refuses(
    "a path that API Gateway does not take",
    (f) => {
      f.apis.orders.routes["GET /a~b"] = route();
    },
    [
      "gateway-path",
      'apis.orders.routes["GET /a~b"]',
      "has a `~` in its path, which API Gateway does not take; use `-` or `_`",
    ],
  );

  refuses(
    "a domain that is none",
    (f) => {
      f.apis.orders.domain = { name: "https://Carts.Example.com/", certificateArn: CERTIFICATE };
    },
    [
      "gateway-domain",
      "apis.orders.domain.name",
      "must be a domain name in lower case, such as `api.example.com`, without `https://` and a path",
    ],
  );

  const SHARED = { name: "api.example.com", certificateArn: CERTIFICATE };
  accepts("several APIs of one name, by a base path each", (f) => {
    f.apis.orders.domain = { ...SHARED, basePath: "orders" };
    f.apis.more = { profile: "rest", domain: { name: "api.example.com" }, routes: { "GET /a": route() } };
    f.apis.other = { domain: { name: "api.example.com", basePath: "orders/v2" }, routes: { "GET /a": route() } };
  });
  refuses(
    "a shared name of what has the whole of it",
    (f) => {
      f.apis.orders.domain = SHARED;
      f.apis.edge = { firewall: {}, domain: { name: "api.example.com", basePath: "e" }, routes: { "GET /a": route() } };
      f.apis.lb = { profile: "alb", domain: { name: "lb.example.com", basePath: "lb" }, routes: { "GET /a": route() } };
    },
    [
      "gateway-domain",
      "apis.edge.domain.basePath",
      "cannot be: CloudFront before an HTTP API with a firewall has the whole name",
    ],
    [
      "gateway-domain",
      "apis.edge.domain.certificateArn",
      "is missing: CloudFront before an HTTP API with a firewall has a name of its own",
    ],
    ["gateway-domain", "apis.edge.domain.name", "is that of the API `orders`; a name leads to one API"],
    ["gateway-domain", "apis.lb.domain.basePath", "cannot be: a load balancer has the whole name"],
    ["gateway-domain", "apis.lb.domain.certificateArn", "is missing: a load balancer has a name of its own"],
  );

  accepts("binary media types of a REST API", (f) => {
    f.apis.orders = { profile: "rest", binaryMediaTypes: ["image/png", "*/*"], routes: { "GET /a": route() } };
  });
  refuses(
    "them elsewhere",
    (f) => {
      f.apis.orders = { binaryMediaTypes: ["image/png"], routes: { "GET /a": route() } };
    },
    [
      "gateway-limit",
      "apis.orders.binaryMediaTypes",
      "is of no use: an HTTP API hands on whatever is no text by itself; leave it out",
    ],
  );
  for (const wrong of ["image/*", "png", "Image/PNG", "image/png; q=1"]) {
    refuses(
      `\`${wrong}\` as a binary media type`,
      (f) => {
        f.apis.orders = { profile: "rest", binaryMediaTypes: [wrong], routes: { "GET /a": route() } };
      },
      [
        "shape",
        "apis.orders.binaryMediaTypes[0]",
        "must be a media type in lower case, such as `image/png`, or `*/*` for all",
      ],
    );
  }

  for (const [url, message] of [
    [
      "https://{id}.example.com/",
      "has a variable before its path, so that callers would choose who is asked; write the host out",
    ],
    [
      "https://a.example/?x={id}",
      "has a variable behind its `?`, of which no source says what API Gateway makes; put it into the path",
    ],
    ["https://a.example/{id}#x", "has a part behind `#`, which is never sent; leave it out"],
  ] as const) {
    refuses(
      `\`${url}\` as an address`,
      (f) => {
        f.apis.orders.routes["GET /carts/{id}"] = { scopes: ["orders:read"], url };
      },
      ["route-target", 'apis.orders.routes["GET /carts/{id}"].url', message],
    );
  }

  it("says of what is no address that it is none", () => {
    const { findings } = checkAccess({
      ...orders(),
      apis: { orders: { routes: { "GET /a/{id}": { scopes: ["orders:read"], url: "https://a.example:{id}/" } } } },
    });
    assert.deepEqual(
      findings.map(({ message }) => message),
      ["must be an address that starts with `https://`"],
    );
  });

  refuses(
    "a path that is too long for a pattern of a load balancer, and one of too many variables",
    (f) => {
      f.apis.orders = { profile: "alb", routes: { [`GET /${"a".repeat(126)}`]: route() } };
      f.apis.more = { profile: "alb", routes: { "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}": route() } };
    },
    [
      "gateway-path",
      'apis.more.routes["GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}"]',
      "has more than 7 variables in its path",
    ],
    [
      "gateway-path",
      `apis.orders.routes["GET /${"a".repeat(126)}"]`,
      "has too long a path: a pattern has 128 characters at most",
    ],
  );

  refuses(
    "a variable of an address that the path has not",
    (f) => {
      f.apis.orders.routes["GET /carts/{id}"] = { scopes: ["orders:read"], url: "https://a.example/{cartId}" };
    },
    [
      "route-target",
      'apis.orders.routes["GET /carts/{id}"].url',
      "has `{cartId}`, which the path has not; the backend would get it as it stands",
    ],
  );

  refuses(
    "a closed question of browsers beside CORS",
    (f) => {
      f.apis.orders.cors = { allowOrigins: ["https://a.example"] };
      f.apis.orders.routes["OPTIONS /carts"] = route();
    },
    [
      "gateway-cors",
      'apis.orders.routes["OPTIONS /carts"]',
      "asks for a token, which no browser sends with its question whether a page may call; remove the route: `cors` answers",
    ],
  );
});
