/** Defaults, and stacks: what is left out never opens anything. */
import assert from "node:assert/strict";
import type { Access } from "../../../model/file/access";
import { defineAccess } from "../../../model/file/define";
import { AccessError } from "../../../model/findings";
import { checkAccess, loadAccess } from "../../../model/file/load";
import type { AccessInput } from "../../../model/file/schema";
import { orders } from "./orders";

/** The orders file with a scope, a group and a client that exist in `dev` only. */
function staged(change: (file: ReturnType<typeof orders>) => void = () => undefined): AccessInput {
  const file = orders();
  file.scopes["orders:reset"] = { description: "Reset the test data", stacks: ["dev"] };
  file.groups.developers = { scopes: ["orders:reset"], stacks: ["dev"] };
  file.clients.console = { type: "spa", scopes: ["orders:reset"], stacks: ["dev"] };
  change(file);
  return file;
}

const routeKeys = (access: Access) => access.apis.get("orders")!.routes.map(({ key }) => key);

describe("loadAccess: defaults", () => {
  const access = loadAccess(orders());

  it("fills in what a scope leaves out", () => {
    assert.deepEqual(access.scopes.get("stock:read"), {
      name: "stock:read",
      description: "Read the stock",
      displayName: "Read the stock",
      sensitivity: "low",
      exposure: "internal",
      consent: "IMPLICIT",
      implies: [],
      tokenMinutes: 60,
      default: false,
    });
  });

  it("takes the lifetime from the sensitivity", () => {
    const minutes = [...access.scopes.values()].map(({ name, tokenMinutes }) => [name, tokenMinutes]);
    assert.deepEqual(Object.fromEntries(minutes), {
      "orders:read": 60,
      "orders:write": 30,
      "orders:delete": 10,
      "orders:manage": 10,
      "stock:read": 60,
    });
  });

  it("fills in what a client leaves out, by its type", () => {
    assert.deepEqual(access.clients.get("desk"), {
      key: "desk",
      type: "spa",
      exposure: "internal",
      ceiling: ["orders:read", "orders:write", "orders:delete", "stock:read"],
      oidcScopes: ["openid", "profile", "email"],
      refreshTokens: false,
      pkce: true,
      grants: ["authorization_code"],
      oktaApiScopes: [],
      signOn: { factors: 2, reauthenticateMinutes: 720 },
      enforcement: "issuer",
      requests: "any",
    });
    assert.equal("signOn" in access.clients.get("sync")!, false);
    assert.deepEqual(access.clients.get("sync")!.oidcScopes, []);
    assert.deepEqual(access.clients.get("sync")!.grants, ["client_credentials"]);
  });

  it("adds `offline_access` where a client has refresh tokens", () => {
    const file = orders();
    file.clients.desk!.refreshTokens = true;
    assert.deepEqual(loadAccess(file).clients.get("desk")!.oidcScopes, [
      "openid",
      "profile",
      "email",
      "offline_access",
    ]);
    file.clients.desk!.oidcScopes = [];
    assert.deepEqual(loadAccess(file).clients.get("desk")!.oidcScopes, ["offline_access"]);
  });

  it("gives `all` the scopes of the client's own exposure", () => {
    const file = orders();
    file.clients.console = { type: "spa", scopes: "all" };
    assert.deepEqual(loadAccess(file).clients.get("console")!.ceiling, [
      "orders:write",
      "orders:delete",
      "orders:manage",
      "stock:read",
    ]);
    file.clients.shop = { type: "native", exposure: "external", scopes: "all" };
    assert.deepEqual(loadAccess(file).clients.get("shop")!.ceiling, ["orders:read"]);
  });

  it("makes `separate` hold both ways", () => {
    const file = orders();
    file.groups.clerks!.separate = ["leads"];
    const { groups } = loadAccess(file);
    assert.deepEqual(groups.get("clerks")!.separate, ["leads"]);
    assert.deepEqual(groups.get("leads")!.separate, ["clerks"]);
    assert.deepEqual(groups.get("stockists")!.separate, []);
  });

  it("names the claim that a route's groups are matched against", () => {
    const route = access.apis.get("orders")!.routes.find(({ key }) => key === "GET /teams")!;
    assert.deepEqual(route.access, {
      kind: "scopes",
      match: "any",
      scopes: ["orders:read"],
      groups: ["team-*-north"],
      groupsClaim: "teams",
    });
  });

  it("treats what `defineAccess` returns and the same as JSON alike", () => {
    const written = defineAccess({
      product: "orders",
      audience: "api://orders",
      scopes: { "orders:read": { description: "Read orders" } },
      groups: { clerks: { scopes: ["orders:read"] } },
      clients: { desk: { type: "spa", scopes: ["orders:read"] } },
    });
    assert.deepEqual(loadAccess(written), loadAccess(JSON.parse(JSON.stringify(written))));
  });

  it("leaves the value that it was given as it is", () => {
    const file = orders();
    loadAccess(file);
    assert.deepEqual(file, orders());
  });
});

