/** Whether the programs of others that only the full suite needs are there, and what who needs them is told where they are not. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needStrangers, wrongWith } from "../../setup/strangers";

const LOCKED = {
  "node_modules/a": { version: "1.2.3", integrity: "sha512-a" },
  "node_modules/a/node_modules/b": { version: "2.0.0", integrity: "sha512-b" },
  "node_modules/a/node_modules/for-another-machine": { version: "1.0.0", integrity: "sha512-c", optional: true },
};
/** What npm writes down on a machine that does without the last one. */
const { "node_modules/a/node_modules/for-another-machine": _, ...INSTALLED } = LOCKED;

describe("the packages of tests/strangers", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "okta-api-access-strangers-"));
    const packages = { "": { name: "strangers" }, ...LOCKED };
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function installed(packages: object): void {
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
  }

  it("are there when npm has written down what the lock says, but for what is for another kind of machine", () => {
    for (const packages of [INSTALLED, LOCKED]) {
      installed(packages);
      assert.equal(wrongWith(folder), undefined);
      needStrangers(folder);
    }
  });

  it("are missing where npm has not come to its end", () => {
    assert.equal(wrongWith(folder), "are not installed");
    mkdirSync(join(folder, "node_modules"));
    assert.equal(wrongWith(folder), "are not installed");
  });

  it("are others where one has another version or content, is missing, or is too many", () => {
    const a = INSTALLED["node_modules/a"];
    for (const packages of [
      { ...INSTALLED, "node_modules/a": { ...a, version: "1.2.2" } },
      { ...INSTALLED, "node_modules/a": { ...a, integrity: "sha512-d" } },
      { "node_modules/a": a },
      { ...INSTALLED, "node_modules/left": { version: "1.0.0", integrity: "sha512-e" } },
    ]) {
      installed(packages);
      assert.equal(wrongWith(folder), "are not those of its lock");
    }
  });

  it("are asked for with the command that brings them, and nothing else", () => {
    assert.throws(
      () => needStrangers(folder),
      (error: Error) => {
        const text = "the packages of `tests/strangers` are not installed: call `npm ci --prefix tests/strangers`";
        assert.deepEqual([error.message, error.stack], [text, text]);
        return true;
      },
    );
  });
});
