/**
 * Lets esbuild make each bundle once in a run of tests: it starts a process for each, and dozens of tests declare stacks with
 * the same functions. Loaded before anything that bundles. The sources do not change while the tests run.
 */
import * as esbuild from "esbuild";

const { buildSync } = esbuild;
const made = new Map<string, unknown>();

function buildOnce(options: Parameters<typeof buildSync>[0]): unknown {
  const key = JSON.stringify(options);
  if (!made.has(key)) made.set(key, buildSync(options));
  return made.get(key);
}

require.cache[require.resolve("esbuild")]!.exports = { ...esbuild, buildSync: buildOnce };
