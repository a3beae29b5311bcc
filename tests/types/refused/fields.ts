/** Misspelt fields and values outside their lists. */
import { defineAccess } from "../../../model/file/define";

defineAccess({
  product: "orders",
  audience: "api://orders",
  scopes: {
    // refused: Type '"secret"' is not assignable to type '"low" | "medium" | "high" | undefined'
    "orders:read": { description: "Read orders", sensitivity: "secret" },
    // refused: 'tokenMinute' does not exist in type
    "orders:write": { description: "Write orders", tokenMinute: 5 },
    // refused: Type '"urn:okta:loa:2fa:any:ifpossible"' is not assignable to type
    "orders:delete": { description: "Delete", stepUp: { acr: "urn:okta:loa:2fa:any:ifpossible", maxAge: 60 } },
    // refused: Property 'description' is missing in type
    "orders:print": {},
  },
  groups: {
    // refused: Property 'scopes' is missing in type
    clerks: {},
  },
  clients: {
    // refused: Type '"robot"' is not assignable to type '"spa" | "web" | "native" | "service"'
    desk: { type: "robot", scopes: "all" },
    // refused: Type '"password"' is not assignable to type
    office: { type: "web", scopes: "all", grants: ["password"] },
    // refused: Type '"offline"' is not assignable to type '"issuer" | "gateway" | undefined'
    shop: { type: "spa", scopes: "all", enforcement: "offline" },
  },
  claims: {
    // refused: Type '"refresh"' is not assignable to type '"access" | "id" | readonly ("access" | "id")[]'
    teams: { token: "refresh", entitledScopes: true },
    // refused: Type 'false' is not assignable to type 'true'
    never: { token: "id", entitledScopes: false },
  },
});

// refused: Property 'audience' is missing in type
defineAccess({ product: "orders", scopes: {}, groups: {}, clients: {} });
