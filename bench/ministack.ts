/** Another emulator of AWS whose HTTP APIs verify tokens, for the benchmark of the local gateway: finds, installs and starts it. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./freePort";

const REQUIREMENTS = join(__dirname, "ministack.txt");
export const MINISTACK_VERSION = /^ministack==(\S+)$/m.exec(readFileSync(REQUIREMENTS, "utf8"))![1]!;
const VENV = join(__dirname, "../.local/bench", `ministack-${MINISTACK_VERSION}`);

/** Milliseconds. */
const START_TIMEOUT = 30_000;
const INSTALL_TIMEOUT = 300_000;

export const HOW_TO_GET_MINISTACK = [
  `to measure beside ministack ${MINISTACK_VERSION} (Python 3.10 or later):`,
  "  BENCH_PEERS=install npm run bench -- gateway    installs it below .local/, with pip, as bench/ministack.txt pins it",
  "  BENCH_MINISTACK=<its command> npm run bench -- gateway    takes one that is installed",
].join("\n");

/** The command of it: that of `BENCH_MINISTACK`, or what was installed below `.local/`. Undefined where there is none. */
export async function findMinistack(): Promise<string | undefined> {
  const named = process.env["BENCH_MINISTACK"];
  if (named) return named;
  const command = join(VENV, "bin/ministack");
  if (!existsSync(command) && process.env["BENCH_PEERS"] === "install") install();
  return existsSync(command) ? command : undefined;
}

function install(): void {
  mkdirSync(join(VENV, ".."), { recursive: true });
  console.log(`installing ministack ${MINISTACK_VERSION} …`);
  try {
    run("python3", ["-m", "venv", VENV]);
    run(join(VENV, "bin/pip"), ["install", "--quiet", "--only-binary", ":all:", "-r", REQUIREMENTS]);
  } catch (error) {
    // Half an installation would be taken for a whole one.
    rmSync(VENV, { recursive: true, force: true });
    throw error;
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", timeout: INSTALL_TIMEOUT });
  if (status !== 0) throw new Error(`\`${command}\` failed: ${error?.message ?? `status ${status}`}`);
}

export interface Ministack {
  readonly url: string;
  close(): void;
}

/** On 127.0.0.1, with nothing but API Gateway: it listens for devices on all interfaces otherwise. */
export async function startMinistack(command: string): Promise<Ministack> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "bench-ministack-"));
  const settings = {
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    SERVICES: "apigateway",
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    LOG_LEVEL: "ERROR",
  };
  const env = { PATH: process.env["PATH"], HOME: folder, TMPDIR: folder, ...settings };
  const child = spawn(command, [], { env, stdio: "ignore" });
  const close = () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await answering(url, child);
    return { url, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Rejects where it ends instead, or takes too long. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  const ended = new Promise<never>((_, reject) => {
    child.once("error", ({ message }) => reject(new Error(`ministack did not start: ${message}`)));
    child.once("exit", (status) => reject(new Error(`ministack ended before it was ready: status ${status}`)));
  });
  const ready = async (): Promise<void> => {
    const end = performance.now() + START_TIMEOUT;
    while (performance.now() < end && child.pid !== undefined && child.exitCode === null) {
      const response = await fetch(`${url}/v2/apis`).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("ministack did not start in time");
  };
  await Promise.race([ready(), ended]);
}
