/** The address of the org, whether something of Okta's answers there, and whether the clocks agree. */
import { orgOfConsole } from "../org/oktaApi";
import { error, ok, warning, type Check } from "./check";

/** Okta takes an assertion whose times are off by no more than this. Source: Okta's reference of client assertions (5 minutes). */
const CLOCK_ERROR_SECONDS = 300;
const CLOCK_WARNING_SECONDS = 60;

/** The org of a stack, by its settings. */
export function orgUrlOf(settings: Readonly<Record<string, unknown>>): string | undefined {
  const { "okta:httpProxy": proxy, "okta:orgName": name, "okta:baseUrl": domain = "okta.com" } = settings;
  if (typeof proxy === "string") return proxy.replace(/\/+$/, "");
  return typeof name === "string" ? `https://${name}.${String(domain)}` : undefined;
}

export async function addressChecks(orgUrl: string, ask: typeof fetch = fetch, now = Date.now): Promise<Check[]> {
  const right = orgOfConsole(orgUrl);
  if (right !== undefined) {
    return [
      error("org address", `\`${orgUrl}\` is the address of the console: take \`-admin\` out, as in \`${right}\``),
    ];
  }
  let response: Response;
  try {
    response = await ask(`${orgUrl}/.well-known/okta-organization`, {
      redirect: "error",
      signal: AbortSignal.timeout(10_000),
    });
  } catch {
    return [
      error(
        "org address",
        `nothing answers at \`${orgUrl}\`: look at \`okta:orgName\` and \`okta:baseUrl\`, and at your network`,
      ),
    ];
  }
  const organization: unknown = await response.json().catch(() => undefined);
  if (!response.ok || typeof Object(organization).id !== "string")
    return [error("org address", `what answers at \`${orgUrl}\` (${response.status}) is no Okta org`)];
  return [ok("org address", `\`${orgUrl}\` answers`), ...engineCheck(organization), clockCheck(response, now())];
}

/** Sign-on policies of applications are of the newer engine. */
function engineCheck(organization: unknown): Check[] {
  const { pipeline } = Object(organization) as { pipeline?: unknown };
  if (pipeline === "idx") return [ok("Identity Engine", "the org has it")];
  const what = pipeline === "v1" ? "the org is a Classic one" : "the org does not say whether it has it";
  return [
    warning("Identity Engine", `${what}: sign-on policies of applications need it, and so do \`phr\` and \`phrh\``),
  ];
}

function clockCheck({ headers }: Response, now: number): Check {
  const theirs = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(theirs)) return warning("clock", "the org does not say what time it is");
  const seconds = Math.round(Math.abs(theirs - now) / 1_000);
  if (seconds <= CLOCK_WARNING_SECONDS) return ok("clock", `${seconds} s from the org's`);
  const message = `${seconds} s from the org's: set it, since Okta refuses what is signed with another time`;
  return seconds > CLOCK_ERROR_SECONDS ? error("clock", message) : warning("clock", message);
}
