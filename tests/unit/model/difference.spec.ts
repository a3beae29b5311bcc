/** The difference between two access files, change by change. */
import assert from "node:assert/strict";
import { filesDifference } from "../../../model/ask/difference/filesDifference";
import type { AccessChange, AccessDifference } from "../../../model/ask/difference/types";
import { neededReviews, placesOf, verdictLine } from "../../../model/ask/difference/verdict";
import type { AccessInput } from "../../../model/file/schema";
import { orders } from "./orders";

type Orders = ReturnType<typeof orders>;

function compared(change: (file: Orders) => void, base: (file: Orders) => void = () => undefined) {
  const [before, after] = [orders(), orders()];
  base(before);
  base(after);
  change(after);
  return filesDifference({ source: "before", value: before }, { source: "after", value: after });
}

const difference = (change: (file: Orders) => void, base?: (file: Orders) => void) => compared(change, base).difference;

/** In one line: who at which client what, and how it changed. */
const line = ({ principal, client, scope, route, before, after, because }: AccessChange) =>
  [principal, client, route ?? scope, because === "access" ? `${before} → ${after}` : because].join(" | ");

const lines = ({ widened, narrowed }: AccessDifference) => [
  ...widened.map((row) => `+ ${line(row)}`),
  ...narrowed.map((row) => `- ${line(row)}`),
];

const effects = ({ fields }: AccessDifference) => fields.map(({ path, effect }) => `${path} ${effect}`);

