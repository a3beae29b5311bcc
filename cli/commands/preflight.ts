/** `access preflight`: what would stop an `up`, before the first one. It reads, and changes nothing. */
import { Option } from "commander";
import { productAt, readModule } from "../../components/stack/product";
import { loadAccess } from "../../model/file";
import { json, type Register } from "../io";
import { stackResources } from "../plans/stackResources";
import { allChecks, looksUp } from "../preflight/allChecks";
import { checksText } from "../preflight/check";
import { awsNeeds, MANAGED_POLICY_MAX, placeOf, type AwsNeeds } from "../preflight/iamPolicy";
import { oktaNeeds, type Needs } from "../preflight/needs";
import { readableSettings } from "../stackFiles";

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
    .option("--needs", "print the rights that the `up` needs in Okta and AWS, and ask nobody")
    .addOption(new Option("--json", "print JSON for programs"))
    .addHelpText(
      "after",
      "\nReads, and changes nothing. Credentials of Okta come from OKTA_API_PRIVATE_KEY, OKTA_API_TOKEN or OKTA_ACCESS_TOKEN, those\n" +
        "of AWS from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a profile: secrets of a stack file stay encrypted.\n" +
        "Exit status 1 where something has to be mended.",
    )
    .action(async (options: Options) => {
      if (options.needs) {
        const needs = await needsOf(options);
        io.out(options.json ? json(needs) : needsText(needs));
        done(0);
        return;
      }
      const checks = await allChecks(options.product, options.stack, process.env);
      io.out(options.json ? json({ checks }) : checksText(checks));
      done(checks.some(({ level }) => level === "error") ? 1 : 0);
    });
};

interface AllNeeds {
  readonly okta: Needs;
  readonly aws: AwsNeeds;
}

async function needsOf({ product: folder, stack }: Options): Promise<AllNeeds> {
  const product = productAt(folder);
  const access = loadAccess(readModule(product.accessFile), { stack, source: "access.ts" });
  const resources = await stackResources(product, access, stack);
  const place = placeOf(readableSettings(product, access, stack).settings);
  return { okta: oktaNeeds(resources, looksUp(access)), aws: awsNeeds(resources, place) };
}

/** A custom role spares nothing where the greatest role is needed, or where nothing of it is. */
function customText({ roles, custom }: Needs): string[] {
  const { permissions, resources, without, beside } = custom;
  if (permissions.length === 0) return [];
  if (beside.includes("SUPER_ADMIN"))
    return [`no custom role stands for \`SUPER_ADMIN\`: it has no permission for ${listed(without)}`];
  const rest = beside.length === 0 ? "and no other role" : `and ${listed(beside)} for ${listed(without)}`;
  return [
    `or, in the place of ${listed(roles)}, a custom role of these permissions, ${rest}:`,
    ...permissions.map((permission) => `  ${permission}`),
    "with a resource set of:",
    ...resources.map((resource) => `  ${resource}`),
  ];
}

const listed = (items: readonly string[]) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)!}`;

function needsText({ okta, aws }: AllNeeds): string {
  const unknown = [...okta.unknown, ...aws.unknown];
  const policy = aws.policy && JSON.stringify(aws.policy, null, 2);
  const isLong = aws.policy !== undefined && JSON.stringify(aws.policy).length > MANAGED_POLICY_MAX;
  return [
    "scopes of Okta's own API, granted to the service application:",
    ...okta.scopes.map((scope) => `  ${scope}`),
    "administrator roles in Okta, of the service application or of whoever made the API token:",
    ...okta.roles.map((role) => `  ${role}`),
    ...customText(okta),
    ...(policy === undefined ? [] : ["IAM policy, worked out and tried with no account of AWS:", policy]),
    ...(isLong ? [`it has more than the ${MANAGED_POLICY_MAX} characters of one managed policy: divide it`] : []),
    ...(unknown.length === 0 ? [] : [`not known for: ${unknown.join(", ")}`]),
  ].join("\n");
}
