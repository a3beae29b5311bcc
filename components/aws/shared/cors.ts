/** What pages of other origins may do, in the words of the gateways. */
import type { ProtectedRouteArgs } from "./routeArgs";

/** A page can only answer a challenge that it may read. */
export const EXPOSED_HEADERS = ["www-authenticate", "x-amzn-remapped-www-authenticate"];

/** The methods of some routes, sorted. */
export function methodsOf(routes: Readonly<Record<string, ProtectedRouteArgs>>): string[] {
  return [...new Set(Object.keys(routes).map((key) => key.slice(0, key.indexOf(" "))))].sort();
}
