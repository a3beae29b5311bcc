/** `access plan`: writes `plans/` anew: what a change means in every environment. */
import { join, relative } from "node:path";
import { productAt, stacksOf, type Product } from "../../components/stack/product";
import { printable } from "../../model/findings";
import { json, UsageError, type Register } from "../io";
import { costText, type StackCost } from "../plans/costText";
import { goldenPlans, stalePlans, writePlans, type StalePlan } from "../plans/goldenPlans";
import type * as Diff from "diff";
import type * as PlanChanges from "../plans/planChanges";
import { upCost } from "../plans/upCost";
import { fileAt, placeInRepository, revisionNamed } from "../revisions/git";

/** Lines of a difference that are shown of each file; `git diff` shows the rest. */
const LINES_MAX = 40;
const WIDTH_MAX = 200;

interface Options {
  readonly product: string;
  readonly check?: boolean;
  readonly since?: string;
  readonly json?: boolean;
}

/** Adds `access plan`. */
export const plan: Register = (program, io, done) => {
  program
    .command("plan")
    .description(
      "writes into plans/ what every stack declares and who may do what there, to be reviewed in pull requests; needs no engine and no credentials",
    )
    .option("--product <dir>", "the product's folder", ".")
    .option("--check", "write nothing; status 1, and what differs, where plans/ is not what would be written")
    .option(
      "--since <revision>",
      "write nothing; say what an `up` does and costs in each stack, against the plans of a git revision",
    )
    .option("--json", "with --since: print JSON for programs")
    .addHelpText("after", "\nExamples: access plan && git diff plans/\n          access plan --since origin/main")
    .action(async ({ product: folder, check, since, json: asJson }: Options) => {
      const product = productAt(folder);
      const place = `${relative(process.cwd(), product.plans)}/`;
      if (since !== undefined) {
        const costs = await costsSince(product, since);
        return io.out(asJson ? json({ stacks: costs }) : costText(costs));
      }
      if (!check) return io.out(`${place}: ${(await writePlans(product)).join(", ")}`);
      const stale = await stalePlans(product);
      if (stale.length === 0) return io.out(`${place} is up to date`);
      for (const one of stale) io.out(difference(one));
      const files = stale.map(({ file }) => file).join(", ");
      io.err(`${place} is not up to date (${files}): call \`access plan\`, and review what it has written`);
      done(1);
    });
};

/** Against the plans that a revision holds; what a stack has no plan of there is new. */
async function costsSince(product: Product, since: string): Promise<StackCost[]> {
  const revision = revisionNamed(since, product.folder);
  const place = placeInRepository(product.folder);
  const made = await goldenPlans(product);
  const { planChanges } = require("../plans/planChanges") as typeof PlanChanges;
  return stacksOf(product).map((stack) => {
    const before = fileAt(revision, join(place, "plans", `${stack}.json`));
    const kept = before === undefined ? {} : readPlan(before, `plans/${stack}.json of ${since}`);
    const changes = planChanges(kept, readPlan(made.get(`${stack}.json`)!, stack));
    return { stack, isNew: before === undefined, changes, cost: upCost(changes) };
  });
}

/** @throws UsageError where somebody has edited the file so that it is no plan any more. */
function readPlan(text: string, file: string): PlanChanges.StackPlan {
  const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
  try {
    const plan: unknown = JSON.parse(text);
    if (isObject(plan) && Object.values(plan).every(isObject)) return plan as PlanChanges.StackPlan;
  } catch {
    // The message below says it.
  }
  throw new UsageError(`\`${file}\` is not as \`access plan\` writes it; compare with a revision whose plans are`);
}

/** What is in the file and what would be, line by line. */
function difference({ file, kept, made }: StalePlan): string {
  if (made === undefined) return `${file}: belongs to no stack any more`;
  if (kept === undefined) return `${file}: is missing`;
  // Only who has to see a difference waits for it.
  const { structuredPatch } = require("diff") as typeof Diff;
  const { hunks } = structuredPatch(file, file, kept, made, "", "", { context: 0 });
  const lines = hunks.flatMap(({ oldStart, lines: changed }) => [`@@ line ${oldStart}`, ...changed.map(shown)]);
  const more = lines.length > LINES_MAX ? [`… and ${lines.length - LINES_MAX} lines more`] : [];
  return [`${file}:`, ...lines.slice(0, LINES_MAX), ...more].join("\n");
}

function shown(line: string): string {
  const one = line.replace(/[\p{Cc}\p{Cf}]/gu, printable);
  return one.length > WIDTH_MAX ? `${one.slice(0, WIDTH_MAX)}…` : one;
}
