/** Who may do what with bookings: the same in every region. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "two-regions",
  audience: "api://two-regions",
  scopes: {
    "bookings:read": { description: "Read bookings" },
    "bookings:create": { description: "Book a room", sensitivity: "medium" },
    "bookings:delete": { description: "Cancel a booking", sensitivity: "medium" },
  },
  groups: {
    hosts: { scopes: ["bookings:read", "bookings:create"] },
    managers: { scopes: ["bookings:read", "bookings:delete"] },
  },
  clients: {
    desk: { type: "spa", scopes: "all" },
    // It asks for any scope, and the gateways narrow its tokens: each region has to know which clients are not narrowed.
    kiosk: { type: "web", scopes: ["bookings:read", "bookings:create"], enforcement: "gateway" },
  },
  apis: {
    bookings: {
      routes: {
        "GET /bookings": { scopes: ["bookings:read"], handler: "bookings" },
        "POST /bookings": { scopes: ["bookings:create"], handler: "bookings" },
        "DELETE /bookings/{id}": { scopes: ["bookings:delete"], handler: "bookings" },
        "GET /health": { public: "load balancer probe", handler: "bookings" },
      },
    },
  },
});
