/** Who may do what, where people are in many groups at once: five regions, each with a scope of its own. */
import { defineAccess } from "okta-api-access";

export default defineAccess({
  product: "many-groups",
  audience: "api://regions",
  scopes: {
    "north:read": { description: "Read the figures of the north" },
    "east:read": { description: "Read the figures of the east" },
    "south:read": { description: "Read the figures of the south" },
    "west:read": { description: "Read the figures of the west" },
    "overseas:read": { description: "Read the figures from overseas" },
    "figures:update": { description: "Correct figures", sensitivity: "medium" },
  },
  // If any regions could be asked for together, the compiler would make a group for each set of them: 26 for five regions.
  groups: {
    north: { scopes: ["north:read"] },
    east: { scopes: ["east:read"] },
    south: { scopes: ["south:read"] },
    west: { scopes: ["west:read"] },
    overseas: { scopes: ["overseas:read"] },
    // Who corrects figures reads all of them, so that no set with this group adds anything.
    controllers: {
      scopes: ["north:read", "east:read", "south:read", "west:read", "overseas:read", "figures:update"],
    },
  },
  clients: {
    // The app shows one region at a time, or the homeland: `access check --suggest-requests` found this set. Eleven are left.
    board: { type: "spa", scopes: "all", requests: [["north:read", "east:read", "south:read", "west:read"]] },
  },
  apis: {
    regions: {
      routes: {
        "GET /north": { scopes: ["north:read"], handler: "regions" },
        "GET /east": { scopes: ["east:read"], handler: "regions" },
        "GET /south": { scopes: ["south:read"], handler: "regions" },
        "GET /west": { scopes: ["west:read"], handler: "regions" },
        "GET /overseas": { scopes: ["overseas:read"], handler: "regions" },
        "GET /homeland": {
          scopes: { all: ["north:read", "east:read", "south:read", "west:read"] },
          handler: "regions",
        },
        "PUT /figures/{region}": { scopes: ["figures:update"], handler: "regions" },
      },
    },
  },
});
