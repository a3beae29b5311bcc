/** What the self-check chooses to try, from the access file and the people alone. */
import assert from "node:assert/strict";
import { ApiTrials } from "../../../local/check/apiTrials";
import { verdictOf } from "../../../local/check/calls";
import { claimTrials } from "../../../local/check/claimTrials";
import { grantTrial, refusalTrial } from "../../../local/check/clientTrials";
import { Holders, named } from "../../../local/check/holders";
import type { Environment } from "../../../local/environment";
import { defaultPeople } from "../../../model/ask";
import { loadAccess, type Access } from "../../../model/file";

const FILE = {
  product: "shop",
  audience: "api://shop",
  scopes: {
    "orders:read": { description: "Read orders" },
    "orders:create": { description: "Create orders", sensitivity: "medium" },
    "orders:delete": { description: "Delete orders", sensitivity: "high", stepUp: { acr: "phr", maxAge: 60 } },
    "reports:read": { description: "Read reports" },
  },
  groups: {
    clerks: { scopes: ["orders:read"] },
    managers: { scopes: ["orders:read", "orders:create", "orders:delete"], separate: ["auditors"] },
    auditors: { scopes: ["reports:read"] },
  },
  clients: {
    desk: { type: "spa", scopes: ["orders:read", "orders:create", "orders:delete"] },
    audit: { type: "web", scopes: ["reports:read"] },
    nightly: { type: "service", scopes: ["orders:read"] },
    whole: { type: "service", scopes: ["orders:read", "orders:create", "orders:delete", "reports:read"] },
    mailer: { type: "service", scopes: [], handler: "shop", oktaApiScopes: ["okta.users.read"] },
  },
  claims: {
    region: { token: "access", expression: "user.region", scopes: ["orders:create"] },
    teams: { token: "access", groups: { startsWith: "team-" }, scopes: ["reports:read"] },
    note: { token: "access", expression: "user.note" },
  },
  apis: {
    shop: {
      routes: {
        "POST /orders": { scopes: ["orders:create"], handler: "shop" },
        "GET /orders/{id}": { scopes: ["orders:read"], handler: "shop" },
        "GET /orders": { scopes: ["orders:read"], handler: "shop" },
        "DELETE /orders/{id}": { scopes: ["orders:delete"], handler: "shop" },
        "GET /far": { scopes: ["orders:read"], url: "https://far.example.com/" },
        "GET /health": { public: "probe", handler: "shop" },
      },
    },
    reports: {
      profile: "rest",
      routes: { "GET /teams": { scopes: ["reports:read"], groups: "team-*-north", handler: "reports" } },
    },
    far: { routes: { "GET /far": { scopes: ["orders:read"], url: "https://far.example.com/" } } },
  },
};

type File = typeof FILE;

function stand(change: (file: any) => void = () => undefined): { access: Access; holders: Holders } {
  const file = structuredClone(FILE) as File;
  change(file);
  const access = loadAccess(file);
  const known = [...access.clients.keys()].map((key) => [key, { clientId: `id-of-${key}`, privateJwk: {} }]);
  const environment = { clients: Object.fromEntries(known) } as unknown as Environment;
  return { access, holders: new Holders(access, defaultPeople(access), environment) };
}

const { access, holders } = stand();
const client = (key: string) => access.clients.get(key)!;
const api = (key: string) => new ApiTrials(access, holders, access.apis.get(key)!);
const who = (trial: { candidates: readonly Parameters<typeof named>[0][] } | undefined) => named(trial!.candidates[0]!);

describe("the self-check at a client", () => {
  it("has somebody ask for all that can be had in one request, whoever can prove most", () => {
    const trial = grantTrial(holders, client("desk"))!;
    assert.deepEqual(
      [who(trial), trial.scopes],
      ["in-managers at desk", ["orders:read", "orders:create", "orders:delete"]],
    );
    const audit = grantTrial(holders, client("audit"))!;
    assert.deepEqual([who(audit), audit.scopes], ["in-auditors at audit", ["reports:read"]]);
    const nightly = grantTrial(holders, client("nightly"))!;
    assert.deepEqual([who(nightly), nightly.scopes], ["nightly", ["orders:read"]]);
  });

  it("asks for one scope that others have, and expects Okta's words", () => {
    const trial = refusalTrial(access, holders, client("desk"))!;
    assert.deepEqual(
      [who(trial), trial.scopes, trial.refusal.reason],
      ["in-clerks at desk", ["orders:create"], "no_matching_policy"],
    );
  });

  it("asks for one scope that the client may never have, where whoever may use it has all of its own", () => {
    const trial = refusalTrial(access, holders, client("nightly"))!;
    assert.deepEqual([trial.scopes, trial.refusal.reason], [["orders:create"], "no_matching_policy"]);
    assert.deepEqual(refusalTrial(access, holders, client("audit"))!.scopes, ["orders:read"]);
  });

  it("asks for an ID token's scope, where a service client may have every scope there is", () => {
    const trial = refusalTrial(access, holders, client("whole"))!;
    assert.deepEqual([trial.scopes, trial.refusal.reason], [["openid"], "openid_not_allowed_client_creds"]);
  });

  it("asks for two scopes that are never given together, where each is given by itself", () => {
    const apart = loadAccess({
      product: "shop",
      audience: "api://shop",
      scopes: { "orders:create": { description: "Prepare" }, "orders:approve": { description: "Release" } },
      groups: {
        makers: { scopes: ["orders:create"] },
        checkers: { scopes: ["orders:approve"], separate: ["makers"] },
      },
      clients: { desk: { type: "spa", scopes: "all" } },
    });
    const [person] = defaultPeople(apart);
    const zoe = { ...person!, key: "zoe", groups: ["makers", "checkers"] };
    const desk = apart.clients.get("desk")!;
    const one = new Holders(apart, [zoe], { clients: { desk: { clientId: "d" } } } as unknown as Environment);
    assert.deepEqual(grantTrial(one, desk)!.scopes, ["orders:create"]);
    const trial = refusalTrial(apart, one, desk)!;
    assert.deepEqual([trial.scopes, trial.refusal.reason], [["orders:create", "orders:approve"], "no_matching_policy"]);
  });

  it("says why no token can be had", () => {
    assert.match(holders.obstacle(client("mailer"))!, /^the function `shop` acts as it/);
    assert.equal(holders.obstacle(client("desk")), undefined);
  });

  it("passes over people who have left", () => {
    const gone = defaultPeople(access).map((person) => ({ ...person, status: "DEPROVISIONED" as const }));
    const none = new Holders(access, gone, { clients: { desk: { clientId: "d" } } } as unknown as Environment);
    assert.equal(grantTrial(none, client("desk")), undefined);
  });
});

