/** The scripts of the explorer's pages: bundled from the sources, or as `npm run build` has written them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { PROGRAM, RUNS_FROM_SOURCE } from "../components/program";

/** `main`: the explorer. `demo`: the application that shows what a client does. */
export const EXPLORER_ENTRIES = ["main", "demo"] as const;
export type ExplorerEntry = (typeof EXPLORER_ENTRIES)[number];

const made = new Map<ExplorerEntry, Promise<string>>();

/** One script without dependencies. The same sources give the same text. */
export function bundleExplorer(entry: ExplorerEntry): Promise<string> {
  const known = made.get(entry) ?? (RUNS_FROM_SOURCE ? bundled(entry) : builtBefore(entry));
  made.set(entry, known);
  return known;
}

function builtBefore(entry: ExplorerEntry): Promise<string> {
  return readFile(join(PROGRAM, "explorer/app", `${entry}.js`), "utf8");
}

async function bundled(entry: ExplorerEntry): Promise<string> {
  // Loaded here: the installed package has the scripts, and its command needs no bundler for them.
  const { build } = require("esbuild") as typeof import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: PROGRAM,
    entryPoints: [`explorer/app/${entry}.ts`],
    write: false,
    bundle: true,
    minify: true,
    // Inside the page no other character set counts than the one that it says.
    charset: "ascii",
    platform: "browser",
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "silent",
    plugins: [withoutUnused],
  });
  return outputFiles[0]!.text;
}

/** What zod brings and the page has no use for: messages in forty languages, and what makes code of texts or schemas of JSON. */
const UNUSED: readonly (readonly [file: RegExp, contents: string])[] = [
  [/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/, 'export { default as en } from "./en.js";'],
  [/[\\/]zod[\\/]v4[\\/]classic[\\/]from-json-schema\.js$/, "export const fromJSONSchema = undefined;"],
  [
    /[\\/]zod[\\/]v4[\\/]core[\\/]compile\.js$/,
    "export const INVALID = undefined, compile = undefined, withParser = undefined, ZodCompileAsyncError = undefined, ZodCompileUnsupportedError = undefined;",
  ],
];

const withoutUnused: Plugin = {
  name: "without-unused",
  setup: ({ onLoad }) => {
    for (const [filter, contents] of UNUSED) onLoad({ filter }, () => ({ contents, loader: "js" }));
  },
};
