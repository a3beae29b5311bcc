/** Names that refer to nothing, and names that stand in a list twice. */
import assert from "node:assert/strict";
import { checkAccess } from "../../../model/file/load";
import { orders } from "./orders";
import { refuses } from "./refuses";

describe("checkAccess: references", () => {
  refuses(
    "a misspelt scope of a group",
    (f) => {
      f.groups.clerks.scopes = ["orders:raed"];
    },
    [
      "unknown-scope",
      "groups.clerks.scopes[0]",
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt scope in implies",
    (f) => {
      f.scopes["orders:manage"].implies = ["orders:wirte"];
    },
    [
      "unknown-scope",
      'scopes["orders:manage"].implies[0]',
      "scope `orders:wirte` is not defined; did you mean `orders:write`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt scope of a client",
    (f) => {
      f.clients.desk.scopes = ["orders:read", "order:write"];
    },
    [
      "unknown-scope",
      "clients.desk.scopes[1]",
      "scope `order:write` is not defined; did you mean `orders:write`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt scope of a claim",
    (f) => {
      f.claims.teams.scopes = ["orders:read", "ordersread"];
    },
    [
      "unknown-scope",
      "claims.teams.scopes[1]",
      "scope `ordersread` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt scope of a route",
    (f) => {
      f.apis.orders.routes["GET /orders"].scopes = ["orders:reed"];
    },
    [
      "unknown-scope",
      'apis.orders.routes["GET /orders"].scopes[0]',
      "scope `orders:reed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  it("refuses to let a scope go while a route still names it", () => {
    const file = orders();
    delete file.scopes["orders:delete"];
    const used = checkAccess(file).findings.filter(
      ({ rule, path }) => rule === "unknown-scope" && /\.routes\[/.test(path),
    );
    assert.ok(used.length > 0);
    assert.equal(checkAccess(file).access, undefined);
  });

  refuses(
    "a misspelt scope of a route that needs all",
    (f) => {
      f.apis.orders.routes["GET /orders"].scopes = { all: ["orders:reed"] };
    },
    [
      "unknown-scope",
      'apis.orders.routes["GET /orders"].scopes.all[0]',
      "scope `orders:reed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt group in separate",
    (f) => {
      f.groups.clerks.separate = ["leaders"];
    },
    [
      "unknown-group",
      "groups.clerks.separate[0]",
      "group `leaders` is not defined; did you mean `leads`? (defined: `clerks`, `leads`, `stockists`)",
    ],
  );

  refuses(
    "a misspelt group in assignedTo",
    (f) => {
      f.clients.desk.assignedTo = ["clerk"];
    },
    [
      "unknown-group",
      "clients.desk.assignedTo[0]",
      "group `clerk` is not defined; did you mean `clerks`? (defined: `clerks`, `leads`, `stockists`)",
    ],
  );

  refuses(
    "a name with nothing near it",
    (f) => {
      f.groups.clerks.scopes = ["zzzzzzzz"];
    },
    [
      "unknown-scope",
      "groups.clerks.scopes[0]",
      "scope `zzzzzzzz` is not defined (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "an OIDC scope among the scopes of a client",
    (f) => {
      f.clients.desk.scopes = ["orders:read", "openid"];
    },
    [
      "unknown-scope",
      "clients.desk.scopes[1]",
      "`openid` is an OIDC scope, which every server has: it belongs in a client's `oidcScopes`",
    ],
  );

  refuses(
    "the same scope twice",
    (f) => {
      f.groups.clerks.scopes = ["orders:read", "orders:read"];
    },
    ["repeated", "groups.clerks.scopes[1]", "`orders:read` stands in the list twice; remove one of the two"],
  );

  refuses(
    "the same grant twice",
    (f) => {
      f.clients.desk.grants = ["authorization_code", "authorization_code"];
    },
    ["repeated", "clients.desk.grants[1]", "`authorization_code` stands in the list twice; remove one of the two"],
  );

  refuses(
    "several mistakes at once",
    (f) => {
      f.groups.clerks.scopes = ["orders:raed"];
      f.clients.desk.assignedTo = ["clerk"];
      f.clients.sync.refreshTokens = true;
    },
    [
      "unknown-group",
      "clients.desk.assignedTo[0]",
      "group `clerk` is not defined; did you mean `clerks`? (defined: `clerks`, `leads`, `stockists`)",
    ],
    [
      "client-type",
      "clients.sync.refreshTokens",
      "a client of type `service` gets no refresh token: it asks for a new token instead; remove the field",
    ],
    [
      "unknown-scope",
      "groups.clerks.scopes[0]",
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt scope beside a wrong shape elsewhere",
    (f) => {
      f.groups.clerks.scopes = ["orders:raed"];
      f.clients.sync.type = "robot";
    },
    ["shape", "clients.sync.type", "must be one of `spa`, `web`, `native`, `service`, not `robot`"],
    [
      "unknown-scope",
      "groups.clerks.scopes[0]",
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a misspelt scope beside an unknown field",
    (f) => {
      f.groups.clerks.scopes = ["orders:raed"];
      f.clients.desk.scope = [];
    },
    [
      "unknown-field",
      "clients.desk.scope",
      "unknown field `scope`; did you mean `scopes`? (allowed: `type`, `exposure`, `scopes`, `oidcScopes`, `tokenMinutes`, `refreshTokens`, `grants`, `auth`, `assignedTo`, `oktaApiScopes`, `oktaAdminRole`, `handler` and 9 more)",
    ],
    [
      "unknown-scope",
      "groups.clerks.scopes[0]",
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
  );

  refuses(
    "a missing product, beside a misspelt scope",
    (f) => {
      delete f.product;
      f.groups.clerks.scopes = ["orders:raed"];
    },
    [
      "unknown-scope",
      "groups.clerks.scopes[0]",
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
    ["shape", "product", "is missing: a text is required here"],
  );
});
