/** Who may do what with tickets, behind an nginx that was there before: it asks the guard before it passes a request on. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "behind-nginx",
  audience: "https://tickets.example.com",
  scopes: {
    "tickets:read": { description: "Read tickets", exposure: "external" },
    "tickets:create": { description: "Open a ticket", exposure: "external", sensitivity: "medium" },
    "tickets:delete": {
      description: "Delete a ticket",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: {
    customers: { scopes: ["tickets:read", "tickets:create"], managed: true },
    agents: { scopes: ["tickets:read", "tickets:delete"] },
  },
  clients: {
    portal: { type: "spa", exposure: "external", scopes: ["tickets:read", "tickets:create"] },
    workbench: { type: "web", scopes: ["tickets:read", "tickets:delete"] },
    "nightly-export": { type: "service", scopes: ["tickets:read"] },
  },
  apis: {
    tickets: {
      profile: "none",
      routes: {
        "GET /tickets": { scopes: ["tickets:read"] },
        "GET /tickets/{id}": { scopes: ["tickets:read"] },
        "POST /tickets": { scopes: ["tickets:create"] },
        "DELETE /tickets/{id}": { scopes: ["tickets:delete"] },
        "GET /health": { public: "load balancer probe" },
      },
    },
  },
});
