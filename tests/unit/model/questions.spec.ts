/** What the model answers beside decisions: the matrix, who can, how large a plan is, what counts at the gateway. */
import assert from "node:assert/strict";
import { effectiveScopes } from "../../../model/ask/canI";
import { compile, planSize } from "../../../model/compile/compile";
import { loadAccess } from "../../../model/file/load";
import { accessMatrix } from "../../../model/ask/matrix";
import { GRANTS } from "../../../model/okta";
import { matrixHas, matrixWords } from "../../../model/ask/matrixWords";
import { intent } from "../../../model/intent";
import { whoCanHave, whoCanCall } from "../../../model/ask/whoCan";
import { strictestStepUp } from "../../../model/routes";
import { corpusAccess } from "../../corpus/corpus";
import { orders } from "./orders";

const access = loadAccess(orders());

describe("accessMatrix", () => {
  const matrix = accessMatrix(access);

  it("lists for each group, by scope and by route, the clients at which its members have it", () => {
    assert.deepEqual(
      matrix.rows.map(({ principal, kind, scopes }) => [principal, kind, scopes]),
      [
        ["clerks", "group", { "orders:read": ["desk"] }],
        ["leads", "group", { "orders:read": ["desk"], "orders:write": ["desk"], "orders:delete": ["desk"] }],
        ["stockists", "group", { "stock:read": ["desk"] }],
        ["sync", "service", { "orders:read": ["sync"] }],
      ],
    );
    assert.deepEqual(
      matrix.rows.map(({ principal, routes }) => [principal, Object.keys(routes)]),
      [
        ["clerks", ["orders GET /orders", "orders GET /teams"]],
        ["leads", ["orders GET /orders", "orders DELETE /orders/{id}", "orders GET /teams"]],
        ["stockists", []],
        ["sync", ["orders GET /orders"]],
      ],
    );
  });

  it("tells routes with their demands, public ones with their reason", () => {
    assert.deepEqual(matrix.routes.slice(2), [
      { name: "orders GET /teams", public: null, match: "any", scopes: ["orders:read"], groups: ["team-*-north"] },
      { name: "orders GET /health", public: "load balancer probe", match: "any", scopes: [], groups: [] },
    ]);
    assert.deepEqual(
      matrix.scopes.find(({ name }) => name === "orders:delete"),
      {
        name: "orders:delete",
        sensitivity: "high",
        stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
      },
    );
  });

  it("closes what needs a step-up or a group to a service client", () => {
    const file = orders();
    (file.clients.sync!.scopes as string[]).push("orders:delete");
    const sync = accessMatrix(loadAccess(file)).rows.find(({ principal }) => principal === "sync")!;
    assert.deepEqual(Object.keys(sync.scopes), ["orders:read", "orders:delete"]);
    assert.deepEqual(Object.keys(sync.routes), ["orders GET /orders"]);
  });

  it("is plain data", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(matrix)), matrix);
  });
});

describe("matrixWords", () => {
  it("says of every cell what the intent says", () => {
    for (const model of [access, corpusAccess()]) {
      const words = matrixWords(model);
      words.groups.forEach((group, row) =>
        words.clients.forEach((client, column) =>
          words.scopes.forEach((scope, number) => {
            const { grants } = model.clients.get(client)!;
            // What a service is given for itself is a row of its own.
            const grant = grants.find((one) => GRANTS[one].user) ?? grants[0]!;
            const { granted } = intent(model, { groups: [group], client, grant, scopes: [scope] });
            assert.equal(matrixHas(words, row, column, number), granted, `${group} ${client} ${scope}`);
          }),
        ),
      );
    }
  });
});

