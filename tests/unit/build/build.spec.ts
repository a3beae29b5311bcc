/** What `npm run build` writes: the guard works as a module on its own, and the functions stay small. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildAll } from "../../../cli/build";
import { firstKey, oktaClaims, sign, startIssuer } from "../guard/tokens";

/** Bytes of the authorizer, minified. */
const AUTHORIZER_MAX = 40_000;

type Guarding = typeof import("../../../guard");

describe("npm run build", () => {
  const files = buildAll();

  it("writes the guard and every function", () => {
    for (const file of ["guard.mjs", "lambda/authorizer/index.mjs", "lambda/keysCanary/index.mjs"])
      assert.ok(files.has(file), file);
  });

  it("keeps the authorizer small, and nothing but Node's own modules outside it", () => {
    const text = files.get("lambda/authorizer/index.mjs")!;
    assert.ok(Buffer.byteLength(text) <= AUTHORIZER_MAX, `${Buffer.byteLength(text)} bytes`);
    for (const built of files.values()) {
      const imported = [...built.matchAll(/(?:from|import)\s*"([^"]+)"/g)].map(([, name]) => name!);
      assert.deepEqual(
        imported.filter((name) => !name.startsWith("node:")),
        [],
      );
    }
  });

  it("writes the same texts each time", () => {
    assert.deepEqual([...buildAll()], [...files]);
  });

  it("writes a guard that decides, imported as the ES module that it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "okta-api-access-build-"));
    const issuer = await startIssuer([(await firstKey()).jwk]);
    try {
      const path = join(folder, "guard.mjs");
      writeFileSync(path, files.get("guard.mjs")!);
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
