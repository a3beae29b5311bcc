/** Who may do what with orders, stock and prices, whose backends ran long before this file. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "existing-backends",
  audience: "https://shop.example.com",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:create": { description: "Take an order", sensitivity: "medium" },
    "orders:delete": {
      description: "Delete an order",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
    "stock:read": { description: "Read what is in stock" },
    "prices:update": { description: "Change prices", sensitivity: "medium" },
  },
  groups: {
    clerks: { scopes: ["orders:read", "orders:create", "stock:read"] },
    managers: { scopes: ["orders:read", "orders:delete", "stock:read", "prices:update"] },
  },
  clients: {
    desk: { type: "spa", scopes: "all" },
    replenish: { type: "service", scopes: ["stock:read"] },
  },
  apis: {
    // One HTTP API in front of three backends: an address, a private load balancer, a function of another team.
    shop: {
      routes: {
        "GET /orders": { scopes: ["orders:read"], backend: "orders" },
        "GET /orders/{id}": { scopes: ["orders:read"], backend: "orders" },
        "POST /orders": { scopes: ["orders:create"], backend: "orders" },
        "GET /stock/{article}": { scopes: ["stock:read"], backend: "stock" },
        "PUT /prices/{article}": { scopes: ["prices:update"], backend: "prices" },
        "GET /health": { public: "load balancer probe", backend: "orders" },
      },
    },
    // The challenge of a step-up comes from a REST API, whatever the backend.
    office: {
      profile: "rest",
      routes: {
        "DELETE /orders/{id}": { scopes: ["orders:delete"], backend: "orders" },
        "GET /orders/{id}": { scopes: ["orders:read"], backend: "orders" },
      },
    },
    // Containers behind a load balancer of their own: it checks one scope, and leads to target groups.
    depot: {
      profile: "alb",
      domain: {
        name: "depot.example.com",
        certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
      },
      routes: {
        "GET /stock/{article}": { scopes: ["stock:read"], backend: "depot" },
        "GET /health": { public: "load balancer probe", backend: "depot" },
      },
    },
  },
});
