import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenPlans } from "../../cli/goldenPlans";
import { productAt } from "../../components/stack/product";

const product = productAt(join(__dirname, "../.."));
const PLANS = product.plans;

describe("plans/", () => {
  it("holds the plan and the matrix of every stack as they are today; `npm run plan` writes them", () => {
    const kept = new Map(readdirSync(PLANS).map((file) => [file, readFileSync(join(PLANS, file), "utf8")]));
    const today = goldenPlans(product);
    assert.deepEqual([...kept.keys()].sort(), [...today.keys()].sort());
    for (const [file, text] of today)
      assert.equal(kept.get(file), text, `plans/${file} is not up to date: npm run plan`);
  });

  it("lists in it who may delete a user, and nobody at a client that may not", () => {
    const lines = goldenPlans(product).get("operations.md")!.split("\n");
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
    const groups = (stack: string) =>
      (JSON.parse(goldenPlans(product).get(`${stack}.plan.json`)!) as { groups: { key?: string; name: string }[] })
        .groups;
    assert.equal(groups("prod").find(({ key }) => key === "user-admins")?.name, "user-admins");
    assert.equal(groups("dev").find(({ key }) => key === "user-admins")?.name, "user-admins-dev");
    assert.equal(groups("dev").find(({ key }) => key === "auditors")?.name, "auditors");
  });
});
