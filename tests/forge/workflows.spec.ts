/** The workflows, read by those who lint workflows: actionlint, built from its Go module, and zizmor, from its wheel. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { INSTALL_MS, installFolder, needs } from "../support/toolchain";

const run = promisify(execFile);
const REPOSITORY = join(__dirname, "../..");
const WORKFLOWS = join(REPOSITORY, ".github/workflows");

describe("the workflows of this repository", () => {
  const files = readdirSync(WORKFLOWS).map((file) => join(WORKFLOWS, file));
  let empty: string;

  before(() => {
    empty = mkdtempSync(join(tmpdir(), "okta-api-access-workflows-"));
  });

  after(() => rmSync(empty, { recursive: true }));

  it("are all there", () => {
    assert.deepEqual(readdirSync(WORKFLOWS).sort(), [
      "access.yml",
      "deploy.yml",
      "drift.yml",
      "release.yml",
      "stack.yml",
      "versions.yml",
    ]);
  });

  it("are in order for actionlint", async function () {
    this.timeout(INSTALL_MS);
    await needs(this, ["go", "version"]);
    const folder = installFolder("actionlint");
    const env = { ...process.env, GOBIN: folder };
    await run("go", ["install", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"], { cwd: empty, env });
    const { stdout } = await run(join(folder, "actionlint"), ["-shellcheck=", "-pyflakes=", ...files], { cwd: empty });
    assert.equal(stdout, "");
  });

  it("are safe for zizmor", async function () {
    this.timeout(INSTALL_MS);
    await needs(this, ["python3", "--version"]);
    const folder = installFolder("zizmor");
    const python = join(folder, "bin/python");
    if (!existsSync(python)) await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "zizmor==1.32.0"]);
    const args = ["--offline", "--quiet", "--min-severity", "medium", "--format", "json", WORKFLOWS];
    const { stdout } = await run(join(folder, "bin/zizmor"), args);
    assert.deepEqual(JSON.parse(stdout), []);
  });
});
