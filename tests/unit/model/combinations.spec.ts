/** `requests` and `combinations.occurring`: what a file may say, what it then means, and what is compiled of it. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile/compile";
import { entitlementsOf } from "../../../model/compile/entitlements";
import { suggestedRequests } from "../../../model/compile/requests";
import type { AccessInput } from "../../../model/file/schema";
import { loadAccess } from "../../../model/file/load";
import { intent } from "../../../model/intent";
import { prove } from "../../../model/prove/prove";
import { whoCanHave } from "../../../model/ask/whoCan";
import { orders } from "./orders";
import { accepts, refuses, warns } from "./refuses";

const BOTH = { scopes: { all: ["orders:read", "stock:read"] }, handler: "orders" };

describe("checkAccess: requests", () => {
  accepts("one group at a time", (f) => {
    f.clients.desk.requests = "one-group";
  });

  accepts("a set that a route needs", (f) => {
    f.clients.desk.requests = [["orders:read", "stock:read"]];
    f.apis.orders.routes["GET /both"] = BOTH;
  });

  refuses(
    "a word that is neither",
    (f) => {
      f.clients.desk.requests = "all";
    },
    ["shape", "clients.desk.requests", 'must be `"any"`, `"one-group"` or a list of lists of scopes'],
  );

  refuses(
    "a misspelt scope in a set, and one that stands there twice",
    (f) => {
      f.clients.desk.requests = [["orders:raed", "stock:read", "stock:read"]];
    },
    [
      "unknown-scope",
      "clients.desk.requests[0][0]",
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
    ],
    ["repeated", "clients.desk.requests[0][2]", "`stock:read` stands in the list twice; remove one of the two"],
  );

  refuses(
    "a set beyond the client's ceiling",
    (f) => {
      f.clients.desk.scopes = ["orders:read", "orders:delete"];
      f.clients.desk.requests = [["orders:read", "stock:read"]];
    },
    [
      "requests-ceiling",
      "clients.desk.requests[0]",
      "`stock:read` is not among the scopes of this client, so it may never ask for it; add it to `scopes`, or take it out here",
    ],
  );

  refuses(
    "a set that nobody can ever hold",
    (f) => {
      f.groups.stockists.separate = ["clerks", "leads"];
      f.clients.desk.requests = [["orders:read", "stock:read"]];
      f.apis = {};
    },
    [
      "requests-unheld",
      "clients.desk.requests[0]",
      "nobody can ever hold `orders:read`, `stock:read` together: no group and no groups that may be united hold all of it; remove the set, or what nobody holds",
    ],
  );

  warns(
    "a set that no route needs",
    (f) => {
      f.clients.desk.requests = [["orders:read", "stock:read"]];
    },
    [
      "requests-unneeded",
      "clients.desk.requests[0]",
      "no route needs more of this set than a single group holds, so that each call can ask for its own scopes; remove it, and the derived groups that it costs",
    ],
  );

  warns(
    "a set within another",
    (f) => {
      f.clients.desk.requests = [
        ["orders:read", "stock:read"],
        ["stock:read", "orders:read"],
      ];
      f.apis.orders.routes["GET /both"] = BOTH;
    },
    ["requests-set", "clients.desk.requests[1]", "lies within the set `requests[0]`, so it changes nothing; remove it"],
  );

  for (const requests of ["one-group", [["orders:write", "stock:read"]]]) {
    refuses(
      `a route that needs two groups' scopes where the client asks for ${JSON.stringify(requests)}`,
      (f) => {
        f.clients.desk.requests = requests;
        f.apis.orders.routes["GET /both"] = BOTH;
        f.apis.orders.routes["GET /write"] = { scopes: { all: ["orders:write", "stock:read"] }, handler: "orders" };
        if (requests === "one-group") delete f.apis.orders.routes["GET /write"];
      },
      [
        "requests-route",
        "clients.desk.requests",
        "`orders GET /both` needs `orders:read`, `stock:read` together, which some people hold only by several groups and this client never asks for; add this set, or let the route need one scope",
      ],
    );
  }

  refuses(
    "requests of a service client, and beside enforcement at the gateway",
    (f) => {
      f.clients.sync.requests = "one-group";
      f.clients.desk.requests = "one-group";
      f.clients.desk.enforcement = "gateway";
    },
    [
      "gateway-requests",
      "clients.desk.requests",
      "with `enforcement: gateway` Okta lets any request within the ceiling through, so that this would not be kept; remove one of the two",
    ],
    [
      "client-type",
      "clients.sync.requests",
      "a client of type `service` is in no group, so that it may always ask for all of its scopes; remove the field",
    ],
  );
});

describe("checkAccess: combinations.occurring", () => {
  accepts("combinations of any of the groups", (f) => {
    f.combinations = { occurring: [["clerks"], ["clerks", "stockists"]] };
  });

  refuses(
    "unknown groups",
    (f) => {
      f.combinations = { occurring: [["clerks", "stockist"]] };
    },
    [
      "unknown-group",
      "combinations.occurring[0][1]",
      "group `stockist` is not defined; did you mean `stockists`? (defined: `clerks`, `leads`, `stockists`)",
    ],
  );

  refuses(
    "groups that are separate",
    (f) => {
      f.groups.leads.separate = ["stockists"];
      f.combinations = { occurring: [["clerks"], ["clerks", "stockists", "leads"]] };
    },
    [
      "occurring-separate",
      "combinations.occurring[1]",
      "names `stockists`, `leads` together, which are marked `separate`; list what is held without one of them, or remove `separate`",
    ],
  );

  refuses(
    "enforcement at the gateway where a route needs groups that never occur together",
    (f) => {
      f.clients.desk.enforcement = "gateway";
      f.combinations = { occurring: [["clerks", "stockists"]] };
      f.apis.orders.routes["GET /both"] = BOTH;
      f.apis.orders.routes["GET /never"] = { scopes: { all: ["orders:write", "stock:read"] }, handler: "orders" };
    },
    [
      "gateway-occurring",
      "clients.desk.enforcement",
      "`orders GET /never` needs `orders:write`, `stock:read` together, which the gateway would count for people in groups that never occur together; add the combination to `occurring`, or use `enforcement: issuer`",
    ],
  );
});

const access = (change: (file: ReturnType<typeof orders>) => void) => {
  const file = orders();
  change(file);
  return loadAccess(file);
};

const grants = (of: ReturnType<typeof access>, groups: string[], ...scopes: string[]) =>
  intent(of, { groups, client: "desk", grant: "authorization_code", scopes }).granted;

describe("intent: requests", () => {
  it("grants one group's scopes and nothing of two with `one-group`", () => {
    const one = access((f) => (f.clients.desk!.requests = "one-group"));
    assert.equal(grants(one, ["clerks", "stockists"], "orders:read"), true);
    assert.equal(grants(one, ["clerks", "stockists"], "stock:read"), true);
    assert.equal(grants(one, ["clerks", "stockists"], "orders:read", "stock:read"), false);
    assert.equal(grants(one, ["leads"], "orders:read", "orders:write", "orders:delete"), true);
  });

  it("grants what lies within a listed set, and only to who holds it", () => {
    const listed = access((f) => (f.clients.desk!.requests = [["orders:read", "orders:write", "stock:read"]]));
    assert.equal(grants(listed, ["leads", "stockists"], "orders:read", "orders:write", "stock:read"), true);
    assert.equal(grants(listed, ["clerks", "stockists"], "orders:read", "stock:read"), true);
    assert.equal(grants(listed, ["clerks", "stockists"], "orders:write", "stock:read"), false);
    assert.equal(grants(listed, ["leads", "stockists"], "orders:delete", "stock:read"), false);
    assert.equal(grants(listed, ["leads"], "orders:read", "orders:delete"), true);
  });
});

describe("intent: combinations that occur", () => {
  it("unites groups that stand in one list together, and no others", () => {
    const some = access((f) => (f.combinations = { occurring: [["clerks", "stockists"], ["leads"]] }));
    assert.equal(grants(some, ["clerks", "stockists"], "orders:read", "stock:read"), true);
    assert.equal(grants(some, ["leads", "stockists"], "orders:read", "stock:read"), false);
    assert.equal(grants(some, ["leads", "stockists"], "stock:read"), true);
    assert.equal(grants(some, ["leads", "clerks", "stockists"], "orders:read", "stock:read"), true);
  });

  it("unites three only where all three occur together", () => {
    const three = (occurring: string[][]) =>
      access((f) => {
        f.scopes.b = f.scopes.c = { description: "A scope" };
        f.groups.writers = { scopes: ["orders:write"] };
        f.clients.desk!.requests = "any";
        f.combinations = { occurring };
        f.clients.desk!.scopes = ["orders:read", "orders:write", "stock:read", "b", "c"];
        f.groups.leads!.scopes = ["orders:delete", "b", "c"];
        f.clients.other = { type: "web", scopes: ["orders:delete"] };
      });
    const pairs = three([
      ["clerks", "stockists"],
      ["clerks", "writers"],
      ["stockists", "writers"],
    ]);
    const all = ["clerks", "stockists", "writers"];
    assert.equal(grants(pairs, all, "orders:read", "orders:write"), true);
    assert.equal(grants(pairs, all, "orders:read", "orders:write", "stock:read"), false);
    assert.equal(grants(three([all]), all, "orders:read", "orders:write", "stock:read"), true);
    assert.equal(grants(three([all]), ["clerks", "writers"], "orders:read", "orders:write"), true);
  });

  it("leaves the groups that a stack lacks out of the combinations", () => {
    const file: AccessInput = orders();
    file.groups.stockists!.stacks = ["dev"];
    file.combinations = { occurring: [["clerks", "stockists"]] };
    assert.deepEqual(loadAccess(file).combinations.occurring, [["clerks"]]);
    assert.deepEqual(loadAccess(file, { stack: "dev" }).combinations.occurring, [["clerks", "stockists"]]);
  });
});

describe("compile: what is asked for together", () => {
  const derived = (of: ReturnType<typeof access>) => compile(of).groupRules.map(({ group }) => group);
  const proved = (of: ReturnType<typeof access>) => prove(of, compile(of)).problems;

  it("makes derived groups for nothing else", () => {
    const any = access(() => undefined);
    const one = access((f) => (f.clients.desk!.requests = "one-group"));
    const listed = access((f) => (f.clients.desk!.requests = [["orders:write", "stock:read"]]));
    const occurring = access((f) => (f.combinations = { occurring: [["clerks", "stockists"]] }));
    assert.deepEqual(derived(any), ["clerks+stockists", "leads+stockists"]);
    assert.deepEqual(derived(one), []);
    assert.deepEqual(derived(listed), ["leads+stockists"]);
    assert.deepEqual(derived(occurring), ["clerks+stockists"]);
    for (const of of [any, one, listed, occurring]) assert.deepEqual(proved(of), []);
  });

  it("lists of a union no more than the set, in a rule named after both", () => {
    const listed = access((f) => (f.clients.desk!.requests = [["orders:read", "orders:write", "stock:read"]]));
    const rules = compile(listed).policies[0]!.rules.filter(({ name }) => name.includes("+"));
    assert.deepEqual(
      rules.map(({ name, groups, scopes }) => [name, groups, scopes.slice(3)]),
      [
        [
          "clerks+stockists: orders:read stock:read 60 min",
          ["clerks+stockists", "leads+stockists"],
          ["orders:read", "stock:read"],
        ],
        [
          "leads+stockists: orders:read orders:write stock:read 30 min",
          ["leads+stockists"],
          ["orders:read", "orders:write", "stock:read"],
        ],
      ],
    );
  });

  it("suggests the sets that the routes need and that no single group of some people holds", () => {
    const with_ = (routes: Record<string, string[]>) =>
      access((f) => {
        for (const [key, all] of Object.entries(routes)) {
          f.apis.orders!.routes[`GET /${key}`] = { scopes: { all }, handler: "orders" };
        }
      });
    const suggested = (of: ReturnType<typeof access>, client = "desk") =>
      suggestedRequests(of, of.clients.get(client)!, entitlementsOf(of));
    assert.equal(suggested(with_({})), "one-group");
    assert.equal(suggested(with_({ a: ["orders:read", "orders:delete"] })), "one-group");
    const several = with_({
      a: ["stock:read", "orders:read"],
      b: ["orders:write", "orders:read", "stock:read"],
      c: ["orders:delete", "stock:read"],
    });
    assert.deepEqual(suggested(several), [
      ["orders:read", "orders:write", "stock:read"],
      ["orders:delete", "stock:read"],
    ]);
    assert.equal(suggested(several, "sync"), "one-group");
  });
});

describe("whoCanHave: what is asked for together", () => {
  it("names nobody for what is never asked for together", () => {
    const names = (of: ReturnType<typeof access>) =>
      whoCanHave(of, ["orders:read", "stock:read"]).map(({ groups }) => groups.join("+"));
    assert.deepEqual(names(access(() => undefined)), ["clerks+stockists", "leads+stockists"]);
    assert.deepEqual(names(access((f) => (f.clients.desk!.requests = "one-group"))), []);
    assert.deepEqual(names(access((f) => (f.combinations = { occurring: [["leads", "stockists"]] }))), [
      "leads+stockists",
    ]);
  });
});
