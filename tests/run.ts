/**
 * `npm test`, `npm run test:all` and `npm run test:nightly`: the checks of this repository, two side by side, the longest
 * first, with one line of counts at the end.
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
  /** About how long it takes on a quiet machine with two cores; the longest come first, so that both lanes end together. */
  readonly seconds: number;
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

/**
 * The native compiler checks in a quarter of the time, and in half of that again what has not changed since the last run;
 * programs run on the one that ts-node needs.
 */
const types = (kept: string, ...args: string[]): Pick<Suite, "command" | "args"> => ({
  command: join(REPOSITORY, "node_modules/typescript-7/bin/tsc"),
  args: [
    "--noEmit",
    "--pretty",
    "--incremental",
    "--tsBuildInfoFile",
    `node_modules/.cache/${kept}.tsbuildinfo`,
    ...args,
  ],
});

/**
 * What each change is held to is what the program says: what a file means, compiles to and proves, what the guard decides,
 * what a component declares, what a command prints. What talks to a server, starts other programs, runs whole stacks or compares
 * whole plans takes longer and belongs to the full suite (CONTRIBUTING.md says which tests to run for which change).
 */
/** The folders of `tests/unit` that run Pulumi programs on mocks: they share one process, which loads the SDK once. */
const WITH_MOCKS = ["components", "policies", "settings"];
/** A local Okta or AWS hundreds of times, a table or a key service over HTTP, stack after stack, npm, git, bundles. */
const LONGER = [
  "aws",
  "build",
  "check",
  "engine",
  "examples",
  "forge",
  "okta",
  "orgs",
  "plans",
  "providers",
  "revisions",
  "service",
  "stack",
];
/** The properties that each change is held to; the others join them in the full suite. */
const QUICK_PROPERTIES = ["plan", "routing"];

const specsIn = (folder: string) =>
  readdirSync(join(REPOSITORY, folder))
    .filter((file) => file.endsWith(".spec.ts"))
    .map((file) => file.slice(0, -".spec.ts".length));
const properties = specsIn("tests/property").map((name) => ({
  file: `tests/property/${name}.spec.ts`,
  isQuick: QUICK_PROPERTIES.includes(name),
}));
const PLAIN = readdirSync(join(REPOSITORY, "tests/unit")).filter(
  (folder) => ![...WITH_MOCKS, ...LONGER].includes(folder),
);

/** The product at the root has tests of its own, or none. */
const HAS_PRODUCT_TESTS = existsSync(join(REPOSITORY, "tests/product"));
/** `npm run access -- plan --check` asks the same. */
const WHOLE_PLANS = "tests/product/goldenPlans.spec.ts";

const units = (folders: readonly string[]) => folders.map((folder) => `tests/unit/${folder}/**/*.spec.ts`);

/** No network, no credentials, seconds. */
const QUICK: readonly Suite[] = [
  {
    title: "model, guard, commands and properties",
    seconds: 9,
    ...mocha(
      "--reporter",
      "dot",
      ...units(PLAIN),
      ...properties.filter(({ isQuick }) => isQuick).map(({ file }) => file),
    ),
  },
  {
    title: "components, settings and policies",
    seconds: 8,
    ...mocha(
      "--reporter",
      "dot",
      ...units(WITH_MOCKS),
      ...(HAS_PRODUCT_TESTS ? ["tests/product/*.spec.ts", "--ignore", WHOLE_PLANS] : []),
    ),
  },
  { title: "types", seconds: 4, ...types("types") },
  { title: "lint", seconds: 2, command: bin("oxlint"), args: [] },
  { title: "laws of the layout", seconds: 2, command: "npm", args: ["run", "--silent", "laws"] },
];

/** How long the specs of the real engine take; one that is not named takes less than half a minute. */
const ENGINE_SECONDS: Readonly<Record<string, number>> = {
  backends: 35,
  dayTwo: 170,
  faults: 120,
  https: 40,
  lifecycle: 110,
  loadBalancer: 40,
  outage: 30,
  plannedChanges: 45,
  policies: 45,
  profiles: 90,
  restChanges: 80,
  sharedServer: 140,
  twoProducts: 45,
};

/** The real engine: each spec has an org, a cloud, a state and a home of Pulumi of its own, so that any two run at once. */
const engine: readonly Suite[] = specsIn("tests/engine").map((name) => ({
  title: `real engine: ${name}`,
  seconds: ENGINE_SECONDS[name] ?? 25,
  ...mocha("--config", "tests/engine/.mocharc.json", `tests/engine/${name}.spec.ts`),
}));

