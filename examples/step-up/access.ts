/** Who may do what with money: the more of it, the better and the more recent the sign-in must be. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "step-up",
  audience: "api://payments",
  scopes: {
    "payments:read": { description: "Read payments" },
    "payments:create": {
      description: "Prepare a payment",
      sensitivity: "medium",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 900 },
    },
    "payments:approve": { description: "Release a payment", sensitivity: "high", stepUp: { acr: "phr", maxAge: 300 } },
    "accounts:delete": { description: "Close an account", sensitivity: "high", stepUp: { acr: "phrh", maxAge: 60 } },
  },
  groups: {
    tellers: { scopes: ["payments:read", "payments:create"] },
    // Who prepares a payment does not release it: nobody is ever given both at once.
    approvers: { scopes: ["payments:read", "payments:approve"], separate: ["tellers"] },
    directors: { scopes: ["payments:read", "accounts:delete"] },
  },
  clients: {
    counter: { type: "spa", scopes: "all" },
  },
  apis: {
    payments: {
      routes: {
        "GET /payments": { scopes: ["payments:read"], handler: "payments" },
        "POST /payments": { scopes: ["payments:create"], handler: "payments" },
        "POST /payments/{id}/approval": { scopes: ["payments:approve"], handler: "payments" },
      },
    },
    // A REST API answers with the challenge itself, whatever stands behind it.
    ledger: {
      profile: "rest",
      routes: {
        "GET /accounts": { scopes: ["payments:read"], handler: "ledger" },
        "DELETE /accounts/{id}": { scopes: ["accounts:delete"], handler: "ledger" },
      },
    },
  },
});
