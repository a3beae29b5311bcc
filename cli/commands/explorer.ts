/** `access explorer`: the explorer as one file that opens from disk, for whoever has nothing else. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve, basename, isAbsolute } from "node:path";
import { bundleExplorer, explorerPage, type ExplorerData, type ExplorerPage } from "../../explorer";
import type { Register } from "../io";
import { type ModelOptions, loadModel } from "../loadModel";
import { withModelOptions } from "../options";
import { comparedSide, fileSide, peopleOf } from "../revisions/comparedSide";

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

interface ExploredOptions extends ModelOptions {
  /** A git revision, `REVISION:PATH`, or an access file. */
  readonly base?: string;
}

/** No page tells where on a machine it was made. */
function shownName(source: string): string {
  const colon = source.lastIndexOf(":");
  const file = source.slice(colon + 1);
  return isAbsolute(file) || file.startsWith("..") ? source.slice(0, colon + 1) + basename(file) : source;
}

/**
 * The page for a file, and for an earlier revision of it.
 *
 * @throws AccessError with the mistakes of the file: a page is made of one without
 */
export async function explorerFile(options: ExploredOptions): Promise<ExplorerPage> {
  const { product } = loadModel(options);
  const { source, value, people } = fileSide(options.model);
  const base = options.base === undefined ? undefined : comparedSide(options.base, options.model);
  const data: ExplorerData = {
    file: { source: shownName(source), value },
    people: Object.fromEntries(peopleOf({ people }) ?? []),
    ...(options.stack !== undefined && { stack: options.stack }),
    ...(base !== undefined && { base: { source: shownName(base.source), value: base.value } }),
  };
  return explorerPage({ title: `Access of ${product}`, script: await bundleExplorer("main"), data });
}
