/** The gateway as a load balancer: what it checks itself, what it leaves to functions, to whom it opens at all. */
import assert from "node:assert/strict";
import { pagePriorities, routePriorities } from "../../../components/aws/alb/albPriorities";
import { albPathPattern } from "../../../model/routes";
import { ProtectedAlbApi } from "../../../components/aws/alb/protectedAlbApi";
import type { AlbApiArgs } from "../../../components/aws/shared/profileArgs";
import type { ProtectedApiArgs, SignInArgs } from "../../../components/aws/shared/protectedApiArgs";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { pageCondition } from "../../../model/routes";
import { find, ofType, valueOf, type Recording, type Registration, unsealed } from "../../setup/mocks";
import { ARGS as COMMON, certificateIn, FIREWALL, inputsByName, ISSUER, STEP_UP } from "./gatewayArgs";
import { assertRefused, withProviders } from "./testProviders";

const RULE = "aws:lb/listenerRule:ListenerRule";

const ARGS: ProtectedApiArgs = {
  ...COMMON,
  routes: {
    "GET /orders/{id}": { scopes: ["orders:read"], handler: "orders" },
    "GET /orders/mine": { scopes: ["orders:read"], handler: "orders" },
    "DELETE /orders/{id}": { requirement: { scopes: { any: ["orders:delete"] }, stepUp: STEP_UP }, handler: "admin" },
    "POST /orders": { requirement: { scopes: { any: ["a", "b"] } }, handler: "admin" },
    "GET /health": { public: "probe", handler: "orders" },
  },
  targetGroups: { orders: "arn:target-group:orders" },
  domain: { name: "orders.example.com", certificateArn: certificateIn("eu-central-1") },
  network: { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] },
};

/** A function that exists already. */
const THEIRS = {
  theirs: { functionName: "arn:theirs", functionArn: "arn:theirs", invokeArn: "arn:invoke:theirs", existing: true },
};

const unchecked =
  "asks for more than a load balancer can check before what checks nothing itself: one scope, no groups, no step-up, no client with `enforcement: gateway`; lead it to a function of this program, or use the profile `http` or `rest`";

const PORTAL: SignInArgs = { path: "/portal", clientId: "0oa1", clientSecret: "a-secret", target: "orders" };

const run = (changes: Partial<ProtectedApiArgs> = {}) =>
  // What JavaScript may leave out is left out here too.
  withProviders((opts) => new ProtectedAlbApi("shop", { ...ARGS, ...changes } as AlbApiArgs, opts));

const withRoute = (route: ProtectedRouteArgs, changes: Partial<ProtectedApiArgs> = {}) =>
  run({ routes: { "GET /x": route }, ...changes });

/** What a rule is for, by its own conditions: `GET ^/orders$`, or a page's pattern. */
function keyOf({ inputs }: Registration): string {
  type Condition = {
    httpRequestMethod?: { values: string[] };
    pathPattern?: { values?: string[]; regexValues?: string[] };
  };
  return (inputs["conditions"] as Condition[])
    .flatMap(({ httpRequestMethod, pathPattern }) => [
      ...(httpRequestMethod?.values ?? []),
      ...(pathPattern?.regexValues ?? pathPattern?.values ?? []),
    ])
    .join(" ");
}

/** The rule of a route key, or of a page by the first of its patterns. */
function rule(recording: Recording, key: string): Registration["inputs"] {
  const wanted = /^[/^]/.test(key) ? key : `${key.split(" ")[0]} ${albPathPattern(key)}`;
  const found = ofType(recording, RULE).filter((one) => keyOf(one) === wanted || keyOf(one).startsWith(`${wanted} `));
  assert.equal(found.length, 1, `${found.length} rules are for ${key}`);
  return found[0]!.inputs;
}

/** Those of routes and pages, without the ones that refuse a header. */
const rulesIn = (recording: Recording) => ofType(recording, RULE).filter((one) => keyOf(one) !== "");

const checksOf = ({ actions }: Registration["inputs"]) =>
  (actions as { type: string }[]).filter(({ type }) => type !== "forward");
const checks = (recording: Recording, key: string) => checksOf(rule(recording, key));

const tokenCheck = (...claims: object[]) => ({
  type: "jwt-validation",
  order: 1,
  jwtValidation: { issuer: ISSUER, jwksEndpoint: `${ISSUER}/v1/keys`, additionalClaims: claims },
});

const AUDIENCE = { name: "aud", format: "single-string", values: ["api://admin"] };

