/** `access explorer`: the explorer as one file that opens from disk, for whoever has nothing else. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { explorerFile } from "../explorerFile";
import type { ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import type { Register } from "../register";

/** Adds `access explorer`. */
export const explorer: Register = (program, io) => {
  withModelOptions(program.command("explorer"))
    .description(
      "writes the explorer as one page that needs nothing else: matrix, decisions, rules, and what has changed",
    )
    .option("--out <file>", "the file to write", "explorer.html")
    .option("--base <revision>", "what to compare with: a git revision, `REVISION:PATH`, or an access file")
    .addHelpText("after", "\nExample: access explorer --stack prod --base origin/main --out explorer.html")
    .action(async (options: ModelOptions & { json?: boolean; out: string; base?: string }) => {
      const { html } = await explorerFile(options);
      mkdirSync(dirname(resolve(options.out)), { recursive: true });
      writeFileSync(options.out, html);
      const bytes = Buffer.byteLength(html);
      io.out(
        options.json
          ? JSON.stringify({ file: options.out, bytes })
          : `wrote ${options.out} (${Math.ceil(bytes / 1000)} KB)`,
      );
    });
};
