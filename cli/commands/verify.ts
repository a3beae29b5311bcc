/** `access verify`: the effective access of a live server against the access file. */
import path from "node:path";
import { isProduct, productAt, stackSettings } from "../../components/stack/product";
import { uniqueName, type Naming } from "../../components/naming";
import { deploymentOfPlan, deploymentOfSnapshot, differencesOf, driftOf, type AccessChange } from "../../model/adopt";
import { compile } from "../../model/compile";
import { json, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { labelsOf, namesFor } from "../org/namesInOrg";
import { authorizationFor, OktaApi } from "../org/oktaApi";
import { readServer } from "../org/readServer";
import { changeJson } from "../print/changes";
import { type Verified, verifyText } from "../print/verify";
import { fixHints } from "../print/fixHints";
import { progressBar } from "../progressBar";
import { READ_RIGHTS } from "../adopt/source";

interface Options extends ModelOptions {
  readonly orgUrl: string;
  readonly server?: string;
  readonly json?: boolean;
  readonly fixHint?: boolean;
}

/** Adds `access verify`. */
export const verify: Register = (program, io, done) => {
  withModelOptions(program.command("verify"))
    .description("compares the effective access of a live authorization server with the access file")
    .requiredOption("--org-url <url>", "the org, such as https://example.okta.com, or the local one")
    .option("--server <id>", "the authorization server, by its id or name; without it, the one that the stack makes")
    .option("--fix-hint", "name the resources to refresh, or to make anew where a refresh sees nothing")
    .addHelpText(
      "after",
      "\nReads, and changes nothing. Credentials come from OKTA_API_TOKEN or OKTA_ACCESS_TOKEN.\n" +
        "Exit status 0 where the org gives what the file says, 1 where it does not: made for a nightly job.",
    )
    .action(async (options: Options) => {
      const access = loadModel(options);
      const naming: Naming = { product: access.product, stack: options.stack ?? "", carryStack: carriesStack(options) };
      const plan = compile(access);
      const api = new OktaApi(
        options.orgUrl,
        authorizationFor(options.orgUrl, process.env, READ_RIGHTS),
        undefined,
        READ_RIGHTS,
      );
      const bar = progressBar(io, options.json !== true, "requests");
      const snapshot = await readServer(
        api,
        {
          server: options.server ?? uniqueName("authorizationServer", naming),
          labels: [...labelsOf(access, naming).values()],
          signOn: true,
        },
        bar.show,
      ).finally(bar.end);
      const names = namesFor(snapshot, access, plan, naming);
      const expected = deploymentOfPlan(plan);
      const live = deploymentOfSnapshot(snapshot, names);
      const verified: Verified = {
        changes: differencesOf(expected, live),
        drift: driftOf(snapshot, { plan, names, clients: [...access.clients.keys()] }),
        notRead: snapshot.notRead,
      };
      const hints = options.fixHint ? fixHints(verified) : [];
      io.out(options.json ? json(asJson(verified, hints)) : verifyText(verified, hints));
      done(verified.changes.length + verified.drift.length === 0 ? 0 : 1);
    });
};

/** As the stack's own file has it. Without a stack no name carries one. */
function carriesStack({ model, stack }: Options): boolean {
  if (stack === undefined) return false;
  const folder = path.dirname(path.resolve(model));
  if (!isProduct(folder)) return true;
  return stackSettings(productAt(folder), stack)?.["okta-api-access:namesCarryStack"] !== false;
}

function asJson({ changes, drift, notRead }: Verified, hints: readonly string[]): object {
  const of = (kind: AccessChange["kind"]) => changes.filter((one) => one.kind === kind).map(changeJson);
  return { widened: of("widened"), narrowed: of("narrowed"), drift, notRead, ...(hints.length > 0 ? { hints } : {}) };
}
