/** One thing of each kind that an org has: few enough that every single call of an update can fail once. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "desk",
  audience: "https://desk.example.com",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:delete": {
      description: "Strike an order out",
      sensitivity: "high",
      stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
    },
  },
  groups: {
    clerks: { scopes: ["orders:read"], managed: true },
    leads: { scopes: ["orders:delete"], managed: true },
  },
  clients: {
    counter: { type: "spa", scopes: "all" },
    nightly: {
      type: "service",
      scopes: ["orders:read"],
      oktaApiScopes: ["okta.users.read"],
      oktaAdminRole: "READ_ONLY_ADMIN",
    },
  },
  claims: { team: { token: "access", expression: "user.department", scopes: ["orders:read"] } },
});
