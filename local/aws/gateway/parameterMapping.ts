/** Parameter mapping: headers of requests, and those of responses by the integration's status code, are set, added or removed. */
import type { Integration } from "../apigateway/types";
import { contextVariable } from "./contextVariables";
import type { Exchange, GatewayResponse } from "./exchange";

/** The request as the integration gets it. A mapping whose source is missing is passed over: the caller's own header then stays, as it might in AWS. */
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

/** The response as the caller gets it. A mapping whose source the response does not have is passed over. */
export function mapResponse(exchange: Exchange, integration: Integration, response: GatewayResponse): GatewayResponse {
  const mappings = integration.responseParameters?.[String(response.status)];
  if (mappings === undefined) return response;
  const mapped = { ...response, headers: { ...response.headers } };
  for (const [key, expression] of Object.entries(mappings)) {
    if (key.startsWith("remove:header.")) {
      delete mapped.headers[key.slice("remove:header.".length).toLowerCase()];
      continue;
    }
    const value = evaluate(expression, exchange, response);
    if (value === undefined) continue;
    if (key === "overwrite:statuscode") mapped.status = Number(value);
    else set(mapped.headers, key, value);
  }
  if (!Number.isInteger(mapped.status) || mapped.status < 100 || mapped.status > 599) {
    throw new Error("the mapped status code is no status");
  }
  return mapped;
}

function set(headers: Record<string, string>, key: string, value: string): void {
  const [action, place = ""] = key.split(":");
  const name = place.replace(/^header\./, "").toLowerCase();
  const before = headers[name];
  headers[name] = action === "append" && before !== undefined ? `${before},${value}` : value;
}

/** `$response.header.x`, `$response.body.a.b`, `$context.x` and `$stageVariables.x`; in a longer text as `${…}`. */
function evaluate(expression: string, exchange: Exchange, response: GatewayResponse): string | undefined {
  if (!expression.includes("$")) return expression;
  if (/^\$[A-Za-z]/.test(expression)) return variable(expression.slice(1), exchange, response);
  return expression.replace(/\$\{([^}]+)\}/g, (_, name: string) => variable(name, exchange, response) ?? "");
}

function variable(name: string, exchange: Exchange, response: GatewayResponse): string | undefined {
  const [, place = "", rest = ""] = /^(response\.header|response\.body|context|stageVariables)\.(.+)$/.exec(name) ?? [];
  if (place === "response.header") return response.headers[rest.toLowerCase()];
  if (place === "response.body") return fromBody(response.body, rest.split("."));
  if (place === "context") return contextVariable(exchange, rest);
  return place === "stageVariables" ? exchange.stage.stageVariables?.[rest] : undefined;
}

function fromBody(body: Buffer, path: readonly string[]): string | undefined {
  try {
    let value: unknown = JSON.parse(body.toString("utf8"));
    for (const key of path) value = (value as Record<string, unknown>)[key];
    return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
  } catch {
    return undefined;
  }
}
