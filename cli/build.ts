/** `npm run build`: writes `dist/`: the guard as a module for any Node backend, and the functions as they are deployed. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { buildSync } from "esbuild";
import { bundleOwn } from "../components/aws/shared/bundle";

const REPOSITORY = join(__dirname, "..");
const DIST = join(REPOSITORY, "dist");

/** Path in `dist/` → text. The same sources give the same texts, whenever and wherever they are built. */
export function buildAll(): Map<string, string> {
  const functions = Object.entries(bundleOwn(["authorizer", "keysCanary"])).map(([name, text]): [string, string] => [
    `lambda/${name}/index.mjs`,
    text,
  ]);
  return new Map([["guard.mjs", bundleGuard()], ...functions]);
}

/** Not minified: who puts it into a backend wants to read it. */
function bundleGuard(): string {
  const { outputFiles } = buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: ["guard/index.ts"],
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

function main(): void {
  rmSync(DIST, { recursive: true, force: true });
  for (const [file, text] of buildAll()) {
    const path = join(DIST, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`${relative(REPOSITORY, path)}  ${(Buffer.byteLength(text) / 1000).toFixed(1)} KB\n`);
  }
}

if (require.main === module) main();
