/**
 * `npm test`, `npm run test:all` and `npm run test:nightly`: the checks of this repository, side by side, with one line of
 * counts at the end.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import colors from "picocolors";
import { installStrangers } from "./setup/strangers";

const REPOSITORY = join(__dirname, "..");
const BIN = join(REPOSITORY, "node_modules/.bin");

interface Suite {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether the command prints mocha's counts; otherwise its exit status is one check. */
  readonly mocha?: boolean;
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

const bin = (name: string) => join(BIN, name);
const mocha = (...args: string[]): Pick<Suite, "command" | "args" | "mocha"> => ({
  command: bin("mocha"),
  args: [...(process.stdout.isTTY ? ["--color"] : []), ...args],
  mocha: true,
});

/** The folders of `tests/unit` that run Pulumi programs on mocks: they share one process, which loads the SDK once. */
const WITH_MOCKS = ["components", "plans", "policies", "settings"];
/** The folders whose tests take longer: a local Okta or AWS hundreds of times, stack after stack, bundles, commits of git. */
const LONGER = ["aws", "build", "check", "engine", "examples", "okta", "orgs", "providers", "revisions"];
/** The properties that each change is held to; the others join them in the full suite. */
const QUICK_PROPERTIES = ["plan", "routing"];
const properties = readdirSync(join(REPOSITORY, "tests/property"))
  .filter((file) => file.endsWith(".spec.ts"))
  .map((file) => ({ file: `tests/property/${file}`, isQuick: QUICK_PROPERTIES.includes(file.split(".")[0]!) }));
const PLAIN = readdirSync(join(REPOSITORY, "tests/unit")).filter(
  (folder) => ![...WITH_MOCKS, ...LONGER].includes(folder),
);

/** The product at the root has tests of its own, or none. */
const HAS_PRODUCT_TESTS = existsSync(join(REPOSITORY, "tests/product"));

const units = (folders: readonly string[]) => folders.map((folder) => `tests/unit/${folder}/**/*.spec.ts`);

/** No network, no credentials, seconds. The longest come first, for they decide how long the whole takes. */
const QUICK: readonly Suite[] = [
  {
    title: "other unit tests, and properties",
    ...mocha(
      "--reporter",
      "dot",
      ...units(PLAIN),
      ...properties.filter(({ isQuick }) => isQuick).map(({ file }) => file),
      ...(HAS_PRODUCT_TESTS ? ["tests/product/handlers/**/*.spec.ts"] : []),
    ),
  },
  {
    title: "unit tests of the stack",
    ...mocha("--reporter", "dot", ...units(WITH_MOCKS), ...(HAS_PRODUCT_TESTS ? ["tests/product/*.spec.ts"] : [])),
  },
  // The native compiler checks in a quarter of the time, and in half of that again what has not changed since the last run;
  // programs run on the one that ts-node needs.
  {
    title: "types",
    command: join(REPOSITORY, "node_modules/typescript-7/bin/tsc"),
    args: ["--noEmit", "--pretty", "--incremental", "--tsBuildInfoFile", "node_modules/.cache/types.tsbuildinfo"],
  },
  { title: "lint", command: bin("oxlint"), args: [] },
  { title: "laws of the layout", command: "npm", args: ["run", "--silent", "laws"] },
];

