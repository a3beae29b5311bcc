/** The table that `access client` writes: what is in it, what never is, and that what it asks for at once is granted. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { splitScopes } from "../../../client";
import { clientTable, whoCanCall } from "../../../model/ask";
import { loadAccess, type Access } from "../../../model/file";
import { intent } from "../../../model/intent";
import { GRANTS } from "../../../model/okta";
import { validAccess } from "../../property/models";
import { draw } from "../../support/seed";
import { CONSOLE } from "../../support/products";
import { runCli } from "../cli/runCli";

const FILE = {
  product: "orders",
  audience: "api://orders",
  scopes: {
    "orders:read": { description: "Read" },
    "orders:update": { description: "Change" },
    "orders:delete": { description: "Delete", sensitivity: "high", stepUp: { acr: "phr", maxAge: 300 } },
    "stock:read": { description: "Read the stock" },
  },
  groups: {
    clerks: { scopes: ["orders:read", "orders:update"] },
    leads: { scopes: ["orders:read", "orders:update", "orders:delete"] },
    store: { scopes: ["stock:read"] },
  },
  clients: {
    desk: {
      type: "spa",
      scopes: ["orders:read", "orders:update", "orders:delete", "stock:read"],
      requests: "one-group",
    },
    lists: { type: "spa", scopes: ["orders:read", "stock:read"], requests: [["orders:read", "stock:read"]] },
    sync: { type: "service", scopes: ["orders:read", "orders:delete"] },
  },
  claims: { rights: { token: "id", entitledScopes: true }, other: { token: "access", entitledScopes: true } },
  apis: {
    orders: {
      routes: {
        "GET /orders": { scopes: ["orders:read", "stock:read"], url: "https://backend.example.com/orders" },
        "DELETE /orders/{id}": { scopes: ["orders:delete"], url: "https://backend.example.com/orders/{id}" },
        "GET /health": { public: "probe", url: "https://backend.example.com/health" },
      },
    },
  },
};

describe("clientTable", () => {
  const access = loadAccess(FILE);
  const of = (name: string) => clientTable(access, access.clients.get(name)!);

  it("has what the client may ask for and call, and names no group", () => {
    assert.deepEqual(of("desk"), {
      client: "desk",
      scopes: ["orders:read", "orders:update", "orders:delete", "stock:read"],
      elevated: ["orders:delete"],
      oidcScopes: ["openid", "profile", "email"],
      entitlementClaims: ["rights"],
      together: [["orders:read", "orders:update"], ["orders:delete"], ["stock:read"]],
      apis: {
        orders: {
          "GET /orders": { scopes: { any: ["orders:read", "stock:read"] } },
          "DELETE /orders/{id}": { scopes: { any: ["orders:delete"] }, stepUp: { acr: "phr", maxAge: 300 } },
          "GET /health": { public: true },
        },
      },
    });
  });

  it("leaves out a route of scopes that are not the client's", () => {
    assert.deepEqual(Object.keys(of("lists").apis["orders"]!), ["GET /orders", "GET /health"]);
    assert.deepEqual(of("lists").together, [["orders:read", "stock:read"], ["orders:read"], ["stock:read"]]);
  });

  it("leaves out for a service what asks for a step-up, which only a person can make", () => {
    const { apis, entitlementClaims, together } = of("sync");
    assert.deepEqual(apis["orders"], {
      "GET /orders": { scopes: { any: ["orders:read"] } },
      "GET /health": { public: true },
    });
    assert.deepEqual([entitlementClaims, together], [[], [["orders:read", "orders:delete"]]]);
  });

  it("has a route for a client exactly where somebody can call it there", () => {
    const model = loadAccess(require(join(CONSOLE, "access.ts")).default);
    for (const client of model.clients.values()) {
      const { apis } = clientTable(model, client);
      for (const api of model.apis.values()) {
        for (const route of api.routes) {
          const called = whoCanCall(model, route.key).find((found) => found.api === api.key)!;
          const can = route.access.kind === "public" || called.principals.some((one) => one.client === client.key);
          assert.equal(apis[api.key]?.[route.key] !== undefined, can, `${client.key} ${route.key}`);
        }
      }
    }
  });

  it("asks at once for nothing that would be refused as a whole", () => {
    const cases = validAccess({ groups: 4, scopes: 6, clients: 2 }).chain(({ access: model }) =>
      fc.record({
        model: fc.constant(model),
        client: fc.constantFrom(...model.clients.values()),
        groups: fc.subarray([...model.groups.keys()]),
      }),
    );
    const property = ({
      model,
      client,
      groups,
    }: {
      model: Access;
      client: NonNullable<ReturnType<Access["clients"]["get"]>>;
      groups: string[];
    }) => {
      const table = clientTable(model, client);
      for (const grant of client.grants.filter((key) => key !== ("refresh_token" as never))) {
        const ask = (scopes: readonly string[]) =>
          intent(model, {
            client: client.key,
            grant,
            groups,
            scopes: GRANTS[grant].needsOpenid ? ["openid", ...scopes] : scopes,
          }).granted;
        const entitled = client.ceiling.filter((scope) => ask([scope]));
        for (const part of splitScopes(entitled, table))
          assert.ok(ask(part), `${groups.join()} asks for ${part.join(" ")}`);
        assert.deepEqual(splitScopes(entitled, table).flat().sort(), [...entitled].sort());
      }
    };
    fc.assert(fc.property(cases, property), draw("client tables", 20_261, 150));
  });
});

describe("access client", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "okta-api-access-client-"));
    writeFileSync(join(folder, "model.json"), JSON.stringify(FILE));
  });
  after(() => rmSync(folder, { recursive: true }));
  const cli = (...args: string[]) => runCli("client", ...args, "--model", join(folder, "model.json"));

  it("prints the table as JSON, and as a module", async () => {
    const { status, out } = await cli("desk", "--json");
    assert.equal(status, 0);
    assert.equal(JSON.parse(out).client, "desk");
    const printed = await cli("desk");
    assert.match(printed.out, /^\/\*\* Made by `access client desk`.*\nexport const table = \{/);
    assert.match(printed.out, /\} as const;$/);
  });

  it("writes a file, and finds that it is not up to date any more", async () => {
    const file = join(folder, "table.ts");
    assert.equal((await cli("desk", "--out", file)).status, 0);
    assert.equal((await cli("desk", "--out", file, "--check")).status, 0);
    writeFileSync(file, readFileSync(file, "utf8").replace("orders:read", "orders:list"));
    const { status, err } = await cli("desk", "--out", file, "--check");
    assert.equal(status, 1);
    assert.equal(err, `\`${file}\` is not what the access file gives: call \`access client desk --out ${file}\``);
  });

  it("refuses a client that is not there, and a check without a file", async () => {
    const unknown = await cli("dsk");
    assert.deepEqual(
      [unknown.status, unknown.err],
      [2, "there is no client `dsk`; did you mean `desk`? (defined: desk, lists, sync)"],
    );
    const check = await cli("desk", "--check");
    assert.deepEqual([check.status, check.err], [2, "`--check` needs `--out FILE`: the file to compare"]);
  });
});
