/** Names that nothing defines: each marked line is refused by the compiler, and no other. */
import { defineAccess } from "../../../model/file/define";

defineAccess({
  product: "orders",
  audience: "api://orders",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:write": { description: "Write orders" },
    // refused: Type '"orders:wirte"' is not assignable to type '"orders:read" | "orders:write" | "orders:manage"'
    "orders:manage": { description: "All of orders", implies: ["orders:read", "orders:wirte"] },
  },
  groups: {
    // refused: Type '"orders:raed"' is not assignable to type '"orders:read" | "orders:write" | "orders:manage"'
    clerks: { scopes: ["orders:raed"] },
    // refused: Type '"clerk"' is not assignable to type '"clerks" | "leads"'
    leads: { scopes: ["orders:manage"], separate: ["clerk"] },
  },
  clients: {
    // refused: Type '"orders"' is not assignable to type '"orders:read" | "orders:write" | "orders:manage"'
    desk: { type: "spa", scopes: ["orders"] },
    // refused: Type '"managers"' is not assignable to type '"clerks" | "leads"'
    office: { type: "web", scopes: "all", assignedTo: ["managers"] },
    // refused: Type '"every"' is not assignable to type '"all" | readonly ("orders:read" | "orders:write" | "orders:manage")[]'
    sync: { type: "service", scopes: "every" },
  },
  claims: {
    // refused: Type '"orders:list"' is not assignable to type '"orders:read" | "orders:write" | "orders:manage"'
    teams: { token: "access", groups: { startsWith: "team-" }, scopes: ["orders:list"] },
  },
  apis: {
    orders: {
      routes: {
        // refused: Type '"order:read"' is not assignable to type '"orders:read" | "orders:write" | "orders:manage"'
        "GET /orders": { scopes: ["order:read"], handler: "orders" },
        // refused: Type '"order:write"' is not assignable to type '"orders:read" | "orders:write" | "orders:manage"'
        "PUT /orders": { scopes: { all: ["orders:read", "order:write"] }, handler: "orders" },
      },
    },
  },
});
