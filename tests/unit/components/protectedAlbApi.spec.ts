/** The gateway as a load balancer: what it checks itself, what it leaves to functions, to whom it opens at all. */
import assert from "node:assert/strict";
import { albPathPattern, pageCondition } from "../../../model/routes";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { find, ofType, valueOf, type Recording, type Registration, unsealed } from "../../setup/mocks";
import { ARGS, PORTAL, run, unchecked, withRoute } from "./albApiArgs";
import { certificateIn, FIREWALL, inputsByName, ISSUER, STEP_UP } from "./gatewayArgs";
import { assertRefused } from "./testProviders";

const RULE = "aws:lb/listenerRule:ListenerRule";

/** A function that exists already. */
const THEIRS = {
  theirs: { functionName: "arn:theirs", functionArn: "arn:theirs", invokeArn: "arn:invoke:theirs", existing: true },
};

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
});
