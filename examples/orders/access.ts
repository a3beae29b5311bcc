/** Who may do what with orders. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "orders",
  audience: "api://orders",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:create": { description: "Take an order", sensitivity: "medium" },
    "orders:update": { description: "Pack an order and send it" },
    "orders:delete": {
      description: "Delete an order",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: {
    clerks: { scopes: ["orders:read", "orders:create"] },
    packers: { scopes: ["orders:read", "orders:update"] },
    managers: { scopes: ["orders:read", "orders:create", "orders:delete"] },
  },
  clients: {
    desk: { type: "spa", scopes: "all" },
  },
  apis: {
    orders: {
      routes: {
        "GET /orders": { scopes: ["orders:read"], handler: "orders" },
        "POST /orders": { scopes: ["orders:create"], handler: "orders" },
        "PATCH /orders/{id}": { scopes: ["orders:update"], handler: "orders" },
        "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "orders" },
        "GET /health": { public: "load balancer probe", handler: "orders" },
      },
    },
  },
});
