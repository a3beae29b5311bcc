/** Turns a folder with an `index.ts` into the code of a function: one ES module without dependencies. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type BuildFailure, buildSync, type Message } from "esbuild";
import { AccessError, names, printable, type Finding } from "../../../model/findings";
import { CONDITIONS, PROGRAM, RUNS_FROM_SOURCE } from "../../program";

/** The program's own functions. They are bundled by path, and no route can name one. */
export const OWN_FUNCTIONS = ["authorizer", "keysCanary", "metadata"] as const;
export type OwnFunction = (typeof OWN_FUNCTIONS)[number];

/** The file that a function is made from: `index.ts`, or `index.js` where the folder holds compiled code; undefined without one. */
export function entryOf(folder: string, name: string): string | undefined {
  return ["index.ts", "index.js", "index.mjs"]
    .map((file) => resolve(folder, name, file))
    .find((path) => existsSync(path));
}

/**
 * The program's own functions, bundled. The installed package holds them as `npm run build` has made them, the same texts.
 *
 * @returns function → the text of `index.mjs`.
 */
export function bundleOwn<F extends OwnFunction>(functions: readonly F[]): Record<F, string> {
  const folder = join(PROGRAM, "lambda");
  if (RUNS_FROM_SOURCE)
    return bundle(functions.map((name) => [name, join(folder, name, "index.ts")])) as Record<F, string>;
  const built = functions.map((name) => [name, readFileSync(join(folder, name, "index.mjs"), "utf8")] as const);
  return Object.fromEntries(built) as Record<F, string>;
}

/**
 * Bundles handlers of a product, those that there are.
 *
 * @param folder The product's `handlers/`.
 * @returns handler → the text of `index.mjs`.
 * @throws AccessError with every mistake in the code, and every handler that exports no `handler`.
 */
export function bundleHandlers(folder: string, names: readonly string[]): Record<string, string> {
  return bundle(
    names.flatMap((name): [string, string][] => {
      const entry = entryOf(folder, name);
      return entry === undefined ? [] : [[name, entry]];
    }),
  );
}

/** What keeps handlers from being deployed: none where all of them can be. */
export function handlerCodeFindings(folder: string, names: readonly string[]): readonly Finding[] {
  try {
    bundleHandlers(folder, names);
    return [];
  } catch (error) {
    if (error instanceof AccessError) return error.findings;
    throw error;
  }
}

type Entry = readonly [name: string, file: string];

/** What this process has bundled, by entry: its sources are those at its start, and each of several stacks deploys the same. */
const made = new Map<string, string>();

/**
 * One run of esbuild for all. The text depends on the sources alone, not on the place or the time, so that an unchanged
 * function shows no difference.
 */
function bundle(entries: readonly Entry[]): Record<string, string> {
  const missing = entries.filter((entry) => !made.has(keyOf(entry)));
  const texts = missing.length === 0 ? {} : bundleAnew(missing);
  for (const entry of missing) made.set(keyOf(entry), texts[entry[0]]!);
  return Object.fromEntries(entries.map((entry) => [entry[0], made.get(keyOf(entry))!]));
}

const keyOf = (entry: Entry) => JSON.stringify(entry);

function bundleAnew(entries: readonly Entry[]): Record<string, string> {
  const { outputFiles, metafile } = run(entries);
  const mistakes = Object.values(metafile.outputs).flatMap(({ entryPoint, exports }): Finding[] => {
    if (entryPoint === undefined || exports.includes("handler")) return [];
    return [noHandler(shown(resolve(PROGRAM, entryPoint)), exports)];
  });
  if (mistakes.length > 0) throw new AccessError("handlers", mistakes);
  return Object.fromEntries(outputFiles.map(({ path, text }) => [/([^/\\]+)\.mjs$/.exec(path)![1]!, text]));
}

function run(entries: readonly Entry[]) {
  try {
    return buildSync({
      absWorkingDir: PROGRAM,
      entryPoints: Object.fromEntries(entries),
      outdir: "out",
      write: false,
      bundle: true,
      minify: true,
      platform: "node",
      target: "node22",
      format: "esm",
      // The ES modules of a package, where it has them: what a function does not use is then left out of it.
      mainFields: ["module", "main"],
      conditions: [...CONDITIONS, "module"],
      outExtension: { ".js": ".mjs" },
      legalComments: "none",
      sourcemap: false,
      metafile: true,
      logLevel: "silent",
    });
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>;
    if (errors === undefined) throw error;
    throw new AccessError("handlers", errors.map(codeFinding));
  }
}

function codeFinding({ text, location }: Message): Finding {
  const path =
    location === null
      ? "handlers"
      : `${shown(resolve(PROGRAM, location.file))}:${location.line}:${location.column + 1}`;
  return { rule: "handler-code", level: "error", path, message: `cannot be bundled: ${printable(text)}` };
}

function noHandler(path: string, exports: readonly string[]): Finding {
  const message = `exports no \`handler\` (exported: ${names(exports)}); write \`export const handler = createHandler((event) => …)\``;
  return { rule: "handler-without-export", level: "error", path, message };
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}
