/** Reads what an authorizer's identity sources name: a header, a query string parameter, a context or a stage variable. */
import { contextVariable } from "./contextVariables";
import type { Exchange } from "./exchange";

/** Undefined where the request has it not, or empty. */
export function identityValue(exchange: Exchange, source: string): string | undefined {
  const [, place = "", name = ""] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(source) ?? [];
  return read(exchange, place, name) || undefined;
}

function read(exchange: Exchange, place: string, name: string): string | null | undefined {
  const { request, stage } = exchange;
  if (place === "request.header") return request.headers[name.toLowerCase()];
  if (place === "request.querystring") return new URLSearchParams(request.rawQuery).get(name);
  return place === "context" ? contextVariable(exchange, name) : stage.stageVariables?.[name];
}
