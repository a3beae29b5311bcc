/**
 * `npm run build`: writes what the package consists of: `dist/`, which is the compiled program with its types, the modules
 * and functions that are one file each, and the policy pack.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundleOwn, OWN_FUNCTIONS } from "../components/aws/shared/bundle";

const REPOSITORY = join(__dirname, "..");
const DIST = join(REPOSITORY, "dist");

/** What the program reads at run time and no compiler touches, below the repository and below `dist/` alike. */
const COPIED = [
  "local/node/register.cjs",
  "local/node/transpiler.cjs",
  ...["cli", "host"].flatMap((part) => [`local/engine/${part}/go.mod`, `local/engine/${part}/go.sum`]),
];

/** Path in the package → text, of everything that is bundled. The same sources give the same texts, wherever they are built. */
export async function bundleAll(): Promise<Map<string, string>> {
  const functions = Object.entries(bundleOwn(OWN_FUNCTIONS)).map(([name, text]): [string, string] => {
    return [`dist/lambda/${name}/index.mjs`, text];
  });
  return new Map([
    ["dist/guard.mjs", await bundleModule("guard/index.ts")],
    // The guard of the same package, and the one zod of whoever imports this: a function that uses both has each once.
    ["dist/service.mjs", await bundleModule("service/index.ts", [guardBeside], ["zod"])],
    ...functions,
    ["policies/dist/index.js", await bundlePolicies()],
  ]);
}

/** Not minified: who puts it into a backend wants to read it. */
function bundleModule(entry: string, plugins: Plugin[] = [], external: string[] = []): Promise<string> {
  return bundle({ entryPoints: [entry], format: "esm", plugins, external });
}

function bundlePolicies(): Promise<string> {
  return bundle({ entryPoints: ["policies/index.ts"], format: "cjs", packages: "external" });
}

async function bundle(options: Parameters<typeof build>[0]): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    absWorkingDir: REPOSITORY,
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    legalComments: "none",
    logLevel: "silent",
  });
  return outputFiles![0]!.text;
}

/** Leads from the kit for handlers to the guard's own file beside it. */
const guardBeside: Plugin = {
  name: "guard-beside",
  setup: ({ onResolve }) => onResolve({ filter: /^(\.\.\/)+guard$/ }, () => ({ path: "./guard.mjs", external: true })),
};

/** Everything that is compiled file by file, with its types. @throws where the compiler finds a mistake. */
function compileAll(): void {
  const compiler = join(REPOSITORY, "node_modules/typescript-7/bin/tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: REPOSITORY,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("the program could not be compiled");
}

/**
 * Adds to a compiled module what Node.js reads, and never runs, to know what an ES module may import from it: the names
 * that are defined in a loop cannot be seen otherwise.
 */
function nameExports(file: string): void {
  const names = Object.keys(require(file) as object);
  appendFileSync(file, `// What an ES module may import by name.\n0 && (module.exports = { ${names.join(", ")} });\n`);
}

async function main(): Promise<void> {
  for (const folder of [DIST, join(REPOSITORY, "policies/dist")]) rmSync(folder, { recursive: true, force: true });
  compileAll();
  for (const file of COPIED) cpSync(join(REPOSITORY, file), join(DIST, file));
  chmodSync(join(DIST, "cli/access.js"), 0o755);
  nameExports(join(DIST, "components/index.js"));
  for (const [file, text] of await bundleAll()) {
    const path = join(REPOSITORY, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    process.stdout.write(`${relative(REPOSITORY, path)}  ${(Buffer.byteLength(text) / 1000).toFixed(1)} KB\n`);
  }
}

if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`${String((error as Error).message)}\n`);
    process.exitCode = 1;
  });
