/** Warnings of what is had for less than it is worth: scopes without a step-up, routes beside stricter ones, clients that reach everybody. */
import { accepts, warns } from "./refuses";

const TWO = "urn:okta:loa:2fa:any";
const STEP_UP = { acr: TWO, maxAge: 300 };

/** In a group of its own, so that no other scope is lost by what this one asks for. */
const held = (name: string) => (f: { groups: Record<string, object>; clients: { desk: { scopes: string[] } } }) => {
  f.groups[`holders-${Object.keys(f.groups).length}`] = { scopes: [name] };
  f.clients.desk.scopes.push(name);
};

describe("checkAccess: scopes about what people sign in with", () => {
  for (const name of ["factors:enroll", "users:resetPassword", "credential.write", "mfa-reset", "passkeys:add"]) {
    const path = /^[\w-]+$/.test(name) ? `scopes.${name}` : `scopes["${name}"]`;
    warns(
      `\`${name}\` without a step-up`,
      (f) => {
        f.scopes[name] = { description: "x" };
        held(name)(f);
      },
      [
        "scope-step-up",
        path,
        `is about what people sign in with, and has no \`stepUp\`: whoever holds it can make a sign-in that is stronger than their own; give it a \`stepUp\` of \`${TWO}\` or more`,
      ],
    );
  }
  warns(
    "one with a step-up of one factor",
    (f) => {
      f.scopes["factors:enroll"] = { description: "x", stepUp: { acr: "urn:okta:loa:1fa:any", maxAge: 300 } };
      held("factors:enroll")(f);
    },
    [
      "scope-step-up",
      'scopes["factors:enroll"]',
      `is about what people sign in with, and has a \`stepUp\` of \`urn:okta:loa:1fa:any\`: whoever holds it can make a sign-in that is stronger than their own; give it a \`stepUp\` of \`${TWO}\` or more`,
    ],
  );
  for (const name of ["factors:read", "factors:verify", "benefactors:add", "factory:run"]) {
    accepts(`\`${name}\`, which makes no sign-in`, (f) => {
      f.scopes[name] = { description: "x" };
      held(name)(f);
    });
  }
  accepts(`one with a step-up of \`${TWO}\``, (f) => {
    f.scopes["factors:enroll"] = { description: "x", stepUp: STEP_UP };
    held("factors:enroll")(f);
  });
  accepts("one with a stronger step-up, in a group of its own", (f) => {
    f.scopes["factors:enroll"] = { description: "x", stepUp: { acr: "phr", maxAge: 300 } };
    f.groups.desks = { scopes: ["factors:enroll"] };
    f.clients.desk.scopes.push("factors:enroll");
  });
});

describe("checkAccess: scopes that undo each other", () => {
  const both = (one: string, other: string, mine?: object, theirs?: object) => (f: any) => {
    f.scopes[one] = { description: "x", ...(mine && { stepUp: mine }) };
    f.scopes[other] = { description: "x", ...(theirs && { stepUp: theirs }) };
    held(one)(f);
    held(other)(f);
  };
  for (const [one, other] of [
    ["users:activate", "users:deactivate"],
    ["users:suspend", "users:unsuspend"],
    ["keys.enable", "keys.disable"],
  ] as const) {
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      warns(`\`${mine}\` without the step-up of \`${theirs}\``, both(mine, theirs, undefined, STEP_UP), [
        "scope-step-up",
        `scopes["${mine}"]`,
        `undoes what \`${theirs}\` needs a step-up of \`${TWO}\` for, and has none; give it the same`,
      ]);
    }
  }
  warns(
    "one with a weaker step-up than the other",
    both("users:activate", "users:deactivate", { acr: "urn:okta:loa:1fa:any", maxAge: 300 }, STEP_UP),
    [
      "scope-step-up",
      'scopes["users:activate"]',
      `undoes what \`users:deactivate\` needs a step-up of \`${TWO}\` for, and has a weaker one; give it the same`,
    ],
  );
  accepts("two with the same step-up", both("users:activate", "users:deactivate", STEP_UP, STEP_UP));
  accepts("two without any", both("users:activate", "users:deactivate"));
  accepts("two of different things", both("users:activate", "keys:deactivate", undefined, STEP_UP));
});

