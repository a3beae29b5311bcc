/** Turns a folder of `lambda/` into the code of a function: one ES module without dependencies. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

const REPOSITORY = join(__dirname, "..", "..");

/** Whether there is a handler of this name: a folder of `lambda/` with an `index.ts`. */
export function handlerExists(name: string): boolean {
  return existsSync(join(REPOSITORY, "lambda", name, "index.ts"));
}

/** The handler that is the Lambda authorizer. */
export const AUTHORIZER = "authorizer";

/**
 * Bundles handlers with one run of esbuild. The text depends on the sources alone, not on the place or the time, so that
 * an unchanged function shows no difference.
 *
 * @returns handler name → the text of `index.mjs`.
 */
export function bundleHandlers(names: readonly string[]): Record<string, string> {
  if (names.length === 0) return {};
  const { outputFiles } = buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: Object.fromEntries(names.map((name) => [name, join("lambda", name, "index.ts")])),
    outdir: "out",
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    legalComments: "none",
    sourcemap: false,
    logLevel: "silent",
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [/([^/\\]+)\.mjs$/.exec(path)![1]!, text]));
}
