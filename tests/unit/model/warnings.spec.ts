/** What is allowed, and probably not meant. */
import { warns } from "./refuses";

describe("checkAccess: warnings", () => {
  warns(
    "a claim named groups in the access token",
    (f) => {
      f.claims.groups = { token: "access", groups: { startsWith: "team-" }, scopes: ["stock:read"] };
    },
    [
      "reserved-claim",
      "claims.groups",
      "Okta's list of reserved names has `groups`, although its guide uses it; a name of your own is safer",
    ],
  );

  warns(
    "a filter of two characters",
    (f) => {
      f.claims.x1 = { token: "id", groups: { startsWith: "te" } };
    },
    [
      "group-filter",
      "claims.x1.groups.startsWith",
      "`te` may match more than 100 groups of one user, and Okta then refuses the token; use a longer text",
    ],
  );

  warns(
    "a regular expression without a fixed part",
    (f) => {
      f.claims.x1 = { token: "id", groups: { regex: "^a.*[0-9]+$" } };
    },
    [
      "group-filter",
      "claims.x1.groups.regex",
      "`^a.*[0-9]+$` may match more than 100 groups of one user, and Okta then refuses the token; use a longer text",
    ],
  );

  warns(
    "a service client with a secret",
    (f) => {
      f.clients.sync.auth = "client_secret";
    },
    [
      "client-secret",
      "clients.sync.auth",
      'is a secret that is sent with every request and does not end by itself: whoever reads it once is this client from then on; let it sign with a key (`auth: "private_key"`) where it can',
    ],
  );

  warns(
    "a scope that nobody holds",
    (f) => {
      f.scopes["stock:count"] = { description: "x" };
    },
    ["unused-scope", 'scopes["stock:count"]', "no group and no service client holds this scope, so nobody can use it"],
  );

  warns(
    "a scope of a client that no group holds",
    (f) => {
      f.scopes["stock:count"] = { description: "x" };
      f.clients.desk.scopes.push("stock:count");
    },
    ["unreachable-scope", "clients.desk.scopes", "no group holds `stock:count`, so this client is never given it"],
    ["unused-scope", 'scopes["stock:count"]', "no group and no service client holds this scope, so nobody can use it"],
  );

  warns(
    "a step-up scope at a service client",
    (f) => {
      f.clients.sync.scopes.push("orders:delete");
    },
    [
      "service-step-up",
      "clients.sync.scopes[1]",
      "`orders:delete` demands a step-up, which a service client cannot give: the gateway will refuse it",
    ],
  );

  warns(
    "an admin role without Okta API scopes",
    (f) => {
      f.clients.sync.oktaAdminRole = "HELP_DESK_ADMIN";
    },
    [
      "admin-role",
      "clients.sync.oktaAdminRole",
      "has no effect without `oktaApiScopes`: Okta gives the intersection of both",
    ],
  );
});
