/** Runs the real Pulumi CLI against a file backend, with the local providers attached and nothing of the user's around it. */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { CONDITIONS, PROGRAM } from "../../components/program";
import type { Engine } from "./findEngine";
import type { Workspace } from "./workspace";

export interface CliOptions {
  readonly engine: Engine;
  readonly workspace: Workspace;
  /** Provider name → port of its gRPC service. */
  readonly providers: Readonly<Record<string, number>>;
  /** More environment variables, such as `PULUMI_SKIP_CHECKPOINTS`. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly onOutput?: (text: string) => void;
  /** Ends the CLI as Ctrl-C or a crash would. */
  readonly signal?: AbortSignal;
  readonly killSignal?: NodeJS.Signals;
}

/** One call of the CLI. Resolves whatever its exit status is; rejects only if it could not be started. */
export function pulumi(options: CliOptions, args: readonly string[], run: RunOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.engine.pulumi, [...args, "--non-interactive", "--color", "never"], {
      cwd: options.workspace.project,
      env: environmentOf(options),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      run.onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      run.onOutput?.(text);
    });
    run.signal?.addEventListener("abort", () => child.kill(run.killSignal ?? "SIGINT"), { once: true });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? 1, stdout, stderr }));
  });
}

/**
 * One call of the CLI for a person, at their own terminal.
 *
 * @returns the exit status.
 */
export function pulumiAtTerminal(options: CliOptions, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.engine.pulumi, [...args], {
      cwd: options.workspace.project,
      env: environmentOf(options),
      stdio: "inherit",
    });
    // Ctrl-C is for the CLI, which ends in order; this process waits for it.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    child.on("error", reject);
    child.on("close", (status) => {
      process.off("SIGINT", wait);
      resolve(status ?? 1);
    });
  });
}

/**
 * How the engine's Node.js is to read TypeScript: with the transpiler of every other command, which keeps what it has made.
 * The compiler takes two thirds of the time of an update, and each update anew.
 */
const TRANSPILED = join(PROGRAM, "local/node/tsconfig.engine.json");

/** What the CLI may see of the user's environment. Credentials of Okta, AWS or Pulumi are not among it. */
const PASSED_ON = [
  "HOME",
  "LANG",
  "TERM",
  "NO_COLOR",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SystemRoot",
  "NODE_COMPILE_CACHE",
] as const;

function environmentOf({ engine, workspace, providers, environment }: CliOptions): NodeJS.ProcessEnv {
  const attached = Object.entries(providers).map(([name, port]) => `${name}:${port}`);
  const passedOn = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return {
    ...(Object.fromEntries(passedOn) as NodeJS.ProcessEnv),
    NODE_OPTIONS: [process.env["NODE_OPTIONS"], ...CONDITIONS.map((name) => `--conditions=${name}`)].join(" ").trim(),
    PATH: [engine.folder, process.execPath.replace(/[/\\][^/\\]*$/, ""), process.env["PATH"]].join(delimiter),
    PULUMI_HOME: workspace.home,
    PULUMI_BACKEND_URL: `file://${workspace.backend}`,
    // The state holds nothing but the keys of a local cloud that ends with its process.
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: attached.join(","),
    // Types are checked by `npm test`; a language host that knows `tsconfig.pulumi.json` skips the check anyway.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_NODEJS_TSCONFIG_PATH: TRANSPILED,
    ...environment,
  };
}

/** Creates the stack and answers its name, ready for `up`. */
export async function createStack(options: CliOptions, stack: string): Promise<void> {
  const result = await pulumi(options, ["stack", "init", stack]);
  if (result.status !== 0) throw new Error(`\`pulumi stack init ${stack}\` failed:\n${result.stderr.trim()}`);
}

/** The outputs of a stack. */
export async function stackOutputs(options: CliOptions, stack: string): Promise<Record<string, unknown>> {
  const result = await pulumi(options, ["stack", "output", "--json", "--stack", stack]);
  if (result.status !== 0) throw new Error(`\`pulumi stack output\` failed:\n${result.stderr.trim()}`);
  return JSON.parse(result.stdout) as Record<string, unknown>;
}