describe("ProtectedAlbApi", () => {
  it("takes HTTPS alone, and answers 404 to what no rule names", async () => {
    const { recording } = await run();
    assert.deepEqual(inputsByName(ofType(recording, "aws:lb/listener:Listener")), {
      "shop-listener": {
        loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-load-balancer",
        port: 443,
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificateArn: certificateIn("eu-central-1"),
        defaultActions: [
          {
            type: "fixed-response",
            fixedResponse: {
              contentType: "application/json",
              messageBody: '{"message":"Not Found"}',
              statusCode: "404",
            },
          },
        ],
        tags: { team: "identity" },
      },
    });
  });

  it("lets nothing through without its firewall, and mends no malformed request", async () => {
    const { recording } = await run();
    assert.deepEqual(find(recording, "aws:lb/loadBalancer:LoadBalancer", "shop-load-balancer").inputs, {
      name: "p-shop-dev",
      loadBalancerType: "application",
      internal: false,
      securityGroups: ["id-of-shop-security-group"],
      subnets: ["subnet-1", "subnet-2"],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      enableWafFailOpen: false,
      tags: { team: "identity" },
    });
    const inside = await run({ network: { ...ARGS.network, internal: true, accessLogsBucket: "logs" } });
    const { internal, accessLogs } = find(
      inside.recording,
      "aws:lb/loadBalancer:LoadBalancer",
      "shop-load-balancer",
    ).inputs;
    assert.deepEqual([internal, accessLogs], [true, { bucket: "logs", enabled: true, prefix: "shop" }]);
  });

  it("opens one port, to the given addresses", async () => {
    const group = async (network: ProtectedApiArgs["network"]) =>
      find((await run({ network })).recording, "aws:ec2/securityGroup:SecurityGroup", "shop-security-group").inputs;
    const https = { protocol: "tcp", fromPort: 443, toPort: 443 };
    const { ingress, egress, vpcId } = await group(ARGS.network);
    assert.equal(vpcId, "vpc-1");
    assert.deepEqual(ingress, [{ ...https, cidrBlocks: ["0.0.0.0/0"], description: "callers" }]);
    assert.equal((egress as object[]).length, 2);
    const allowedCidrs = ["203.0.113.0/24"];
    assert.deepEqual((await group({ ...ARGS.network, allowedCidrs }))["ingress"], [
      { ...https, cidrBlocks: allowedCidrs, description: "callers" },
    ]);
  });

  it("checks issuer, audience and the one scope before a container", async () => {
    const { recording } = await run();
    const { priority: _priority, ...inputs } = rule(recording, "GET /orders/{id}");
    assert.deepEqual(inputs, {
      listenerArn: "arn:of:shop-listener",
      conditions: [{ httpRequestMethod: { values: ["GET"] } }, { pathPattern: { regexValues: ["^/orders/[^/]+$"] } }],
      actions: [
        tokenCheck(AUDIENCE, { name: "scp", format: "string-array", values: ["orders:read"] }),
        { type: "forward", order: 2, targetGroupArn: "arn:target-group:orders" },
      ],
      tags: { team: "identity" },
    });
  });

  it("never gives the load balancer several scopes to choose from", async () => {
    const { recording } = await run();
    assert.deepEqual(checks(recording, "POST /orders"), [tokenCheck(AUDIENCE)]);
    assert.deepEqual(checks(recording, "DELETE /orders/{id}"), [
      tokenCheck(AUDIENCE, { name: "scp", format: "string-array", values: ["orders:delete"] }),
    ]);
  });

  it("opens a public route and no other", async () => {
    const { recording } = await run();
    assert.deepEqual(checks(recording, "GET /health"), []);
    const open = ofType(recording, RULE).filter(({ inputs }) => checksOf(inputs).length === 0);
    assert.deepEqual(
      open.map((one) => [keyOf(one), one.inputs["tags"]]),
      [["GET ^/health$", { team: "identity", public: "probe" }]],
    );
    const odd = await withRoute({ public: "a, b; c", handler: "orders" });
    assert.equal((rule(odd.recording, "GET /x")["tags"] as { public: string }).public, "a- b- c");
  });

  it("tries a word before a variable, and leaves priorities alone when routes come and go", async () => {
    const prioritiesOf = async (routes: ProtectedApiArgs["routes"]) => {
      const { recording } = await run({ routes, signIn: { portal: PORTAL } });
      return new Map(rulesIn(recording).map((one) => [keyOf(one), Number(one.inputs["priority"])]));
    };
    const priorities = await prioritiesOf(ARGS.routes);
    assert.equal(new Set(priorities.values()).size, 7);
    assert.ok(priorities.get("GET ^/orders/mine$")! < priorities.get("GET ^/orders/[^/]+$")!);
    const page = [...priorities.keys()].find((key) => key.includes("portal"))!;
    assert.equal(Math.max(...priorities.values()), priorities.get(page));
    const { "GET /orders/mine": _gone, ...left } = ARGS.routes;
    priorities.delete("GET ^/orders/mine$");
    assert.deepEqual(await prioritiesOf(left), priorities);
  });

  it("calls each rule by its priority, so that none moves where two routes want the same one", async () => {
    const route = { public: "probe", handler: "orders" };
    const rulesOf = async (...keys: string[]) => {
      const { recording } = await run({ routes: Object.fromEntries(keys.map((key) => [key, route])) });
      return Object.fromEntries(rulesIn(recording).map((one) => [one.name, [one.inputs["priority"], keyOf(one)]]));
    };
    assert.deepEqual(await rulesOf("POST /accounts", "GET /roles"), {
      "shop-4732": [4_732, "GET ^/roles$"],
      "shop-4733": [4_733, "POST ^/accounts$"],
    });
    assert.deepEqual(await rulesOf("POST /accounts"), { "shop-4732": [4_732, "POST ^/accounts$"] });
  });

  it("refuses whoever sends a header in which other gateways say who calls, before all routes and only before containers", async () => {
    const refusals = ({ recording }: { recording: Recording }) =>
      ofType(recording, RULE)
        .filter((one) => keyOf(one) === "")
        .map(({ name, inputs }) => [name, inputs["priority"], inputs["conditions"], inputs["actions"]]);
    const fixedResponse = {
      contentType: "application/json",
      messageBody: '{"message":"Bad Request"}',
      statusCode: "400",
    };
    const refused = (header: string, priority: number) => [
      `shop-${priority}`,
      priority,
      [{ httpHeader: { httpHeaderName: header, values: ["*"] } }],
      [{ type: "fixed-response", order: 1, fixedResponse }],
    ];
    assert.deepEqual(refusals(await run()), [
      refused("x-access-subject", 1),
      refused("x-access-client", 2),
      refused("x-access-scopes", 3),
    ]);
    assert.deepEqual(refusals(await withRoute({ scopes: ["a"], handler: "admin" })), []);
    assert.equal(refusals(await withRoute({ scopes: ["a"], handler: "theirs" }, { handlers: THEIRS })).length, 3);
  });

  it("leads to a function that exists already as to a container: nothing but one scope is left to it", async () => {
    const { recording } = await withRoute({ scopes: ["a"], handler: "theirs" }, { handlers: THEIRS });
    const { inputs } = find(recording, "aws:lambda/permission:Permission", "shop-theirs");
    assert.equal(inputs["function"], "arn:theirs");
    const requirement = { scopes: { any: ["a"] }, stepUp: STEP_UP };
    await assertRefused(
      withRoute({ requirement, handler: "theirs" }, { handlers: THEIRS }),
      `route \`GET /x\` ${unchecked}`,
    );
  });

  it("calls functions through target groups that it alone may use", async () => {
    const { recording } = await run();
    assert.deepEqual(inputsByName(ofType(recording, "aws:lb/targetGroup:TargetGroup")), {
      "shop-admin": { name: "p-shop-admin-dev", targetType: "lambda", tags: { team: "identity" } },
    });
    assert.deepEqual(inputsByName(ofType(recording, "aws:lambda/permission:Permission")), {
      "shop-admin": {
        action: "lambda:InvokeFunction",
        function: "p-users-admin-dev",
        principal: "elasticloadbalancing.amazonaws.com",
        sourceArn: "arn:of:target-group:shop-admin",
      },
    });
    const attachment = find(recording, "aws:lb/targetGroupAttachment:TargetGroupAttachment", "shop-admin");
    assert.deepEqual(attachment.inputs, { targetGroupArn: "arn:of:target-group:shop-admin", targetId: "arn:admin" });
    assert.ok(attachment.dependsOn.includes("aws:lambda/permission:Permission::shop-admin"));
  });

  it("refuses what pages fetch without a session, where it is told to", async () => {
    const { recording } = await run({ signIn: { api: { ...PORTAL, onUnauthenticatedRequest: "deny" } } });
    const actions = JSON.stringify(unsealed(rule(recording, "/portal")["actions"]));
    assert.ok(actions.includes('"onUnauthenticatedRequest":"deny"'), actions);
  });

  it("signs people in for pages, each with a session and a level of its own", async () => {
    const signIn = { portal: PORTAL, strong: { ...PORTAL, path: "/portal/admin/", stepUp: STEP_UP } };
    const { recording } = await run({ signIn });
    const oidc = {
      issuer: ISSUER,
      authorizationEndpoint: `${ISSUER}/v1/authorize`,
      tokenEndpoint: `${ISSUER}/v1/token`,
      userInfoEndpoint: `${ISSUER}/v1/userinfo`,
      clientId: "0oa1",
      clientSecret: "a-secret",
      scope: "openid",
      onUnauthenticatedRequest: "authenticate",
    };
    const forward = { type: "forward", order: 2, targetGroupArn: "arn:target-group:orders" };
    const ofPage = (path: string) => {
      const condition = pageCondition(path, ["/portal", "/portal/admin/"]);
      return rule(recording, ("values" in condition ? condition.values : condition.regexValues)[0]!);
    };
    const weak = ofPage("/portal");
    assert.deepEqual(weak["conditions"], [{ pathPattern: pageCondition("/portal", ["/portal", "/portal/admin/"]) }]);
    assert.deepEqual(unsealed(weak["actions"]), [
      {
        type: "authenticate-oidc",
        order: 1,
        authenticateOidc: { ...oidc, sessionCookieName: "shop-portal", sessionTimeout: 3_600 },
      },
      forward,
    ]);
    const strong = ofPage("/portal/admin/");
    assert.deepEqual(strong["conditions"], [
      { pathPattern: { regexValues: ["^/[Pp][Oo][Rr][Tt][Aa][Ll]/[Aa][Dd][Mm][Ii][Nn](/.*)?$"] } },
    ]);
    assert.deepEqual(unsealed(strong["actions"]), [
      {
        type: "authenticate-oidc",
        order: 1,
        authenticateOidc: {
          ...oidc,
          sessionCookieName: "shop-strong",
          sessionTimeout: 300,
          authenticationRequestExtraParams: { acr_values: "phr", max_age: "300" },
        },
      },
      forward,
    ]);
    assert.ok(Number(strong["priority"]) < Number(weak["priority"]));
    assert.match(JSON.stringify(weak), /\{"secret":/);
  });

  it("puts the firewall before the load balancer, and answers at its name", async () => {
    const { recording, result } = await run({ firewall: FIREWALL });
    const association = find(recording, "aws:wafv2/webAclAssociation:WebAclAssociation", "shop-firewall").inputs;
    assert.deepEqual(association, {
      resourceArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-load-balancer",
      webAclArn: "arn:of:shop-firewall",
    });
    assert.equal(await valueOf(result.url), "https://orders.example.com");
  });

  const wrong: readonly [title: string, run: Promise<unknown> | (() => Promise<unknown>), message: string][] = [
    [
      "several scopes before a container",
      () => withRoute({ scopes: ["a", "b"], handler: "orders" }),
      `route \`GET /x\` ${unchecked}`,
    ],
    [
      "a requirement before a container",
      () => withRoute({ requirement: { scopes: { any: ["a"] }, stepUp: STEP_UP }, handler: "orders" }),
      `route \`GET /x\` ${unchecked}`,
    ],
    [
      "an address",
      () => withRoute({ scopes: ["a"], url: "https://a.example/" }),
      "route `GET /x` leads to an address: a load balancer passes requests on to functions and target groups",
    ],
    [
      "a limit",
      () => withRoute({ scopes: ["a"], handler: "orders", throttle: { ratePerSecond: 1, burst: 1 } }),
      "route `GET /x` has a `throttle`, and a load balancer has none: use `firewall`",
    ],
    [
      "a target that is a function and a target group",
      () => withRoute({ scopes: ["a"], handler: "admin" }, { targetGroups: { admin: "arn" } }),
      "route `GET /x` leads to `admin`, which is a function and a target group: rename one of the two",
    ],
    [
      "a function without its ARN",
      () => withRoute({ scopes: ["a"], handler: "f" }, { handlers: { f: { functionName: "f", invokeArn: "arn" } } }),
      "route `GET /x` needs the `functionArn` of its handler",
    ],
    [
      "a path that is too long for a pattern",
      () => run({ routes: { [`GET /${"x".repeat(126)}`]: { scopes: ["a"], handler: "orders" } } }),
      `route \`GET /${"x".repeat(126)}\` has too long a path: a pattern has 128 characters at most`,
    ],
    [
      "more variables than there are bands",
      () => run({ routes: { "GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}": { scopes: ["a"], handler: "orders" } } }),
      "route `GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}` has more than 7 variables in its path",
    ],
    [
      "too deep a sign-in",
      () => run({ signIn: { p: { ...PORTAL, path: "/a".repeat(10) } } }),
      "sign-in `p` has too deep a path: 9 parts at most",
    ],
    [
      "no domain name",
      () => run({ domain: undefined }),
      "a load balancer needs a `domain` with a certificate: it takes HTTPS only",
    ],
    ["no VPC", () => run({ network: {} }), "a load balancer needs a VPC: give `network.vpcId`"],
    [
      "one subnet",
      () => run({ network: { vpcId: "vpc-1", subnetIds: ["subnet-1"] } }),
      "a load balancer needs subnets in two zones: give `network.subnetIds`",
    ],
    [
      "CORS",
      () => run({ cors: { allowOrigins: ["https://a.example"], allowHeaders: [], maxAgeSeconds: 0 } }),
      "a load balancer has no CORS: leave `cors` out, and declare an `OPTIONS` route with a reason to be `public`, which its function answers",
    ],
    [
      "more rules than a load balancer takes",
      () =>
        run({
          routes: Object.fromEntries(
            Array.from({ length: 101 }, (_, i) => [`GET /${i}`, { scopes: ["a"], handler: "orders" }]),
          ),
        }),
      "has 104 rules, and a load balancer takes 100: divide it",
    ],
    [
      "a sign-in for a pattern",
      () => run({ signIn: { p: { ...PORTAL, path: "/*" } } }),
      "sign-in `p` must have a `path` that begins with `/`, without `*` and `?`",
    ],
    [
      "a sign-in that leads nowhere",
      () => run({ signIn: { p: { ...PORTAL, target: "portal" } } }),
      "sign-in `p` leads to `portal`, which is neither a function nor a target group",
    ],
    [
      "two sign-ins at one path, but for its case",
      () => run({ signIn: { p: { ...PORTAL, path: "/Portal/" }, q: PORTAL } }),
      "sign-in `p` has the path of another sign-in, `/portal`, but for its case: one page each",
    ],
    [
      "a sign-in whose path is too long for its cases",
      () => run({ signIn: { p: { ...PORTAL, path: `/portal/${"x".repeat(30)}` }, q: PORTAL } }),
      `sign-in \`p\` has too long a path: a pattern has 128 characters at most, and takes four for each letter of a page below or above another`,
    ],
    [
      "a session of no time",
      () => run({ signIn: { p: { ...PORTAL, sessionSeconds: 0 } } }),
      "sign-in `p` must have `sessionSeconds` from 1 to 604800",
    ],
    [
      "a session that outlives its step-up",
      () => run({ signIn: { p: { ...PORTAL, stepUp: STEP_UP, sessionSeconds: 301 } } }),
      "sign-in `p` has a session that outlives the `maxAge` of its step-up: the load balancer does not ask again before its end",
    ],
  ];
  for (const [title, program, message] of wrong) {
    it(`refuses ${title}`, () => assertRefused(typeof program === "function" ? program() : program, message));
  }
});

describe("albPathPattern", () => {
  const matches = (key: string, path: string) => new RegExp(albPathPattern(key)).test(path);

  it("matches the path of a route", () => {
    assert.equal(matches("GET /", "/"), true);
    assert.equal(matches("GET /users/{id}", "/users/1"), true);
    assert.equal(matches("GET /a.b/{x}/c", "/a.b/1/c"), true);
  });

  it("matches no path above, below or beside it", () => {
    for (const path of ["/users", "/users/", "/users/1/", "/users/1/x", "/x/users/1", "/users/1\n/x"]) {
      assert.equal(matches("GET /users/{id}", path), false, path);
    }
    assert.equal(matches("GET /a.b", "/axb"), false);
  });
});

describe("the priorities of a load balancer's rules", () => {
  it("are all different and within what it takes, fewer variables first", () => {
    const keys = Array.from({ length: 100 }, (_, index) => `GET /${index}${"/{a}/{b}".slice(0, 4 * (index % 3))}`);
    const priorities = routePriorities(keys);
    assert.equal(new Set(priorities.values()).size, 100);
    for (const [key, priority] of priorities) {
      const variables = key.split("{").length - 1;
      assert.ok(priority > variables * 5_000 && priority <= (variables + 1) * 5_000, key);
    }
    assert.equal(Math.max(...routePriorities(["GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}"]).values()) <= 40_000, true);
  });

  it("put a deeper sign-in first", () => {
    const priorities = pagePriorities({ all: { path: "/" }, some: { path: "/a" }, few: { path: "/a/b/" } });
    const [all, some, few] = ["all", "some", "few"].map((name) => priorities.get(name)!);
    assert.ok(few! < some! && some! < all! && few! > 40_000 && all! <= 50_000);
  });
});
