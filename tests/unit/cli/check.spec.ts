/** `access check`: findings, scope names, the proof; as text, JSON and SARIF. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Files, runCli } from "./runCli";

describe("access check", () => {
  const files = new Files();
  after(() => files.remove());

  const misspelt = () =>
    files.orders("misspelt", (file) => {
      file.groups.clerks!.scopes = ["orders:raed"];
    });
  const odd = () =>
    files.orders("odd", (file) => {
      file.scopes["stock:count"] = { description: "Count the stock" };
      file.groups.stockists!.scopes.push("stock:count");
      (file.clients.desk!.scopes as string[]).push("stock:count");
    });
  const finding = {
    rule: "unknown-scope",
    level: "error",
    path: "groups.clerks.scopes[0]",
    message:
      "scope `orders:raed` is not defined; did you mean `orders:read`? (defined: `orders:read`, `orders:write`, `orders:delete`, `orders:manage`, `stock:read`)",
  };

  it("proves a sound file, tells how many questions that covered, and ends with 0", async () => {
    const { status, out, err } = await runCli("check", "--model", files.orders("sound"));
    assert.deepEqual([status, err], [0, ""]);
    assert.match(
      out,
      /^proved: 10 rule entries symbolically, all [\d,]+ questions asked of file and plan\nderived groups: 2 of at most 64; each takes one of the 2,000 group rules of an org\nno findings, 1 note: see `--notes`$/,
    );
  });

  it("shows notes where they are asked for, to people and to programs, and never fails for them", async () => {
    const sound = files.orders("noted");
    const asked = await runCli("check", "--model", sound, "--notes", "--strict");
    assert.equal(asked.status, 0);
    assert.match(asked.out, /^note: apis\.orders: says in no 401 of its gateway/);
    assert.equal(asked.out.split("\n").at(-1), "no findings, 1 note");
    const levels = async (...more: string[]) => {
      const { out } = await runCli("check", "--model", sound, ...more);
      const said = JSON.parse(out) as { findings?: object[]; runs?: { results: object[] }[] };
      return (said.findings ?? said.runs![0]!.results).map((one) => (one as { level: string }).level);
    };
    assert.deepEqual(await levels("--json"), []);
    assert.deepEqual(await levels("--sarif"), []);
    assert.deepEqual(await levels("--json", "--notes"), ["note"]);
    assert.deepEqual(await levels("--sarif", "--notes"), ["note"]);
  });

  it("prints what is wrong with the file, and ends with 1", async () => {
    const { status, out } = await runCli("check", "--model", misspelt());
    assert.equal(status, 1);
    assert.equal(out, `error: groups.clerks.scopes[0]: ${finding.message}\n1 error, 0 warnings`);
  });

  it("prints JSON for programs", async () => {
    assert.deepEqual(JSON.parse((await runCli("check", "--json", "--model", misspelt())).out), { findings: [finding] });
    assert.deepEqual(JSON.parse((await runCli("check", "--json", "--model", files.orders("sound"))).out), {
      findings: [],
    });
  });

  it("prints SARIF for code scanning", async () => {
    const file = misspelt();
    const { status, out } = await runCli("check", "--sarif", "--model", file);
    assert.equal(status, 1);
    assert.deepEqual(JSON.parse(out), {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "access check", rules: [{ id: "unknown-scope" }] } },
          results: [
            {
              ruleId: "unknown-scope",
              ruleIndex: 0,
              level: "error",
              message: { text: `groups.clerks.scopes[0]: ${finding.message}` },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: file },
                    region: { startLine: 1, startColumn: readFileSync(file, "utf8").indexOf('"orders:raed"') + 1 },
                  },
                  logicalLocations: [{ fullyQualifiedName: "groups.clerks.scopes[0]" }],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("checks scope names, and finds in them nothing but warnings", async () => {
    const { status, out } = await runCli("check", "--json", "--model", odd());
    assert.equal(status, 0);
    const { findings } = JSON.parse(out) as { findings: { rule: string; path: string }[] };
    assert.deepEqual(
      findings.map(({ rule, path }) => [rule, path]),
      [["scope-name-N4", 'scopes["stock:count"]']],
    );
  });

  it("takes another convention for names from the file", async () => {
    const dotted = files.orders("dotted", (file) => {
      file.scopes["orders.read"] = { description: "Read" };
      file.groups["clerks"]!.scopes = ["orders:read", "orders.read"];
      file.naming = { pattern: "(orders|stock)[.:][a-z]+" };
    });
    const { status, out } = await runCli("check", "--model", dotted);
    assert.deepEqual([status, out.split("\n").at(-1)], [0, "no findings, 1 note: see `--notes`"]);
  });

  it("refuses a key that stands twice, which JSON and TypeScript would pass over", async () => {
    const twice = '{\n  "product": "a",\n  "scopes": { "a:read": 1, "a:read": 2 }\n}';
    for (const [name, text] of [
      ["twice.json", twice],
      ["twice.ts", `export default ${twice};`],
    ] as const) {
      const { status, err } = await runCli("check", "--model", files.write(name, text));
      assert.equal(status, 2);
      assert.match(
        err,
        /twice\.(json|ts):3:28` has the key `a:read` for the second time in one object, and the first one would be lost; remove one of the two$/,
      );
    }
  });

  it("lets warnings pass, unless it is strict", async () => {
    const warned = files.orders("warned", (file) => {
      file.scopes["stock:update"] = { description: "Change the stock" };
    });
    const lenient = await runCli("check", "--model", warned);
    assert.equal(lenient.status, 0);
    assert.match(lenient.out, /0 errors, 1 warning, 1 note: see `--notes`$/);
    assert.equal((await runCli("check", "--strict", "--model", warned)).status, 1);
  });

  it("checks every stack that the file mentions, or the one that is asked for", async () => {
    const staged = files.orders("staged", (file) => {
      file.scopes["orders:reset"] = { description: "Reset", stacks: ["dev"] };
      file.groups.developers = { scopes: ["orders:reset"], stacks: ["dev"] };
      file.clients.console = { type: "spa", scopes: ["orders:reset"], stacks: ["dev"] };
    });
    const all = await runCli("check", "--json", "--model", staged);
    const paths = (text: string) =>
      (JSON.parse(text) as { findings: { path: string }[] }).findings.map(({ path }) => path);
    assert.deepEqual(paths(all.out), ['scopes["orders:reset"]']);
    assert.deepEqual(paths((await runCli("check", "--json", "--model", staged, "--stack", "prod")).out), []);
    assert.match((await runCli("check", "--model", staged)).out, /\nproved for stack dev: /);
  });

  it("reports a file that needs too many combinations", async () => {
    const wide = files.orders("wide", (file) => {
      file.combinations = { limit: 1 };
    });
    const { status, out } = await runCli("check", "--json", "--model", wide);
    const { findings } = JSON.parse(out) as { findings: { rule: string; path: string }[] };
    assert.equal(status, 1);
    assert.deepEqual(
      findings.map(({ rule, path }) => [rule, path]),
      [["combinations", "combinations.limit"]],
    );
  });
});
