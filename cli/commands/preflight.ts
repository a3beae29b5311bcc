/** `access preflight`: what would stop an `up`, before the first one. It reads, and changes nothing. */
import { Option } from "commander";
import { productAt, readModule } from "../../components/stack/product";
import type { Naming } from "../../components/naming";
import { compile } from "../../model/compile";
import { loadAccess } from "../../model/file";
import { printFindings } from "../../model/findings";
import { json, UsageError } from "../io";
import { authorizationFor, OktaApi } from "../org/oktaApi";
import { stackResources } from "../plans/stackResources";
import { upCost } from "../plans/upCost";
import { addressChecks, orgUrlOf } from "../preflight/addressChecks";
import { checksText, error, ok, warning, type Check } from "../preflight/check";
import { oktaNeeds, type Needs } from "../preflight/needs";
import { nameChecks, reachChecks } from "../preflight/orgChecks";
import { readableSettings, stackFileFindings } from "../stackFiles";
import type { Register } from "../register";

interface Options {
  readonly stack: string;
  readonly product: string;
  readonly needs?: boolean;
  readonly json?: boolean;
}

/** Adds `access preflight`. */
export const preflight: Register = (program, io, done) => {
  program
    .command("preflight")
    .description("says what would stop an `up` of a stack: settings, org, credentials, licence, groups, names, limits")
    .requiredOption("--stack <name>", "the stack")
    .option("--product <dir>", "the product's folder", ".")
    .option("--needs", "print the scopes of Okta's own API that the `up` needs, and ask nobody")
    .addOption(new Option("--json", "print JSON for programs"))
    .addHelpText(
      "after",
      "\nReads, and changes nothing. Credentials come from OKTA_API_TOKEN or OKTA_ACCESS_TOKEN: secrets of a stack file stay encrypted.\n" +
        "Exit status 1 where something has to be mended.",
    )
    .action(async (options: Options) => {
      if (options.needs) {
        const needs = await needsOf(options);
        io.out(options.json ? json(needs) : needsText(needs));
        done(0);
        return;
      }
      const checks = await checksOf(options);
      io.out(options.json ? json({ checks }) : checksText(checks));
      done(checks.some(({ level }) => level === "error") ? 1 : 0);
    });
};

async function needsOf({ product: folder, stack }: Options): Promise<Needs> {
  const product = productAt(folder);
  const access = loadAccess(readModule(product.accessFile), { stack, source: "access.ts" });
  const looksUp = [...access.groups.values()].some(({ managed }) => !managed);
  return oktaNeeds(await stackResources(product, access, stack), looksUp);
}

function needsText({ scopes, unknown }: Needs): string {
  return [
    "scopes of Okta's own API:",
    ...scopes.map((scope) => `  ${scope}`),
    ...(unknown.length === 0 ? [] : [`not known for: ${unknown.join(", ")}`]),
    "besides, the service application needs an administrator role over what they manage: which is the least is not worked out here",
  ].join("\n");
}

async function checksOf(options: Options): Promise<Check[]> {
  const { stack } = options;
  const product = productAt(options.product);
  const value = readModule(product.accessFile);
  const access = loadAccess(value, { stack, source: "access.ts" });
  const findings = stackFileFindings(product.folder, value, stack);
  const { settings } = readableSettings(product, access, stack);
  const checks: Check[] = findings.map((finding) =>
    error("settings", printFindings([finding]).replace(/^error: /, "")),
  );
  if (findings.length === 0) checks.push(ok("settings", `those of \`Pulumi.${stack}.yaml\` are in order`));
  const orgUrl = orgUrlOf(settings);
  if (orgUrl === undefined)
    return [...checks, error("org address", "the stack does not say which org: set `okta:orgName`")];
  const address = await addressChecks(orgUrl);
  checks.push(...address);
  if (address.some(({ level }) => level === "error")) return checks;
  const api = apiOf(orgUrl);
  if (api === undefined) {
    checks.push(
      warning(
        "credentials",
        "none to try: set `OKTA_API_TOKEN` or `OKTA_ACCESS_TOKEN`; nothing in the org was looked at",
      ),
    );
  } else {
    const reach = await reachChecks(api);
    checks.push(...reach);
    if (reach.some(({ level }) => level === "error")) return checks;
    const carryStack = settings["okta-api-access:namesCarryStack"] !== false;
    const naming: Naming = { product: access.product, stack, carryStack };
    checks.push(...(await nameChecks(api, { access, plan: compile(access), naming })));
  }
  if (findings.length > 0) return checks;
  const resources = await stackResources(product, access, stack);
  const made = resources.filter(({ custom }) => custom);
  checks.push(limitCheck(made), scopesCheck(settings, await needsOf(options)));
  if (made.some(({ type }) => type.startsWith("aws:")))
    checks.push(
      warning(
        "AWS",
        "credentials, quotas, certificates and domains are not looked at: `aws sts get-caller-identity` shows the account",
      ),
    );
  return checks;
}

function apiOf(orgUrl: string): OktaApi | undefined {
  const rights = "read authorization servers, apps and groups";
  try {
    return new OktaApi(orgUrl, authorizationFor(orgUrl, process.env), undefined, rights);
  } catch (failure) {
    if (failure instanceof UsageError && failure.message.startsWith("no credentials")) return undefined;
    throw failure;
  }
}

/** More minutes than these are worth a warning: somebody waits. */
const MINUTES_LONG = 5;

function limitCheck(resources: readonly { type: string; name: string }[]): Check {
  const cost = upCost(resources.map(({ type, name }) => ({ type, name, operation: "create" as const, inputs: [] })));
  const message = `an \`up\` from nothing makes about ${cost.oktaCalls} calls of Okta, ${cost.oktaMinutes} min at the default limits of one token`;
  return cost.oktaMinutes > MINUTES_LONG ? warning("rate limits", message) : ok("rate limits", message);
}

/** Of a service application the stack says what it asks for. */
function scopesCheck(settings: Readonly<Record<string, unknown>>, { scopes }: Needs): Check {
  const asked = settings["okta:scopes"];
  if (!Array.isArray(asked)) return ok("scopes", "an API token has the rights of the person who made it");
  const missing = scopes.filter((scope) => !asked.includes(scope));
  if (missing.length === 0) return ok("scopes", "`okta:scopes` has all that the stack needs");
  return error(
    "scopes",
    `\`okta:scopes\` lacks ${missing.map((scope) => `\`${scope}\``).join(", ")}: grant them to the service application as well`,
  );
}
