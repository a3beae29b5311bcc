/** What pages of other origins may do, in the words of the gateways. */
import type { ProtectedRouteArgs } from "./routeArgs";

/** The methods of some routes, sorted. */
export function methodsOf(routes: Readonly<Record<string, ProtectedRouteArgs>>): string[] {
  return [...new Set(Object.keys(routes).map((key) => key.slice(0, key.indexOf(" "))))].sort();
}
