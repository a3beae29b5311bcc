/** Turns a folder with an `index.ts` into the code of a function: one ES module without dependencies. */
import { existsSync, readFileSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
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
  if (RUNS_FROM_SOURCE) return bundle(ownEntries(functions)) as Record<F, string>;
  const built = functions.map((name) => [name, readFileSync(join(OWN, name, "index.mjs"), "utf8")] as const);
  return Object.fromEntries(built) as Record<F, string>;
}

const OWN = join(PROGRAM, "lambda");

function ownEntries(functions: readonly OwnFunction[]): Entry[] {
  return functions.map((name) => [name, join(OWN, name, "index.ts")]);
}

/**
 * Bundles handlers of a product, those that there are.
 *
 * @param folder The product's `handlers/`.
 * @returns handler → the text of `index.mjs`.
 * @throws AccessError with every mistake in the code, and every handler that exports no `handler`.
 */
export function bundleHandlers(folder: string, names: readonly string[]): Record<string, string> {
  return bundle(handlerEntries(folder, names));
}

function handlerEntries(folder: string, names: readonly string[]): Entry[] {
  return names.flatMap((name): Entry[] => {
    const entry = entryOf(folder, name);
    return entry === undefined ? [] : [[name, entry]];
  });
}

/**
 * The program's own functions and the handlers of a product, as the two above give them. They share most of what they are
 * made of, and esbuild reads it once for all of them.
 */
export function bundleFunctions<F extends OwnFunction>(
  own: readonly F[],
  folder: string,
  names: readonly string[],
): { readonly own: Record<F, string>; readonly handlers: Record<string, string> } {
  if (RUNS_FROM_SOURCE) bundle([...ownEntries(own), ...handlerEntries(folder, names)]);
  return { own: bundleOwn(own), handlers: bundleHandlers(folder, names) };
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

/** What this process has bundled, by file: its sources are those at its start, and each of several stacks deploys the same. */
const made = new Map<string, string>();

/**
 * One run of esbuild for all. A text depends on its sources alone, not on the place, the time or what else is bundled, so that
 * an unchanged function shows no difference.
 */
function bundle(entries: readonly Entry[]): Record<string, string> {
  const missing = [...new Set(entries.map(([, file]) => file))].filter((file) => !made.has(file));
  if (missing.length > 0) bundleAnew(missing).forEach((text, index) => made.set(missing[index]!, text));
  return Object.fromEntries(entries.map(([name, file]) => [name, made.get(file)!]));
}

/** @returns the texts, in the order of the files. */
function bundleAnew(files: readonly string[]): string[] {
  const { outputFiles, metafile } = run(files);
  const mistakes = Object.values(metafile.outputs).flatMap(({ entryPoint, exports }): Finding[] => {
    if (entryPoint === undefined || exports.includes("handler")) return [];
    return [noHandler(shown(resolve(PROGRAM, entryPoint)), exports)];
  });
  if (mistakes.length > 0) throw new AccessError("handlers", mistakes);
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  return files.map((_, index) => texts.get(`${index}.mjs`)!);
}

function run(files: readonly string[]) {
  try {
    return buildSync({
      absWorkingDir: PROGRAM,
      // By number: a handler may have the name of a function of the program.
      entryPoints: Object.fromEntries(files.map((file, index) => [String(index), file])),
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
