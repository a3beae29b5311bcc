/** What the transpiler keeps: texts, wherever they lie, and never the place of another file in an error. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { REPOSITORY } from "../../../local/engine/locations";

interface Transpiled {
  readonly outputText: string;
  readonly sourceMapText: string;
}

const { create } = require("../../../local/node/transpiler.cjs") as {
  create(): { transpile(text: string, options: { readonly fileName: string }): Transpiled };
};
const CACHE = join(dirname(require.resolve("esbuild/package.json")), "../.cache/okta-api-access");

describe("the transpiler", () => {
  const folders: string[] = [];

  function folderIn(place: string): string {
    mkdirSync(place, { recursive: true });
    folders.push(mkdtempSync(join(place, "transpiler-")));
    return folders.at(-1)!;
  }

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** Nobody else has this text. */
  const id = randomUUID();
  const own = `export const id: string = "${id}";\n`;
  const begun = Date.now() - 1_000;
  const kept = () =>
    readdirSync(CACHE)
      .filter((file) => statSync(join(CACHE, file)).mtimeMs > begun)
      .filter((file) => readFileSync(join(CACHE, file), "utf8").includes(id));

  it("keeps a text once, and takes it from there for a copy elsewhere", () => {
    const { transpile } = create();
    assert.match(transpile(own, { fileName: join(tmpdir(), "passing.ts") }).outputText, /const id = "/);
    assert.deepEqual(kept(), []);
    transpile(own, { fileName: join(CACHE, "../../../here.ts") });
    const [file, ...others] = kept();
    assert.deepEqual(others, []);
    try {
      const marked: Transpiled = { outputText: "// as it was kept", sourceMapText: "{}" };
      writeFileSync(join(CACHE, file!), JSON.stringify(marked));
      assert.deepEqual(transpile(own, { fileName: join(tmpdir(), "copy.ts") }), marked);
      assert.notDeepEqual(transpile(`${own}\n`, { fileName: join(tmpdir(), "copy.ts") }), marked);
    } finally {
      rmSync(join(CACHE, file!));
    }
  });

  it("lets an error stand in the file that was loaded, at its own line", () => {
    const text =
      'interface Unseen {\n  readonly a: string;\n}\n\nexport function fail(): void {\n  throw new Error("x");\n}\n';
    for (const place of [join(REPOSITORY, ".local"), tmpdir()]) {
      const file = join(folderIn(place), "throws.ts");
      writeFileSync(file, text);
      const { fail } = require(file) as { fail(): void };
      assert.throws(fail, ({ stack }: Error) => stack?.includes(`${file}:6:9`) === true, file);
    }
  });
});
