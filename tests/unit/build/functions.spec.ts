/** The texts of functions depend on their sources alone: each is made anew here, alone and beside others. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as bundler from "../../../components/aws/shared/bundle";
import { REPOSITORY } from "../../../local/engine/locations";

const HANDLERS = join(__dirname, "../../fixtures");

/** A process remembers what it has bundled: this one has forgotten it. */
function forgetful(): typeof bundler {
  const file = require.resolve("../../../components/aws/shared/bundle");
  const before = require.cache[file];
  delete require.cache[file];
  try {
    return require(file) as typeof bundler;
  } finally {
    require.cache[file] = before;
  }
}

describe("the functions of a stack", () => {
  it("have the same texts, whatever they are bundled with and in whichever order", () => {
    const { own, handlers } = forgetful().bundleFunctions(["authorizer", "metadata"], HANDLERS, ["service"]);
    assert.deepEqual([Object.keys(own), Object.keys(handlers)], [["authorizer", "metadata"], ["service"]]);
    assert.deepEqual(forgetful().bundleOwn(["metadata", "authorizer"]), own);
    assert.deepEqual(forgetful().bundleHandlers(HANDLERS, ["service"]), handlers);
  });

  it("of one name are two functions: a handler may be called as one of the program's", () => {
    mkdirSync(join(REPOSITORY, ".local"), { recursive: true });
    const folder = mkdtempSync(join(REPOSITORY, ".local/handlers-"));
    try {
      mkdirSync(join(folder, "metadata"));
      writeFileSync(join(folder, "metadata/index.ts"), 'export const handler = () => "the product\'s own";\n');
      const { own, handlers } = forgetful().bundleFunctions(["metadata"], folder, ["metadata"]);
      assert.match(handlers["metadata"]!, /the product's own/);
      assert.doesNotMatch(own.metadata, /the product's own/);
      assert.deepEqual(forgetful().bundleOwn(["metadata"]), own);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
