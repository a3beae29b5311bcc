/**
 * `npm run build`: writes what the package consists of: `dist/`, which is the compiled program with its types, the modules
 * and functions that are one file each, and the policy pack.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { bundleOwn, OWN_FUNCTIONS } from "../components/aws/shared/bundle";
import { bundleExplorer, EXPLORER_ENTRIES } from "../explorer";

const REPOSITORY = join(__dirname, "..");
const DIST = join(REPOSITORY, "dist");

const COMMON = {
  absWorkingDir: REPOSITORY,
  outdir: "dist",
  write: false,
  bundle: true,
  platform: "node",
  target: "node20",
  legalComments: "none",
  logLevel: "silent",
} as const satisfies BuildOptions;

/** What the program reads at run time and no compiler touches, below the repository and below `dist/` alike. */
const COPIED = [
  "local/node/register.cjs",
  "local/node/transpiler.cjs",
  "local/node/tsconfig.engine.json",
  "local/node/trust.cjs",
  ...["cli", "host"].flatMap((part) => [`local/engine/${part}/go.mod`, `local/engine/${part}/go.sum`]),
];

/** Path in the package → text, of everything that is bundled. The same sources give the same texts, wherever they are built. */
export async function bundleAll(): Promise<Map<string, string>> {
  const functions = Object.entries(bundleOwn(OWN_FUNCTIONS)).map(([name, text]): [string, string] => {
    return [`dist/lambda/${name}/index.mjs`, text];
  });
  return new Map([
    ["dist/guard.mjs", await bundleGuard()],
    ["dist/client.mjs", await bundleClient()],
    ...(await explorer()),
    ["dist/service.mjs", 'export * from "./esm/service/index.mjs";\n'],
    ...(await modules(["guard/index.ts", "service/index.ts"])),
    ...functions,
    ["policies/dist/index.js", await bundlePolicies()],
    ["dist/cli/access.js", await bundleCommand()],
  ]);
}

/** Small packages that are part of the command's file; the others are loaded when a command needs them. */
const IN_COMMAND = ["commander", "fastest-levenshtein", "hono", "picocolors", "yaml", "zod"];

/**
 * The `access` command as one file: reading a few hundred files one by one takes longer than most commands run. The local
 * cloud and the components stay outside, where they find what lies beside them.
 */
function bundleCommand(): Promise<string> {
  const outside: Plugin = {
    name: "outside",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
        const isPart = IN_COMMAND.some((name) => path === name || path.startsWith(`${name}/`));
        return kind === "entry-point" || isPart ? undefined : { path, external: true };
      });
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const wanted = relative(REPOSITORY, join(resolveDir, path)).split(sep).join("/");
        const apart = wanted.startsWith("local/") || ["components", "components/stack/declareStack"].includes(wanted);
        const stays = kind === "require-call" && apart;
        return stays ? { path: `../${wanted}`, external: true } : undefined;
      });
    },
  };
  return bundle({ entryPoints: ["cli/access.ts"], format: "cjs", plugins: [outside] });
}

/** One file that needs nothing else. Not minified: who puts it into a backend wants to read it. */
function bundleGuard(): Promise<string> {
  return bundle({ entryPoints: ["guard/index.ts"], format: "esm" });
}

/** The same for browsers: no package, and nothing of Node.js. */
function bundleClient(): Promise<string> {
  return bundle({ entryPoints: ["client/index.ts"], format: "esm", platform: "browser", target: "es2022" });
}

/**
 * The guard and the kit for handlers as ES modules, file by file: what a function does not use is then left out of it, and
 * what both use is in it once. Packages stay outside, so that a function has the one zod of its product.
 */
async function modules(entries: string[]): Promise<[string, string][]> {
  const { metafile } = await build({ ...COMMON, entryPoints: entries, packages: "external", metafile: true });
  const sources = Object.keys(metafile.inputs).sort();
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: sources,
    outbase: ".",
    outdir: "dist/esm",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    packages: "external",
    plugins: [fileByFile(sources)],
  });
  return outputFiles.map(({ path, text }) => [relative(REPOSITORY, path).split(sep).join("/"), text]);
}

/** Leads from one source to another by the name that the other one has when it is built. */
function fileByFile(sources: readonly string[]): Plugin {
  return {
    name: "file-by-file",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (kind === "entry-point") return undefined;
        const wanted = relative(REPOSITORY, join(resolveDir, path)).split(sep).join("/");
        const source = [`${wanted}.ts`, `${wanted}/index.ts`].find((file) => sources.includes(file));
        if (source === undefined) throw new Error(`\`${wanted}\` is not among the sources of the modules`);
        const built = relative(resolveDir, join(REPOSITORY, source.replace(/\.ts$/, ".mjs")))
          .split(sep)
          .join("/");
        return { path: built.startsWith(".") ? built : `./${built}`, external: true };
      }),
  };
}

/** The scripts of the explorer's pages. */
async function explorer(): Promise<[string, string][]> {
  const scripts = EXPLORER_ENTRIES.map(async (entry): Promise<[string, string]> => {
    return [`dist/explorer/app/${entry}.js`, await bundleExplorer(entry)];
  });
  return Promise.all(scripts);
}

function bundlePolicies(): Promise<string> {
  return bundle({ entryPoints: ["policies/index.ts"], format: "cjs", packages: "external" });
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...COMMON, ...options });
  return outputFiles![0]!.text;
}

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
 * Adds a line to a compiled module that Node.js reads and never runs: it names what an ES module may import. Node.js cannot
 * see names otherwise that are defined in a loop.
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
    // Of what is there file by file, no size says anything.
    if (!file.startsWith("dist/esm/"))
      process.stdout.write(`${file}  ${(Buffer.byteLength(text) / 1000).toFixed(1)} KB\n`);
  }
}

if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`${String((error as Error).message)}\n`);
    process.exitCode = 1;
  });
