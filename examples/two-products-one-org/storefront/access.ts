/** Who may do what with orders: the team that makes the shop's authorization server. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "storefront",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:create": { description: "Take an order", sensitivity: "medium" },
  },
  groups: {
    clerks: { scopes: ["orders:read", "orders:create"] },
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
        "GET /health": { public: "load balancer probe", handler: "orders" },
      },
    },
  },
});
