/** `access check`: everything that can be found without an Okta org, and the proof of the compiled plan. */
import { checkModel, type CheckReport, requestSuggestions } from "../../model/ask";
import { json, type Status } from "../io";
import { handlersBeside, loadModel, readModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { reportText } from "../print/report";
import { suggestionsText } from "../print/suggestions";
import { sarif } from "../print/sarif";
import type { Register } from "../register";

interface Options extends ModelOptions {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly strict?: boolean;
  readonly suggestRequests?: boolean;
}

/** Adds `access check`. */
export const check: Register = (program, io, done) => {
  withModelOptions(program.command("check"))
    .description("checks the access file, its scope names, and proves the compiled plan")
    .option("--sarif", "print SARIF, for the code scanning of a forge")
    .option("--strict", "let warnings fail as well")
    .option("--suggest-requests", "say what each client has to ask for together, as its routes need it")
    .action((options: Options) => {
      if (options.suggestRequests) {
        const suggestions = requestSuggestions(loadModel(options));
        io.out(options.json ? json({ suggestions }) : suggestionsText(suggestions));
        done(0);
        return;
      }
      const report = checkModel(readModel(options.model), {
        stack: options.stack,
        handlers: handlersBeside(options.model),
      });
      io.out(printed(report, options));
      done(statusOf(report, options));
    });
};

function printed(report: CheckReport, options: Options): string {
  if (options.sarif) return json(sarif(report.findings, options.model));
  return options.json ? json({ findings: report.findings }) : reportText(report);
}

function statusOf({ findings }: CheckReport, { strict }: Options): Status {
  return findings.some(({ level }) => strict || level === "error") ? 1 : 0;
}
