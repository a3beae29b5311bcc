/** `access engine`: gets the real Pulumi CLI. */
import type { Register } from "../io";

/** Adds `access engine`. */
export const engine: Register = (program, io, done) => {
  program
    .command("engine")
    .description(
      "puts the real Pulumi CLI where `access start` finds it: the one on PATH, else the `pulumi` npm package's own cache, " +
        "else one built from the Go module proxy into a cache folder outside the product",
    )
    .option("--folder", "print the folder of the one that is there, and nothing else, for PATH")
    .addHelpText("after", '\nExample: access engine && PATH="$(access engine --folder):$PATH" pulumi version')
    .action(async ({ folder }: { folder?: boolean }) => {
      if (folder) {
        const { findEngine } =
          require("../../local/engine/findEngine") as typeof import("../../local/engine/findEngine");
        const there = await findEngine();
        if (there) return io.out(there.folder);
        io.err("there is no Pulumi CLI; call `access engine` first");
        return done(1);
      }
      const { EngineError, ensureEngine } =
        require("../../local/engine/buildEngine") as typeof import("../../local/engine/buildEngine");
      try {
        const found = await ensureEngine(progress);
        io.out(`Pulumi ${found.version} (${found.source}): ${found.pulumi}`);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        io.err(error.message);
        done(1);
      }
    });
};

/** Rewrites one line on a terminal; elsewhere each message is a line of its own. */
function progress(message: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${message}` : `${message}\n`);
}
