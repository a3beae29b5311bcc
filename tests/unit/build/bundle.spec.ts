import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { bundleHandlers, bundleOwn, entryOf } from "../../../components/aws/shared/bundle";

const HANDLERS = join(__dirname, "../../fixtures");

/** The program's own functions, and a handler. */
function bundled(order: "as listed" | "reversed" = "as listed"): Record<string, string> {
  const own = ["authorizer", "keysCanary"] as const;
  return { ...bundleOwn(order === "reversed" ? own.toReversed() : own), ...bundleHandlers(HANDLERS, ["service"]) };
}

describe("bundleOwn and bundleHandlers", () => {
  it("make one ES module of each function, without imports but Node's own", () => {
    const modules = bundled();
    assert.deepEqual(Object.keys(modules).sort(), ["authorizer", "keysCanary", "service"]);
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

  it("give the same text again, with nothing of this machine in it", () => {
    const once = bundled();
    assert.deepEqual(bundled("reversed"), once);
    for (const text of Object.values(once)) assert.equal(text.includes(process.cwd()), false);
  });

  /** Bytes. The named import of zod's `z` carries every language's messages into a bundle, some 350 KB. */
  const BYTES_MAX = { authorizer: 40_000, keysCanary: 5_000, service: 30_000 };

  it("make modules that a cold start has soon read", () => {
    const modules = bundled();
    for (const [name, max] of Object.entries(BYTES_MAX)) {
      const bytes = Buffer.byteLength(modules[name]!);
      assert.ok(bytes > 0 && bytes <= max, `${name} has ${bytes} bytes, and may have ${max}`);
    }
  });

  it("take a folder as it is seen from where the program runs", () => {
    const seen = relative(process.cwd(), HANDLERS);
    assert.deepEqual(bundleHandlers(seen, ["service"]), bundleHandlers(HANDLERS, ["service"]));
  });

  it("leave out a handler that there is not, the program's own functions among them", () => {
    assert.deepEqual(bundleHandlers(HANDLERS, ["authorizer", "no-such-handler"]), {});
    assert.deepEqual(bundleHandlers(HANDLERS, []), {});
  });
});

describe("entryOf", () => {
  it("finds a folder with an entry, and nothing else", () => {
    assert.equal(entryOf(HANDLERS, "service"), join(HANDLERS, "service/index.ts"));
    assert.equal(entryOf(HANDLERS, "no-such-handler"), undefined);
    assert.equal(entryOf(join(HANDLERS, ".."), "fixtures"), undefined);
  });
});
