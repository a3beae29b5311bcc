/** Who may be given what, for APIs that stand elsewhere: an authorization server, its clients, and nothing of AWS. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "okta-only",
  audience: "https://library.example.com",
  scopes: {
    "books:read": { description: "Read the catalogue", exposure: "external" },
    "loans:create": { description: "Borrow a book", exposure: "external", sensitivity: "medium" },
    "books:update": { description: "Change the catalogue", sensitivity: "medium" },
  },
  groups: {
    readers: { scopes: ["books:read", "loans:create"], managed: true },
    librarians: { scopes: ["books:read", "books:update"] },
  },
  clients: {
    "reading-room": { type: "web", scopes: ["books:read", "loans:create", "books:update"] },
    "pocket-library": {
      type: "native",
      exposure: "external",
      scopes: ["books:read", "loans:create"],
      refreshTokens: true,
      assignedTo: ["readers"],
    },
    "nightly-index": { type: "service", scopes: ["books:read"] },
  },
  claims: {
    branch: { token: "access", expression: "user.department", scopes: ["books:update"] },
    may: { token: "id", entitledScopes: true },
  },
});
