/** `access plan`: what every stack declares, found by the product's own program, without an engine and without its secrets. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { runCli } from "../cli/runCli";

const REPOSITORY = join(__dirname, "../../..");
const ORDERS = join(REPOSITORY, "examples/orders");
/** Below the repository, where a copy finds the packages. */
const COPIES = join(REPOSITORY, ".local");
const CANARY = "v1:Q2FuYXJ5Q2FuYXJ5:c2VjcmV0c2VjcmV0";

describe("access plan", () => {
  let folder: string;

  before(() => {
    mkdirSync(COPIES, { recursive: true });
    folder = mkdtempSync(join(COPIES, "plans-"));
  });

  beforeEach(() => {
    rmSync(folder, { recursive: true });
    cpSync(ORDERS, folder, { recursive: true });
  });

  after(() => rmSync(folder, { recursive: true }));

  const plan = (...args: string[]) => runCli("plan", "--product", folder, ...args);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const resources = () => JSON.parse(read("plans/dev.json")) as Record<string, Record<string, Record<string, unknown>>>;

  function configure(change: (config: Record<string, unknown>) => void): void {
    const file = parse(read("Pulumi.dev.yaml")) as { config: Record<string, unknown> };
    change(file.config);
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify(file));
  }

  it("writes each resource on one line, in the product's own words, and the rules of a policy in their order", async () => {
    const { status, out } = await plan();
    assert.deepEqual([status, out.split(": ")[1]], [0, "dev.json, dev.md, operations.md"]);
    assert.deepEqual(readdirSync(join(folder, "plans")).sort(), ["dev.json", "dev.md", "operations.md"]);
    const rules = Object.values(resources()["okta:auth/serverPolicyRule:ServerPolicyRule"]!);
    assert.deepEqual(
      rules.map(({ priority, scopeWhitelists }) => [priority, (scopeWhitelists as string[]).slice(3).join(" ")]),
      [
        [1, "orders:read"],
        [2, "orders:read orders:update"],
        [3, "orders:read orders:create"],
        [4, "orders:read orders:create orders:update"],
        [5, "orders:read orders:create orders:delete"],
        [6, "orders:read orders:create orders:update orders:delete"],
      ],
    );
    const lines = read("plans/dev.json").split("\n");
    const ruleLines = lines.filter((line) => line.includes('"scopeWhitelists"'));
    assert.equal(ruleLines.length, rules.length);
  });

  it("tells plans that are missing, too many or old, and what differs", async () => {
    assert.equal((await plan("--check")).status, 1);
    assert.equal((await plan()).status, 0);
    assert.deepEqual(await plan("--check").then(({ status, out }) => [status, out.split("/").at(-1)]), [
      0,
      " is up to date",
    ]);
    writeFileSync(join(folder, "plans/dev.md"), "old\n");
    writeFileSync(join(folder, "plans/gone.json"), "{}\n");
    const stale = await plan("--check");
    assert.equal(stale.status, 1);
    assert.match(stale.err, /is not up to date \(dev\.md, gone\.json\): call `access plan`/);
    assert.match(stale.out, /^dev\.md:\n@@ line 1\n-old\n\+# Who may do what in `dev`\n/);
    assert.match(stale.out, /\ngone\.json: belongs to no stack any more$/);
  });

  it("shows a rule that was changed by hand in the file as one line", async () => {
    await plan();
    const path = join(folder, "plans/dev.json");
    writeFileSync(
      path,
      read("plans/dev.json").replace(/"accessTokenLifetimeMinutes": \d+/, '"accessTokenLifetimeMinutes": 1440'),
    );
    const { status, out } = await plan("--check");
    const changed = out.split("\n").filter((line) => /^[+-]/.test(line));
    assert.deepEqual([status, changed.map((line) => line[0])], [1, ["-", "+"]]);
    assert.match(changed[0]!, /"accessTokenLifetimeMinutes": 1440/);
  });

  it("needs no secret and writes none", async () => {
    configure((config) => {
      config["okta:privateKey"] = { secure: CANARY };
    });
    const { status, out, err } = await plan();
    assert.equal(status, 0, err);
    const written = readdirSync(join(folder, "plans")).map((file) => read(`plans/${file}`));
    for (const text of [out, err, ...written]) assert.ok(!text.includes(CANARY) && !text.includes("an-encrypted"));
    assert.equal(resources()["pulumi:providers:okta"]!["okta"]!["privateKey"], "(secret)");
  });

  it("refuses a token in the clear, without repeating it", async () => {
    configure((config) => {
      for (const key of Object.keys(config)) if (key.startsWith("okta:")) delete config[key];
      Object.assign(config, {
        "okta:orgName": "example",
        "okta:baseUrl": "okta.com",
        "okta:apiToken": "00canaryCanary",
      });
    });
    const { status, out, err } = await plan();
    assert.equal(status, 2);
    assert.match(err, /okta:apiToken/);
    assert.ok(!`${out}${err}`.includes("canaryCanary"));
  });

  it("says what a program of one's own says, and where there is none", async () => {
    writeFileSync(join(folder, "index.ts"), 'throw new Error("the wiki is down");\n');
    assert.match((await plan()).err, /the wiki is down/);
    rmSync(join(folder, "index.ts"));
    const { status, err } = await plan();
    assert.equal(status, 2);
    assert.match(err, /^there is no `index\.ts`, the program that declares the stack/);
  });
});
