/** Parameter mapping of requests: headers that the integration gets are set, added or removed. */
import type { Integration } from "../apigateway/types";
import { contextVariable } from "./contextVariables";
import type { Exchange } from "./exchange";

/** A mapping whose source is missing is passed over: the caller's own header then stays, as it might in AWS. */
export function mapRequest(exchange: Exchange, { requestParameters = {} }: Integration): Exchange {
  const headers = { ...exchange.request.headers };
  for (const [key, expression] of Object.entries(requestParameters)) {
    const [action = "", place = ""] = key.split(":");
    const name = place.replace(/^header\./, "").toLowerCase();
    if (action === "remove") {
      delete headers[name];
      continue;
    }
    const variable = /^\$context\.(.+)$/.exec(expression)?.[1];
    const value = variable === undefined ? expression : contextVariable(exchange, variable);
    if (value === undefined) continue;
    const before = headers[name];
    headers[name] = action === "append" && before !== undefined ? `${before},${value}` : value;
  }
  return { ...exchange, request: { ...exchange.request, headers } };
}
