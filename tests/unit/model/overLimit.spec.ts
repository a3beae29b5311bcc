/** The compiler's limit of derived groups: where it stops, and what it then says. */
import assert from "node:assert/strict";
import { compile } from "../../../model/compile/compile";
import type { OverLimit } from "../../../model/compile/overLimit";
import { AccessError } from "../../../model/findings";
import { loadAccess } from "../../../model/file/load";
import type { AccessInput } from "../../../model/file/schema";

describe("compile: the limit of combinations", () => {
  const disjoint = (count: number): AccessInput => ({
    product: "p",
    audience: "api://p",
    scopes: Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}:read`, { description: "A scope" }])),
    groups: Object.fromEntries(Array.from({ length: count }, (_, i) => [`g${i}`, { scopes: [`s${i}:read`] }])),
    clients: { c: { type: "spa", scopes: "all" } },
  });

  const errorOf = (file: AccessInput): string => {
    try {
      compile(loadAccess(file));
      return "compiled";
    } catch (error) {
      assert.ok(error instanceof AccessError);
      assert.deepEqual(
        error.findings.map(({ rule, path, level }) => [rule, path, level]),
        [["combinations", "combinations.limit", "error"]],
      );
      return error.findings[0]!.message;
    }
  };

  const overLimitOf = (file: AccessInput): OverLimit => {
    try {
      compile(loadAccess(file));
    } catch (error) {
      assert.ok(error instanceof AccessError);
      return error.findings[0]!.details as OverLimit;
    }
    throw new Error("the file compiles");
  };

  it("compiles up to the limit, and counts exactly beyond it", () => {
    assert.equal(errorOf(disjoint(6)), "compiled");
    assert.equal(
      errorOf(disjoint(7)),
      [
        "needs 120 derived groups where 64 are allowed: whoever is in several groups may ask for what these hold together",
        "  clients that need them: `c` 120",
        "  groups that cost most: `g0` is in 63, `g1` is in 63, `g2` is in 63, `g3` is in 63 and 3 more",
        "  changes that pass, each tried, the smallest first:",
        "  - 0 derived groups (what one call needs, as `access check --suggest-requests` prints it; whoever needs more asks for two tokens):",
        '    `clients.c.requests`: "one-group"',
        "  - 57 derived groups (whoever is in one of these and in another group never gets a token for both):",
        '    `groups.g0.separate`: ["g1", "g2", "g3", "g4", … 2 more]',
        "  - 21 derived groups (so many if nobody is in more than two of the groups):",
        "    `combinations.occurring`: what `access combinations --org-url U` reads",
      ].join("\n"),
    );
  });

  it("allows none where the limit is 0", () => {
    assert.match(
      errorOf({ ...disjoint(2), combinations: { limit: 0 } }),
      /^needs 1 derived groups where 0 are allowed/,
    );
    assert.equal(errorOf({ ...disjoint(1), combinations: { limit: 0 } }), "compiled");
  });

  it("stops counting a thousand groups with nothing in common, and stays short", () => {
    const message = errorOf(disjoint(1_000));
    assert.match(message, /^needs more than 2,000 derived groups where 64 are allowed/);
    assert.equal(message.split("\n").length <= 25, true);
  });

  it("names changes each of which passes, with as many derived groups as it says", () => {
    const file = disjoint(8);
    const all = (...scopes: string[]) => ({ scopes: { all: scopes }, handler: "h" });
    file.apis = { a: { routes: { "GET /x": all("s1:read", "s2:read"), "GET /y": all("s1:read", "s3:read") } } };
    file.clients.d = { type: "web", scopes: ["s1:read", "s2:read"] };
    const { changes, clients, groups } = overLimitOf(file);
    assert.deepEqual(clients, [
      { client: "c", derivedGroups: 247, isMore: false },
      { client: "d", derivedGroups: 1, isMore: false },
    ]);
    assert.deepEqual(groups[0], { group: "g0", derivedGroups: 127 });
    assert.deepEqual(
      changes.map(({ set, derivedGroups }) => [Object.keys(set), derivedGroups]),
      [
        [["clients.c.requests"], 2],
        [["clients.c.enforcement"], 1],
        [["combinations.occurring"], 28],
        [["groups.g0.separate", "groups.g1.separate"], 57],
      ],
    );
    for (const { set, derivedGroups } of changes) {
      const changed = structuredClone(file);
      for (const [path, value] of Object.entries(set)) {
        const [root, key, field] = path.split(".") as ["clients" | "groups", string, string];
        if (field !== undefined) Object.assign(changed[root][key]!, { [field]: value });
      }
      if ("combinations.occurring" in set) continue;
      assert.equal(compile(loadAccess(changed)).groupRules.length, derivedGroups, Object.keys(set).join());
    }
  });

  it("compiles a thousand groups with nothing in common where the gateway narrows", () => {
    const file = disjoint(1_000);
    file.clients.c!.enforcement = "gateway";
    const plan = compile(loadAccess(file));
    assert.deepEqual(
      plan.policies.map(({ rules: all }) => all.length),
      [1],
    );
    assert.deepEqual(plan.groupRules, []);
  });

  it("refuses a group whose name in Okta is that of a derived group", () => {
    const file = disjoint(2);
    file.groups.g2 = { name: "g0+g1", scopes: ["s0:read"] };
    assert.throws(
      () => compile(loadAccess(file)),
      /the name `g0\+g1` of a group is also the name of the group that the compiler adds/,
    );
  });
});
