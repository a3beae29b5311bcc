/** What `npm run build` writes: the guard works as a module on its own, and the functions stay small. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleAll } from "../../../cli/build";
import { firstKey, oktaClaims, sign, startIssuer } from "../guard/tokens";

/** Bytes of the authorizer, minified. */
const AUTHORIZER_MAX = 40_000;

type Guarding = typeof import("../../../guard");

/** What the modules of the package may ask for, beside Node.js itself. */
const IMPORTED: Readonly<Record<string, readonly string[]>> = {
  "dist/service.mjs": ["./guard.mjs", "zod"],
  "policies/dist/index.js": ["@pulumi/policy"],
};

describe("npm run build", () => {
  let files: Map<string, string>;

  before(async () => {
    files = await bundleAll();
  });

  it("bundles the modules for handlers, every function of the program, and the policy pack", () => {
    assert.deepEqual([...files.keys()].sort(), [
      "dist/guard.mjs",
      "dist/lambda/authorizer/index.mjs",
      "dist/lambda/keysCanary/index.mjs",
      "dist/service.mjs",
      "policies/dist/index.js",
    ]);
  });

  it("keeps the authorizer small", () => {
    const bytes = Buffer.byteLength(files.get("dist/lambda/authorizer/index.mjs")!);
    assert.ok(bytes <= AUTHORIZER_MAX, `${bytes} bytes`);
  });

  it("leaves nothing outside but what the package depends on", () => {
    for (const [file, text] of files) {
      const imported = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*|\brequire\()"([^"]+)"/g)].map(([, name]) => name!);
      const foreign = new Set(imported.filter((name) => !name.startsWith("node:")));
      assert.deepEqual([...foreign].sort(), IMPORTED[file] ?? [], file);
    }
  });

  it("writes the same texts each time", async () => {
    assert.deepEqual([...(await bundleAll())], [...files]);
  });

  it("writes a guard that decides, imported as the ES module that it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "okta-api-access-build-"));
    const issuer = await startIssuer([(await firstKey()).jwk]);
    try {
      const path = join(folder, "guard.mjs");
      writeFileSync(path, files.get("dist/guard.mjs")!);
      const load = new Function("url", "return import(url)") as (url: string) => Promise<Guarding>;
      const { createGuard } = await load(pathToFileURL(path).href);
      const guard = createGuard({ issuer: issuer.issuer, audience: "api://admin", allowInsecureIssuer: true });
      const token = await sign(await firstKey(), oktaClaims(issuer.issuer, Math.floor(Date.now() / 1000)));
      const check = (any: string[]) =>
        guard.check({ headers: { authorization: `Bearer ${token}` } }, { scopes: { any } });
      assert.equal((await check(["users:read"])).allowed, true);
      assert.equal((await check(["users:delete"])).allowed, false);
    } finally {
      await issuer.close();
      rmSync(folder, { recursive: true });
    }
  });
});
