/** Clients: what their type allows. */
import { accepts, refuses, warns } from "./refuses";

describe("checkAccess: clients", () => {
  refuses(
    "a grant that the type does not have",
    (f) => {
      f.clients.desk.grants = ["authorization_code", "ciba"];
    },
    [
      "client-grant",
      "clients.desk.grants[1]",
      "a client of type `spa` cannot use the grant `ciba` (allowed: `authorization_code`, `token-exchange`, `interaction_code`)",
    ],
  );

  refuses(
    "a device of a kind that Okta does not know",
    (f) => {
      f.clients.desk.signOn = { device: "new" };
    },
    [
      "shape",
      "clients.desk.signOn.device",
      'must be `"registered"`, `"managed"` or `{ assurances: [ids of device assurance policies] }`',
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
      "a client of type `spa` cannot use the grant `client_credentials` (allowed: `authorization_code`, `token-exchange`, `interaction_code`)",
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

  for (const [type, auth] of [
    ["spa", "client_secret"],
    ["web", "client_secret"],
    ["native", "private_key"],
  ] as const)
    refuses(`\`auth: "${auth}"\` at a client of type ${type}`, (f) => Object.assign(f.clients.desk, { type, auth }), [
      "client-type",
      "clients.desk.auth",
      `only a client of type \`service\` can have \`auth\`, this one is of type \`${type}\`; remove the field`,
    ]);

  refuses(
    "a secret for Okta's own API",
    (f) => Object.assign(f.clients.sync, { auth: "client_secret", oktaApiScopes: ["okta.users.read"] }),
    [
      "client-auth",
      "clients.sync.auth",
      "is no way into Okta's own API, which takes a service with a key alone; remove the field, or `oktaApiScopes`",
    ],
  );

  refuses("a way to prove itself that is none", (f) => Object.assign(f.clients.sync, { auth: "none" }), [
    "shape",
    "clients.sync.auth",
    "must be one of `private_key`, `client_secret`, not `none`",
  ]);

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
    ["shape", "clients.desk.type", "must be one of `spa`, `web`, `native`, `service`, not `sap`; did you mean `spa`?"],
  );

  refuses(
    "a misspelt field",
    (f) => {
      f.clients.desk.refreshToken = true;
    },
    [
      "unknown-field",
      "clients.desk.refreshToken",
      "unknown field `refreshToken`; did you mean `refreshTokens`? (allowed: `type`, `exposure`, `scopes`, `oidcScopes`, `tokenMinutes`, `refreshTokens`, `grants`, `auth`, `assignedTo`, `oktaApiScopes`, `oktaAdminRole`, `handler` and 9 more)",
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

  refuses(
    "refresh tokens that live longer without use than in all",
    (f) => {
      f.clients.desk.refreshTokens = { days: 2, idleDays: 7 };
      f.clients.desk.scopes = ["orders:read"];
      delete f.groups.stockists;
    },
    [
      "refresh-days",
      "clients.desk.refreshTokens.idleDays",
      "is 7, and a refresh token lives 2 days in all; make it 2 at most",
    ],
  );

  accepts("refresh tokens that live for less than the usual time without use", (f) => {
    f.clients.desk.refreshTokens = { days: 1 };
  });

  warns(
    "refresh tokens beside a scope of high sensitivity, for longer than a day",
    (f) => {
      f.clients.desk.refreshTokens = true;
      f.clients.desk.scopes = ["orders:read", "orders:manage", "stock:read"];
      delete f.apis.orders.routes["DELETE /orders/{id}"];
    },
    [
      "refresh-high",
      "clients.desk.refreshTokens",
      "whoever was given `orders:manage` keeps it by refreshing for up to 30 days after leaving the group; give it a `stepUp`, take it out of this client, or let refresh tokens live for one day",
    ],
  );

  warns(
    "a lifetime of a client that changes nothing",
    (f) => {
      f.clients.desk.tokenMinutes = 60;
    },
    [
      "token-minutes",
      "clients.desk.tokenMinutes",
      "has no effect: no token of this client lives longer than 60 minutes, and this field only makes lives shorter; set `tokenMinutes` of the scopes",
    ],
  );

  refuses(
    "a public client without PKCE",
    (f) => {
      f.clients.desk.pkce = false;
    },
    [
      "client-type",
      "clients.desk.pkce",
      "a client of type `spa` has no secret, so a stolen code would be enough without PKCE; only a web client can do without it",
    ],
  );

  refuses(
    "fields of a sign-in at a service",
    (f) => {
      f.clients.sync.pkce = false;
      f.clients.sync.loginUri = "https://sync.example.com";
    },
    ["client-type", "clients.sync.loginUri", "a client of type `service` has nobody who signs in; remove the field"],
    [
      "client-type",
      "clients.sync.pkce",
      "a client of type `service` has no sign-in that PKCE would protect; remove the field",
    ],
  );

  refuses(
    "a sign-on policy that exists, and rules beside it",
    (f) => {
      f.clients.desk.signOn = { policyId: "rst1example2example3", factors: 1 };
    },
    [
      "sign-on-policy",
      "clients.desk.signOn.factors",
      "has no effect beside `policyId`: the policy that exists says how people sign in; remove one of the two",
    ],
  );

  warns(
    "a demand that locks members out of their other scopes",
    (f) => {
      f.scopes["orders:delete"].stepUp = { acr: "phr", maxAge: 300 };
    },
    [
      "sign-in-lockout",
      "groups.leads.scopes",
      "`orders:delete` asks for `phr`, so that members of this group sign in at `desk` with a phishing-resistant factor or not at all: whoever cannot do that loses `orders:read`, `orders:write` there as well; see that all of them have enrolled what it takes, or give the scope to a group of its own",
    ],
  );
});
