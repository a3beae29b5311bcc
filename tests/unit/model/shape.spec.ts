/** Wrong shapes, in our own words. */
import { refuses } from "./refuses";

describe("checkAccess: shape", () => {
  refuses(
    "a file that is not an object",
    (f) => {
      for (const k of Object.keys(f)) delete f[k];
    },
    ["shape", "audience", "is missing: a text is required here"],
    ["shape", "clients", "is missing: a map of names to entries is required here"],
    ["shape", "groups", "is missing: a map of names to entries is required here"],
    ["shape", "product", "is missing: a text is required here"],
    ["shape", "scopes", "is missing: a map of names to entries is required here"],
  );

  refuses(
    "a lifetime below Okta's least",
    (f) => {
      f.scopes["orders:read"].tokenMinutes = 4;
    },
    ["shape", 'scopes["orders:read"].tokenMinutes', "must be at least 5, not 4"],
  );

  refuses(
    "a lifetime above Okta's most",
    (f) => {
      f.scopes["orders:read"].tokenMinutes = 1441;
    },
    ["shape", 'scopes["orders:read"].tokenMinutes', "must be at most 1440, not 1441"],
  );

  refuses(
    "a lifetime that is not whole",
    (f) => {
      f.scopes["orders:read"].tokenMinutes = 7.5;
    },
    ["shape", 'scopes["orders:read"].tokenMinutes', "must be a whole number"],
  );

  refuses(
    "a lifetime as text",
    (f) => {
      f.scopes["orders:read"].tokenMinutes = "10";
    },
    ["shape", 'scopes["orders:read"].tokenMinutes', "must be a number, not a text"],
  );

  refuses(
    "a url without https",
    (f) => {
      f.apis.orders.routes["GET /x"] = { public: "why", url: "http://example.com" };
    },
    ["shape", 'apis.orders.routes["GET /x"].url', "must be an address that starts with `https://`"],
  );

  refuses(
    "an empty description",
    (f) => {
      f.scopes["orders:read"].description = "  ";
    },
    ["shape", 'scopes["orders:read"].description', "must be at least 1 character long"],
  );

  refuses(
    "a description that is too long",
    (f) => {
      f.scopes["orders:read"].description = "x".repeat(256);
    },
    ["shape", 'scopes["orders:read"].description', "must be at most 255 characters long"],
  );

  refuses(
    "an empty list of stacks",
    (f) => {
      f.groups.clerks.stacks = [];
    },
    ["shape", "groups.clerks.stacks", "must be at least 1 entry long"],
  );

  refuses(
    "scopes of a client that are neither a list nor all",
    (f) => {
      f.clients.desk.scopes = "some";
    },
    ["shape", "clients.desk.scopes", 'must be a list of scopes or `"all"`'],
  );

  refuses(
    "scopes of a client with a number",
    (f) => {
      f.clients.desk.scopes = ["orders:read", 7];
    },
    ["shape", "clients.desk.scopes[1]", "must be a text, not a number"],
  );

  refuses(
    "an Okta API scope of the wrong form",
    (f) => {
      f.clients.sync.oktaApiScopes = ["users.read"];
    },
    ["shape", "clients.sync.oktaApiScopes[0]", "must be a scope of Okta's API, such as `okta.users.read`"],
  );

  refuses(
    "an admin role of the wrong form",
    (f) => {
      f.clients.sync.oktaAdminRole = "help desk";
    },
    ["shape", "clients.sync.oktaAdminRole", "must be a role type of Okta's, such as `HELP_DESK_ADMIN`"],
  );

  refuses(
    "an origin with a wildcard",
    (f) => {
      f.apis.orders.cors = { allowOrigins: ["*"] };
    },
    [
      "shape",
      "apis.orders.cors.allowOrigins[0]",
      "must be an origin, such as `https://app.example.com`, without a path and without `*`",
    ],
  );

  refuses(
    "a limit of combinations that is too high",
    (f) => {
      f.combinations = { limit: 5000 };
    },
    ["shape", "combinations.limit", "must be at most 1000, not 5000"],
  );

  refuses(
    "a list in place of a map",
    (f) => {
      f.groups = ["clerks"];
    },
    ["shape", "groups", "must be a map of names to entries, not a list"],
  );

  refuses(
    "a throttle below one",
    (f) => {
      f.apis.orders.throttle = { ratePerSecond: 0, burst: 1 };
    },
    ["shape", "apis.orders.throttle.ratePerSecond", "must be at least 1, not 0"],
  );

  refuses(
    "an empty list of all",
    (f) => {
      f.apis.orders.routes["GET /orders"].scopes = { all: [] };
    },
    ["shape", 'apis.orders.routes["GET /orders"].scopes.all', "must be at least 1 entry long"],
  );

  refuses(
    "routes with unknown fields",
    (f) => {
      f.apis.orders.routes["GET /orders"].scope = [];
    },
    [
      "unknown-field",
      'apis.orders.routes["GET /orders"].scope',
      "unknown field `scope`; did you mean `scopes`? (allowed: `scopes`, `groups`, `groupsClaim`, `public`, `handler`, `backend`, `url`, `throttle`)",
    ],
  );
});
