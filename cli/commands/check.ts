/** `access check`: everything that can be found without an Okta org, and the proof of the compiled plan. */
import path from "node:path";
import { Option } from "commander";
import { productFindings } from "../../components/stack/productFindings";
import { checkModel, type CheckReport, type ExpectationResult, requestSuggestions } from "../../model/ask";
import { sortFindings } from "../../model/findings";
import { codeownersFindings } from "../codeowners";
import { EXPECTATIONS, expectationFile, heldExpectations } from "../expectations";
import { json, type Status } from "../io";
import { handlersBeside, loadModel, readModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { expectationsJunit, expectationsTap, expectationsText } from "../print/expectations";
import { reportText } from "../print/report";
import { stackFileFindings } from "../stackFiles";
import { suggestionsText } from "../print/suggestions";
import { sarif } from "../print/sarif";
import type * as Places from "../places";
import type { Register } from "../register";

interface Options extends ModelOptions {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly strict?: boolean;
  readonly suggestRequests?: boolean;
  readonly expect?: string;
  readonly format: string;
}

/** Adds `access check`. */
export const check: Register = (program, io, done) => {
  withModelOptions(program.command("check"))
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
    .option("--suggest-requests", "say what each client has to ask for together, as its routes need it")
    .addHelpText(
      "after",
      "\nExamples: access check --strict\n          access check --sarif > check.sarif\n          access check --format junit > expectations.xml",
    )
    .action((options: Options) => {
      if (options.suggestRequests) {
        const suggestions = requestSuggestions(loadModel(options));
        io.out(options.json ? json({ suggestions }) : suggestionsText(suggestions));
        done(0);
        return;
      }
      const value = readModel(options.model);
      const handlers = handlersBeside(options.model);
      const { findings, proofs } = checkModel(value, { stack: options.stack, handlers });
      // Only the access file of a product has handlers and stack files beside it.
      const folder = path.dirname(path.resolve(options.model));
      const more =
        handlers === undefined
          ? []
          : [...productFindings(options.model, value), ...stackFileFindings(folder, value, options.stack)];
      const report = { findings: sortFindings([...findings, ...more, ...codeownersFindings(value, folder)]), proofs };
      const file = expectationFile(options.model, options.expect);
      const expectations = file === undefined ? [] : heldExpectations(file, value, options.stack);
      io.out(printed(report, expectations, options));
      const failed = expectations.some(({ failures }) => failures.length > 0);
      done(failed ? 1 : statusOf(report, options));
    });
};

function printed(report: CheckReport, expectations: readonly ExpectationResult[], options: Options): string {
  if (options.format === "tap") return expectationsTap(expectations);
  if (options.format === "junit") return expectationsJunit(expectations);
  if (options.sarif) {
    // The compiler, which reads the places, is large: only who asks for them waits for it.
    const { placesIn } = require("../places") as typeof Places;
    return json(sarif(report.findings, options.model, placesIn));
  }
  if (options.json) {
    return json({ findings: report.findings, ...(expectations.length === 0 ? {} : { expectations }) });
  }
  // The count of findings stays last, where people and scripts look for it.
  return [...(expectations.length === 0 ? [] : [expectationsText(expectations)]), reportText(report)].join("\n");
}

function statusOf({ findings }: CheckReport, { strict }: Options): Status {
  return findings.some(({ level }) => strict || level === "error") ? 1 : 0;
}
