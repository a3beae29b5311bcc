/** `npm run engine`: puts the real Pulumi CLI where the tests and `npm start` find it. */
import { Command } from "commander";
import { buildEngine, EngineError } from "./buildEngine";
import { findEngine, type Engine } from "./findEngine";

/** Rewrites one line on a terminal; elsewhere each message is a line of its own. */
function progress(message: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${message}` : `${message}\n`);
}

async function ensureEngine(): Promise<Engine> {
  const found = await findEngine();
  if (found) return found;
  progress(
    `no Pulumi CLI on PATH or in the npm package's cache: building it with Go, about four minutes the first time`,
  );
  await buildEngine(progress);
  if (process.stderr.isTTY) process.stderr.write("\n");
  const built = await findEngine();
  if (!built) throw new EngineError("the engine was built but does not run; `pulumi version` fails in its folder");
  return built;
}

async function main(): Promise<void> {
  new Command("engine")
    .description(
      "Puts the real Pulumi CLI where the engine tests and `npm start` find it: the one on PATH, else the `pulumi` npm " +
        "package's own cache, else one built from the Go module proxy into a cache folder outside the repository.",
    )
    .parse();
  const engine = await ensureEngine();
  process.stdout.write(`Pulumi ${engine.version} (${engine.source}): ${engine.pulumi}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof EngineError ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
});
