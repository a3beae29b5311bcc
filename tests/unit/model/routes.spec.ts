/** Routes: keys, scopes, groups and targets. */
import { refuses, warns } from "./refuses";

describe("checkAccess: routes", () => {
  refuses(
    "a route that anybody and nobody may call",
    (f) => {
      f.apis.orders.routes["GET /orders"] = { handler: "orders" };
    },
    [
      "route-access",
      'apis.orders.routes["GET /orders"]',
      'says neither who may call it (`scopes`) nor why everybody may (`public: "reason"`)',
    ],
  );

  refuses(
    "a route with scopes and a reason for having none",
    (f) => {
      f.apis.orders.routes["GET /orders"] = { scopes: ["orders:read"], public: "why", handler: "orders" };
    },
    ["route-access", 'apis.orders.routes["GET /orders"]', "has both `scopes` and `public`; keep one of them"],
  );

  refuses(
    "an empty list of scopes",
    (f) => {
      f.apis.orders.routes["GET /orders"].scopes = [];
    },
    [
      "route-access",
      'apis.orders.routes["GET /orders"].scopes',
      'is empty; name the scopes, or write `public: "reason"`',
    ],
  );

  refuses(
    "a route that leads nowhere",
    (f) => {
      delete f.apis.orders.routes["GET /orders"].handler;
    },
    [
      "route-target",
      'apis.orders.routes["GET /orders"]',
      "leads nowhere; give exactly one of `handler`, `backend`, `url`",
    ],
  );

  refuses(
    "a route that leads to two places",
    (f) => {
      f.apis.orders.routes["GET /orders"].url = "https://example.com";
    },
    [
      "route-target",
      'apis.orders.routes["GET /orders"]',
      "leads to two places; give exactly one of `handler`, `backend`, `url`",
    ],
  );

  refuses(
    "$default",
    (f) => {
      f.apis.orders.routes["$default"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["$default"]',
      "`$default` would catch every request that no route names; name the routes",
    ],
  );

  refuses(
    "ANY",
    (f) => {
      f.apis.orders.routes["ANY /orders"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["ANY /orders"]',
      "`ANY` would open every method at once; name the method (`GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD`, `OPTIONS`)",
    ],
  );

  refuses(
    "a greedy path",
    (f) => {
      f.apis.orders.routes["GET /{proxy+}"] = { public: "why", handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["GET /{proxy+}"]',
      "a greedy parameter such as `{proxy+}` would catch every path below; name the paths",
    ],
  );

  refuses(
    "a key without a method",
    (f) => {
      f.apis.orders.routes["/orders"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["/orders"]',
      "`/orders` is not a route key; write it as `METHOD /path`, such as `GET /users/{id}` (methods: `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD`, `OPTIONS`)",
    ],
  );

  refuses(
    "a method in lower case",
    (f) => {
      f.apis.orders.routes["get /items"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["get /items"]',
      "`get /items` is not a route key; a method is written in upper case: `GET /items`",
    ],
  );

  refuses(
    "a path that ends in a slash",
    (f) => {
      f.apis.orders.routes["GET /items/"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["GET /items/"]',
      "`GET /items/` is not a route key; a path ends without a slash: `GET /items`",
    ],
  );

  refuses(
    "a path with dots",
    (f) => {
      f.apis.orders.routes["GET /../items"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["GET /../items"]',
      "`GET /../items` is not a route key; `.` and `..` name another path; write that one",
    ],
  );

  for (const [key, why] of [
    ["GET /items?all", "a route is for a path, without a query; leave out what follows it"],
    ["GET /%6Dine", "a path is written decoded, and requests are decoded before they are compared"],
    ["GET /items//x", "an empty part (`//`) matches no request that a gateway lets through; remove it"],
    ["GET /items/{id}.json", "a parameter is a whole part of the path, in braces: `/users/{id}`"],
    ["GET /items/*", "a parameter is a whole part of the path, in braces: `/users/{id}`"],
    ["GET /items/{a b}", undefined],
    ["FETCH /items", undefined],
  ] as const)
    refuses(
      `\`${key}\``,
      (f) => {
        f.apis.orders.routes[key] = { scopes: ["orders:read"], handler: "orders" };
      },
      [
        "route-key",
        `apis.orders.routes["${key}"]`,
        `\`${key}\` is not a route key; ${why ?? "write it as `METHOD /path`, such as `GET /users/{id}` (methods: `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD`, `OPTIONS`)"}`,
      ],
    );

  refuses(
    "a parameter with a colon",
    (f) => {
      f.apis.orders.profile = "rest";
      f.apis.orders.routes["GET /items/:id"] = { scopes: ["orders:read"], handler: "orders" };
      f.apis.orders.routes["POST /items:sort"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-key",
      'apis.orders.routes["GET /items/:id"]',
      "`:id` is a text here, and no parameter, which is written `{id}`",
    ],
  );

  warns(
    "a public route that a careless server takes for a closed one",
    (f) => {
      f.apis.orders.routes["GET /Orders"] = { public: "a list", handler: "orders" };
    },
    [
      "route-sibling",
      'apis.orders.routes["GET /Orders"]',
      "is public, and `GET /orders` can be reached by its spelling; ask for as much, or change one of the two paths",
    ],
  );

  refuses(
    "a parameter that stands twice",
    (f) => {
      f.apis.orders.routes["GET /a/{id}/b/{id}"] = { scopes: ["orders:read"], handler: "orders" };
    },
    ["route-key", 'apis.orders.routes["GET /a/{id}/b/{id}"]', "the parameter `{id}` stands in the path twice"],
  );

  refuses(
    "two routes for the same requests",
    (f) => {
      f.apis.orders.routes["DELETE /orders/{order}"] = { scopes: ["orders:read"], handler: "orders" };
    },
    [
      "route-shadow",
      'apis.orders.routes["DELETE /orders/{order}"]',
      "catches the same requests as `DELETE /orders/{id}`; keep one of the two",
    ],
  );

  refuses(
    "groups without scopes",
    (f) => {
      f.apis.orders.routes["GET /health"].groups = "a*";
    },
    [
      "route-groups",
      'apis.orders.routes["GET /health"].groups',
      "needs `scopes`: a public route has no token to read groups from",
    ],
  );

  refuses(
    "groups that no claim carries",
    (f) => {
      f.apis.orders.routes["GET /orders"].groups = "a*";
      f.claims.teams.scopes = ["stock:read"];
      delete f.apis.orders.routes["GET /teams"];
    },
    [
      "route-groups",
      'apis.orders.routes["GET /orders"].groups',
      "no groups claim of the access token is released by every token with its scopes (groups claims: `teams`); add one, or add the scopes to one",
    ],
  );

  refuses(
    "groups that two claims carry",
    (f) => {
      f.claims.more = { token: "access", groups: { startsWith: "more-" } };
    },
    [
      "route-groups",
      'apis.orders.routes["GET /teams"].groups',
      "its scopes release several groups claims (`teams`, `more`); name one as `groupsClaim`",
    ],
  );

  refuses(
    "a groupsClaim that is not one",
    (f) => {
      f.apis.orders.routes["GET /teams"].groupsClaim = "entitlements";
    },
    [
      "route-groups",
      'apis.orders.routes["GET /teams"].groupsClaim',
      "groups claim of the access token `entitlements` is not defined (defined: `teams`)",
    ],
  );

  refuses(
    "a groupsClaim that is not released",
    (f) => {
      f.claims.more = { token: "access", groups: { startsWith: "more-" }, scopes: ["stock:read"] };
      f.apis.orders.routes["GET /teams"].groupsClaim = "more";
    },
    [
      "route-groups",
      'apis.orders.routes["GET /teams"].groupsClaim',
      "the claim `more` is not released by every token with the route's scopes; add them to the claim",
    ],
  );

  refuses(
    "a groupsClaim without groups",
    (f) => {
      f.apis.orders.routes["GET /orders"].groupsClaim = "teams";
    },
    [
      "route-groups",
      'apis.orders.routes["GET /orders"].groupsClaim',
      "has no effect without `groups`; add them, or remove the field",
    ],
  );

  refuses(
    "more scopes than an HTTP API takes on a route",
    (f) => {
      for (let i = 0; i < 11; i++) {
        f.scopes["s" + i] = { description: "x" };
        f.groups.clerks.scopes.push("s" + i);
      }
      f.apis.orders.routes["GET /orders"].scopes = Object.keys(f.scopes).slice(5);
    },
    [
      "route-scopes",
      'apis.orders.routes["GET /orders"].scopes',
      "names 11 scopes, and an HTTP API takes 10 on a route; use profile `rest`, or a scope that implies them",
    ],
  );
});
