/** A small access file that has one of everything, for tests that change one thing in it. */
import type { AccessInput } from "../../../model/file/schema";

/** A new copy each time; valid, without a warning. */
export function orders(): AccessInput & Required<Pick<AccessInput, "claims" | "apis">> {
  return {
    product: "orders",
    audience: "api://orders",
    scopes: {
      "orders:read": { description: "Read orders", exposure: "external" },
      "orders:write": { description: "Write orders", sensitivity: "medium" },
      "orders:delete": {
        description: "Delete orders",
        sensitivity: "high",
        stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
      },
      "orders:manage": {
        description: "All of orders",
        sensitivity: "high",
        implies: ["orders:read", "orders:write"],
      },
      "stock:read": { description: "Read the stock" },
    },
    groups: {
      clerks: { scopes: ["orders:read"] },
      leads: { scopes: ["orders:manage", "orders:delete"] },
      stockists: { scopes: ["stock:read"] },
    },
    clients: {
      desk: { type: "spa", scopes: ["orders:read", "orders:write", "orders:delete", "stock:read"] },
      sync: { type: "service", scopes: ["orders:read"] },
    },
    claims: {
      teams: { token: "access", groups: { startsWith: "team-" }, scopes: ["orders:read"] },
      entitlements: { token: "id", entitledScopes: true },
    },
    apis: {
      orders: {
        routes: {
          "GET /orders": { scopes: ["orders:read"], handler: "orders" },
          "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "orders" },
          "GET /teams": { scopes: ["orders:read"], groups: "team-*-north", handler: "orders" },
          "GET /health": { public: "load balancer probe", handler: "orders" },
        },
      },
    },
  };
}
