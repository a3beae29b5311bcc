/** What a route asks of a request, and which authorizer can check it. */
import assert from "node:assert/strict";
import { apiRoutes, handlerRequirements, handlersOf } from "../../../components/aws/shared/apiRoutes";
import type { Access } from "../../../model/file/access";
import { loadAccess } from "../../../model/file/load";
import { needsLambdaAuthorizer, routeAuthorization } from "../../../model/routes/routeRequirements";

interface RouteInput {
  scopes?: string[] | { all: string[] };
  groups?: string;
  public?: string;
  handler?: string;
  url?: string;
}

const phr = { acr: "phr", maxAge: 600 };
const mfa = { acr: "urn:okta:loa:2fa:any", maxAge: 60 };

function accessWith(route: RouteInput, enforcement = "issuer", profile = "http"): Access {
  const scope = (stepUp?: object) => ({ description: "A scope", sensitivity: "high", ...(stepUp && { stepUp }) });
  const file = {
    product: "p",
    audience: "api://p",
    scopes: { "a:read": scope(), "b:read": scope(), "c:read": scope(phr), "d:read": scope(mfa) },
    groups: { g: { scopes: ["a:read", "b:read", "c:read", "d:read"] } },
    clients: { desk: { type: "spa", scopes: "all", enforcement } },
    claims: { teams: { token: "access", groups: { startsWith: "team-" }, scopes: ["a:read"] } },
    apis: {
      api: {
        profile,
        routes: {
          "GET /x": { ...(route.url === undefined && { handler: "admin" }), ...route },
          "GET /health": { public: "probe", handler: "other" },
        },
      },
    },
  };
  return loadAccess(file, { source: "test" });
}

function authorizationOf(access: Access) {
  const api = access.apis.get("api")!;
  return routeAuthorization(access, api, api.routes[0]!);
}

describe("routeAuthorization", () => {
  it("leaves any one of some scopes to the JWT authorizer", () => {
    assert.deepEqual(authorizationOf(accessWith({ scopes: ["a:read", "b:read"] })), {
      kind: "jwt",
      scopes: ["a:read", "b:read"],
    });
  });

  it("leaves all of one scope to the JWT authorizer", () => {
    assert.deepEqual(authorizationOf(accessWith({ scopes: { all: ["a:read"] } })), { kind: "jwt", scopes: ["a:read"] });
  });

  it("keeps a public route public", () => {
    assert.deepEqual(authorizationOf(accessWith({ public: "probe" })), { kind: "public", reason: "probe" });
  });

  const guarded: readonly [title: string, access: Access, requirement: object][] = [
    [
      "all of several scopes",
      accessWith({ scopes: { all: ["a:read", "b:read"] } }),
      { scopes: { all: ["a:read", "b:read"] } },
    ],
    [
      "a group",
      accessWith({ scopes: ["a:read"], groups: "team-*" }),
      { scopes: { any: ["a:read"] }, groups: ["team-*"], groupsClaim: "teams" },
    ],
    [
      "a step-up",
      accessWith({ scopes: ["c:read"] }),
      { scopes: { any: ["c:read"] }, stepUp: phr, challenge: "integration" },
    ],
    [
      "the step-up of one of several scopes",
      accessWith({ scopes: ["a:read", "c:read"] }),
      { scopes: { any: ["a:read", "c:read"] }, stepUp: phr, challenge: "integration" },
    ],
    [
      "the strictest of two step-ups, in level and in age",
      accessWith({ scopes: ["d:read", "c:read"] }),
      { scopes: { any: ["d:read", "c:read"] }, stepUp: { acr: "phr", maxAge: 60 }, challenge: "integration" },
    ],
    [
      "the strictest of two step-ups in the other order",
      accessWith({ scopes: { all: ["c:read", "d:read"] } }),
      { scopes: { all: ["c:read", "d:read"] }, stepUp: { acr: "phr", maxAge: 60 }, challenge: "integration" },
    ],
    [
      "every scope as soon as a client is enforced at the gateway",
      accessWith({ scopes: ["a:read"] }, "gateway"),
      { scopes: { any: ["a:read"] } },
    ],
  ];
  for (const [title, access, requirement] of guarded) {
    it(`leaves ${title} to the guard`, () => {
      assert.deepEqual(authorizationOf(access), { kind: "guard", requirement });
    });
  }

  it("trusts no backend of which it knows nothing with the challenge of a step-up", () => {
    const access = accessWith({ scopes: ["c:read"], url: "https://backend.example.com/" });
    assert.deepEqual(authorizationOf(access), {
      kind: "guard",
      requirement: { scopes: { any: ["c:read"] }, stepUp: phr, challenge: "none" },
    });
  });

  it("leaves every scope to the guard on a REST API, whose own responses carry the challenge", () => {
    assert.deepEqual(authorizationOf(accessWith({ scopes: ["a:read"] }, "issuer", "rest")), {
      kind: "guard",
      requirement: { scopes: { any: ["a:read"] } },
    });
    assert.deepEqual(authorizationOf(accessWith({ scopes: ["c:read"] }, "issuer", "rest")), {
      kind: "guard",
      requirement: { scopes: { any: ["c:read"] }, stepUp: phr },
    });
  });

  it("leaves one scope to a load balancer, and any one of several to the guard", () => {
    assert.deepEqual(authorizationOf(accessWith({ scopes: ["a:read"] }, "issuer", "alb")), {
      kind: "jwt",
      scopes: ["a:read"],
    });
    assert.deepEqual(authorizationOf(accessWith({ scopes: ["a:read", "b:read"] }, "issuer", "alb")), {
      kind: "guard",
      requirement: { scopes: { any: ["a:read", "b:read"] } },
    });
  });

  it("leaves a public route open even where a client is enforced at the gateway", () => {
    const access = accessWith({ scopes: ["a:read"] }, "gateway");
    const api = access.apis.get("api")!;
    const [route, health] = api.routes;
    assert.equal(needsLambdaAuthorizer(access, api, route!), true);
    assert.equal(needsLambdaAuthorizer(access, api, health!), false);
  });
});

describe("an API in the words of the component", () => {
  const access = accessWith({ scopes: ["c:read"] });
  const api = access.apis.get("api")!;

  it("has every route with its target", () => {
    assert.deepEqual(apiRoutes(access, api, { backends: {}, backendSecrets: {} }), {
      "GET /x": {
        requirement: { scopes: { any: ["c:read"] }, stepUp: phr, challenge: "integration" },
        handler: "admin",
      },
      "GET /health": { public: "probe", handler: "other" },
    });
  });

  it("names each handler once, with the requirements of its protected routes", () => {
    assert.deepEqual(handlersOf(api), ["admin", "other"]);
    assert.deepEqual(JSON.parse(handlerRequirements(access, api, "admin")), {
      "GET /x": { scopes: { any: ["c:read"] }, stepUp: phr, challenge: "integration" },
    });
    assert.equal(handlerRequirements(access, api, "other"), "{}");
  });
});
