/** Routes to backends that exist already, and APIs that have a gateway already. */
import assert from "node:assert/strict";
import { loadAccess } from "../../../model/file/load";
import { compile } from "../../../model/compile/compile";
import {
  BACKEND_KINDS,
  backendPlaceProblems,
  backendProblem,
  PROFILES,
  type Backend,
} from "../../../model/routes/backends";
import { ARNS, invokeArnOf } from "../../../model/routes/awsArns";
import { exportRequirements } from "../../../model/routes/exportRequirements";
import { needsLambdaAuthorizer, routeRequirement } from "../../../model/routes/routeRequirements";
import { backendsOf, gatewayKeys, hasGateways } from "../../../model/routes/targets";
import { orders } from "./orders";
import { accepts, refuses } from "./refuses";

const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:orders";
const GROUP = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/orders/1234abcd";
const LISTENER = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/orders/1234abcd/5678abcd";

const BACKENDS: Readonly<Record<string, Backend>> = {
  url: { url: "https://orders.example.com" },
  functionArn: { functionArn: FUNCTION },
  targetGroupArn: { targetGroupArn: GROUP },
  vpcLink: { vpcLink: { id: "a1", listenerArn: LISTENER } },
};

const at = (route: string, field = "") => `apis.orders.routes["${route}"]${field}`;

describe("checkAccess: backends", () => {
  accepts("a route that leads to a backend", (f) => {
    f.apis.orders.routes["GET /orders"] = { scopes: ["orders:read"], backend: "orders" };
  });

  refuses(
    "a route that leads to a backend and to a function",
    (f) => {
      f.apis.orders.routes["GET /orders"].backend = "orders";
    },
    ["route-target", at("GET /orders"), "leads to two places; give exactly one of `handler`, `backend`, `url`"],
  );

  for (const [what, change] of [
    ["a step-up", { scopes: ["orders:delete"] }],
    ["one of several scopes", { scopes: ["orders:read", "stock:read"] }],
    ["a group", { scopes: ["orders:read"], groups: "team-*" }],
  ] as const) {
    refuses(
      `a backend behind a load balancer where a route asks for ${what}`,
      (f) => {
        f.apis.orders = { profile: "alb", routes: { "GET /orders": { ...change, backend: "orders" } } };
      },
      [
        "route-target",
        at("GET /orders", ".backend"),
        "asks for more than a load balancer can check before a backend: one scope, no groups, no step-up, no client with `enforcement: gateway`; use profile `http` or `rest`, or lead it to a `handler`",
      ],
    );
  }

  accepts("one scope before a backend behind a load balancer", (f) => {
    f.apis.orders = { profile: "alb", routes: { "GET /orders": { scopes: ["orders:read"], backend: "orders" } } };
  });
});

