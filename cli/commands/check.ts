/** `access check`: everything that can be found without an Okta org, and the proof of the compiled plan. */
import path from "node:path";
import { Option } from "commander";
import { productFindings } from "../../components/stack/productFindings";
import {
  checkModel,
  type CheckReport,
  checkTogether,
  type ExpectationResult,
  type OrgReport,
  requestSuggestions,
} from "../../model/ask";
import { type Finding, sortFindings } from "../../model/findings";
import { codeownersFindings } from "../codeowners";
import { EXPECTATIONS, expectationFile, heldExpectations } from "../expectations";
import { json, type Status, UsageError, type Register } from "../io";
import { handlersBeside, loadModel, readModel, type ModelOptions } from "../loadModel";
import { withModelsOptions } from "../options";
import { suggestionsText } from "../print/combinations";
import { expectationsJunit, expectationsTap, expectationsText } from "../print/expectations";
import { orgReportText, reportText } from "../print/report";
import { fileBeside, sharedServerFindings } from "../sharedServers";
import { stackFileFindings } from "../stackFiles";
import { sarif } from "../print/sarif";
import type * as Places from "../places";

interface Options extends Pick<ModelOptions, "stack"> {
  readonly model: readonly string[];
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly strict?: boolean;
  readonly notes?: boolean;
  readonly suggestRequests?: boolean;
  readonly expect?: string;
  readonly format: string;
}

/** Adds `access check`. */
export const check: Register = (program, io, done) => {
  withModelsOptions(program.command("check"))
    .description(
      "checks the access file, its scope names, the handlers and the stack files beside it, and proves the compiled plan",
    )
    .option("--sarif", "print SARIF, for the code scanning of a forge")
    .option("--expect <file>", `what is expected of the access file (default: ${EXPECTATIONS} beside it)`)
    .addOption(
      new Option("--format <format>", "how to print what came of the expectations: TAP and JUnit print nothing else")
        .choices(["text", "tap", "junit"])
        .default("text"),
    )
    .option("--strict", "let warnings fail as well")
    .option("--notes", "show what is worth knowing and nothing to mend; without it notes are counted")
    .option("--suggest-requests", "say what each client has to ask for together, as its routes need it")
    .addHelpText(
      "after",
      "\nExamples: access check --strict\n          access check --sarif > check.sarif\n          access check --format junit > expectations.xml",
    )
    .action((options: Options) => {
      const [first, ...others] = options.model;
      const file = { model: first!, stack: options.stack };
      if (options.suggestRequests) {
        if (others.length > 0) throw new UsageError("`--suggest-requests` is about one access file: name one");
        const suggestions = requestSuggestions(loadModel(file));
        io.out(options.json ? json({ suggestions }) : suggestionsText(suggestions));
        done(0);
        return;
      }
      if (others.length > 0) {
        if (options.expect !== undefined || options.format !== "text")
          throw new UsageError("`--expect` and `--format` are about one access file: name one");
        const report = orgReport(options.model, options.stack);
        io.out(printed(report, options, () => orgReportText(report, options)));
        done(statusOf(report, options));
        return;
      }
      const report = reportOf(file);
      const expected = expectationFile(file.model, options.expect);
      const expectations =
        expected === undefined ? [] : heldExpectations(expected, readModel(file.model), options.stack);
      io.out(printedWith(report, expectations, options));
      done(expectations.some(({ failures }) => failures.length > 0) ? 1 : statusOf(report, options));
    });
};

function printedWith(report: CheckReport, expectations: readonly ExpectationResult[], options: Options): string {
  if (options.format === "tap") return expectationsTap(expectations);
  if (options.format === "junit") return expectationsJunit(expectations);
  if (options.json && !options.sarif && expectations.length > 0)
    return json({ findings: shown(report, options), expectations });
  // The count of findings stays last, where people and scripts look for it.
  const before = expectations.length === 0 ? [] : [expectationsText(expectations)];
  return printed(report, options, () => [...before, reportText(report, options)].join("\n"));
}

function reportOf({ model, stack }: ModelOptions): CheckReport {
  const value = readModel(model);
  const handlers = handlersBeside(model);
  const { findings, proofs } = checkModel(value, { stack, handlers });
  const owners = codeownersFindings(value, path.dirname(path.resolve(model)));
  return { findings: sortFindings([...findings, ...besideFindings(model, value, stack), ...owners]), proofs };
}

/** Only the access file of a product has handlers and stack files beside it. */
function besideFindings(model: string, value: unknown, stack: string | undefined): Finding[] {
  if (handlersBeside(model) === undefined) return [];
  const folder = path.dirname(path.resolve(model));
  return [...productFindings(model, value), ...stackFileFindings(folder, value, stack)];
}

/** Several files, with what is beside each, and what their stack files say of the server that they share. */
function orgReport(models: readonly string[], stack: string | undefined): OrgReport {
  const repeated = models.find(
    (model, index) => models.findIndex((other) => path.resolve(other) === path.resolve(model)) < index,
  );
  if (repeated !== undefined) throw new UsageError(`\`${repeated}\` is named twice; name each access file once`);
  const files = models.map((source) => ({ source, value: readModel(source), handlers: handlersBeside(source) }));
  const report = checkTogether(files, stack);
  const beside = files.flatMap(({ source, value }) =>
    besideFindings(source, value, stack).map((finding) => ({
      ...finding,
      file: finding.file === undefined ? source : fileBeside(source, finding.file),
    })),
  );
  return { ...report, findings: sortFindings([...report.findings, ...beside, ...sharedServerFindings(files, stack)]) };
}

function printed(report: Pick<CheckReport, "findings">, options: Options, text: () => string): string {
  if (options.sarif) {
    // The compiler, which reads the places, is large: only who asks for them waits for it.
    const { placesIn } = require("../places") as typeof Places;
    return json(sarif(shown(report, options), options.model[0]!, placesIn));
  }
  return options.json ? json({ findings: shown(report, options) }) : text();
}

/** What programs get: notes only where they ask for them. */
function shown({ findings }: Pick<CheckReport, "findings">, { notes }: Options): readonly Finding[] {
  return notes ? findings : findings.filter(({ level }) => level !== "note");
}

function statusOf({ findings }: Pick<CheckReport, "findings">, { strict }: Options): Status {
  return findings.some(({ level }) => level === "error" || (strict && level === "warning")) ? 1 : 0;
}
