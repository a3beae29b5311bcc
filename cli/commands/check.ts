/** `access check`: everything that can be found without an Okta org, and the proof of the compiled plan. */
import path from "node:path";
import { productFindings } from "../../components/stack/productFindings";
import { checkModel, type CheckReport, checkTogether, type OrgReport, requestSuggestions } from "../../model/ask";
import { type Finding, sortFindings } from "../../model/findings";
import { json, type Status, UsageError } from "../io";
import { handlersBeside, loadModel, readModel, type ModelOptions } from "../loadModel";
import { withModelsOptions } from "../options";
import { orgReportText, reportText } from "../print/report";
import { fileBeside, sharedServerFindings } from "../sharedServers";
import { stackFileFindings } from "../stackFiles";
import { suggestionsText } from "../print/suggestions";
import { sarif } from "../print/sarif";
import type * as Places from "../places";
import type { Register } from "../register";

interface Options extends Pick<ModelOptions, "stack"> {
  readonly model: readonly string[];
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly strict?: boolean;
  readonly suggestRequests?: boolean;
}

/** Adds `access check`. */
export const check: Register = (program, io, done) => {
  withModelsOptions(program.command("check"))
    .description(
      "checks the access file, its scope names, the handlers and the stack files beside it, and proves the compiled plan",
    )
    .option("--sarif", "print SARIF, for the code scanning of a forge")
    .option("--strict", "let warnings fail as well")
    .option("--suggest-requests", "say what each client has to ask for together, as its routes need it")
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
        const report = orgReport(options.model, options.stack);
        io.out(printed(report, options, () => orgReportText(report)));
        done(statusOf(report, options));
        return;
      }
      const report = reportOf(file);
      io.out(printed(report, options, () => reportText(report)));
      done(statusOf(report, options));
    });
};

function reportOf({ model, stack }: ModelOptions): CheckReport {
  const value = readModel(model);
  const handlers = handlersBeside(model);
  const { findings, proofs } = checkModel(value, { stack, handlers });
  return { findings: sortFindings([...findings, ...besideFindings(model, value, stack)]), proofs };
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
    return json(sarif(report.findings, options.model[0]!, placesIn));
  }
  return options.json ? json({ findings: report.findings }) : text();
}

function statusOf({ findings }: Pick<CheckReport, "findings">, { strict }: Options): Status {
  return findings.some(({ level }) => strict || level === "error") ? 1 : 0;
}
