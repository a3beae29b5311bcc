/**
 * Puts each example in the place of the product, in a copy of the repository, and runs there what a company runs with its
 * own: `npm test` and `npm start -- --check`. Names of examples as arguments run these alone.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { EXAMPLES } from "./support/products";

const REPOSITORY = join(__dirname, "..");

/** What belongs to the product at the root, its tests among them; everything else is the program. */
const PRODUCT =
  /^(access\.ts|access\.(expect|allow)\.yaml|people\.ts|index\.ts|handlers|plans|Pulumi(\.[^.]+)?\.yaml)$/;

/** What is made, and what is large: the copy shares the packages. */
const LEFT_OUT: ReadonlySet<string> = new Set([".git", ".local", "coverage", "dist", "node_modules"]);

/** What is run with each product. */
const COMMANDS = [
  ["npm", "test"],
  ["npm", "start", "--", "--check", "--engine", "mock"],
] as const;

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** A copy of the program without the product. */
function copyProgram(): string {
  const copy = mkdtempSync(join(tmpdir(), "another-product-"));
  for (const entry of readdirSync(REPOSITORY)) {
    if (LEFT_OUT.has(entry) || PRODUCT.test(entry)) continue;
    // Nor are the packages copied of programs of others: these commands are to do without them.
    const filter = (path: string) =>
      path !== join(REPOSITORY, "tests/product") && ![".local", "node_modules"].includes(basename(path));
    cpSync(join(REPOSITORY, entry), join(copy, entry), { recursive: true, filter });
  }
  symlinkSync(join(REPOSITORY, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Puts a product into the place of the one that stands there. */
function place(example: string, copy: string): void {
  for (const entry of readdirSync(copy).filter((name) => PRODUCT.test(name))) {
    rmSync(join(copy, entry), { recursive: true });
  }
  // Tests of its own come with an example, where it has any.
  rmSync(join(copy, "tests/product"), { recursive: true, force: true });
  // The repository's own README is held against the program; an example's is for who reads the example.
  const filter = (path: string) => basename(path) !== ".local" && path !== join(example, "README.md");
  cpSync(example, copy, { recursive: true, filter });
}

/** Runs a command to its end; its output is shown where it failed. */
function run([command, ...args]: readonly [string, ...string[]], folder: string): Promise<Counts> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (status) => {
      const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
      const counts = { passed: Number(passed ?? 0), failed: Number(failed ?? 0) };
      const silent = counts.failed === 0 && (status !== 0 || counts.passed === 0);
      if (status !== 0 || silent) process.stdout.write(output.replace(/^/gm, "    "));
      resolve(silent ? { ...counts, failed: 1 } : counts);
    });
  });
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => EXAMPLES[name] === undefined);
  if (unknown.length > 0)
    throw new Error(`there is no example ${unknown.join(", ")} (defined: ${Object.keys(EXAMPLES).join(", ")})`);
  const copy = copyProgram();
  const all: Counts[] = [];
  try {
    for (const [name, folder] of Object.entries(EXAMPLES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      place(folder, copy);
      if (existsSync(join(copy, "tests/product")) !== existsSync(join(folder, "tests/product")))
        throw new Error("the copy still has the tests of another product");
      for (const command of COMMANDS) {
        const started = performance.now();
        const counts = await run(command, copy);
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        const mark = counts.failed === 0 ? "✓" : "✗";
        process.stdout.write(
          `${mark} ${name}: ${command.join(" ")}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)\n`,
        );
        all.push(counts);
      }
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0);
  process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
