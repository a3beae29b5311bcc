/** Stack files are checked with the access file, before any preview. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EXAMPLES } from "../../support/products";
import { runCli } from "../cli/runCli";

const LOCAL = path.join(__dirname, "../../../.local");

describe("access check: stack files", () => {
  // The settings load the SDK, once.
  let folder: string;
  const model = () => path.join(folder, "access.ts");
  const change = (from: RegExp, to: string) => {
    const file = path.join(folder, "Pulumi.dev.yaml");
    const text = readFileSync(file, "utf8");
    assert.match(text, from);
    writeFileSync(file, text.replace(from, to));
  };

  beforeEach(() => {
    // In the repository, where the product's imports lead to the program.
    mkdirSync(LOCAL, { recursive: true });
    folder = mkdtempSync(path.join(LOCAL, "stack-files-"));
    cpSync(EXAMPLES["orders"]!, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("finds nothing in files that are right", async () => {
    const { status, out } = await runCli("check", "--model", model());
    assert.deepEqual([status, out.split("\n").at(-1)], [0, "no findings, 1 note: see `--notes`"]);
  });

  it("completes the local stack as the start does, and finds what is wrong in it all the same", async () => {
    const file = path.join(folder, "Pulumi.local.yaml");
    const setting = "okta-api-access:namesCarryStack";
    writeFileSync(file, `config:\n  ${setting}: false\n`);
    const right = await runCli("check", "--model", model());
    assert.deepEqual([right.status, right.out.split("\n").at(-1)], [0, "no findings, 1 note: see `--notes`"]);
    writeFileSync(file, `config:\n  ${setting}s: false\n`);
    const wrong = await runCli("check", "--model", model());
    assert.equal(wrong.status, 1);
    assert.match(wrong.out, /Pulumi\.local\.yaml: okta-api-access:namesCarryStacks: unknown field/);
  });

  it("finds a token in the clear and a misspelt setting, with the file and the line, and prints no value", async () => {
    change(/^config:\n/m, "config:\n  okta:apiToken: 00very-secret-token\n  okta-api-access:loopbackRedirect: true\n");
    const { status, out } = await runCli("check", "--model", model());
    assert.equal(status, 1);
    assert.match(
      out,
      /^error: Pulumi\.dev\.yaml: okta:apiToken: stands in the file in the clear: revoke it, and set a new one with `pulumi config set --secret okta:apiToken`$/m,
    );
    assert.match(
      out,
      /^error: Pulumi\.dev\.yaml: okta-api-access:loopbackRedirect: unknown field `okta-api-access:loopbackRedirect`; did you mean `okta-api-access:loopbackRedirects`\?/m,
    );
    const sarif = await runCli("check", "--sarif", "--model", model());
    assert.equal(`${out}${sarif.out}`.includes("very-secret"), false);
    const { runs } = JSON.parse(sarif.out) as {
      runs: { results: { ruleId: string; locations: { physicalLocation: object }[] }[] }[];
    };
    const found = runs[0]!.results.find(({ ruleId }) => ruleId === "plain-secret")!;
    assert.deepEqual(found.locations[0]!.physicalLocation, {
      artifactLocation: { uri: path.join(folder, "Pulumi.dev.yaml") },
      region: { startLine: 4, startColumn: 3 },
    });
  });

  it("takes an encrypted token for one, whatever stands in it", async () => {
    change(/^config:\n/m, "config:\n  okta:apiToken:\n    secure: AAABAA\n");
    const { out } = await runCli("check", "--model", model());
    assert.equal(out.includes("in the clear"), false);
  });

  it("looks at one stack where it is told", async () => {
    change(/^config:\n/m, "config:\n  aws:regoin: x\n");
    assert.equal((await runCli("check", "--model", model(), "--stack", "prod")).status, 0);
    assert.equal((await runCli("check", "--model", model(), "--stack", "dev")).status, 1);
  });
});
