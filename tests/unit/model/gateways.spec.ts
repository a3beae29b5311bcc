/** What a kind of gateway cannot do, and routes that no gateway could tell apart. */
import { accepts, refuses, warns } from "./refuses";

const route = () => ({ scopes: ["orders:read"], handler: "orders" });

describe("checkAccess: routes that overlap", () => {
  refuses(
    "two routes that catch the same path, neither of them more exactly",
    (f) => {
      f.apis.orders.routes["GET /orders/{id}/x"] = route();
      f.apis.orders.routes["GET /{kind}/7/x"] = route();
    },
    [
      "route-shadow",
      'apis.orders.routes["GET /{kind}/7/x"]',
      "catches `/orders/7/x` as `GET /orders/{id}/x` does, and neither is the more exact one; change one of the two paths",
    ],
  );

  accepts("a word beside a variable, which is the more exact one", (f) => {
    f.apis.orders.routes["GET /orders/{id}"] = route();
    f.apis.orders.routes["GET /orders/mine"] = route();
    f.apis.orders.routes["GET /{kind}/{id}"] = route();
  });

  accepts("paths that no request has both of", (f) => {
    f.apis.orders.routes["GET /orders/{id}/x"] = route();
    f.apis.orders.routes["PUT /{kind}/7/x"] = route();
    f.apis.orders.routes["GET /{kind}/7"] = route();
    f.apis.orders.routes["GET /{kind}/7/y"] = route();
  });
});

describe("checkAccess: step-up and refresh tokens", () => {
  const refreshed = (f: any) => {
    f.clients.desk.refreshTokens = true;
    f.apis.orders.routes["PUT /orders/{id}"] = {
      scopes: ["orders:write", "orders:read", "orders:delete"],
      handler: "orders",
    };
  };

  warns("a step-up that a client could face with a refreshed token", refreshed, [
    "route-step-up",
    'apis.orders.routes["PUT /orders/{id}"].scopes',
    "asks for a step-up, and `desk` may hold `orders:write`, `orders:read` with a refresh token, whose sign-in grows older with every renewal; give them the same `stepUp`, or a route of their own",
  ]);

  warns(
    "the same for a client that may have every scope",
    (f) => {
      f.clients.desk.refreshTokens = { days: 1, idleDays: 1 };
      f.clients.desk.scopes = "all";
      f.scopes["orders:read"].exposure = "internal";
      f.apis.orders.routes["PUT /orders/{id}"] = { scopes: ["orders:read", "orders:delete"], handler: "orders" };
    },
    [
      "route-step-up",
      'apis.orders.routes["PUT /orders/{id}"].scopes',
      "asks for a step-up, and `desk` may hold `orders:read` with a refresh token, whose sign-in grows older with every renewal; give it the same `stepUp`, or a route of their own",
    ],
  );

  accepts("it where no client has refresh tokens", (f) => {
    refreshed(f);
    f.clients.desk.refreshTokens = false;
  });

  accepts("it where every scope of the route is needed, of which one gives no refresh token", (f) => {
    refreshed(f);
    f.apis.orders.routes["PUT /orders/{id}"].scopes = { all: ["orders:read", "orders:delete"] };
  });

  accepts("it where every scope of the route has a step-up", (f) => {
    f.clients.desk.refreshTokens = true;
    f.apis.orders.routes["PUT /orders/{id}"] = { scopes: ["orders:delete"], handler: "orders" };
  });
});

