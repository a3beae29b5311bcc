/** The code of the Lambda functions. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { bundleHandlers, handlerExists } from "../../../components/aws/bundle";

describe("bundleHandlers", () => {
  const all = ["admin", "authorizer", "keysCanary", "recovery", "registration"];

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

  /** Bytes. The named import of zod's `z` carries every language's messages into a bundle, some 350 KB. */
  const BYTES_MAX = { admin: 200_000, authorizer: 30_000, keysCanary: 5_000, registration: 200_000 };

  it("makes modules that a cold start has soon read", () => {
    const modules = bundleHandlers(all);
    for (const [name, max] of Object.entries(BYTES_MAX)) {
      const bytes = Buffer.byteLength(modules[name]!);
      assert.ok(bytes > 0 && bytes <= max, `${name} has ${bytes} bytes, and may have ${max}`);
    }
  });

  it("does nothing for no handlers", () => assert.deepEqual(bundleHandlers([]), {}));
});

describe("handlerExists", () => {
  it("knows every folder of `lambda` with an entry, and nothing else", () => {
    const folders = readdirSync(join(__dirname, "../../../lambda"));
    assert.deepEqual(folders.filter(handlerExists).sort(), [
      "admin",
      "authorizer",
      "keysCanary",
      "recovery",
      "registration",
    ]);
    assert.equal(handlerExists("http"), false);
    assert.equal(handlerExists("no-such-handler"), false);
  });
});
