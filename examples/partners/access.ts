/** Who may do what, where nobody signs in: six programs of partners and of our own, all but one with a key of their own. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "partners",
  audience: "api://partners",
  scopes: {
    "products:read": { description: "Read the catalogue", exposure: "external" },
    "prices:read": { description: "Read a partner's prices", exposure: "external" },
    "prices:update": { description: "Change prices", sensitivity: "medium" },
    "shipments:create": { description: "Announce a shipment", exposure: "external", sensitivity: "medium" },
    "shipments:read": { description: "Follow a shipment", exposure: "external" },
    "invoices:read": { description: "Read invoices", exposure: "external", sensitivity: "high" },
  },
  groups: {},
  clients: {
    "reseller-north": { type: "service", exposure: "external", scopes: ["products:read", "prices:read"] },
    "reseller-south": { type: "service", exposure: "external", scopes: ["products:read", "prices:read"] },
    // This partner's program cannot sign with a key, and we take the secret until it can.
    carrier: {
      type: "service",
      exposure: "external",
      auth: "client_secret",
      scopes: ["shipments:create", "shipments:read"],
    },
    accountant: { type: "service", exposure: "external", scopes: ["invoices:read", "shipments:read"] },
    "price-desk": { type: "service", scopes: ["products:read", "prices:update"] },
    archive: { type: "service", scopes: ["shipments:read", "invoices:read"] },
  },
  claims: {
    "partner-client": { token: "access", expression: "app.clientId", scopes: ["prices:read"] },
  },
  apis: {
    catalogue: {
      routes: {
        "GET /products": { scopes: ["products:read"], handler: "catalogue" },
        "GET /prices": { scopes: ["prices:read", "prices:update"], handler: "catalogue" },
        "PUT /prices/{product}": { scopes: ["prices:update"], handler: "catalogue" },
      },
    },
    // Partners' own keys open nothing here without their token; the usage plan of a REST API counts their calls.
    fulfilment: {
      profile: "rest",
      throttle: { ratePerSecond: 10, burst: 20 },
      routes: {
        "POST /shipments": { scopes: ["shipments:create"], handler: "fulfilment" },
        "GET /shipments": { scopes: ["shipments:read"], handler: "fulfilment" },
        "GET /invoices": { scopes: { all: ["invoices:read", "shipments:read"] }, handler: "fulfilment" },
        "GET /health": { public: "load balancer probe", handler: "fulfilment" },
      },
    },
  },
});