describe("loadAccess: stacks", () => {
  it("has the entries of a stack in that stack only", () => {
    const keys = (access: Access) => [...access.scopes.keys(), ...access.groups.keys(), ...access.clients.keys()];
    const added = ["orders:reset", "developers", "console"];
    assert.deepEqual(
      added.filter((key) => keys(loadAccess(staged(), { stack: "dev" })).includes(key)),
      added,
    );
    assert.deepEqual(
      added.filter((key) => keys(loadAccess(staged(), { stack: "prod" })).includes(key)),
      [],
    );
    assert.deepEqual(
      added.filter((key) => keys(loadAccess(staged())).includes(key)),
      [],
    );
  });

  it("drops references to what is not there", () => {
    const file = staged((f) => {
      f.groups.leads!.scopes.push("orders:reset");
      f.scopes["orders:manage"]!.implies!.push("orders:reset");
      (f.clients.desk!.scopes as string[]).push("orders:reset");
      f.clients.desk!.assignedTo = ["leads", "clerks", "developers"];
    });
    const prod = loadAccess(file, { stack: "prod" });
    assert.deepEqual(prod.groups.get("leads")!.scopes, ["orders:manage", "orders:delete"]);
    assert.deepEqual(prod.scopes.get("orders:manage")!.implies, ["orders:read", "orders:write"]);
    assert.equal(prod.clients.get("desk")!.ceiling.includes("orders:reset"), false);
    assert.deepEqual(prod.clients.get("desk")!.assignedTo, ["leads", "clerks"]);
    const dev = loadAccess(file, { stack: "dev" });
    assert.deepEqual(dev.clients.get("desk")!.assignedTo, ["leads", "clerks", "developers"]);
  });

  it("takes a route away with its last scope, and never makes it public", () => {
    const file = staged((f) => {
      f.apis.orders!.routes["POST /reset"] = { scopes: ["orders:reset"], handler: "orders" };
      f.apis.orders!.routes["POST /orders"] = { scopes: ["orders:reset", "orders:write"], handler: "orders" };
    });
    assert.equal(routeKeys(loadAccess(file, { stack: "dev" })).includes("POST /reset"), true);
    const prod = loadAccess(file, { stack: "prod" });
    assert.equal(routeKeys(prod).includes("POST /reset"), false);
    const left = prod.apis.get("orders")!.routes.find(({ key }) => key === "POST /orders")!;
    assert.deepEqual(left.access, { kind: "scopes", match: "any", scopes: ["orders:write"], groups: [] });
  });

  it("takes a route that needs all of its scopes away with any of them", () => {
    const file = staged((f) => {
      f.apis.orders!.routes["POST /orders"] = { scopes: { all: ["orders:reset", "orders:write"] }, handler: "orders" };
    });
    assert.equal(routeKeys(loadAccess(file, { stack: "dev" })).includes("POST /orders"), true);
    assert.equal(routeKeys(loadAccess(file, { stack: "prod" })).includes("POST /orders"), false);
  });

  it("takes a claim away with its last scope, and never releases it always", () => {
    const file = staged((f) => {
      f.claims.reset = { token: "access", expression: "user.x", scopes: ["orders:reset"] };
      f.claims.both = { token: "access", expression: "user.x", scopes: ["orders:reset", "orders:read"] };
    });
    const prod = loadAccess(file, { stack: "prod" });
    assert.equal(prod.claims.has("reset"), false);
    assert.deepEqual(prod.claims.get("both")!.scopes, ["orders:read"]);
    assert.equal(loadAccess(file, { stack: "dev" }).claims.has("reset"), true);
  });

  it("takes a route away with the claim that its groups are matched against", () => {
    const file = staged((f) => {
      f.claims.reset = { token: "access", groups: { startsWith: "reset-" }, scopes: ["orders:reset"] };
      f.apis.orders!.routes["POST /orders"] = {
        scopes: { all: ["orders:reset", "stock:read"] },
        groups: "reset-*",
        handler: "orders",
      };
    });
    assert.equal(routeKeys(loadAccess(file, { stack: "dev" })).includes("POST /orders"), true);
    assert.equal(routeKeys(loadAccess(file, { stack: "prod" })).includes("POST /orders"), false);
  });

  it("refuses a client whose groups are all gone, and does not assign it to everybody", () => {
    const file = staged((f) => {
      f.clients.desk!.assignedTo = ["developers"];
    });
    assert.deepEqual(checkAccess(file, { stack: "prod" }).findings, [
      {
        rule: "unreachable-client",
        level: "error",
        path: "clients.desk.assignedTo",
        message: "no group is left in this stack, so nobody could sign in",
      },
    ]);
    assert.equal(checkAccess(file, { stack: "dev" }).access !== undefined, true);
  });

  it("refuses a client whose scopes are all gone", () => {
    const file = staged((f) => {
      delete f.clients.console!.stacks;
    });
    const rules = checkAccess(file, { stack: "prod" }).findings.map(({ rule, path }) => [rule, path]);
    assert.deepEqual(rules, [["unreachable-client", "clients.console.scopes"]]);
  });
});

describe("loadAccess: errors", () => {
  it("throws all of them at once, with the name of what was read", () => {
    const file = orders();
    file.groups.clerks!.scopes = ["orders:raed"];
    file.clients.sync!.refreshTokens = true;
    assert.throws(
      () => loadAccess(file, { source: "access.json" }),
      (error) => {
        assert.ok(error instanceof AccessError);
        assert.equal(error.findings.length, 2);
        assert.match(error.message, /^access\.json has 2 errors:\nerror: clients\.sync\.refreshTokens: /);
        return true;
      },
    );
  });

  it("refuses what is no object at all", () => {
    for (const value of [null, undefined, 7, "x", []]) assert.equal(checkAccess(value).access, undefined);
  });
});
