/** How long the built `access` command takes, start included. Run it with `npm run build && npm run bench -- cli`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./median";
import { largeModel } from "./modelData";

const COMMAND = join(__dirname, "../dist/cli/access.js");

const ROUNDS = 5;

/** Milliseconds of a call, the median of some. */
function milliseconds(args: readonly string[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - start;
  });
  return median(times);
}

function main(): void {
  if (!existsSync(COMMAND)) throw new Error("`dist/` is not there: call `npm run build` first");
  const folder = mkdtempSync(join(tmpdir(), "okta-api-access-bench-"));
  try {
    const before = largeModel({ groups: 200, scopes: 300, clients: 50, routes: 1_000 });
    const after = structuredClone(before);
    after.groups["group-3"]!.scopes.push("resource0:part9:read");
    delete after.groups["group-190"];
    const files = [before, after].map((model, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(model));
      return file;
    });
    const size = "200 groups, 300 scopes, 50 clients, 1,000 routes";
    const show = (what: string, ms: number, goal: number) =>
      process.stdout.write(`${what}: ${ms.toFixed(0)} ms (goal: at most ${goal})\n`);
    show("access --help", milliseconds(["--help"]), 400);
    show("access matrix, of the product's access file", milliseconds(["matrix"]), 400);
    show(`access diff, ${size}`, milliseconds(["diff", ...files]), 1_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