describe("checkAccess: routes beside routes that ask for more", () => {
  const routes = (more: object) => (f: any) => Object.assign(f.apis.orders.routes, more);
  const at = (route: string) => `apis.orders.routes["${route}"]`;
  const told = (what: string, sibling: string) =>
    `${what}, and \`${sibling}\` can be reached by its spelling; ask for as much, or change one of the two paths`;
  const read = { scopes: ["orders:read"], handler: "orders" };
  const strict = { scopes: ["orders:delete"], handler: "orders" };
  const manage = { scopes: ["orders:write"], handler: "orders" };

  const found: [string, object, string, string][] = [
    [
      "no step-up",
      { "GET /orders/{id}": read, "GET /orders/all": strict },
      "GET /orders/{id}",
      told("asks for no step-up", "GET /orders/all"),
    ],
    [
      "a value with a slash",
      { "GET /orders/{id}": read, "GET /orders/{id}/lines": strict },
      "GET /orders/{id}",
      told("asks for no step-up", "GET /orders/{id}/lines"),
    ],
    [
      "a less sensitive scope",
      { "GET /orders/{id}": read, "GET /orders/all": manage },
      "GET /orders/{id}",
      told("asks for a less sensitive scope", "GET /orders/all"),
    ],
    [
      "no group",
      { "GET /orders/{id}": read, "GET /orders/all": { ...read, groups: "team-*" } },
      "GET /orders/{id}",
      told("asks for no group", "GET /orders/all"),
    ],
    [
      "other groups",
      { "GET /orders/{id}": { ...read, groups: "team-x" }, "GET /orders/all": { ...read, groups: "team-*" } },
      "GET /orders/{id}",
      told("asks for other groups", "GET /orders/all"),
    ],
    [
      "nothing at all",
      { "GET /orders/{id}": { public: "x", handler: "orders" }, "GET /orders/all": read },
      "GET /orders/{id}",
      told("is public", "GET /orders/all"),
    ],
    [
      "less by HEAD",
      { "HEAD /orders": { public: "x", handler: "orders" } },
      "HEAD /orders",
      told("is public", "GET /orders"),
    ],
    [
      "less by HEAD of a variable",
      { "HEAD /orders/{id}": read, "GET /orders/all": strict },
      "HEAD /orders/{id}",
      told("asks for no step-up", "GET /orders/all"),
    ],
  ];
  for (const [what, more, route, message] of found) {
    warns(`a route that asks for ${what}`, routes(more), ["route-sibling", at(route), message]);
  }

  const fine: [string, object][] = [
    ["asks for as much", { "GET /orders/{id}": strict, "GET /orders/all": strict }],
    ["asks for more", { "GET /orders/{id}": strict, "GET /orders/all": read }],
    ["has another method", { "POST /orders/{id}": read, "GET /orders/all": strict }],
    ["has another path", { "GET /orders/{id}": read, "GET /lines/all": strict }],
    ["is beside a public one", { "GET /orders/{id}": read, "GET /orders/open": { public: "x", handler: "orders" } }],
    [
      "asks for fewer of the same groups",
      { "GET /orders/{id}": { ...read, groups: "team-*" }, "GET /orders/all": { ...read, groups: ["team-*", "x"] } },
    ],
  ];
  for (const [what, more] of fine) accepts(`a route that ${what}`, routes(more));
});

describe("checkAccess: external clients and whom they reach", () => {
  const partner = (more: object, routes: object) => (f: any) => {
    f.clients.partner = { type: "service", exposure: "external", scopes: ["orders:read"], ...more };
    Object.assign(f.apis.orders.routes, routes);
  };
  const about = { "GET /people/{id}": { scopes: ["orders:read"], handler: "orders" } };
  warns("one that may call a function about anybody", partner({}, about), [
    "client-reach",
    "clients.partner",
    "is external and may call `GET /people/{id}` about anybody, employees too; name the groups whose members it may act on in `reach`",
  ]);
  warns(
    "one with all external scopes, at many routes",
    partner(
      { scopes: "all" },
      Object.fromEntries(["a", "b", "c", "d"].map((part) => [`GET /${part}/{id}`, about["GET /people/{id}"]])),
    ),
    [
      "client-reach",
      "clients.partner",
      "is external and may call `GET /a/{id}`, `GET /b/{id}`, `GET /c/{id}` and others about anybody, employees too; name the groups whose members it may act on in `reach`",
    ],
  );
  accepts("one that says whom it reaches", partner({ reach: ["clerks"] }, about));
  accepts("one that may call nothing about a person", partner({}, {}));
  accepts(
    "one whose route leads to an address",
    partner({}, { "GET /people/{id}": { scopes: ["orders:read"], url: "https://a.example/" } }),
  );
  accepts("an internal one", partner({ exposure: "internal" }, about));
  accepts(
    "one that lacks a scope of all",
    partner({}, { "GET /people/{id}": { scopes: { all: ["orders:read", "orders:write"] }, handler: "orders" } }),
  );
});
