/** A company with sixty groups: what `requests` make of what would need thousands of derived groups. */
import assert from "node:assert/strict";
import { companyModel } from "../../bench/companyModel";
import { requestSuggestions } from "../../model/ask/together";
import { tokenSizes } from "../../model/ask/tokenSize";
import { compile } from "../../model/compile/compile";
import type { AccessError } from "../../model/findings";
import { loadAccess } from "../../model/file/load";
import type { AccessInput } from "../../model/file/schema";
import { proveSymbolically } from "../../model/prove/symbolic/prove";

function withClients(file: AccessInput, change: (key: string) => Partial<AccessInput["clients"][string]>): AccessInput {
  const clients = Object.entries(file.clients).map(([key, client]) => [key, { ...client, ...change(key) }]);
  return { ...file, clients: Object.fromEntries(clients) };
}

for (const [nested, expected] of [
  [true, 30],
  [false, 20],
] as const) {
  describe(`a company of sixty groups, ${nested ? "with tiers that contain each other" : "without nesting"}`, () => {
    const file = companyModel({ nested });

    it("has sixty groups, 120 scopes, 25 clients and 250 routes", () => {
      const counts = [file.groups, file.scopes, file.clients, file.apis!["api0"]!.routes].map(
        (entries) => Object.keys(entries).length,
      );
      assert.deepEqual(counts, [60, 120, 25, 250]);
    });

    it("needs too many derived groups where every union may be asked for, and the error stays short", () => {
      assert.throws(
        () => compile(loadAccess(file)),
        (error: AccessError) => {
          assert.match(error.findings[0]!.message, /^needs more than [\d,]+ derived groups where 64 are allowed/);
          assert.equal(error.message.split("\n").length <= 25, true);
          return true;
        },
      );
    });

    it("needs few with the requests of its routes, and is proved", () => {
      const requests = new Map(requestSuggestions(loadAccess(file)).map((one) => [one.client, one.requests]));
      const access = loadAccess(withClients(file, (key) => ({ requests: requests.get(key) as "one-group" })));
      const plan = compile(access);
      assert.equal(plan.groupRules.length, expected);
      const { problem, counterexample } = proveSymbolically(access, plan);
      assert.deepEqual([problem, counterexample], [undefined, undefined]);
    });

    it("has tokens below 4 KB for somebody in all groups where the gateway narrows", () => {
      const access = loadAccess(withClients(file, () => ({ enforcement: "gateway" })));
      const sizes = tokenSizes(access).filter(({ declared }) => declared);
      assert.equal(Math.max(...sizes.map(({ bytes }) => bytes)) < 4_096, true);
      assert.deepEqual(compile(access).groupRules, []);
    });
  });
}
