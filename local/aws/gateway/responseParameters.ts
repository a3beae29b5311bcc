/** Parameter mapping of responses: by the integration's status code, headers are set, added or removed. */
import type { Integration } from "../apigateway/types";
import { contextVariable } from "./contextVariables";
import type { Exchange, GatewayResponse } from "./exchange";

/** A mapping whose source the response does not have is passed over. */
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
