import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenPlans } from "../../cli/plans/goldenPlans";
import { productAt } from "../../components/stack/product";

const product = productAt(join(__dirname, "../.."));
const PLANS = product.plans;

describe("plans/", () => {
  let today: ReadonlyMap<string, string>;

  before(async () => {
    today = await goldenPlans(product);
  });

  it("says what every stack declares and who may do what there, as it is today; `npm run plan` writes it", () => {
    const kept = new Map(readdirSync(PLANS).map((file) => [file, readFileSync(join(PLANS, file), "utf8")]));
    assert.deepEqual([...kept.keys()].sort(), [...today.keys()].sort());
    for (const [file, text] of today)
      assert.equal(kept.get(file), text, `plans/${file} is not up to date: npm run plan`);
  });

  it("lists in it who may delete a user, and nobody at a client that may not", () => {
    const lines = today.get("operations.md")!.split("\n");
    const clients = lines
      .find((line) => line.startsWith("| operation"))!
      .split("|")
      .map((cell) => cell.trim());
    const cells = lines
      .find((line) => line.includes("`DELETE /users/{id}`"))!
      .split("|")
      .map((cell) => cell.trim());
    const allowed = cells.flatMap((cell, index) => (index > 2 && cell !== "" ? [[clients[index], cell]] : []));
    assert.deepEqual(allowed, [["`support-console`", "user-admins"]]);
  });

  it("lists a group that the stack makes under the name that carries the stack, where an org is shared", () => {
    const nameIn = (stack: string) => {
      const groups = JSON.parse(today.get(`${stack}.json`)!)["okta:group/group:Group"] as Record<
        string,
        { name: string }
      >;
      return groups["admin-user-admins"]!.name;
    };
    assert.deepEqual(["dev", "prod"].map(nameIn), ["user-admins-dev", "user-admins"]);
  });
});
