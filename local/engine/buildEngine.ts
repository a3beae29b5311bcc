/** Builds the Pulumi engine with Go into a cache folder outside the repository, where there is none yet. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findEngine, type Engine } from "./findEngine";
import { builtEngineFolder, cliVersion, ENGINE_PARTS, type EnginePart } from "./locations";

type Progress = (message: string) => void;

/** What went wrong, and what to do: printed without a stack. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/**
 * Builds both programs and moves them into place together, so that a build that was interrupted leaves nothing that
 * looks like an engine. Takes about four minutes on two cores the first time.
 *
 * @throws EngineError if Go is missing or a build fails.
 */
export async function buildEngine(progress: Progress): Promise<string> {
  const folder = builtEngineFolder();
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(join(dirname(folder), "building-"));
  try {
    for (const part of ENGINE_PARTS) await buildPart(part, join(scratch, part.program), progress);
    await rm(folder, { recursive: true, force: true });
    await rename(scratch, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** Upstream's own flags; without the version flag the CLI would call itself a development build. */
function goArguments(part: EnginePart, output: string): string[] {
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${cliVersion()}`;
  return [
    "build",
    "-v",
    "-trimpath",
    "-tags",
    "osusergo,grpcnotrace",
    "-ldflags",
    `-w -s ${version}`,
    "-o",
    output,
    part.package,
  ];
}

async function buildPart(part: EnginePart, output: string, progress: Progress): Promise<void> {
  const started = Date.now();
  let compiled = 0;
  const report = () => {
    const share = Math.min(99, Math.round((100 * compiled) / part.packages));
    progress(`building ${part.program}: about ${share} %, ${Math.round((Date.now() - started) / 1000)} s`);
  };
  report();
  const timer = setInterval(report, process.stderr.isTTY ? 1_000 : 15_000);
  try {
    await go(goArguments(part, output), part.module, (line) => {
      // With -v, Go names each package as it compiles it; lines on downloads start with "go:".
      if (!line.startsWith("go:")) compiled += 1;
    });
  } finally {
    clearInterval(timer);
  }
  progress(`built ${part.program} in ${Math.round((Date.now() - started) / 1000)} s`);
}

function go(args: string[], cwd: string, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, {
      cwd,
      env: { ...process.env, CGO_ENABLED: "0" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let pending = "";
    const last: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (pending + chunk).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) {
        onLine(line);
        last.push(line);
        if (last.length > 20) last.shift();
      }
    });
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(new EngineError(error.code === "ENOENT" ? noGo : error.message)),
    );
    child.on("close", (status) => {
      if (status === 0) resolve();
      else
        reject(new EngineError(`\`go build\` ended with status ${status}:\n${[...last, pending].join("\n").trim()}`));
    });
  });
}

const noGo = [
  "there is no Pulumi CLI on this machine, and no Go to build one.",
  "Do one of these and call again:",
  "  install the Pulumi CLI (https://www.pulumi.com/docs/install/), or",
  "  install Go 1.25 or newer (https://go.dev/doc/install)",
].join("\n");

/**
 * `access engine`: the engine that is there already, else one that is built now.
 *
 * @throws EngineError with what went wrong and what to do.
 */
export async function ensureEngine(progress: Progress): Promise<Engine> {
  const found = await findEngine();
  if (found) return found;
  progress(
    `no Pulumi CLI on PATH or in the npm package's cache: building it with Go, about four minutes the first time`,
  );
  await buildEngine(progress);
  const built = await findEngine();
  if (!built) throw new EngineError("the engine was built but does not run; `pulumi version` fails in its folder");
  return built;
}
