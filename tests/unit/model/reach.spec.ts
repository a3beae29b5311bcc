/** Cells of a matrix, one at a time: what one person reaches, and what there is for each client. */
import assert from "node:assert/strict";
import { answerTo } from "../../../model/ask/canI";
import { accessMatrix, needsStepUp } from "../../../model/ask/matrix";
import { reachOfClients, reachOfPerson } from "../../../model/ask/reach";
import { compile } from "../../../model/compile/compile";
import { loadAccess } from "../../../model/file/load";
import { actsForPeople } from "../../../model/okta";
import { corpusAccess } from "../../corpus/corpus";
import { orders } from "./orders";

const access = loadAccess(orders());
const routes = [...access.apis.values()].flatMap((api) => api.routes.map((route) => ({ api, route })));

describe("reachOfPerson", () => {
  it("is, for a member of one group, that group's row of the matrix", () => {
    for (const row of accessMatrix(access).rows.filter(({ kind }) => kind === "group")) {
      const reach = reachOfPerson(access, [row.principal]);
      for (const scope of access.scopes.keys()) assert.deepEqual(reach.scope(scope), row.scopes[scope] ?? [], scope);
      for (const { api, route } of routes)
        assert.deepEqual(reach.route(route), row.routes[`${api.key} ${route.key}`] ?? [], route.key);
    }
  });

  it("is what the evaluator grants, scope by scope, whatever groups somebody is in", () => {
    const file = corpusAccess();
    const plan = compile(file);
    const keys = [...file.groups.keys()];
    const grantedTo = (groups: readonly string[], client: string, scope: string) => {
      const grant = "authorization_code";
      return answerTo(file, plan, { groups, client, grant, scopes: [scope] }).decision.decision === "granted";
    };
    const clients = [...file.clients.values()].filter(
      (client) =>
        actsForPeople(client) && client.grants.includes("authorization_code") && client.enforcement === "issuer",
    );
    let granted = 0;
    for (const groups of [[], ...keys.map((key) => [key]), ...keys.flatMap((a) => keys.map((b) => [a, b]))]) {
      const reach = reachOfPerson(file, groups);
      for (const scope of file.scopes.keys())
        for (const { key } of clients) {
          assert.equal(
            reach.scope(scope).includes(key),
            grantedTo(groups, key, scope),
            `${groups.join()} ${key} ${scope}`,
          );
          granted += reach.scope(scope).includes(key) ? 1 : 0;
        }
    }
    assert.ok(granted > 20, String(granted));
  });

  it("opens a route that asks for several scopes at once to whoever may have them in one token", () => {
    const file = orders();
    file.apis!["orders"]!.routes["POST /moves"] = {
      scopes: { all: ["orders:write", "stock:read"] },
      handler: "orders",
    };
    const route = (value: ReturnType<typeof orders>) => {
      const loaded = loadAccess(value);
      const found = loaded.apis.get("orders")!.routes.find(({ key }) => key === "POST /moves")!;
      return (groups: string[]) => reachOfPerson(loaded, groups).route(found);
    };
    assert.deepEqual(route(file)(["leads"]), []);
    assert.deepEqual(route(file)(["leads", "stockists"]), ["desk"]);
    file.groups["leads"] = { ...file.groups["leads"]!, separate: ["stockists"] };
    assert.deepEqual(route(file)(["leads", "stockists"]), []);
  });
});

describe("reachOfClients", () => {
  it("names what anybody reaches through a client, and what a service client has itself", () => {
    const of = reachOfClients(access);
    const scopes = (client: string) => [...access.scopes.keys()].filter((scope) => of(client).scope(scope).length > 0);
    assert.deepEqual(scopes("desk"), ["orders:read", "orders:write", "orders:delete", "stock:read"]);
    assert.deepEqual(scopes("sync"), ["orders:read"]);
    const called = (client: string) => routes.filter(({ route }) => of(client).route(route).length > 0);
    assert.deepEqual(
      called("sync").map(({ route }) => route.key),
      ["GET /orders"],
    );
  });
});

describe("needsStepUp", () => {
  const guarded = new Set(["b"]);
  const asked = (match: "any" | "all", ...held: string[]) =>
    needsStepUp({ match, scopes: ["a", "b"] }, (scope) => held.includes(scope), guarded);

  it("takes the way without one where one of several scopes is enough", () => {
    assert.deepEqual(
      [asked("any", "a"), asked("any", "a", "b"), asked("any", "b"), asked("any")],
      [false, false, true, false],
    );
  });

  it("is there as soon as one of the scopes has one, where all are asked for", () => {
    assert.deepEqual([asked("all", "a", "b"), asked("all", "b"), asked("all", "a")], [true, false, false]);
  });
});
