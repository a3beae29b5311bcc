/**
 * What the program costs in `pulumi up`: the processor time of its Node process, beside an empty program with the same
 * imports, in interleaved rounds on the real engine. Target: at most 1.4 times, where a person calls `pulumi up` and Pulumi's own
 * compiler reads the sources. On the local cloud a transpiler does that in a third of the time, so that the same work weighs more.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY } from "../local/engine/locations";
import { Stand } from "../local/engine/stand";
import { median } from "./median";

const ROUNDS = 3;
const REPORT = join(REPOSITORY, ".local", "cpu-report");

/** Loads all that the program loads, and declares nothing. */
const EMPTY = `import { declareStack } from "okta-api-access";
if (typeof declareStack !== "function") throw new Error("there is no declareStack");
`;

async function measure(stand: Stand): Promise<{ cpu: number; wall: number }> {
  await rm(REPORT, { force: true });
  const started = performance.now();
  await stand.succeed("up", "--yes", "--skip-preview");
  const wall = (performance.now() - started) / 1000;
  const reports = (await readFile(REPORT, "utf8")).trim().split("\n").map(Number);
  return { cpu: Math.max(...reports), wall };
}

/** Who reads the TypeScript → what the engine is told of it. */
const READERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Pulumi's own compiler": { PULUMI_NODEJS_TSCONFIG_PATH: "tsconfig.pulumi.json" },
  "the transpiler of the local cloud": {},
};

async function main(): Promise<void> {
  process.env["NODE_OPTIONS"] = `--require ${join(__dirname, "cpuReport.cjs")}`;
  process.env["CPU_REPORT"] = REPORT;
  process.stdout.write(
    `pulumi up, median of ${ROUNDS} interleaved rounds (the first of ours creates, the others change nothing)\n`,
  );
  for (const [reader, environment] of Object.entries(READERS)) await compare(reader, environment);
}

async function compare(reader: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const variables = { CPU_REPORT: REPORT, ...environment };
  const program = await Stand.create(REPOSITORY, "bench-program", variables);
  const empty = await Stand.create(REPOSITORY, "bench-empty", variables);
  await empty.program(EMPTY);
  await writeFile(REPORT, "");
  try {
    const ours: { cpu: number; wall: number }[] = [];
    const peers: { cpu: number; wall: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await measure(program));
      peers.push(await measure(empty));
    }
    const [cpu, emptyCpu] = [median(ours.map((m) => m.cpu)), median(peers.map((m) => m.cpu))];
    const [wall, emptyWall] = [median(ours.map((m) => m.wall)), median(peers.map((m) => m.wall))];
    process.stdout.write(
      [
        `read by ${reader}`,
        `  program, processor seconds     ${cpu.toFixed(2)}   empty with the same imports ${emptyCpu.toFixed(2)}   ratio ${(cpu / emptyCpu).toFixed(2)}`,
        `  whole command, wall seconds    ${wall.toFixed(2)}   empty with the same imports ${emptyWall.toFixed(2)}   ratio ${(wall / emptyWall).toFixed(2)}`,
        "",
      ].join("\n"),
    );
  } finally {
    await Promise.all([program.close(), empty.close(), rm(REPORT, { force: true })]);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
