/** What `npm run build` writes: the guard works as a module on its own, and the functions stay small. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { transformSync } from "esbuild";
import { bundleAll } from "../../../cli/build";
import { firstKey, oktaClaims, sign, startIssuer } from "../guard/tokens";

/** Bytes of the authorizer, minified. */
const AUTHORIZER_MAX = 40_000;

/** Bytes of the callers' module, minified and gzipped. */
const CLIENT_MAX = 4_096;

type Guarding = typeof import("../../../guard");

/** On what the kit for handlers stands. */
const OF_KIT = [
  "@aws-lambda-powertools/logger",
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-kms",
  "@aws-sdk/lib-dynamodb",
  "@smithy/core/retry",
  "cockatiel",
  "oauth4webapi",
];

/** What the modules of the package may ask for, beside Node.js itself and each other. */
const IMPORTED: Readonly<Record<string, readonly string[]>> = {
  "policies/dist/index.js": ["@pulumi/policy"],
  "dist/cli/access.js": [
    // In what the command writes for a product.
    "okta-api-access",
    "@pulumi/okta/package.json",
    "@pulumi/pulumi",
    "@pulumi/pulumi/runtime/config",
    "diff",
    "esbuild",
    "hono/html",
    "jose",
    // In the texts of the files that it writes.
    "okta-api-access",
    "typescript",
    ...OF_KIT,
  ],
};
const IMPORTED_FILE_BY_FILE = ["fastest-levenshtein", "jose", "zod", ...OF_KIT];
const FILE_BY_FILE = "dist/esm/";

const importsOf = (text: string) =>
  [...text.matchAll(/(?:\bfrom\s*|\bimport\s*|\brequire\()"([^"\s]+)"/g)].map(([, name]) => name!);

describe("npm run build", () => {
  let files: Map<string, string>;

  before(async () => {
    files = await bundleAll();
  });

  it("bundles the modules for handlers and for callers, every function of the program, and the policy pack", () => {
    const single = [...files.keys()].filter((file) => !file.startsWith(FILE_BY_FILE));
    assert.deepEqual(single.sort(), [
      "dist/cli/access.js",
      "dist/client.mjs",
      "dist/explorer/app/demo.js",
      "dist/explorer/app/main.js",
      "dist/guard.mjs",
      "dist/lambda/authorizer/index.mjs",
      "dist/lambda/keysCanary/index.mjs",
      "dist/lambda/metadata/index.mjs",
      "dist/service.mjs",
      "policies/dist/index.js",
    ]);
    for (const face of ["guard", "service"]) assert.ok(files.has(`${FILE_BY_FILE}${face}/index.mjs`), face);
  });

  it("keeps the authorizer small", () => {
    const bytes = Buffer.byteLength(files.get("dist/lambda/authorizer/index.mjs")!);
    assert.ok(bytes <= AUTHORIZER_MAX, `${bytes} bytes`);
  });

  it("keeps the callers' module small, and free of whatever is not in a browser", () => {
    const text = files.get("dist/client.mjs")!;
    const { code } = transformSync(text, { minify: true, format: "esm" });
    const bytes = gzipSync(code, { level: 9 }).length;
    assert.ok(bytes > 1_000 && bytes <= CLIENT_MAX, `${bytes} bytes`);
    assert.deepEqual(importsOf(text), []);
    assert.doesNotMatch(text, /\b(process|Buffer|require|global)\b[.([]/);
  });

  it("leaves nothing outside but what the package depends on", () => {
    for (const [file, text] of files) {
      // Scripts of pages, in which messages stand that look like imports: see below.
      if (file.startsWith("dist/explorer/")) continue;
      const packages = importsOf(text).filter((name) => !isBuiltin(name) && !name.startsWith("."));
      const allowed = file.startsWith(FILE_BY_FILE) ? IMPORTED_FILE_BY_FILE : (IMPORTED[file] ?? []);
      assert.deepEqual(
        packages.filter((name) => !allowed.includes(name)),
        [],
        file,
      );
    }
  });

  it("writes scripts for pages that load nothing, and make no code of texts", () => {
    const scripts = [...files].filter(([file]) => file.startsWith("dist/explorer/"));
    assert.equal(scripts.length, 2);
    for (const [file, text] of scripts) {
      assert.doesNotMatch(text, /\b(require|import|eval|importScripts)\(/, file);
      assert.match(text, /^"use strict";\(\(\)=>\{/, file);
    }
  });

  it("leads from each file to others that are there", () => {
    for (const [file, text] of files) {
      // What the command leaves outside is compiled, not bundled: the test of the package calls it.
      if (file === "dist/cli/access.js") continue;
      for (const name of importsOf(text).filter((path) => path.startsWith("."))) {
        assert.ok(files.has(posix.join(posix.dirname(file), name)), `${file} imports ${name}`);
      }
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
