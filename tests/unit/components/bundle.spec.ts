/** The code of the Lambda functions. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { bundleHandlers, handlerExists } from "../../../components/aws/bundle";

describe("bundleHandlers", () => {
  const all = ["admin", "authorizer", "keysCanary", "registration"];

  it("makes one ES module of each handler, without imports but Node's own", () => {
    const modules = bundleHandlers(all);
    assert.deepEqual(Object.keys(modules).sort(), all);
    for (const [name, text] of Object.entries(modules)) {
      assert.match(text, /export\{[\w$]+ as handler\};?\s*$/, name);
      const imports = [...text.matchAll(/(?:^|[;}\n])import[^;"]*"([^"]+)"/g)].map(([, from]) => from!);
      assert.deepEqual(
        imports.filter((from) => !from.startsWith("node:")),
        [],
        name,
      );
    }
  });

  it("gives the same text again, with nothing of this machine in it", () => {
    const once = bundleHandlers(all);
    assert.deepEqual(bundleHandlers(all.toReversed()), once);
    for (const text of Object.values(once)) assert.equal(text.includes(process.cwd()), false);
  });

  it("does nothing for no handlers", () => assert.deepEqual(bundleHandlers([]), {}));
});

describe("handlerExists", () => {
  it("knows every folder of `lambda` with an entry, and nothing else", () => {
    const folders = readdirSync(join(__dirname, "../../../lambda"));
    assert.deepEqual(folders.filter(handlerExists).sort(), ["admin", "authorizer", "keysCanary", "registration"]);
    assert.equal(handlerExists("http"), false);
    assert.equal(handlerExists("no-such-handler"), false);
  });
});
