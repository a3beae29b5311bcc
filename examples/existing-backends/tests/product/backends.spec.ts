/** Who may call what, and where it leads: what a pull request of this product changes shows here. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import access from "../../access";

const PRODUCT = join(__dirname, "../..");
const PROGRAM = dirname(require.resolve("okta-api-access/package.json"));

const run = (...args: string[]) =>
  execFileSync(
    process.execPath,
    [
      "-C",
      "okta-api-access-source",
      "-r",
      join(PROGRAM, "local/node/register.cjs"),
      join(PROGRAM, "cli/access.ts"),
      ...args,
    ],
    { cwd: PRODUCT, encoding: "utf8" },
  );

describe("the backends of this product", () => {
  it("are placed by every stack, as its profiles can reach them", () => {
    const { findings } = JSON.parse(run("check", "--json")) as { findings: { level: string; path: string }[] };
    assert.deepEqual(
      findings.filter(({ level }) => level === "error"),
      [],
    );
  }).timeout(60_000);

  it("are four, behind three APIs", () => {
    const named = Object.values(access.apis!).map(({ routes }) => [
      ...new Set(Object.values(routes).map(({ backend }) => backend)),
    ]);
    assert.deepEqual(named, [["orders", "stock", "prices"], ["orders"], ["depot"]]);
  });

  it("let nobody but managers delete an order", () => {
    const { principals } = JSON.parse(run("who-can", "DELETE /orders/{id}", "--json")) as {
      principals: { groups: string[]; client: string }[];
    };
    assert.deepEqual(
      principals.map(({ groups, client }) => [groups, client]),
      [[["managers"], "desk"]],
    );
  }).timeout(60_000);
});
