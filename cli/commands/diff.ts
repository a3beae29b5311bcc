/** `access diff`: who gains and who loses what between two revisions, or two files. */
import { dirname, join, resolve } from "node:path";
import { Option } from "commander";
import { type AccessChange, filesDifference } from "../../model/ask";
import { ALLOW_LIST, heldAgainst, readAllowList, type AllowedPlaces } from "../allowList";
import { json, UsageError, type Register } from "../io";
import { withModelOptions } from "../options";
import { changesSarif } from "../print/changesSarif";
import { headOf, type Review } from "../print/review";
import { reviewMarkdown } from "../print/reviewMarkdown";
import { reviewText } from "../print/reviewText";
import { comparedSide, fileSide, peopleOf, type ComparedSide } from "../revisions/comparedSide";

interface Options {
  readonly model: string;
  readonly stack?: string;
  readonly json?: boolean;
  readonly format: string;
  readonly failOn?: Gate;
  readonly allow?: string;
}

/** Which widenings fail: those of this sensitivity and above. */
type Gate = "low" | "medium" | "high";

const LEVELS: readonly Gate[] = ["low", "medium", "high"];

/** Adds `access diff`. */
export const diff: Register = (program, io, done) => {
  withModelOptions(program.command("diff"))
    .description("who gains and who loses what between two revisions, or two access files")
    .argument("<base>", "a git revision, `REVISION:PATH`, or an access file")
    .argument("[head]", "the same; without it the access file as it is in the working tree")
    .addOption(
      new Option("--format <format>", "how to print it").choices(["text", "markdown", "json", "sarif"]).default("text"),
    )
    .option("--fail-on <what>", "`widened`, `widened:medium` or `widened:high`: status 1 where that is so", gateNamed)
    .option("--allow <file>", `what may be widened for a while (default: ${ALLOW_LIST} beside the access file)`)
    .addHelpText(
      "after",
      "\nExamples: access diff main\n" +
        "          access diff origin/main HEAD --format markdown --fail-on widened:high\n" +
        "          access diff before.json after.json --json\n" +
        "\nThe access file of a revision is run, as `access check` runs that of the working tree.",
    )
    .action((base: string, head: string | undefined, options: Options) => {
      const sides = { before: comparedSide(base, options.model), after: headSide(head, options.model) };
      const review = reviewOf(sides, options);
      io.out(printed(review, sides, options, io));
      done(review.gate !== undefined && review.gate.refused.length > 0 ? 1 : 0);
    });
};

function headSide(head: string | undefined, model: string): ComparedSide {
  return head === undefined ? fileSide(model) : comparedSide(head, model);
}

interface Sides {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
}

function reviewOf({ before, after }: Sides, options: Options): Review {
  if (before.value === undefined && after.value === undefined)
    throw new UsageError(`there is neither \`${before.source}\` nor \`${after.source}\``);
  const named = (side: ComparedSide) => ({ source: side.source, value: side.value });
  const people = peopleOf(after) ?? peopleOf(before) ?? new Map<string, readonly string[]>();
  const found = filesDifference(named(before), named(after), {
    people,
    ...(options.stack === undefined ? {} : { stack: options.stack }),
  });
  const gate = options.failOn === undefined ? undefined : gateOf(found.difference, options.failOn, options);
  return {
    difference: found.difference,
    before: found.before,
    after: found.after,
    sources: { before: before.source, after: after.source },
    notes: notesOn(before, after),
    ...(gate === undefined ? {} : { gate }),
  };
}

function notesOn(before: ComparedSide, after: ComparedSide): string[] {
  return [
    ...(before.value === undefined ? [`there is no \`${before.source}\`: all of it is new`] : []),
    ...(after.value === undefined ? [`there is no \`${after.source}\`: all of it is gone`] : []),
  ];
}

function gateNamed(text: string): Gate {
  const [what, level = "low", ...rest] = text.split(":");
  const found = LEVELS.find((one) => one === level);
  if (what !== "widened" || found === undefined || rest.length > 0)
    throw new UsageError(`\`--fail-on ${text}\`: it takes widened, widened:low, widened:medium or widened:high`);
  return found;
}

function gateOf(difference: Review["difference"], gate: Gate, options: Options): AllowedPlaces {
  const today = new Date();
  const file = options.allow ?? join(dirname(resolve(options.model)), ALLOW_LIST);
  const entries = readAllowList(file, { mayLack: options.allow === undefined, today });
  const counts = ({ sensitivity }: Pick<AccessChange, "sensitivity">) =>
    LEVELS.indexOf(sensitivity) >= LEVELS.indexOf(gate);
  return heldAgainst(difference, entries, counts, today);
}

function printed(review: Review, sides: Sides, options: Options, io: Parameters<Register>[1]): string {
  const { difference, gate, notes, sources } = review;
  switch (options.json ? "json" : options.format) {
    case "json": {
      const { verdict, needs } = headOf(review);
      return json({ ...difference, verdict, needs, notes, sources, ...(gate === undefined ? {} : { gate }) });
    }
    case "markdown":
      return reviewMarkdown(review);
    case "sarif":
      return json(changesSarif(review, sides.after.file));
    default:
      return reviewText(review, io.paint);
  }
}