describe("the self-check at an API", () => {
  it("prefers a route that only reads and needs no id, and passes over those with a step-up or another address", () => {
    const trial = api("shop").allowed()!;
    assert.deepEqual([trial.route.key, trial.scopes], ["GET /orders", ["orders:read"]]);
    assert.equal(api("far").allowed(), undefined);
    assert.equal(api("far").protected()?.key, "GET /far");
  });

  it("finds a token that is good, and not for that route", () => {
    const shop = api("shop");
    const trial = shop.narrow(shop.allowed()!.route)!;
    assert.deepEqual([who(trial), trial.scopes, trial.narrowed], ["in-managers at desk", ["orders:create"], false]);
  });

  it("has the same person before and after a step-up", () => {
    const trial = api("shop").stepUp()!;
    assert.deepEqual(
      [trial.route.key, who(trial), trial.scopes, trial.stepUp, trial.challenged],
      ["DELETE /orders/{id}", "in-managers at desk", ["orders:delete"], { acr: "phr", maxAge: 60 }, true],
    );
    assert.equal(api("reports").stepUp(), undefined);
  });

  it("finds somebody who is in a group that the route asks for as well", () => {
    const trial = api("reports").allowed()!;
    assert.equal(
      trial.candidates.every((one) => holders.groupNames(one).includes("team-local-north")),
      true,
    );
    assert.equal(
      trial.candidates.some(({ person }) => person === undefined),
      false,
    );
  });

  it("takes a scope that a token has and that does not count, where the gateway narrows", () => {
    const narrowing = stand(({ clients, groups }) => {
      clients.desk.enforcement = "gateway";
      delete groups.managers.separate;
    });
    const trials = new ApiTrials(narrowing.access, narrowing.holders, narrowing.access.apis.get("shop")!);
    const route = narrowing.access.apis.get("shop")!.routes.find(({ key }) => key === "POST /orders")!;
    const trial = trials.narrow(route)!;
    assert.deepEqual([who(trial), trial.scopes, trial.narrowed], ["in-clerks at desk", ["orders:create"], true]);
  });

  it("has a public call where there is one", () => {
    assert.equal(api("shop").public()?.key, "GET /health");
    assert.deepEqual([api("reports").public(), api("reports").hasPublic], [undefined, false]);
  });
});

describe("the self-check of a claim", () => {
  const trials = (name: string) => claimTrials(holders, access.claims.get(name)!);

  it("has somebody who gets a scope of it, and can do without", () => {
    const [trial] = trials("region");
    assert.deepEqual(
      [named(trial!.holder), trial!.with, trial!.without, trial!.value],
      ["in-managers at desk", ["orders:create"], ["orders:read"], "unknown"],
    );
  });

  it("has somebody in a group that it shows", () => {
    const [trial] = trials("teams");
    assert.deepEqual(
      [named(trial!.holder), trial!.with, trial!.without, trial!.value],
      ["in-auditors at audit", ["reports:read"], [], "certain"],
    );
  });
});

describe("the answer to a call", () => {
  const verdict = (status: number, headers: Record<string, string> = {}, body = "") =>
    verdictOf({ status, headers: new Headers(headers) }, body);

  it("lets through whatever the handler says of an id that does not exist or a body that is missing", () => {
    for (const status of [200, 204, 302, 400, 404, 409, 415, 422]) assert.equal(verdict(status), "let through");
  });

  it("refuses with 401 and 403, whoever says so", () => {
    for (const status of [401, 403]) assert.equal(verdict(status, {}, '{"title":"Forbidden"}'), "refused");
  });

  it("asks for a better sign-in by the challenge of RFC 9470, at a REST API under another header", () => {
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="phr"';
    assert.equal(verdict(401, { "www-authenticate": challenge }), "needs a better sign-in");
    assert.equal(verdict(401, { "x-amzn-remapped-www-authenticate": challenge }), "needs a better sign-in");
    assert.equal(verdict(401, { "www-authenticate": 'Bearer error="insufficient_scope"' }), "refused");
  });

  it("is unclear where a gateway has no such route, where something failed, and where too many have called", () => {
    assert.equal(verdict(404, {}, '{"message":"Not Found"}'), "unclear");
    for (const status of [429, 500, 502, 503, 504]) assert.equal(verdict(status), "unclear");
  });
});