describe("accessDifference", () => {
  it("finds nothing between a file and itself", () => {
    assert.deepEqual(
      difference(() => undefined),
      {
        widened: [],
        narrowed: [],
        signIn: [],
        renamed: [],
        tokens: [],
        fields: [],
        findings: [],
      },
    );
    assert.equal(verdictLine(difference(() => undefined)), "Access stays as it is");
  });

  it("shows a scope more for a group, with the rule, its terms and what opens", () => {
    const found = difference(({ groups }) => groups.clerks!.scopes.push("orders:delete"));
    assert.deepEqual(found.widened, [
      {
        kind: "scope",
        principal: "clerks",
        groups: ["clerks"],
        client: "desk",
        grant: "authorization_code",
        scope: "orders:delete",
        before: "denied",
        after: "granted",
        because: "access",
        terms: {
          before: null,
          after: { rule: "clerks 10 min", tokenMinutes: 10, stepUp: { acr: "urn:okta:loa:2fa:any", maxAge: 300 } },
        },
        sensitivity: "high",
        routes: ["orders DELETE /orders/{id}"],
        path: "groups.clerks.scopes",
      },
    ]);
    assert.deepEqual(found.narrowed, []);
    assert.equal(verdictLine(found), "Access widened in 1 place");
  });

  it("shows what goes with an entry: a client, a group, a scope of a service client", () => {
    assert.deepEqual(lines(difference(({ clients }) => delete clients.sync)), [
      "- sync | sync | orders:read | granted → denied",
    ]);
    assert.deepEqual(lines(difference(({ groups }) => delete groups.stockists)), [
      "- stockists | desk | stock:read | granted → denied",
    ]);
  });

  it("tells a renamed key from another group: what counts is the group in Okta", () => {
    const renamed = difference(({ groups }) => {
      groups["desk-clerks"] = { ...groups.clerks!, name: "clerks" };
      delete groups.clerks;
    });
    assert.deepEqual(renamed.renamed, [{ kind: "group", before: "clerks", after: "desk-clerks", name: "clerks" }]);
    assert.deepEqual(lines(renamed), []);
    const another = difference(({ groups }) => (groups.clerks!.name = "Everyone in sales"));
    assert.deepEqual(lines(another), [
      "+ clerks | desk | orders:read | denied → granted",
      "- clerks | desk | orders:read | granted → denied",
    ]);
    const inPlace = difference(
      ({ groups }) => (groups.clerks!.name = "Sales"),
      ({ groups }) => (groups.clerks!.managed = true),
    );
    assert.deepEqual(lines(inPlace), [], "a group that the stack makes is renamed with its members");
  });

  it("shows what a weaker step-up and a longer token are: wider", () => {
    const weaker = difference(({ scopes }) => (scopes["orders:delete"]!.stepUp!.maxAge = 600));
    assert.deepEqual(lines(weaker), ["+ leads | desk | orders:delete | step-up"]);
    const gone = difference(({ scopes }) => delete scopes["orders:delete"]!.stepUp);
    assert.deepEqual(lines(gone), ["+ leads | desk | orders:delete | step-up"]);
    const stronger = difference(({ scopes }) => (scopes["orders:delete"]!.stepUp!.acr = "phr"));
    assert.deepEqual(lines(stronger), ["- leads | desk | orders:delete | step-up"]);
    const mixed = difference(({ scopes }) => (scopes["orders:delete"]!.stepUp = { acr: "phr", maxAge: 301 }));
    assert.deepEqual(lines(mixed), ["+ leads | desk | orders:delete | step-up"]);
    const longer = difference(({ scopes }) => (scopes["orders:write"]!.tokenMinutes = 31));
    assert.deepEqual(lines(longer), ["+ leads | desk | orders:write | lifetime"]);
    const shorter = difference(({ clients }) => (clients.desk!.tokenMinutes = 20));
    assert.deepEqual(
      lines(shorter),
      [
        "- clerks | desk | orders:read | lifetime",
        "- leads | desk | orders:read | lifetime",
        "- leads | desk | orders:write | lifetime",
        "- stockists | desk | stock:read | lifetime",
      ].sort((a, b) => Number(b.includes("write")) - Number(a.includes("write"))),
    ); // medium before low
  });

  it("says whom a stricter sign-in locks out, and of what", () => {
    const { signIn } = difference(({ groups, scopes }) => {
      scopes["orders:delete"]!.stepUp!.acr = "phr";
      groups.clerks!.scopes.push("orders:delete");
    });
    assert.deepEqual(
      signIn.map(({ client, groups, effect, message }) => [client, groups, effect, message]),
      [
        [
          "desk",
          ["clerks", "leads"],
          "narrowed",
          "sign-in at desk becomes phishing-resistant for clerks, leads: who has no such factor is locked out of the whole of desk",
        ],
      ],
    );
    const out = difference(({ clients }) => (clients.desk!.assignedTo = ["clerks", "leads"]));
    assert.deepEqual(
      out.signIn.map(({ message }) => message),
      ["stockists can no longer sign in at desk at all"],
    );
    const oneFactor = difference(({ clients }) => (clients.desk!.signOn = { factors: 1, reauthenticateMinutes: 60 }));
    assert.deepEqual(
      oneFactor.signIn.map(({ groups, effect, message }) => [groups, effect, message]),
      [
        [
          ["clerks", "stockists"],
          "widened",
          "sign-in at desk takes one factor instead of two factors for clerks, stockists",
        ],
        [["leads"], "narrowed", "sign-in at desk has to be repeated after 60 minutes instead of 720 minutes for leads"],
      ],
    );
    assert.equal(verdictLine(oneFactor), "Access widened in 1 place, narrowed in 1");
  });

  it("shows routes by what they ask for: made public, new, asking for less", () => {
    const open = difference(
      ({ apis }) => (apis.orders!.routes["GET /orders"] = { public: "why not", handler: "orders" }),
    );
    assert.deepEqual(lines(open), ["+ everybody | * | orders GET /orders | denied → granted"]);
    assert.equal(open.widened[0]!.sensitivity, "high");
    const fresh = difference(
      ({ apis }) => (apis.orders!.routes["GET /stock"] = { scopes: ["stock:read"], handler: "orders" }),
    );
    assert.deepEqual(lines(fresh), ["+ stockists | desk | orders GET /stock | denied → granted"]);
    const other = difference(({ apis }) => (apis.orders!.routes["DELETE /orders/{id}"]!.scopes = ["orders:write"]));
    assert.deepEqual(lines(other), [], "leads hold both");
    const fewer = difference(({ apis }) => delete apis.orders!.routes["GET /teams"]!.groups);
    assert.deepEqual(
      lines(fewer).map((one) => one.replace(/ \| granted.*/, "")),
      [
        "+ clerks | desk | orders GET /teams | groups",
        "+ leads | desk | orders GET /teams | groups",
        "+ sync | sync | orders GET /teams | denied → granted",
      ],
    );
    const elsewhere = difference(({ apis }) => (apis.orders!.routes["GET /orders"]!.handler = "other"));
    assert.deepEqual(
      [lines(elsewhere), effects(elsewhere)],
      [[], ['apis.orders.routes["GET /orders"].target changed']],
    );
  });

  it("shows what groups may no longer ask for together", () => {
    const apart = difference(({ groups }) => (groups.clerks!.separate = ["stockists"]));
    assert.deepEqual(lines(apart), ["- clerks+stockists | desk | orders:read stock:read | granted → denied"]);
    assert.equal(verdictLine(apart), "Access narrowed in 1 place", "the field is told by the row");
    const single = difference(({ clients }) => (clients.desk!.requests = "one-group"));
    assert.deepEqual(
      single.narrowed.map(({ kind, principal }) => [kind, principal]),
      [
        ["together", "leads+stockists"],
        ["together", "clerks+stockists"],
      ],
    );
    const occurring = difference((file) => (file.combinations = { occurring: [["clerks", "stockists"]] }));
    assert.deepEqual(
      occurring.narrowed.map(({ principal }) => principal),
      ["leads+stockists"],
    );
  });

  it("shows what one group lets another one in for", () => {
    const found = difference(
      ({ groups }) => groups.stockists!.scopes.push("orders:write"),
      ({ clients }) => (clients.desk!.assignedTo = ["clerks", "leads"]),
    );
    assert.deepEqual(lines(found), ["+ clerks+stockists | desk | orders:write | denied → granted"]);
  });

  it("shows what a service client may do in Okta itself", () => {
    const base = ({ clients }: Orders) => {
      clients.sync = {
        ...clients.sync!,
        oktaApiScopes: ["okta.users.read"],
        oktaAdminRole: { permissions: ["okta.users.read"], groups: ["clerks"] },
      };
    };
    const found = difference(({ clients }) => {
      clients.sync!.oktaApiScopes = ["okta.users.read", "okta.users.manage"];
      clients.sync!.oktaAdminRole = { permissions: ["okta.users.read", "okta.users.create"], groups: "all" };
    }, base);
    assert.deepEqual(
      found.widened.map(({ kind, scope, sensitivity }) => [kind, scope, sensitivity]),
      [
        ["admin-role", "okta.users.create over everybody", "high"],
        ["okta-api", "okta.users.manage", "high"],
        ["admin-role", "okta.users.read over everybody", "high"],
      ],
    );
    assert.deepEqual(found.narrowed, [], "everybody includes the members of a group");
  });

  const opening: readonly (readonly [string, (file: Orders) => void])[] = [
    ["clients.desk.refreshTokens", ({ clients }) => (clients.desk!.refreshTokens = true)],
    ["clients.desk.oidcScopes", ({ clients }) => (clients.desk!.oidcScopes = ["openid", "profile", "email", "phone"])],
    ["apis.orders.cors", ({ apis }) => (apis.orders!.cors = { allowOrigins: ["https://shop.example"] })],
    ["claims.teams.scopes", ({ claims }) => (claims.teams!.scopes = ["orders:read", "stock:read"])],
    ["claims.teams.value", ({ claims }) => (claims.teams!.groups = { startsWith: "t" })],
  ];
  for (const [path, change] of opening) {
    it(`counts ${path} as wider, and the way back as narrower`, () => {
      assert.equal(effects(difference(change)).includes(`${path} widened`), true);
      const [before, after] = [orders(), orders()];
      change(before);
      const back = filesDifference({ source: "a", value: before }, { source: "b", value: after }).difference;
      // Nobody can tell which groups another filter shows: either way counts as wider.
      assert.equal(effects(back).includes(`${path} ${path.endsWith("value") ? "widened" : "narrowed"}`), true);
    });
  }

  it("compares each stack, and says where a change is not in all of them", () => {
    const found = difference(
      ({ groups, scopes, clients }) => {
        scopes["stock:fill"] = { description: "Fill the stock", stacks: ["dev"] } as AccessInput["scopes"][string];
        groups.stockists!.scopes.push("stock:fill");
        (clients.desk!.scopes as string[]).push("stock:fill");
        groups.clerks!.scopes.push("orders:write");
      },
      () => undefined,
    );
    const rows = found.widened.map((row) => [row.principal, row.scope, row.stacks]);
    assert.deepEqual(rows, [
      ["clerks", "orders:write", undefined],
      ["stockists", "stock:fill", ["dev"]],
    ]);
  });

  it("takes the higher sensitivity of the two files, and the reviewers of both", () => {
    const {
      difference: found,
      before,
      after,
    } = compared(
      (file) => {
        file.scopes["orders:delete"]!.sensitivity = "low";
        file.groups.clerks!.scopes.push("orders:delete");
        file.reviewers = {};
      },
      (file) => (file.reviewers = { high: ["@acme/security"], low: ["@acme/orders"] }),
    );
    assert.equal(
      found.widened.every(({ sensitivity }) => sensitivity === "high"),
      true,
    );
    assert.deepEqual(neededReviews(before, after, found), [{ sensitivity: "high", reviewers: ["@acme/security"] }]);
  });

  it("takes a file that is not there for one that allows nothing", () => {
    const { difference: found } = filesDifference({ source: "a", value: undefined }, { source: "b", value: orders() });
    assert.equal(found.narrowed.length, 0);
    assert.deepEqual(
      lines(found).filter((one) => one.includes("everybody")),
      ["+ everybody | * | orders GET /health | denied → granted"],
    );
    assert.equal(placesOf(found, "widened").length, found.widened.length);
  });

  it("tells what the check says of the new file and did not say of the old one", () => {
    const { findings } = difference(({ scopes, groups, clients }) => {
      scopes["stock:count"] = { description: "Count the stock" };
      groups.stockists!.scopes.push("stock:count");
      (clients.desk!.scopes as string[]).push("stock:count");
    });
    assert.deepEqual(
      findings.map(({ rule, path }) => [rule, path]),
      [["scope-name-N4", 'scopes["stock:count"]']],
    );
  });
});
