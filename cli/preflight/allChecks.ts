/** All that `access preflight` looks at, in the order in which an `up` meets it. */
import { productAt, readModule } from "../../components/stack/product";
import { compile } from "../../model/compile";
import { loadAccess, type Access } from "../../model/file";
import { printFindings } from "../../model/findings";
import { UsageError } from "../io";
import { authorizationFor, OktaApi, OktaRefusal } from "../org/oktaApi";
import { placementOf } from "../org/placement";
import { stackResources } from "../plans/stackResources";
import { upCost } from "../plans/upCost";
import { readableSettings, stackFileFindings } from "../stackFiles";
import { addressChecks, orgUrlOf } from "./addressChecks";
import { awsChecks } from "./awsChecks";
import type { Declared } from "./awsQuotas";
import { error, ok, warning, type Check } from "./check";
import { oktaNeeds, type Needs } from "./needs";
import { nameChecks, reachChecks } from "./orgChecks";
import { serviceAppChecks, serviceAppOf } from "./serviceApp";

type Environment = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly access: Access;
  readonly stack: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the stack declares; undefined where its settings are wrong. */
  readonly resources: readonly Declared[] | undefined;
  readonly environment: Environment;
}

/** @throws ProductError for an access file or a program that is wrong. */
export async function allChecks(folder: string, stack: string, environment: Environment): Promise<Check[]> {
  const product = productAt(folder);
  const value = readModule(product.accessFile);
  const access = loadAccess(value, { stack, source: "access.ts" });
  const findings = stackFileFindings(product.folder, value, stack);
  const { settings } = readableSettings(product, access, stack);
  const checks = findings.map((finding) => error("settings", printFindings([finding]).replace(/^error: /, "")));
  if (findings.length === 0) checks.push(ok("settings", `those of \`Pulumi.${stack}.yaml\` are in order`));
  const resources = findings.length > 0 ? undefined : await stackResources(product, access, stack);
  const made = resources?.filter(({ custom }) => custom);
  const wanted = { access, stack, settings, resources: made, environment };
  const has = (cloud: string) => made?.some(({ type }) => new RegExp(`^(pulumi:providers:)?${cloud}(:|$)`).test(type));
  // A stack of APIs alone, for the server of another one, has nothing in Okta.
  if (made === undefined || has("okta")) checks.push(...(await oktaChecks(wanted)));
  if (made !== undefined && has("aws"))
    checks.push(...(await awsChecks({ access, settings, resources: made }, environment)));
  return checks;
}

/** Whether the stack looks up groups that exist. */
export function looksUp({ groups }: Access): boolean {
  return [...groups.values()].some(({ managed }) => !managed);
}

async function oktaChecks(wanted: Wanted): Promise<Check[]> {
  const { access, settings, resources, environment } = wanted;
  const orgUrl = orgUrlOf(settings);
  if (orgUrl === undefined) return [error("org address", "the stack does not say which org: set `okta:orgName`")];
  const address = await addressChecks(orgUrl);
  if (address.some(({ level }) => level === "error")) return address;
  const needs = resources && oktaNeeds(resources, looksUp(access));
  const { checks, api } = await credentialChecks(orgUrl, settings, environment, needs);
  const all = [...address, ...checks];
  if (api !== undefined) {
    const reach = await reachChecks(api);
    all.push(...reach);
    if (reach.some(({ level }) => level === "error")) return all;
    all.push(...(await namesInOrg(api, wanted)));
  }
  if (resources === undefined || needs === undefined) return all;
  return [
    ...all,
    limitCheck(resources),
    ...(api === undefined ? [] : [headroomCheck(api)]),
    scopesCheck(settings, needs),
  ];
}

/** The key of the service application goes before other credentials: it is what the `up` uses. */
async function credentialChecks(
  orgUrl: string,
  settings: Wanted["settings"],
  environment: Environment,
  needs: Needs | undefined,
): Promise<{ readonly checks: readonly Check[]; readonly api: OktaApi | undefined }> {
  const app = serviceAppOf(settings, environment);
  const tried =
    app === undefined
      ? { checks: [] }
      : "check" in app
        ? { checks: [app] }
        : needs === undefined
          ? { checks: [warning("private key", "not tried: the settings are wrong")] }
          : await serviceAppChecks(orgUrl, app, needs);
  const token: string | undefined = "accessToken" in tried ? tried.accessToken : undefined;
  const api = apiOf(orgUrl, token === undefined ? environment : { OKTA_ACCESS_TOKEN: token });
  if (api instanceof UsageError)
    return { checks: [...tried.checks, error("credentials", api.message)], api: undefined };
  if (api !== undefined) return { checks: tried.checks, api };
  const none = "none to try: set `OKTA_API_PRIVATE_KEY`, `OKTA_API_TOKEN` or `OKTA_ACCESS_TOKEN`";
  return { checks: [...tried.checks, warning("credentials", `${none}; nothing in the org was looked at`)], api };
}

/** Undefined where there are no credentials; an error for what can be none. */
function apiOf(orgUrl: string, environment: Environment): OktaApi | UsageError | undefined {
  const rights = "read authorization servers, apps and groups";
  try {
    return new OktaApi(orgUrl, authorizationFor(orgUrl, environment), undefined, rights);
  } catch (failure) {
    if (!(failure instanceof UsageError)) throw failure;
    return failure.message.startsWith("no credentials") ? undefined : failure;
  }
}

/** Credentials may see some things and not others. */
async function namesInOrg(api: OktaApi, { access, stack, settings, resources }: Wanted): Promise<Check[]> {
  const placement = placementOf(access, stack, settings);
  const makesServer = resources?.some(({ type }) => type === "okta:auth/server:Server") ?? true;
  try {
    return await nameChecks(api, { access, plan: compile(access), placement, makesServer });
  } catch (failure) {
    if (!(failure instanceof OktaRefusal)) throw failure;
    return [warning("names", `not looked at: ${failure.message}`)];
  }
}

/** More minutes than these are worth a warning: somebody waits. */
const MINUTES_LONG = 5;

function limitCheck(resources: readonly { type: string; name: string }[]): Check {
  const cost = upCost(resources.map(({ type, name }) => ({ type, name, operation: "create" as const, inputs: [] })));
  const message = `an \`up\` from nothing makes about ${cost.oktaCalls} calls of Okta, ${cost.oktaMinutes} min at the default limits of one token`;
  return cost.oktaMinutes > MINUTES_LONG ? warning("rate limits", message) : ok("rate limits", message);
}

/** Where less than this part of a limit is left, others are using the org. */
const HEADROOM_LOW = 0.5;

/** What the org itself says is left, of what was just asked. */
function headroomCheck({ headroom }: OktaApi): Check {
  const check = "rate limits now";
  if (headroom.size === 0) return warning(check, "the org does not say how much is left");
  const all = [...headroom].map(([kind, { limit, remaining }]) => `${kind} ${remaining} of ${limit}`);
  const message = `left in this minute: ${all.join(", ")}`;
  const isLow = [...headroom.values()].some(({ limit, remaining }) => remaining < limit * HEADROOM_LOW);
  return isLow
    ? warning(check, `${message}; others use the org as well, so that the \`up\` waits`)
    : ok(check, message);
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
