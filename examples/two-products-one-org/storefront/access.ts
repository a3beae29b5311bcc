/** Who may do what with orders: the team that makes the shop's authorization server. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "storefront",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:create": { description: "Take an order", sensitivity: "medium" },
    "orders:update": { description: "Pack an order and send it" },
  },
  groups: {
    clerks: { scopes: ["orders:read", "orders:create"] },
    packers: { scopes: ["orders:read", "orders:update"] },
    leads: { scopes: ["orders:read", "orders:create", "orders:update"] },
    auditors: { scopes: ["orders:read"] },
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
        "GET /health": { public: "load balancer probe", handler: "orders" },
      },
    },
  },
});
