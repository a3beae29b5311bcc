/** `access recover`: what an `up` has left in the org whose answers were lost, and how it comes into the state. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { productAt, readModule } from "../../components/stack/product";
import { loadAccess } from "../../model/file";
import { printable } from "../../model/findings";
import { json, UsageError, type Register } from "../io";
import { authorizationFor, OktaApi } from "../org/oktaApi";
import { stackResources } from "../plans/stackResources";
import { orgUrlOf } from "../preflight/addressChecks";
import { progressBar } from "../progressBar";
import { readEngineState } from "../recover/engineState";
import { leftoversOf, type Leftover, type Leftovers } from "../recover/leftovers";
import { recoverFile } from "../recover/recoverFile";
import { readableSettings } from "../stackFiles";

interface Options {
  readonly stack: string;
  readonly product: string;
  readonly orgUrl?: string;
  readonly state?: string;
  readonly out: string;
  readonly json?: boolean;
}

const RIGHTS = "read authorization servers, apps, groups, policies and trusted origins";

/** Adds `access recover`. */
export const recover: Register = (program, io, done) => {
  program
    .command("recover")
    .description(
      "finds what an `up` that failed has left in the org and the state does not know, and writes what imports it",
    )
    .requiredOption("--stack <name>", "the stack")
    .option("--product <dir>", "the product's folder", ".")
    .option("--org-url <url>", "the org; without it, that of the stack's settings")
    .option("--state <file>", "what `pulumi stack export` printed; without it, `pulumi` is asked")
    .option("--out <file>", "what `pulumi import --file` is to read; below the product's folder", "recover.json")
    .option("--json", "print JSON for programs, and write no file")
    .addHelpText(
      "after",
      "\nReads, and changes nothing in the org and the state. Credentials come from OKTA_API_TOKEN or OKTA_ACCESS_TOKEN.\n" +
        "Exit status 0 where nothing is left behind, 1 where something is.",
    )
    .action(async (options: Options) => {
      const { product: folder, stack } = options;
      const product = productAt(folder);
      const access = loadAccess(readModule(product.accessFile), { stack, source: "access.ts" });
      const orgUrl = options.orgUrl ?? orgUrlOf(readableSettings(product, access, stack).settings);
      if (orgUrl === undefined)
        throw new UsageError("the stack does not say which org: set `okta:orgName`, or give `--org-url`");
      const api = new OktaApi(orgUrl, authorizationFor(orgUrl, process.env, RIGHTS), undefined, RIGHTS);
      const state = await readEngineState(product.folder, stack, options.state);
      const registrations = await stackResources(product, access, stack);
      const bar = progressBar(io, options.json !== true, "names");
      const found = await leftoversOf(api, registrations, state, bar.show).finally(bar.end);
      if (options.json) io.out(json(asJson(found)));
      else {
        if (found.imported.length > 0)
          writeFileSync(
            resolve(product.folder, options.out),
            `${json(recoverFile(found.imported, registrations, state))}\n`,
          );
        io.out(text(found, options));
      }
      done(found.imported.length + found.surplus.length === 0 ? 0 : 1);
    });
};

const shown = ({ registration, id, created }: Leftover) =>
  `${registration.type} \`${printable(registration.name)}\`: \`${printable(id)}\`${created === undefined ? "" : `, made ${printable(created)}`}`;

function text({ imported, surplus }: Leftovers, { out, stack }: Options): string {
  if (imported.length + surplus.length === 0)
    return "the org has nothing of this stack's names that the state does not know";
  const taken = [
    "in the org, and not in the state:",
    ...imported.map((one) => `  ${shown(one)}`),
    "where an `up` of this stack has made them, and nobody else, take them over; the preview then says what the `up` changes in them:",
    `  pulumi import --file ${out} --protect=false --generate-code=false --yes --stack ${stack}`,
    `  pulumi preview --diff --stack ${stack}`,
  ];
  const extra = [
    "to be deleted in Okta, once you know that nobody uses them:",
    ...surplus.map((one) => `  ${shown(one)}: ${one.why}`),
  ];
  return [...(imported.length > 0 ? taken : []), ...(surplus.length > 0 ? extra : [])].join("\n");
}

function asJson({ imported, surplus }: Leftovers): object {
  const plain = ({ registration: { type, name }, id, importId, created }: Leftover) => ({
    type,
    name,
    id,
    importId,
    created,
  });
  return { imported: imported.map(plain), surplus: surplus.map((one) => ({ ...plain(one), why: one.why })) };
}
