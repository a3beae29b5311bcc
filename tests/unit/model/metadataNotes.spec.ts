/** What `access check --notes` says of programs that want to find out by themselves what an API asks for (RFC 9728). */
import assert from "node:assert/strict";
import { checkModel } from "../../../model/ask";
import { metadataPlace } from "../../../model/routes";
import { orders } from "./orders";

type Change = (file: any) => void;

/** The messages of the one API, changed. */
function notes(change: Change): string[] {
  const file: any = orders();
  change(file);
  const { findings } = checkModel(file);
  return findings
    .filter(({ rule }) => rule === "api-metadata")
    .map(({ level, path, message }) => {
      assert.deepEqual([level, path], ["note", "apis.orders"]);
      return message;
    });
}

const DOMAIN = { name: "api.example.com", certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/1" };
const SAYS_NOT = "does not answer what it asks for (RFC 9728): ";
const ELSEWHERE =
  "; `access requirements orders --format metadata` prints the document, to be put where its name is served";
const ROUTES = { "GET /orders": { scopes: ["orders:read"], handler: "orders" } };

describe("the note on an API's metadata", () => {
  it("says that no refusal of an HTTP API or a load balancer leads there", () => {
    for (const profile of ["http", "alb"]) {
      const said = notes((file) => Object.assign(file.apis.orders, { profile, routes: ROUTES }));
      assert.deepEqual(said, [
        "says in no 401 of its gateway where its metadata is, and which scopes a route needs: a program finds them at `/.well-known/oauth-protected-resource` alone, and asks for all of its scopes at once, which Okta gives to whoever is entitled to all; profile `rest` with a `domain` says where",
      ]);
    }
  });

  it("says of a REST API with a name that its refusals lead there, and name no scopes, where there are several", () => {
    const rest = { profile: "rest", domain: DOMAIN };
    assert.match(notes((file) => Object.assign(file.apis.orders, rest))[0]!, /^says in its 401 for a request without/);
    assert.deepEqual(
      notes((file) => Object.assign(file.apis.orders, { ...rest, routes: ROUTES })),
      [],
    );
  });

  it("says why there is none", () => {
    const because = (change: object) => {
      const [said] = notes((file) => Object.assign(file.apis.orders, { routes: ROUTES, ...change }));
      assert.ok(said!.startsWith(SAYS_NOT) && said!.endsWith(ELSEWHERE), said);
      return said!.slice(SAYS_NOT.length, -ELSEWHERE.length);
    };
    const before = "the well-known part has to stand before its";
    const shared = `${before} \`domain.basePath\`, where another API may be: give it a name of its own`;
    assert.equal(
      because({ profile: "rest" }),
      `${before} stage, in AWS's own address of a REST API: give it a \`domain\`, here or in each stack's \`domains\``,
    );
    assert.equal(because({ profile: "rest", domain: { ...DOMAIN, basePath: "orders" } }), shared);
    assert.equal(because({ domain: { ...DOMAIN, basePath: "orders" } }), shared);
    const full = (profile: "http" | "alb", count: number, pages = 0) => {
      const routeKeys = Array.from({ length: count }, (_, i) => `GET /orders/${i}`);
      return metadataPlace({ profile, routeKeys, pages, requirements: [{ scopes: { any: ["orders:read"] } }] });
    };
    assert.equal(full("http", 300).because, "an HTTP API takes 300 routes, and this one has them: divide it");
    assert.equal(full("alb", 97).because, "a load balancer takes 100 rules, and this one has them: divide it");
    assert.equal(full("alb", 96, 1).answers, false);
    assert.deepEqual([full("http", 299), full("alb", 96)], [{ answers: true }, { answers: true }]);
  });

  it("says that the scopes are too many for an answer of a load balancer", () => {
    const file: any = orders();
    const scopes = Array.from({ length: 30 }, (_, i) => `orders-${String(i).padStart(20, "0")}:read`);
    for (const scope of scopes) file.scopes[scope] = { description: "Read" };
    file.groups.clerks.scopes = scopes;
    file.clients.desk.scopes = "all";
    const routes = scopes.map((scope, i) => [`GET /orders/${i}`, { scopes: [scope], handler: "orders" }]);
    file.apis.orders = { profile: "alb", domain: DOMAIN, routes: Object.fromEntries(routes) };
    const [found] = checkModel(file).findings.filter(({ rule }) => rule === "api-metadata");
    assert.match(
      found!.message,
      /a load balancer answers with 1024 characters at most, and its scopes take 1\d{3} with all that stands beside them: divide it/,
    );
  });

  it("says nothing where nothing is missing", () => {
    assert.deepEqual(
      notes((file) => (file.apis.orders.metadata = false)),
      [],
    );
    const open = { "GET /orders": { public: "everybody may", handler: "orders" } };
    assert.deepEqual(
      notes((file) => (file.apis.orders.routes = open)),
      [],
    );
    const own = { ...ROUTES, "GET /.well-known/oauth-protected-resource": { public: "our own", handler: "orders" } };
    assert.deepEqual(
      notes((file) => (file.apis.orders.routes = own)),
      [],
    );
    const bare = { profile: "none", routes: { "GET /orders": { scopes: ["orders:read"] } } };
    assert.deepEqual(
      notes((file) => (file.apis.orders = bare)),
      [],
    );
  });
});