/** What needs the real engine, servers, other programs, real OAuth clients or minutes. */
const SLOW: readonly Suite[] = [
  ...engine,
  {
    title: "local Okta and local AWS, providers, engine and bundles",
    seconds: 100,
    ...mocha("--reporter", "dot", ...units(LONGER.filter((folder) => !["plans", "service"].includes(folder)))),
  },
  {
    title: "properties of the local Okta, of changes and of libraries",
    seconds: 60,
    ...mocha(
      "--reporter",
      "dot",
      ...properties.filter(({ isQuick }) => !isQuick).map(({ file }) => file),
      "tests/property/local/*.spec.ts",
    ),
  },
  {
    title: "the kit for handlers, the product's handlers, and whole plans",
    seconds: 15,
    ...mocha(
      "--reporter",
      "dot",
      ...units(["plans", "service"]),
      ...(HAS_PRODUCT_TESTS ? ["tests/product/handlers/**/*.spec.ts", WHOLE_PLANS] : []),
    ),
  },
  { title: "a company of sixty groups", seconds: 20, ...mocha("--reporter", "dot", "tests/scale/**/*.spec.ts") },
  { title: "a stranger's prover", seconds: 90, ...mocha("--config", "tests/smt/.mocharc.json") },
  { title: "types of what needs programs of others", seconds: 8, ...types("typesOfTests", "-p", "tests") },
  // What runs in a browser knows another world than Node.js.
  { title: "types of the explorer's page", seconds: 3, ...types("typesOfPage", "-p", "explorer/app") },
  { title: "format", seconds: 12, command: bin("prettier"), args: ["--check", "--log-level", "warn", "."] },
  { title: "workflows, by those who lint them", seconds: 5, ...mocha("--config", "tests/forge/.mocharc.json") },
  { title: "real OAuth clients", seconds: 120, ...mocha("--config", "tests/clients/.mocharc.json") },
  ...(HAS_PRODUCT_TESTS
    ? [{ title: "end to end", seconds: 30, ...mocha("--config", "tests/product/endToEnd/.mocharc.json") }]
    : []),
  { title: "a real browser", seconds: 60, ...mocha("--config", "tests/browser/.mocharc.json") },
  ...(HAS_PRODUCT_TESTS
    ? [
        {
          title: "the demo, in a real browser",
          seconds: 20,
          ...mocha("--config", "tests/product/browser/.mocharc.json"),
        },
      ]
    : []),
  { title: "the package, installed", seconds: 180, ...mocha("--config", "tests/package/.mocharc.json") },
];

/** How long properties take by night; one that is not named takes seconds. */
const NIGHTLY_SECONDS: Readonly<Record<string, number>> = {
  "tests/property/local/adopt.spec.ts": 600,
  "tests/property/local/safeChange.spec.ts": 200,
  "tests/property/difference.spec.ts": 110,
  "tests/property/guardAndLibraries.spec.ts": 80,
  "tests/property/plan.spec.ts": 25,
};

/**
 * Properties with new seeds, which are printed, and ten times as many values. A failure says its seed: `SEED=<number>`. The
 * calls of an update take more than half an hour in one lane, the properties less in the other.
 */
const NIGHTLY: readonly Suite[] = [
  ...[
    ...properties.map(({ file }) => file),
    ...specsIn("tests/property/local").map((name) => `tests/property/local/${name}.spec.ts`),
    "tests/unit/guard/glob.spec.ts",
  ].map((file) => ({
    title: `new seeds: ${file}`,
    seconds: NIGHTLY_SECONDS[file] ?? 5,
    ...mocha("--timeout", "3600000", file),
  })),
  {
    title: "every call of an update fails in every way, with the real engine",
    seconds: 2_400,
    ...mocha("--config", "tests/engine/.mocharc.json", "tests/engine/faults.spec.ts"),
  },
];

/** What takes longer says when it begins. */
const SILENT_SECONDS = 10;

/** Runs a suite with its output held back, so that two at once do not mix, and prints it when it ends. */
function run(suite: Suite): Promise<Outcome> {
  const started = performance.now();
  // Minutes without a word look like a machine that hangs.
  if (suite.seconds > SILENT_SECONDS)
    process.stdout.write(`${colors.dim("…")} ${suite.title}, about ${suite.seconds} s\n`);
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
  const suites = isNightly ? NIGHTLY : isAll ? [...QUICK, ...SLOW] : QUICK;
  const queue = [...suites].sort((a, b) => b.seconds - a.seconds);
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) outcomes.push(await run(next));
  };
  // Two cores; the short suites of a run for every save fill each other's pauses.
  await Promise.all(Array.from({ length: isAll || isNightly ? 2 : 3 }, lane));
  const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
