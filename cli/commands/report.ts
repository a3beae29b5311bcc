/** `access report`: what an auditor asks for, as a page, a spreadsheet and JSON. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { auditHtml } from "../audit/auditHtml";
import { auditReport } from "../audit/auditReport";
import { revisionOf } from "../audit/revision";
import { json, type Register } from "../io";
import { handlersBeside, loadModel, readModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { matrixCsv } from "../print/matrixTable";

/** Adds `access report`. */
export const report: Register = (program, io, done) => {
  withModelOptions(program.command("report"))
    .description(
      "writes an audit report: one page, the matrix as CSV, and all of it as JSON, with content hash, commit, and the evidence of the proof",
    )
    .option("--out <dir>", "the folder to write into", "report")
    .addHelpText("after", "\nExample: access report --stack prod --out audit\nThe same input gives the same bytes.")
    .action((options: ModelOptions & { json?: boolean; out: string }) => {
      const value = readModel(options.model);
      const audited = auditReport({
        value,
        access: loadModel(options),
        stack: options.stack,
        handlers: handlersBeside(options.model),
        revision: revisionOf(options.model, value),
      });
      done(audited.proof.holds ? 0 : 1);
      if (options.json) return io.out(json(audited));
      const name = ["access", options.stack].filter((part) => part !== undefined).join("-");
      const files = {
        [`${name}.html`]: auditHtml(audited),
        [`${name}.csv`]: `${matrixCsv(audited.matrix)}\r\n`,
        [`${name}.json`]: `${json(audited)}\n`,
      };
      mkdirSync(options.out, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(options.out, file), text);
      io.out(`wrote ${Object.keys(files).join(", ")} into ${options.out}`);
    });
};
