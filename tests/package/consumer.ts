/** Folders outside the repository in which the package is used as a company uses it. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const REPOSITORY = join(__dirname, "../..");

export interface Result {
  readonly status: number;
  /** Standard output. */
  readonly out: string;
  /** Both streams, as a person sees them. */
  readonly all: string;
}

/** What a test run of the repository sets for itself, and a company's shell does not have. */
function environment(): NodeJS.ProcessEnv {
  const own = /^(NODE_OPTIONS|npm_|MOCHA_|INIT_CWD)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Runs a command to its end. */
export function run(folder: string, command: string, ...args: string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let all = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      all += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      all += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? 1, out, all }));
  });
}

/** The same, and it must succeed. */
export async function succeed(folder: string, command: string, ...args: string[]): Promise<Result> {
  const result = await run(folder, command, ...args);
  assert.equal(result.status, 0, `${command} ${args.join(" ")} ended with status ${result.status}:\n${result.all}`);
  return result;
}

/** A command that runs until it is told to end. */
export function inBackground(folder: string, ...args: string[]): { output: () => string; end: () => Promise<void> } {
  const child = spawn(process.execPath, args, { cwd: folder, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    output: () => output,
    async end() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Builds and packs the package into a new folder. @returns the folder, and the paths in the tarball. */
export function packed(): { folder: string; tarball: string; files: string[]; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "okta-api-access-package-"));
  const npm = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("npm", args, {
      cwd: REPOSITORY,
      env: environment(),
      encoding: "utf8",
    });
    assert.equal(status, 0, `npm ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
    return stdout;
  };
  npm("run", "build");
  const [made] = JSON.parse(npm("pack", "--json", "--ignore-scripts", "--pack-destination", folder)) as [
    { filename: string; files: { path: string }[] },
  ];
  return {
    folder,
    tarball: made.filename,
    files: made.files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