describe("whoCanHave", () => {
  const who = (scopes: readonly string[], model = access) =>
    whoCanHave(model, scopes).map(({ groups, client, grant }) => `${groups.join("+")} ${client} ${grant}`);

  it("names each group that is enough, and service clients", () => {
    assert.deepEqual(who(["orders:read"]), [
      "clerks desk authorization_code",
      "leads desk authorization_code",
      " sync client_credentials",
    ]);
  });

  it("names the fewest groups that together hold all of several scopes", () => {
    assert.deepEqual(who(["orders:read", "stock:read"]), [
      "clerks+stockists desk authorization_code",
      "leads+stockists desk authorization_code",
    ]);
  });

  it("names nobody where nobody can", () => {
    assert.deepEqual(who(["orders:manage"]), []);
  });

  it("adds a group that is assigned where the holder of the scope is not", () => {
    const corpus = corpusAccess();
    assert.deepEqual(who(["reports:read"], corpus), [
      "auditors office authorization_code",
      "doctors+auditors desk authorization_code",
      " archive client_credentials",
    ]);
  });

  it("never unites groups that are kept apart", () => {
    assert.deepEqual(who(["accounts:read", "reports:read"], corpusAccess()), []);
  });

  it("names people whose request is granted, and only such", () => {
    for (const model of [access, corpusAccess()]) {
      for (const scope of model.scopes.keys()) {
        const named = new Set(who([scope], model));
        for (const client of model.clients.values()) {
          for (const grant of client.grants) {
            for (const group of model.groups.keys()) {
              const { granted } = intent(model, { groups: [group], client: client.key, grant, scopes: [scope] });
              assert.equal(
                named.has(`${GRANTS[grant].user ? group : ""} ${client.key} ${grant}`),
                granted,
                `${scope} ${group} ${client.key}`,
              );
            }
          }
        }
      }
    }
  });
});

describe("whoCanCall", () => {
  it("finds the route by its key, or by a path with values", () => {
    const called = (call: string) => whoCanCall(access, call).map(({ api, route }) => `${api} ${route.key}`);
    assert.deepEqual(called("DELETE /orders/{id}"), ["orders DELETE /orders/{id}"]);
    assert.deepEqual(called("DELETE /orders/17"), ["orders DELETE /orders/{id}"]);
    assert.deepEqual(called("DELETE /orders/17/lines"), []);
    assert.deepEqual(called("PUT /orders/17"), []);
  });

  it("tells the step-up", () => {
    const [{ principals }] = whoCanCall(access, "DELETE /orders/{id}") as [ReturnType<typeof whoCanCall>[number]];
    assert.deepEqual(principals, [
      {
        groups: ["leads"],
        client: "desk",
        grant: "authorization_code",
        scopes: ["orders:delete"],
        stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 },
      },
    ]);
  });

  it("leaves a service client out where a group is asked for", () => {
    const [{ principals }] = whoCanCall(access, "GET /teams") as [ReturnType<typeof whoCanCall>[number]];
    assert.deepEqual(
      principals.map(({ client }) => client),
      ["desk", "desk"],
    );
  });
});

describe("strictestStepUp", () => {
  it("takes the higher level and the shorter age", () => {
    const file = orders();
    file.scopes["orders:write"]!.stepUp = { acr: "urn:okta:loa:2fa:any", maxAge: 60 };
    file.scopes["orders:delete"]!.stepUp = { acr: "phr", maxAge: 300 };
    const model = loadAccess(file);
    assert.deepEqual(strictestStepUp(model, ["orders:write", "orders:delete"]), { acr: "phr", maxAge: 60 });
    assert.deepEqual(strictestStepUp(model, ["orders:delete", "orders:write"]), { acr: "phr", maxAge: 60 });
    assert.equal(strictestStepUp(model, ["orders:read"]), undefined);
  });
});

describe("planSize", () => {
  it("counts, and compares with one rule for every set of groups", () => {
    assert.deepEqual(planSize(access, compile(access)), { policies: 2, rules: 8, derivedGroups: 2, naiveRules: 8n });
    const corpus = corpusAccess();
    assert.deepEqual(planSize(corpus, compile(corpus)), { policies: 7, rules: 29, derivedGroups: 7, naiveRules: 76n });
  });
});

describe("effectiveScopes", () => {
  it("counts what the user is entitled to, and all where Okta narrows", () => {
    const file = orders();
    file.clients.desk!.enforcement = "gateway";
    const gateway = loadAccess(file);
    const granted = ["openid", "orders:read", "orders:write"];
    assert.deepEqual(effectiveScopes(gateway, gateway.clients.get("desk")!, ["clerks"], granted), [
      "openid",
      "orders:read",
    ]);
    assert.deepEqual(effectiveScopes(access, access.clients.get("desk")!, ["clerks"], granted), granted);
  });
});