describe("checkAccess: profile `none`", () => {
  const none = (routes: object, more: object = {}) => ({ profile: "none", routes, ...more });

  accepts("routes that lead nowhere, since others pass their calls on", (f) => {
    f.apis.orders = none({
      "GET /orders": { scopes: ["orders:read"] },
      "DELETE /orders/{id}": { scopes: ["orders:delete"] },
      "GET /health": { public: "probe" },
    });
  });

  for (const target of [{ handler: "orders" }, { backend: "orders" }, { url: "https://orders.example.com" }]) {
    const field = Object.keys(target)[0]!;
    refuses(
      `a route with \`${field}\``,
      (f) => {
        f.apis.orders = none({ "GET /orders": { scopes: ["orders:read"], ...target } });
      },
      [
        "route-target",
        at("GET /orders", `.${field}`),
        "leads nowhere: with profile `none` no gateway is made; remove the field",
      ],
    );
  }

  const message =
    "is of no effect with profile `none`, for which no gateway is made; remove it, and set it up in what stands in front";
  refuses(
    "what only a gateway that is made here could do",
    (f) => {
      const throttle = { ratePerSecond: 1, burst: 1 };
      f.apis.orders = none(
        { "GET /orders": { scopes: ["orders:read"], throttle } },
        {
          firewall: {},
          throttle,
          cors: { allowOrigins: ["https://a.example"] },
          domain: { name: "a.example.com", certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1" },
        },
      );
    },
    ["gateway-limit", "apis.orders.cors", message],
    ["gateway-limit", "apis.orders.domain", message],
    ["gateway-limit", "apis.orders.firewall", message],
    ["gateway-limit", at("GET /orders", ".throttle"), message],
    ["gateway-limit", "apis.orders.throttle", message],
  );

  refuses(
    "a route without scopes, as with any other",
    (f) => {
      f.apis.orders = none({ "GET /orders": {} });
    },
    [
      "route-access",
      at("GET /orders"),
      'says neither who may call it (`scopes`) nor why everybody may (`public: "reason"`)',
    ],
  );
});

describe("what routes to backends ask for", () => {
  const loaded = (change: (file: ReturnType<typeof orders>) => void) => {
    const file = orders();
    change(file);
    return loadAccess(file, { source: "access.ts" });
  };

  it("is checked by the Lambda authorizer, which says who calls in the same words behind every gateway", () => {
    for (const profile of ["http", "rest"] as const) {
      const access = loaded((f) => {
        f.apis["orders"] = { profile, routes: { "GET /orders": { scopes: ["orders:read"], backend: "orders" } } };
      });
      const api = access.apis.get("orders")!;
      assert.equal(needsLambdaAuthorizer(access, api, api.routes[0]!), true, profile);
      assert.deepEqual([gatewayKeys(access), backendsOf(access)], [["orders"], ["orders"]]);
    }
  });

  it("leaves the challenge of a step-up to whoever can give it", () => {
    const challenge = (profile: "http" | "rest" | "none") => {
      const access = loaded((f) => {
        const target = profile === "none" ? {} : { backend: "orders" };
        f.apis["orders"] = { profile, routes: { "GET /orders": { scopes: ["orders:delete"], ...target } } };
      });
      const api = access.apis.get("orders")!;
      return routeRequirement(access, api, api.routes[0]!)!.challenge;
    };
    assert.deepEqual([challenge("http"), challenge("rest"), challenge("none")], ["none", undefined, undefined]);
  });

  it("makes nothing of AWS where every API has a gateway already", () => {
    const access = loaded((f) => {
      f.apis = { orders: { profile: "none", routes: { "GET /orders": { scopes: ["orders:read"] } } } };
    });
    assert.deepEqual([hasGateways(access), gatewayKeys(access)], [false, []]);
    assert.equal(hasGateways(loaded(() => undefined)), true);
  });

  it("is exported as the guard reads it, with how tokens are narrowed where they are", () => {
    const change = (enforcement: "issuer" | "gateway") =>
      loaded((f) => {
        f.clients["desk"]!.enforcement = enforcement;
        f.apis = {
          orders: {
            profile: "none",
            routes: {
              "GET /orders": { scopes: ["orders:read"] },
              "DELETE /orders/{id}": { scopes: { all: ["orders:delete", "orders:read"] } },
              "GET /teams": { scopes: ["orders:read"], groups: "team-*" },
              "GET /health": { public: "probe" },
            },
          },
        };
      });
    const access = change("issuer");
    const exported = exportRequirements(access, access.apis.get("orders")!, compile(access));
    assert.deepEqual(exported, {
      api: "orders",
      audience: "api://orders",
      requirements: {
        "GET /orders": { scopes: { any: ["orders:read"] } },
        "DELETE /orders/{id}": {
          scopes: { all: ["orders:delete", "orders:read"] },
          stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
        },
        "GET /teams": { scopes: { any: ["orders:read"] }, groups: ["team-*"], groupsClaim: "teams" },
        "GET /health": { public: true },
      },
    });
    const narrowed = change("gateway");
    const { narrowing } = exportRequirements(narrowed, narrowed.apis.get("orders")!, compile(narrowed));
    assert.deepEqual(narrowing?.exactClients, ["sync"]);
  });
});

describe("which profile leads to which kind of backend", () => {
  const taken = {
    url: ["http", "rest"],
    functionArn: ["http", "rest", "alb"],
    targetGroupArn: ["alb"],
    vpcLink: ["http"],
  };
  for (const kind of BACKEND_KINDS) {
    it(`is ${taken[kind].join(", ")} for \`${kind}\`, and the others say which one would`, () => {
      for (const profile of PROFILES) {
        const problem = backendProblem(BACKENDS[kind]!, profile);
        if (taken[kind].includes(profile)) assert.equal(problem, undefined);
        else
          assert.match(
            problem!,
            new RegExp(`profile \`${profile}\` does not lead; use the profile \`${taken[kind].join("` or `")}\``),
          );
      }
    });
  }

  it("is none for a backend of no kind, or of two", () => {
    const expected = "must have exactly one of `url`, `functionArn`, `targetGroupArn`, `vpcLink`";
    assert.equal(backendProblem({}, "http"), expected);
    assert.equal(backendProblem({ ...BACKENDS["url"], ...BACKENDS["functionArn"] }, "http"), expected);
  });
});

describe("the place of a backend", () => {
  const problems = (backend: Backend, region?: string, accounts?: string[]) =>
    backendPlaceProblems(backend, { region, accounts }).map(({ field, message }) => `${field}: ${message}`);

  it("is the stack's region, partition and account", () => {
    for (const backend of Object.values(BACKENDS)) {
      assert.deepEqual(problems(backend, "eu-central-1", ["111122223333"]), []);
      assert.deepEqual(problems(backend), []);
      assert.deepEqual(problems(backend, "eu-central-1", []), []);
    }
  });

  it("is nowhere else", () => {
    assert.deepEqual(problems({ functionArn: FUNCTION }, "us-east-1"), [
      "functionArn: is in `eu-central-1`, and the stack is in `us-east-1`: an API leads to what is in its own region",
    ]);
    assert.deepEqual(problems(BACKENDS["vpcLink"]!, "us-east-1").length, 1);
    assert.deepEqual(problems({ targetGroupArn: GROUP }, "eu-central-1", ["444455556666"]), [
      "targetGroupArn: is in the account `111122223333`, which is none of `aws:allowedAccountIds`: what calls it is let in by its own account alone",
    ]);
    for (const [partition, region, right] of [
      ["aws", "cn-north-1", "aws-cn"],
      ["aws", "us-gov-west-1", "aws-us-gov"],
      ["aws-cn", "eu-central-1", "aws"],
      ["aws", "eusc-de-east-1", "aws-eusc"],
    ] as const) {
      const functionArn = `arn:${partition}:lambda:${region}:111122223333:function:x`;
      assert.deepEqual(problems({ functionArn }, region), [
        `functionArn: has the partition \`${partition}\`, and the region \`${region}\` is in \`${right}\``,
      ]);
    }
  });

  it("has ARNs of the services' own forms", () => {
    assert.match(FUNCTION, ARNS.function.pattern);
    assert.match(`${FUNCTION}:live`, ARNS.function.pattern);
    assert.match(GROUP, ARNS.targetGroup.pattern);
    assert.match(LISTENER, ARNS.listener.pattern);
    assert.match("arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-12ab", ARNS.service.pattern);
    for (const wrong of [
      `${FUNCTION}/x`,
      `${FUNCTION} `,
      FUNCTION.replace("1111", "111"),
      "arn:aws:lambda:::function:x",
    ])
      assert.doesNotMatch(wrong, ARNS.function.pattern);
    assert.equal(
      invokeArnOf(FUNCTION.replace("aws", "aws-cn")),
      `arn:aws-cn:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${FUNCTION.replace("aws", "aws-cn")}/invocations`,
    );
  });
});