describe("checkAccess: limits of gateways", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`GET /${i}`, route()]));

  refuses("more routes than an HTTP API takes", (f) => (f.apis.orders.routes = many(301)), [
    "gateway-limit",
    "apis.orders.routes",
    "has 301 routes, and an HTTP API takes 300; divide it into several APIs",
  ]);
  accepts("as many paths as a REST API takes", (f) => (f.apis.orders = { profile: "rest", routes: many(299) }));
  refuses("more routes than a load balancer takes", (f) => (f.apis.orders = { profile: "alb", routes: many(101) }), [
    "gateway-limit",
    "apis.orders.routes",
    "has 101 routes, and a load balancer takes 100; divide it into several APIs",
  ]);

  refuses(
    "more routes and questions of browsers than a load balancer takes",
    (f) => (f.apis.orders = { profile: "alb", cors: { allowOrigins: ["https://a.example"] }, routes: many(51) }),
    [
      "gateway-limit",
      "apis.orders.routes",
      "has 102 routes, and a load balancer takes 100; divide it into several APIs",
    ],
  );
  accepts("CORS at a load balancer, whose functions answer", (f) => {
    f.apis.orders = { profile: "alb", cors: { allowOrigins: ["https://a.example"] }, routes: many(50) };
  });
  refuses(
    "a closed `OPTIONS` beside CORS at a load balancer",
    (f) => {
      const routes = { "GET /a": route(), "OPTIONS /a": route() };
      f.apis.orders = { profile: "alb", cors: { allowOrigins: ["https://a.example"] }, routes };
    },
    [
      "gateway-cors",
      'apis.orders.routes["OPTIONS /a"]',
      "asks for a token, which no browser sends with its question whether a page may call; remove the route: `cors` answers",
    ],
  );

  accepts("a `:` in a path of a REST API and of a load balancer", (f) => {
    f.apis.orders = { profile: "rest", routes: { "POST /orders:batch": route() } };
    f.apis.more = { profile: "alb", routes: { "POST /orders/{id}/items:batch": route() } };
  });
  refuses("it in an HTTP API", (f) => (f.apis.orders.routes = { "POST /orders:batch": route() }), [
    "gateway-path",
    'apis.orders.routes["POST /orders:batch"]',
    'has a `:` in its path, which no source says that an HTTP API takes; use `profile: "rest"`, or a `/`',
  ]);

  accepts("managed rules that count only", (f) => {
    f.apis.orders.firewall = { countOnly: ["SizeRestrictions_BODY", "Log4JRCE_BODY"] };
  });
  refuses(
    "one that AWS does not have, and one without managed rules",
    (f) => {
      f.apis.orders.firewall = { countOnly: ["SizeRestrictions_BODY", "SizeRestriction_URIPATH"] };
      f.apis.more = { firewall: { managedRules: false, countOnly: ["Log4JRCE_BODY"] }, routes: { "GET /a": route() } };
    },
    [
      "shape",
      "apis.more.firewall.countOnly[0]",
      "is a managed rule, and `managedRules` is off; leave `countOnly` out, or turn them on",
    ],
    [
      "shape",
      "apis.orders.firewall.countOnly[1]",
      "is no rule of `AWSManagedRulesCommonRuleSet`, `AWSManagedRulesKnownBadInputsRuleSet`, `AWSManagedRulesAmazonIpReputationList`; did you mean `SizeRestrictions_URIPATH`?",
    ],
  );

  refuses(
    "two names for one variable, and two origins, in a REST API",
    (f) => {
      const cors = { allowOrigins: ["https://a.example", "https://b.example"] };
      const routes = { "GET /orders/{id}": route(), "GET /orders/{order}/lines": route() };
      f.apis.orders = { profile: "rest", cors, routes };
    },
    [
      "gateway-limit",
      "apis.orders.cors.allowOrigins",
      "names 2 origins, and a REST API can name one in its errors; use profile `http`",
    ],
    [
      "gateway-limit",
      'apis.orders.routes["GET /orders/{order}/lines"]',
      "has `{order}` where `GET /orders/{id}` has `{id}`, and a REST API takes one name at one place; rename one of the two",
    ],
  );
  accepts("both in an HTTP API", (f) => {
    const cors = { allowOrigins: ["https://a.example", "https://b.example"] };
    f.apis.orders = { cors, routes: { "GET /orders/{id}": route(), "GET /orders/{order}/lines": route() } };
  });

  refuses(
    "what a load balancer does not have",
    (f) => {
      f.apis.orders = {
        profile: "alb",
        routes: {
          "GET /a": { ...route(), throttle: { ratePerSecond: 1, burst: 1 } },
          "GET /b": { scopes: ["orders:read"], url: "https://b.example/" },
        },
      };
    },
    [
      "gateway-limit",
      'apis.orders.routes["GET /a"].throttle',
      "a load balancer has no limits of routes; use `firewall`",
    ],
    [
      "gateway-limit",
      'apis.orders.routes["GET /b"].url',
      "a load balancer leads to functions and target groups; give a `handler` or a `backend`",
    ],
  );
});