/** What needs the real engine, real OAuth clients or minutes. The longest comes first, and has all others beside it. */
const SLOW: readonly Suite[] = [
  { title: "real engine", ...mocha("--config", "tests/engine/.mocharc.json") },
  {
    title: "local Okta and local AWS, providers, engine and bundles",
    ...mocha(
      "--reporter",
      "dot",
      ...units(LONGER),
      ...properties.filter(({ isQuick }) => !isQuick).map(({ file }) => file),
      "tests/property/local/*.spec.ts",
    ),
  },
  { title: "a company of sixty groups", ...mocha("--reporter", "dot", "tests/scale/**/*.spec.ts") },
  { title: "a stranger's prover", ...mocha("--config", "tests/smt/.mocharc.json") },
  {
    title: "types of what needs programs of others",
    command: join(REPOSITORY, "node_modules/typescript-7/bin/tsc"),
    args: [
      "--noEmit",
      "--pretty",
      "--incremental",
      "--tsBuildInfoFile",
      "node_modules/.cache/typesOfTests.tsbuildinfo",
      "-p",
      "tests",
    ],
  },
  // What runs in a browser knows another world than Node.js.
  {
    title: "types of the explorer's page",
    command: join(REPOSITORY, "node_modules/typescript-7/bin/tsc"),
    args: [
      "--noEmit",
      "--pretty",
      "--incremental",
      "--tsBuildInfoFile",
      "node_modules/.cache/typesOfPage.tsbuildinfo",
      "-p",
      "explorer/app",
    ],
  },
  { title: "format", command: bin("prettier"), args: ["--check", "--log-level", "warn", "."] },
  { title: "workflows, by those who lint them", ...mocha("--config", "tests/forge/.mocharc.json") },
  { title: "real OAuth clients", ...mocha("--config", "tests/clients/.mocharc.json") },
  ...(HAS_PRODUCT_TESTS ? [{ title: "end to end", ...mocha("--config", "tests/product/endToEnd/.mocharc.json") }] : []),
  { title: "a real browser", ...mocha("--config", "tests/browser/.mocharc.json") },
  ...(HAS_PRODUCT_TESTS
    ? [{ title: "the demo, in a real browser", ...mocha("--config", "tests/product/browser/.mocharc.json") }]
    : []),
  { title: "the package, installed", ...mocha("--config", "tests/package/.mocharc.json") },
];

/** Properties with new seeds, which are printed, and ten times as many values. A failure says its seed: `SEED=<number>`. */
const NIGHTLY: readonly Suite[] = [
  {
    title: "properties with new seeds",
    ...mocha("--timeout", "3600000", "tests/property/**/*.spec.ts", "tests/unit/guard/glob.spec.ts"),
  },
  {
    title: "every call of an update fails in every way, with the real engine",
    ...mocha(
      "--no-config",
      "-n",
      "conditions=okta-api-access-source",
      "-r",
      "./local/node/register.cjs",
      "tests/engine/faults.spec.ts",
    ),
  },
];

/** Runs a suite with its output held back, so that two at once do not mix, and prints it when it ends. */
function run(suite: Suite): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(suite.command, suite.args, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (status) => {
      const outcome = outcomeOf(suite, status, output);
      const mark = outcome.failed === 0 ? colors.green("✓") : colors.red("✗");
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(
        `${output}${output.endsWith("\n") || output === "" ? "" : "\n"}${mark} ${suite.title} (${seconds} s)\n`,
      );
      resolve(outcome);
    });
  });
}

/** Counts what mocha says; a suite that failed without saying how, or that ran nothing, counts as one failure. */
function outcomeOf(suite: Suite, status: number | null, output: string): Outcome {
  if (!suite.mocha) return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  // eslint-disable-next-line no-control-regex -- mocha colours its counts
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const passed = Number(/^\s*(\d+) passing/m.exec(plain)?.[1] ?? 0);
  const failed = Number(/^\s*(\d+) failing/m.exec(plain)?.[1] ?? 0);
  const silent = failed === 0 && (status !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

async function main(): Promise<void> {
  const outcomes: Outcome[] = [];
  const isNightly = process.argv.includes("--nightly");
  const isAll = process.argv.includes("--all");
  if (isNightly) process.env["NIGHTLY"] = "1";
  else if (!isAll) process.env["QUICK"] = "1";
  if (isAll) installStrangers();
  const queue = isNightly ? [...NIGHTLY] : isAll ? [...QUICK, ...SLOW] : [...QUICK];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) outcomes.push(await run(next));
  };
  await Promise.all([lane(), lane()]);
  const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
