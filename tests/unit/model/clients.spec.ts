/** Clients: what their type allows. */
import { refuses } from "./refuses";

describe("checkAccess: clients", () => {
  refuses(
    "a grant that the type does not have",
    (f) => {
      f.clients.desk.grants = ["authorization_code", "ciba"];
    },
    [
      "client-grant",
      "clients.desk.grants[1]",
      "a client of type `spa` cannot use the grant `ciba` (allowed: `authorization_code`, `token-exchange`)",
    ],
  );

  refuses(
    "client_credentials at a client with users",
    (f) => {
      f.clients.desk.grants = ["client_credentials"];
    },
    ["client-grant", "clients.desk.grants", "a client of type `spa` needs the grant `authorization_code`"],
    [
      "client-grant",
      "clients.desk.grants[0]",
      "a client of type `spa` cannot use the grant `client_credentials` (allowed: `authorization_code`, `token-exchange`)",
    ],
  );

  refuses(
    "a web client without the code grant",
    (f) => {
      f.clients.desk.type = "web";
      f.clients.desk.grants = ["device_code"];
    },
    ["client-grant", "clients.desk.grants", "a client of type `web` needs the grant `authorization_code`"],
  );

  refuses(
    "groups at a service client",
    (f) => {
      f.clients.sync.assignedTo = ["clerks"];
    },
    [
      "client-type",
      "clients.sync.assignedTo",
      "a client of type `service` acts for itself, so no group is assigned to it; remove the field",
    ],
  );

  refuses(
    "OIDC scopes at a service client",
    (f) => {
      f.clients.sync.oidcScopes = ["openid"];
    },
    [
      "client-type",
      "clients.sync.oidcScopes",
      "a client of type `service` has no user, and Okta refuses OIDC scopes to it; remove the field",
    ],
  );

  refuses(
    "refresh tokens at a service client",
    (f) => {
      f.clients.sync.refreshTokens = true;
    },
    [
      "client-type",
      "clients.sync.refreshTokens",
      "a client of type `service` gets no refresh token: it asks for a new token instead; remove the field",
    ],
  );

  refuses(
    "enforcement at the gateway for a service client",
    (f) => {
      f.clients.sync.enforcement = "gateway";
    },
    [
      "client-type",
      "clients.sync.enforcement",
      "a client of type `service` has no groups, so its scopes are its entitlement already; remove the field",
    ],
  );

  refuses(
    "Okta API scopes at a client with users",
    (f) => {
      f.clients.desk.oktaApiScopes = ["okta.users.read"];
    },
    [
      "client-type",
      "clients.desk.oktaApiScopes",
      "only a client of type `service` can have `oktaApiScopes`, this one is of type `spa`; remove the field",
    ],
  );

  refuses(
    "an admin role at a client with users",
    (f) => {
      f.clients.desk.oktaAdminRole = "HELP_DESK_ADMIN";
    },
    [
      "client-type",
      "clients.desk.oktaAdminRole",
      "only a client of type `service` can have `oktaAdminRole`, this one is of type `spa`; remove the field",
    ],
  );

  refuses(
    "a client that is assigned to nobody",
    (f) => {
      f.clients.desk.assignedTo = [];
    },
    [
      "assigned-to",
      "clients.desk.assignedTo",
      "is empty, so nobody could sign in; name a group, or leave the field out",
    ],
  );

  refuses(
    "OIDC scopes without openid",
    (f) => {
      f.clients.desk.oidcScopes = ["profile"];
    },
    ["openid", "clients.desk.oidcScopes", "lacks `openid`, without which Okta refuses every other OIDC scope; add it"],
  );

  refuses(
    "refresh tokens without openid",
    (f) => {
      f.clients.desk.oidcScopes = [];
      f.clients.desk.refreshTokens = true;
    },
    [
      "openid",
      "clients.desk.oidcScopes",
      "lacks `openid`, without which Okta refuses `offline_access`, and so gives no refresh token; add it",
    ],
  );

  refuses(
    "CIBA without openid",
    (f) => {
      f.clients.desk.type = "web";
      f.clients.desk.oidcScopes = [];
      f.clients.desk.grants = ["authorization_code", "ciba"];
    },
    ["openid", "clients.desk.oidcScopes", "lacks `openid`, without which Okta refuses the grant `ciba`; add it"],
  );

  refuses(
    "offline_access in the list",
    (f) => {
      f.clients.desk.oidcScopes = ["openid", "offline_access"];
    },
    [
      "offline-access",
      "clients.desk.oidcScopes[1]",
      "`offline_access` is not listed here; set `refreshTokens: true` instead",
    ],
  );

  refuses(
    "device_sso without refresh tokens",
    (f) => {
      f.clients.desk.oidcScopes = ["openid", "device_sso"];
    },
    [
      "device-sso",
      "clients.desk.oidcScopes[1]",
      "Okta gives `device_sso` only together with `offline_access`; set `refreshTokens: true`",
    ],
  );

  refuses(
    "an internal scope at an external client",
    (f) => {
      f.clients.desk.exposure = "external";
      f.clients.desk.scopes = ["orders:read", "stock:read"];
    },
    [
      "exposure",
      "clients.desk.scopes[1]",
      "`stock:read` is internal, and an external client may only have external scopes; remove it, or make the scope external",
    ],
  );

  refuses(
    "a scope with consent REQUIRED at a service client",
    (f) => {
      f.scopes["orders:read"].consent = "REQUIRED";
    },
    [
      "consent",
      "clients.sync.scopes[0]",
      "`orders:read` has consent `REQUIRED`, and the grant `client_credentials` cannot ask anybody; Okta would refuse it: make the consent `FLEXIBLE`, or remove the scope or the grant",
    ],
  );

  refuses(
    "a scope with consent REQUIRED at a grant that cannot ask",
    (f) => {
      f.scopes["stock:read"].consent = "REQUIRED";
      f.clients.desk.grants = ["authorization_code", "token-exchange"];
    },
    [
      "consent",
      "clients.desk.scopes[3]",
      "`stock:read` has consent `REQUIRED`, and the grant `token-exchange` cannot ask anybody; Okta would refuse it: make the consent `FLEXIBLE`, or remove the scope or the grant",
    ],
  );

  refuses(
    "a client none of whose scopes any group holds",
    (f) => {
      f.clients.lost = { type: "spa", scopes: ["orders:manage"] };
      f.groups.leads.scopes = ["orders:write", "orders:delete"];
    },
    [
      "unreachable-client",
      "clients.lost.scopes",
      "no group holds any scope of this client, so it can never be given one; add one to a group, or remove the client",
    ],
    [
      "warning",
      "unused-scope",
      'scopes["orders:manage"]',
      "no group and no service client holds this scope, so nobody can use it",
    ],
  );

  refuses(
    "a service client without scopes",
    (f) => {
      f.clients.sync.scopes = [];
    },
    [
      "unreachable-client",
      "clients.sync.scopes",
      "no scope is left to this client in this stack; give it one, or remove it",
    ],
  );

  refuses(
    "a misspelt type",
    (f) => {
      f.clients.desk.type = "sap";
    },
    ["shape", "clients.desk.type", "must be one of `spa`, `web`, `native`, `service`"],
  );

  refuses(
    "a misspelt field",
    (f) => {
      f.clients.desk.refreshToken = true;
    },
    [
      "unknown-field",
      "clients.desk.refreshToken",
      "unknown field `refreshToken`; did you mean `refreshTokens`? (allowed: `type`, `exposure`, `scopes`, `oidcScopes`, `refreshTokens`, `grants`, `assignedTo`, `oktaApiScopes`, `oktaAdminRole`, `handler`, `reach`, `signOn` and 3 more)",
    ],
  );

  refuses(
    "gateway enforcement where groups are kept apart",
    (f) => {
      f.clients.desk.enforcement = "gateway";
      f.groups.clerks.separate = ["leads"];
    },
    [
      "gateway-separate",
      "clients.desk.enforcement",
      "the gateway unites all groups of a user, but group `clerks` is marked `separate`; use `enforcement: issuer`",
    ],
  );
});
