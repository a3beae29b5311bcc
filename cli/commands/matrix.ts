/** `access matrix`: groups and service clients against scopes and routes. */
import { Option } from "commander";
import { accessMatrix, type AccessMatrix, matrixPart, type MatrixFilter } from "../../model/ask";
import type { Access } from "../../model/file";
import { globMatches } from "../../model/routes";
import { json, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { commaList, required, withModelOptions } from "../options";
import { matrixHtml } from "../print/matrixHtml";
import { type MatrixView, matrixText, type TextWidth, matrixMarkdown, matrixCsv } from "../print/matrixTable";

const FORMATS: Readonly<Record<string, (matrix: AccessMatrix, view: MatrixView & TextWidth) => string>> = {
  text: matrixText,
  markdown: matrixMarkdown,
  html: matrixHtml,
  csv: matrixCsv,
  json: (matrix) => json(matrix),
};

interface Options extends ModelOptions {
  readonly json?: boolean;
  readonly format: string;
  readonly group?: string[];
  readonly client?: string[];
  readonly api?: string[];
  readonly scope?: string[];
  readonly by?: string;
}

/** Adds `access matrix`. */
export const matrix: Register = (program, io) => {
  const several = (text: string, before: string[] = []) => [...before, ...commaList(text)];
  withModelOptions(program.command("matrix"))
    .description("groups and service clients against scopes and routes")
    .addOption(new Option("--format <format>", "how to print it").choices(Object.keys(FORMATS)).default("text"))
    .option("--group <keys>", "only these groups and service clients; `*` stands for anything", several)
    .option("--client <keys>", "only what these clients give", several)
    .option("--api <keys>", "only the routes of these APIs, and the scopes that they ask for", several)
    .option("--scope <names>", "only these scopes, and the routes that ask for one of them", several)
    .addOption(new Option("--by <what>", "say at which clients, and not only that there is one").choices(["client"]))
    .addHelpText(
      "after",
      "\nExamples: access matrix --group support-agents,support-leads --by client\n" +
        "          access matrix --scope 'users:*' --format html > matrix.html",
    )
    .action((options: Options) => {
      const access = loadModel(options);
      const part = matrixPart(accessMatrix(access), filterOf(access, options));
      const view = { byClient: options.by === "client", columns: io.columns };
      io.out(FORMATS[options.json ? "json" : options.format]!(part, view));
    });
};

/** A name without a `*` has to be one that the file defines: a misspelt one would show an empty matrix. */
function filterOf(access: Access, { group = [], client = [], api = [], scope = [] }: Options): MatrixFilter {
  const known = (globs: readonly string[], kind: string, entries: ReadonlyMap<string, unknown>) => {
    for (const glob of globs) {
      if (![...entries.keys()].some((key) => globMatches(glob, key))) required(entries, kind, glob);
    }
    return globs;
  };
  return {
    groups: known(group, "group or service client", new Map<string, unknown>([...access.groups, ...access.clients])),
    clients: known(client, "client", access.clients),
    apis: known(api, "API", access.apis),
    scopes: known(scope, "scope", access.scopes),
  };
}
