/** Which tokens the guard narrows to their users' entitlements. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile/compile";
import { loadAccess } from "../../../model/file/load";
import { narrowingOf } from "../../../model/routes/narrowing";
import { find } from "../../setup/mocks";
import { runStack } from "./runStack";

const file = (enforcement: string, scopes = ["orders:read", "orders:create"], claims = {}) => ({
  product: "shop",
  audience: "api://shop",
  scopes: Object.fromEntries(scopes.map((name) => [name, { description: name }])),
  groups: Object.fromEntries(scopes.map((name, index) => [`group-${index}`, { scopes: [name] }])),
  clients: {
    portal: { type: "spa", scopes: "all", enforcement },
    desk: { type: "spa", scopes: ["orders:read"] },
    sync: { type: "service", scopes: ["orders:read"] },
  },
  claims,
  apis: { orders: { routes: { "GET /orders": { scopes: ["orders:read"], handler: "admin" } } } },
});

const narrowing = (...args: Parameters<typeof file>) => {
  const access = loadAccess(file(...args), { source: "test" });
  return narrowingOf(access, compile(access));
};

describe("narrowingOf", () => {
  it("is nothing where Okta refuses whatever is not entitled", () => assert.equal(narrowing("issuer"), undefined));

  it("leaves the tokens of service clients and of clients that Okta narrows as they are, and no others", () =>
    assert.deepEqual(narrowing("gateway"), {
      entitlements: {
        claim: ["entitled_groups"],
        scopes: { "group-0": ["orders:read"], "group-1": ["orders:create"] },
      },
      claims: ["entitlements"],
      exactClients: ["desk", "sync"],
    }));

  it("reads all parts of a claim that is too long for one, and no claim of the ID token", () => {
    const scopes = ["orders:read", ...Array.from({ length: 40 }, (_, index) => `orders${index}:read`)];
    const { claims, entitlements } = narrowing("gateway", scopes, {
      entitlements: { token: "id", entitledScopes: true },
    })!;
    assert.ok(claims.length > 1);
    assert.deepEqual(
      entitlements.claim,
      entitlements.claim.map((_, index) => (index === 0 ? "entitled_groups" : `entitled_groups_${index + 1}`)),
    );
    assert.equal(entitlements.claim.length, 3);
    assert.equal(Object.keys(entitlements.scopes).length, 41);
    assert.deepEqual(
      claims,
      claims.map((_, index) => (index === 0 ? "entitled_scopes" : `entitled_scopes_${index + 1}`)),
    );
  });

  it("reaches the Lambda authorizer with the ids of the clients", async () => {
    const { recording } = await runStack({
      accessFile: file("gateway"),
      settings: {
        "okta-api-access:clients": {
          portal: { redirectUris: ["https://portal.example.com/"] },
          desk: { redirectUris: ["https://desk.example.com/"] },
          sync: { jwksUri: "https://sync.example.com/jwks.json" },
        },
      },
    });
    const { inputs } = find(recording, "aws:lambda/function:Function", "orders-guard-function");
    const { ENTITLEMENTS, ENTITLEMENT_CLAIM, EXACT_CLIENTS } = (
      inputs["environment"] as { variables: Record<string, string> }
    ).variables;
    assert.equal(
      ENTITLEMENTS,
      '{"claim":["entitled_groups"],"scopes":{"group-0":["orders:read"],"group-1":["orders:create"]}}',
    );
    assert.equal(ENTITLEMENT_CLAIM, '["entitlements"]');
    assert.equal(EXACT_CLIENTS, '["client-id-of-desk-app","client-id-of-sync-app"]');
  });
});
