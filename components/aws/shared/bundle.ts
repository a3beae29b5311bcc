/** Turns a folder with an `index.ts` into the code of a function: one ES module without dependencies. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { CONDITIONS, PROGRAM } from "../../program";

/** The program's own functions. They are bundled by path, and no route can name one. */
export type OwnFunction = "authorizer" | "keysCanary";

/** The file that a function is made from: `index.ts`, or `index.js` where the folder holds compiled code; undefined without one. */
export function entryOf(folder: string, name: string): string | undefined {
  return ["index.ts", "index.js", "index.mjs"].map((file) => join(folder, name, file)).find((path) => existsSync(path));
}

/**
 * Bundles the program's own functions.
 *
 * @returns function → the text of `index.mjs`.
 */
export function bundleOwn<F extends OwnFunction>(functions: readonly F[]): Record<F, string> {
  return bundle(functions.map((name) => [name, entryOf(join(PROGRAM, "lambda"), name)!])) as Record<F, string>;
}

/**
 * Bundles handlers of a product, those that there are.
 *
 * @param folder The product's `handlers/`.
 * @returns handler → the text of `index.mjs`.
 */
export function bundleHandlers(folder: string, names: readonly string[]): Record<string, string> {
  return bundle(
    names.flatMap((name): [string, string][] => {
      const entry = entryOf(folder, name);
      return entry === undefined ? [] : [[name, entry]];
    }),
  );
}

/**
 * One run of esbuild for all. The text depends on the sources alone, not on the place or the time, so that an unchanged
 * function shows no difference.
 */
function bundle(entries: readonly (readonly [name: string, file: string])[]): Record<string, string> {
  if (entries.length === 0) return {};
  const { outputFiles } = buildSync({
    absWorkingDir: PROGRAM,
    entryPoints: Object.fromEntries(entries),
    outdir: "out",
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "esm",
    conditions: [...CONDITIONS],
    outExtension: { ".js": ".mjs" },
    legalComments: "none",
    sourcemap: false,
    logLevel: "silent",
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [/([^/\\]+)\.mjs$/.exec(path)![1]!, text]));
}
