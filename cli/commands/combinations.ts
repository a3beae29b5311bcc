/** `access combinations`: which combinations of the file's groups occur among the people of an org. */
import { writeFileSync } from "node:fs";
import { type Combination, combinationsOf, occurringLists } from "../../model/ask";
import { json, UsageError, type Io, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { readOrgGroups, type OrgGroups } from "../org/members";
import { authorizationFor, OktaApi } from "../org/oktaApi";
import { combinationsText } from "../print/combinations";

interface Options extends ModelOptions {
  readonly orgUrl: string;
  readonly write?: string;
  readonly json?: boolean;
}

/** Adds `access combinations`. */
export const combinations: Register = (program, io, done) => {
  withModelOptions(program.command("combinations"))
    .description("which combinations of the file's groups occur among the people of an org")
    .requiredOption("--org-url <url>", "the org, such as https://example.okta.com, or the local one")
    .option(
      "--write <file>",
      "put the lists for `combinations.occurring` into a JSON file, for the access file to import",
    )
    .addHelpText(
      "after",
      "\nExample: access combinations --org-url https://example.okta.com --write combinations.json\n" +
        "\nCredentials come from OKTA_API_TOKEN or OKTA_ACCESS_TOKEN (okta.users.read, okta.groups.read).\n" +
        "Exit status 1 where people are in a combination that the file does not list: they get what its listed parts allow.",
    )
    .action(async (options: Options) => {
      const access = loadModel(options);
      const api = new OktaApi(options.orgUrl, authorizationFor(options.orgUrl, process.env));
      const org = await readOrgGroups(api, access, options.stack, progressOn(io, options));
      const found = combinationsOf(access, org.memberships);
      const lists = occurringLists(access, found);
      if (options.write !== undefined) write(options.write, lists);
      io.out(options.json ? json(asJson(org, found, lists)) : combinationsText(org, found));
      done(found.some(({ isNew }) => isNew) && options.write === undefined ? 1 : 0);
    });
};

/** A line that is written over, and only where a person looks on. */
function progressOn(io: Io, { json: asked }: Options): (read: number, all: number) => void {
  if (asked || !process.stderr.isTTY) return () => undefined;
  const width = 30;
  return (read, all) => {
    const filled = Math.round((width * read) / all);
    process.stderr.write(`\r[${"#".repeat(filled)}${"-".repeat(width - filled)}] ${read} of ${all} groups`);
    if (read === all) io.err("");
  };
}

function write(file: string, lists: readonly string[][]): void {
  if (!file.endsWith(".json")) throw new UsageError("`--write` wants a file that ends with `.json`");
  writeFileSync(file, `${json(lists)}\n`);
}

function asJson(org: OrgGroups, found: readonly Combination[], occurring: readonly string[][]): unknown {
  const { memberships, ...rest } = org;
  return { people: memberships.length, combinations: found, occurring, ...rest };
}
