/** Which rule of a listener a request belongs to. */
import { arnMatches } from "../../arns";
import type { StoredResource } from "../../world";
import type { AlbExchange } from "./albExchange";

interface Condition {
  readonly pathPattern?: { readonly values?: readonly string[]; readonly regexValues?: readonly string[] };
  readonly httpRequestMethod?: { readonly values: readonly string[] };
  readonly httpHeader?: { readonly httpHeaderName: string; readonly values: readonly string[] };
}

/** The first in the order of priority all of whose conditions hold. */
export function matchRule(rules: readonly StoredResource[], exchange: AlbExchange): StoredResource | undefined {
  return [...rules]
    .sort((a, b) => Number(a.properties["priority"]) - Number(b.properties["priority"]))
    .find(({ properties }) => (properties["conditions"] as Condition[]).every((one) => holds(one, exchange)));
}

/** A path is compared as it was sent, with its upper and lower case; `*` and `?` stand for any characters. */
function holds({ pathPattern, httpRequestMethod, httpHeader }: Condition, { request, path }: AlbExchange): boolean {
  if (httpHeader !== undefined) {
    const value = request.headers[httpHeader.httpHeaderName.toLowerCase()];
    // The values of a header are compared whatever their case. Source: Elastic Load Balancing, "Condition types".
    return value !== undefined && httpHeader.values.some((one) => arnMatches(one.toLowerCase(), value.toLowerCase()));
  }
  if (httpRequestMethod !== undefined && !httpRequestMethod.values.includes(request.method)) return false;
  if (pathPattern === undefined) return httpRequestMethod !== undefined;
  const { values = [], regexValues = [] } = pathPattern;
  return (
    values.some((pattern) => arnMatches(pattern, path)) || regexValues.some((pattern) => new RegExp(pattern).test(path))
  );
}
