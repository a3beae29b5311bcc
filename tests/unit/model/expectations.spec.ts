/** Expectations of an access file: what each sentence and table means, in both directions, and which are none. */
import assert from "node:assert/strict";
import { runExpectations } from "../../../model/ask/expectations/run";
import { readExpectations } from "../../../model/ask/expectations/schema";
import { parseSentence } from "../../../model/ask/expectations/sentence";
import { loadAccess } from "../../../model/file/load";
import { orders } from "./orders";

type Orders = ReturnType<typeof orders>;

function run(file: unknown, change: (file: Orders) => void = () => undefined) {
  const value = orders();
  change(value);
  const stacks = [{ stack: undefined, access: loadAccess(value) }];
  return runExpectations(readExpectations(file, "access.expect.yaml"), stacks, "access.expect.yaml");
}

const failuresOf = (says: string, change?: (file: Orders) => void) =>
  run({ expect: [says] }, change)[0]!.failures.map(({ message }) => message);

function refused(file: unknown, message: RegExp, change?: (file: Orders) => void): void {
  assert.throws(() => run(file, change), { name: "AccessError", message });
}

const unites = ({ groups }: Orders) => void (groups.clerks!.separate = ["stockists"]);

describe("expectations", () => {
  const holding = [
    "clerks can orders:read",
    "clerks can never orders:write orders:delete stock:read",
    "clerks at desk exactly orders:read",
    "leads exactly orders:read orders:write orders:delete",
    "sync exactly orders:read",
    "sync can GET /orders",
    "sync can never DELETE /orders/{id}".replace("DELETE /orders/{id}", "orders:write"),
    "clerks exactly GET /orders GET /teams",
    "only leads can orders:delete",
    "only clerks, leads, sync can orders:read",
    "nobody can orders:manage",
    "nobody without step-up orders:delete DELETE /orders/{id}",
    "clerks + stockists can orders:read stock:read together",
    "clerks + stockists can never orders:write",
  ];
  for (const says of holding) {
    it(`holds: ${says}`, () => assert.deepEqual(failuresOf(says), []));
  }

  const failing: readonly (readonly [says: string, failures: readonly string[], change?: (file: Orders) => void])[] = [
    [
      "clerks can orders:write",
      [
        "clerks cannot orders:write: refused at desk: Policy evaluation failed for this request, please check the policy configurations.",
      ],
    ],
    [
      "leads can never orders:write",
      ["leads can orders:write: granted at desk with authorization_code by rule `leads 30 min`"],
    ],
    [
      "sync exactly orders:write",
      [
        "sync can orders:read: granted at sync with client_credentials by rule `client_credentials 60 min`",
        "sync cannot orders:write: refused at sync: Policy evaluation failed for this request, please check the policy configurations.",
      ],
    ],
    [
      "only clerks can orders:read",
      [
        "leads can orders:read: granted at desk with authorization_code by rule `clerks 60 min`",
        "sync can orders:read: granted at sync with client_credentials by rule `client_credentials 60 min`",
      ],
    ],
    [
      "nobody can stock:read",
      ["stockists can stock:read: granted at desk with authorization_code by rule `stockists 60 min`"],
    ],
    ["nobody without step-up stock:read", ["`stock:read` has no `stepUp`"]],
    [
      "nobody without step-up GET /health GET /orders",
      ["`GET /health` is public", "none of the scopes of `GET /orders` has a `stepUp`"],
    ],
    [
      "clerks + stockists can orders:read stock:read together",
      [
        "clerks + stockists cannot orders:read + stock:read in one request: refused at desk: Policy evaluation failed for this request, please check the policy configurations.",
      ],
      unites,
    ],
    ["clerks can never GET /health", ["clerks can GET /health: the route is public"]],
  ];
  for (const [says, failures, change] of failing) {
    it(`fails, and says by which rule: ${says}`, () => assert.deepEqual(failuresOf(says, change), failures));
  }

  it("counts at the gateway what the groups entitle to, where the gateway narrows", () => {
    const gateway = ({ clients }: Orders) => void (clients.desk!.enforcement = "gateway");
    assert.deepEqual(failuresOf("clerks can never orders:write", gateway), []);
    assert.deepEqual(failuresOf("clerks can orders:write", gateway), [
      "clerks cannot orders:write: the gateway does not count it for these groups at desk",
    ]);
  });

  it("carries the rules that were looked at", () => {
    const [result] = run({ expect: ["clerks can orders:write"] });
    assert.deepEqual(result!.failures[0]!.trace.map(({ rule, because }) => `${rule}: ${because}`).slice(0, 2), [
      "clerks 60 min: requested but not in the rule: `orders:write`",
      "stockists 60 min: the user is in none of the rule's groups",
    ]);
  });

  describe("a table", () => {
    const table = (rows: Record<string, string[]>, rest: object = {}) => ({
      tables: [{ at: "desk", only: ["orders:read", "stock:read"], rows, ...rest }],
    });

    it("holds where all that is listed is given, and nothing else", () => {
      const rows = {
        clerks: ["orders:read"],
        leads: ["orders:read"],
        stockists: ["stock:read"],
        "clerks + stockists": ["orders:read", "stock:read"],
      };
      assert.deepEqual(run(table(rows))[0]!.failures, []);
    });

    it("fails for what is not listed, in a row and beside all rows", () => {
      const messages = run(table({ clerks: ["orders:read", "stock:read"], leads: ["orders:read"] }))[0]!.failures.map(
        ({ message }) => message.split(":").slice(0, 2).join(":"),
      );
      assert.deepEqual(messages, ["clerks cannot stock:read", "stockists can stock:read"]);
    });

    it("looks at all closed routes, at any client and service client, where it says nothing else", () => {
      const rows = {
        clerks: ["GET /orders", "GET /teams"],
        leads: ["GET /orders", "GET /teams", "DELETE /orders/{id}"],
        sync: ["GET /orders"],
      };
      const [result] = run({ tables: [{ of: "routes", rows }] });
      assert.deepEqual(result!.failures, []);
    });
  });

  describe("refuses", () => {
    const sentences: readonly (readonly [string, RegExp])[] = [
      [
        "clerks can orders:raed",
        /expect\[0\]: the scope `orders:raed` is not in the access file; did you mean `orders:read`\?/,
      ],
      [
        "clerk can orders:read",
        /the group or service client `clerk` is not in the access file; did you mean `clerks`\?/,
      ],
      ["clerks at dsk can orders:read", /the client `dsk` is not in the access file; did you mean `desk`\?/],
      ["clerks can GET /order", /the route `GET \/order` is not in the access file; did you mean `GET \/orders`\?/],
      [
        "clerks at sync can never orders:read",
        /groups count for nothing at the service client `sync`, so this can never fail/,
      ],
      ["sync at desk can never orders:read", /a service client is no user of `desk`, so this can never fail/],
      ["clerks can GET /health", /`GET \/health` is public, so this can never fail/],
      [
        "sync can never DELETE /orders/{id}",
        /asks for a step-up or a group, which no service client can give, so this can never fail/,
      ],
      ["nobody without step-up orders:manage", /nobody can have `orders:manage` at all, so this meets nothing/],
      ["clerks orders:read", /has no verb; the forms are `WHO can WHAT`/],
      ["clerks can", /names nothing after the verb/],
      ["nobody can never orders:read", /says it twice/],
      ["nobody exactly orders:read", /cannot have something exactly/],
      ["clerks, leads can orders:read", /several are named with commas after `only` alone/],
      ["clerks can GET", /`GET` is followed by a path/],
      ["clerks can orders:read together", /`together` is said of two scopes or more/],
      ["clerks exactly orders:read GET /orders", /`exactly` is said of scopes or of routes/],
      ["clerks without orders:read", /`without` is followed by `step-up`/],
      ["clerks at can orders:read", /`at` is followed by one client/],
    ];
    for (const [says, message] of sentences) it(says, () => refused({ expect: [says] }, message));

    it("what says the same twice: the second could never fail by itself", () =>
      refused(
        { expect: ["clerks can orders:read", "clerks  can orders:read"] },
        /expect\[1\]: says what expect\[0\] says/,
      ));

    it("an internal scope at an external client, which the check refuses anyway", () =>
      refused(
        { expect: ["clerks at app can never orders:write"] },
        /is internal and the client external/,
        ({ clients }) => {
          clients.app = { type: "native", exposure: "external", scopes: ["orders:read"] };
        },
      ));

    it("a table of nothing, and one that lists what it does not look at", () => {
      refused(
        { tables: [{ of: "routes", rows: {} }] },
        /there are no routes, so the table can never fail/,
        (file) => (file.apis = {}),
      );
      refused(
        { tables: [{ only: ["orders:read"], rows: { clerks: ["stock:read"] } }] },
        /`stock:read` is listed in a row and is none of the table's columns/,
      );
    });

    it("a file of another shape, or of nothing", () => {
      refused({}, /expects nothing: write sentences below `expect`/);
      refused({ expects: [] }, /expects/);
      refused({ expect: [{ say: "x" }] }, /expect\[0\]/);
    });

    it("a stack that there is none of", () =>
      refused(
        { expect: [{ says: "clerks can orders:read", stacks: ["moon"] }] },
        /expect\[0\]: no stack is called `moon`/,
      ));
  });

  it("reads a sentence whatever the space in it", () => {
    assert.deepEqual(parseSentence("  clerks +  leads at desk can never GET  /orders  stock:read"), {
      verb: "never",
      who: [["clerks", "leads"]],
      at: "desk",
      what: ["GET /orders", "stock:read"],
      together: false,
    });
  });
});
