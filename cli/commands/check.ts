/** `access check`: everything that can be found without an Okta org, and the proof of the compiled plan. */
import path from "node:path";
import { productFindings } from "../../components/stack/productFindings";
import { checkModel, type CheckReport, requestSuggestions } from "../../model/ask";
import { sortFindings } from "../../model/findings";
import { json, type Status } from "../io";
import { handlersBeside, loadModel, readModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
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
}

/** Adds `access check`. */
export const check: Register = (program, io, done) => {
  withModelOptions(program.command("check"))
    .description(
      "checks the access file, its scope names, the handlers and the stack files beside it, and proves the compiled plan",
    )
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
      const value = readModel(options.model);
      const handlers = handlersBeside(options.model);
      const { findings, proofs } = checkModel(value, { stack: options.stack, handlers });
      // Only the access file of a product has handlers and stack files beside it.
      const folder = path.dirname(path.resolve(options.model));
      const more =
        handlers === undefined
          ? []
          : [...productFindings(options.model, value), ...stackFileFindings(folder, value, options.stack)];
      const report = { findings: sortFindings([...findings, ...more]), proofs };
      io.out(printed(report, options));
      done(statusOf(report, options));
    });
};

function printed(report: CheckReport, options: Options): string {
  if (options.sarif) {
    // The compiler, which reads the places, is large: only who asks for them waits for it.
    const { placesIn } = require("../places") as typeof Places;
    return json(sarif(report.findings, options.model, placesIn));
  }
  return options.json ? json({ findings: report.findings }) : reportText(report);
}

function statusOf({ findings }: CheckReport, { strict }: Options): Status {
  return findings.some(({ level }) => strict || level === "error") ? 1 : 0;
}
