/** What is allowed: the other side of every refusal. */
import { accepts, refuses, warns } from "./refuses";

describe("checkAccess: what is allowed", () => {
  accepts("the file as it is", () => undefined);

  accepts("a quote in a group's name where it ends up in no expression", (f) => {
    f.groups.clerks.name = 'the "clerks"';
    delete f.claims.entitlements;
  });

  accepts("a group's name in another alphabet", (f) => {
    f.groups.clerks.name = "受付 Отдел продаж";
  });

  accepts("two groups that are kept apart", (f) => {
    f.groups.clerks.separate = ["leads"];
  });

  accepts("lifetimes at Okta's bounds", (f) => {
    f.scopes["orders:read"].tokenMinutes = 5;
    f.scopes["stock:read"].tokenMinutes = 1440;
  });

  accepts("every grant that a web client may have", (f) => {
    f.clients.desk.type = "web";
    f.clients.desk.grants = ["authorization_code", "device_code", "token-exchange", "ciba"];
  });

  accepts("every grant that a service client may have", (f) => {
    f.clients.sync.grants = ["client_credentials", "token-exchange"];
  });

  accepts("a service that asks for sets of scopes in people's names", (f) => {
    f.clients.relay = { type: "service", scopes: ["orders:read", "orders:write"], grants: ["token-exchange"] };
    f.clients.relay.requests = "one-group";
  });

  accepts("a step-up scope at a service that exchanges the token of somebody who has given it", (f) => {
    f.clients.relay = { type: "service", scopes: ["orders:delete"], grants: ["token-exchange"] };
  });

  accepts("a client without OIDC scopes", (f) => {
    f.clients.desk.oidcScopes = [];
  });

  accepts("refresh tokens without OIDC scopes", (f) => {
    f.clients.desk.oidcScopes = [];
    f.clients.desk.refreshTokens = { days: 1, idleDays: 1 };
  });

  accepts("device_sso beside refresh tokens", (f) => {
    f.clients.desk.oidcScopes = ["openid", "device_sso"];
    f.clients.desk.refreshTokens = true;
  });

  accepts("a scope with consent FLEXIBLE at a service client", (f) => {
    f.scopes["orders:read"].consent = "FLEXIBLE";
  });

  accepts("a scope with consent REQUIRED at a client that can ask", (f) => {
    f.scopes["stock:read"].consent = "REQUIRED";
  });

  accepts("an external client with every external scope", (f) => {
    f.clients.shop = { type: "native", exposure: "external", scopes: "all" };
  });

  accepts("a service client for Okta's own API only", (f) => {
    f.clients.sync.scopes = [];
    f.clients.sync.oktaApiScopes = ["okta.users.read"];
    f.clients.sync.oktaAdminRole = "HELP_DESK_ADMIN";
  });

  accepts("a group that holds nothing and assigns its members to a client", (f) => {
    f.groups.guests = { scopes: [] };
    f.clients.desk.assignedTo = ["guests", "clerks"];
  });

  accepts("a route that needs all of its scopes", (f) => {
    f.apis.orders.routes["POST /orders"] = { scopes: { all: ["orders:read", "orders:write"] }, handler: "orders" };
  });

  accepts("a route of which any scope releases the groups", (f) => {
    f.apis.orders.routes["GET /teams"].scopes = { all: ["orders:read", "orders:write"] };
  });

  accepts("a groupsClaim where two would do", (f) => {
    f.claims.more = { token: "access", groups: { startsWith: "more-" } };
    f.apis.orders.routes["GET /teams"].groupsClaim = "more";
  });

  accepts("a route to a url, and the root", (f) => {
    f.apis.orders.routes["GET /"] = { scopes: ["orders:read"], url: "https://orders.example.com/" };
  });

  accepts("paths that differ in more than the name of a parameter", (f) => {
    f.apis.orders.routes["GET /orders/{id}"] = { scopes: ["orders:read"], handler: "orders" };
    f.apis.orders.routes["GET /orders/latest"] = { scopes: ["orders:read"], handler: "orders" };
  });

  accepts("ten scopes on a route of an HTTP API, and eleven on one of a REST API", (f) => {
    for (let i = 0; i < 11; i++) {
      f.scopes[`part${i}:read`] = { description: "A part" };
      f.groups.clerks.scopes.push(`part${i}:read`);
      f.clients.desk.scopes.push(`part${i}:read`);
    }
    const all = Object.keys(f.scopes).slice(5);
    f.apis.orders.routes["GET /parts"] = { scopes: all.slice(1), handler: "orders" };
    f.apis.rest = { profile: "rest", routes: { "GET /parts": { scopes: all, handler: "orders" } } };
  });

  accepts("a regular expression with a telling prefix", (f) => {
    f.claims.x1 = { token: "id", groups: { regex: "^team-[0-9]+$" } };
  });

  accepts("enforcement at the gateway, beside claims of one's own that list scopes", (f) => {
    f.clients.desk.enforcement = "gateway";
    f.claims.granted = { token: "access", entitledScopes: true };
    f.claims.some = { token: "access", entitledScopes: true, scopes: ["orders:read"] };
    f.claims.entitled_groups = { token: "id", entitledScopes: true };
  });

  for (const name of ["entitled_scopes", "entitled_groups_2", "entitled_group_keys"]) {
    refuses(
      `a claim \`${name}\`, which the gateway would read`,
      (f) => {
        f.clients.desk.enforcement = "gateway";
        if (name === "entitled_group_keys") f.claims.entitled_groups = { token: "id", expression: "user.x" };
        f.claims[name] = { token: "access", expression: "user.x" };
      },
      [
        "gateway-claim",
        `claims.${name}`,
        "the gateway reads a claim of this name as what a person is entitled to, so that it must stay free; rename this claim",
      ],
    );
  }

  warns(
    "more scopes than Okta takes in one request",
    (f) => {
      for (let i = 0; i < 40; i++) {
        const name = `a-rather-long-resource-${i}:read`;
        f.scopes[name] = { description: "Long" };
        f.groups.clerks.scopes.push(name);
        f.clients.desk.scopes.push(name);
      }
    },
    [
      "scope-parameter",
      "clients.desk.scopes",
      "all scopes of this client together have 1300 characters, and Okta takes 1024 in one request: it has to ask for fewer at a time",
    ],
  );
});
