import assert from "node:assert/strict";
import { allowedSignIns, claimTrial, routeFor, twoPeople } from "../../../local/check/scenario";
import { loadAccess } from "../../../model/file/load";

const ACCESS = loadAccess(
  {
    product: "shop",
    audience: "api://shop",
    scopes: {
      "orders:read": { description: "Read orders" },
      "orders:create": { description: "Create orders", sensitivity: "medium" },
      "orders:delete": { description: "Delete orders", sensitivity: "high", stepUp: { acr: "phr", maxAge: 60 } },
    },
    groups: {
      clerks: { scopes: ["orders:read"] },
      managers: { scopes: ["orders:read", "orders:create", "orders:delete"] },
    },
    clients: {
      desk: { type: "spa", scopes: ["orders:read", "orders:create", "orders:delete"] },
      nightly: { type: "service", scopes: ["orders:read"] },
    },
    claims: { region: { token: "access", expression: "user.region", scopes: ["orders:create"] } },
    apis: {
      shop: {
        routes: {
          "POST /orders": { scopes: ["orders:create"], handler: "shop" },
          "GET /orders": { scopes: ["orders:read"], handler: "shop" },
          "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "shop" },
          "GET /health": { public: "probe", handler: "shop" },
        },
      },
    },
  },
  { source: "a test" },
);

const CLERK = { name: "carla", login: "carla@example.com", groups: ["clerks"] };
const MANAGER = { name: "mia", login: "mia@example.com", groups: ["managers"] };
const STRANGER = { name: "sam", login: "sam@example.com", groups: [] };

describe("the self-check's choice of what to try", () => {
  const allowed = allowedSignIns(ACCESS, [STRANGER, CLERK, MANAGER]);

  it("signs in whoever may have a scope, and nobody else", () => {
    assert.deepEqual(
      allowed.map(({ persona, client, entitled, refused }) => [persona.name, client, entitled, refused]),
      [
        ["carla", "desk", ["orders:read"], ["orders:create", "orders:delete"]],
        ["mia", "desk", ["orders:read", "orders:create", "orders:delete"], []],
      ],
    );
  });

  it("finds two people of whom one is refused what the other gets", () => {
    const pair = twoPeople(allowed);
    assert.deepEqual([pair?.less.persona.name, pair?.more.persona.name], ["carla", "mia"]);
    assert.equal(twoPeople(allowed.slice(1)), undefined);
  });

  it("prefers a route that only reads, and passes over routes with step-up", () => {
    assert.deepEqual(routeFor(ACCESS, ["orders:create", "orders:read"])?.route.key, "GET /orders");
    assert.deepEqual(routeFor(ACCESS, ["orders:create", "orders:delete"])?.route.key, "POST /orders");
    assert.equal(routeFor(ACCESS, ["orders:delete"]), undefined);
    assert.equal(routeFor(ACCESS, []), undefined);
  });

  it("finds somebody who gets a claim with one scope and not with another", () => {
    const trial = claimTrial(ACCESS, allowed);
    assert.deepEqual(
      [trial?.claim.name, trial?.who.persona.name, trial?.with, trial?.without],
      ["region", "mia", "orders:create", "orders:read"],
    );
  });
});
