/** Who may do what with returned goods: a second team, on the authorization server that `storefront` makes. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "returns",
  // The audience of the server: files that share a server have one.
  audience: "api://shop",
  scopes: {
    "returns:read": { description: "Read returns" },
    "returns:create": { description: "Take goods back", sensitivity: "medium" },
    "returns:approve": {
      description: "Pay the money back",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: {
    clerks: { scopes: ["returns:read", "returns:create"] },
    cashiers: { scopes: ["returns:read", "returns:approve"] },
  },
  clients: {
    desk: { type: "spa", scopes: "all" },
    // It exists in the org: see `clientId` in the stack file.
    "warehouse-app": { type: "native", scopes: ["returns:read"] },
  },
  apis: {
    returns: {
      routes: {
        "GET /returns": { scopes: ["returns:read"], handler: "returns" },
        "POST /returns": { scopes: ["returns:create"], handler: "returns" },
        "POST /returns/{id}/approval": { scopes: ["returns:approve"], handler: "returns" },
        "GET /health": { public: "load balancer probe", handler: "returns" },
      },
    },
  },
});
