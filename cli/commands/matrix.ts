/** `access matrix`: groups and service clients against scopes and routes. */
import { Option } from "commander";
import { accessMatrix, type AccessMatrix } from "../../model/ask";
import { json } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { matrixCsv } from "../print/matrixCsv";
import { matrixHtml } from "../print/matrixHtml";
import { matrixMarkdown } from "../print/matrixMarkdown";
import { matrixText } from "../print/matrixText";
import type { Register } from "../register";

const FORMATS: Readonly<Record<string, (matrix: AccessMatrix) => string>> = {
  text: matrixText,
  markdown: matrixMarkdown,
  html: matrixHtml,
  csv: matrixCsv,
  json,
};

/** Adds `access matrix`. */
export const matrix: Register = (program, io) => {
  withModelOptions(program.command("matrix"))
    .description("groups and service clients against scopes and routes")
    .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(FORMATS)).default("text"))
    .action((options: ModelOptions & { json?: boolean; format: string }) => {
      io.out(FORMATS[options.json ? "json" : options.format]!(accessMatrix(loadModel(options))));
    });
};
