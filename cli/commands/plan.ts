/** `access plan`: writes `plans/` anew: what a change means in every environment. */
import { structuredPatch } from "diff";
import { relative } from "node:path";
import { productAt } from "../../components/stack/product";
import { printable } from "../../model/findings";
import { stalePlans, writePlans, type StalePlan } from "../plans/goldenPlans";
import type { Register } from "../register";

/** Lines of a difference that are shown of each file; `git diff` shows the rest. */
const LINES_MAX = 40;
const WIDTH_MAX = 200;

/** Adds `access plan`. */
export const plan: Register = (program, io, done) => {
  program
    .command("plan")
    .description(
      "writes into plans/ what every stack declares and who may do what there, to be reviewed in pull requests; needs no engine and no credentials",
    )
    .option("--product <dir>", "the product's folder", ".")
    .option("--check", "write nothing; status 1, and what differs, where plans/ is not what would be written")
    .addHelpText("after", "\nExample: access plan && git diff plans/")
    .action(async ({ product: folder, check }: { product: string; check?: boolean }) => {
      const product = productAt(folder);
      const place = `${relative(process.cwd(), product.plans)}/`;
      if (!check) return io.out(`${place}: ${(await writePlans(product)).join(", ")}`);
      const stale = await stalePlans(product);
      if (stale.length === 0) return io.out(`${place} is up to date`);
      for (const one of stale) io.out(difference(one));
      const files = stale.map(({ file }) => file).join(", ");
      io.err(`${place} is not up to date (${files}): call \`access plan\`, and review what it has written`);
      done(1);
    });
};

/** What is in the file and what would be, line by line. */
function difference({ file, kept, made }: StalePlan): string {
  if (made === undefined) return `${file}: belongs to no stack any more`;
  if (kept === undefined) return `${file}: is missing`;
  const { hunks } = structuredPatch(file, file, kept, made, "", "", { context: 0 });
  const lines = hunks.flatMap(({ oldStart, lines: changed }) => [`@@ line ${oldStart}`, ...changed.map(shown)]);
  const more = lines.length > LINES_MAX ? [`… and ${lines.length - LINES_MAX} lines more`] : [];
  return [`${file}:`, ...lines.slice(0, LINES_MAX), ...more].join("\n");
}

function shown(line: string): string {
  const one = line.replace(/[\p{Cc}\p{Cf}]/gu, printable);
  return one.length > WIDTH_MAX ? `${one.slice(0, WIDTH_MAX)}…` : one;
}
