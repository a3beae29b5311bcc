/** Keeps web pages and other host names out: a page in a browser on this machine can send requests to 127.0.0.1. */
import { ApiError } from "../errors/apiErrors";
import type { Org } from "../org/Org";
import { mayRead } from "./cors";

/** The local Okta's own addresses and pages, which no page of another origin has a reason to ask. */
const OWN_PATHS = /^\/(__\w+|signin|activate|welcome)(\/|$)/;

interface Asked {
  readonly path: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * Another host name may be that of a page which points at this machine (DNS rebinding), so only the org's own are taken.
 * A page of another origin may use Okta's endpoints as the org's trusted origins allow, and the local ones not at all.
 *
 * @throws ApiError 403
 */
export function refuseStrangers(org: Org, hosts: ReadonlySet<string>, { path, header }: Asked): void {
  const host = (header("host") ?? "").toLowerCase();
  // Okta's Go library, and with it the real provider, leaves out the port. A page cannot choose a name without its own.
  const names = new Set([...hosts].map((one) => one.replace(/:\d+$/, "")));
  if (!hosts.has(host) && !names.has(host))
    throw refusal(`the local Okta answers at ${[...hosts].join(", ")} alone, not at '${host}'`);
  if (!OWN_PATHS.test(path)) return;
  const origin = header("origin");
  const isOwn = origin === undefined || hosts.has(origin.replace(/^https?:\/\//, "")) || mayRead(org, origin);
  const isForeign = header("sec-fetch-site") === "cross-site" && header("sec-fetch-mode") !== "navigate";
  if (!isOwn || isForeign) throw refusal("this address of the local Okta is for no page of another origin");
}

function refusal(cause: string): ApiError {
  return new ApiError("E0000006", "", [cause]);
}

/** Every name under which the org is asked: this machine's at that port, and the public one. */
export function hostsOf(url: string, port: number): ReadonlySet<string> {
  return new Set([`127.0.0.1:${port}`, `localhost:${port}`, new URL(url).host]);
}
