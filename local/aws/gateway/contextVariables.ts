/** `$context` variables of HTTP APIs: for access logs, identity sources and parameter mapping. */
import { authorizerVariable, COMMON_VARIABLES, type ReadVariable } from "./commonVariables";
import type { Exchange } from "./exchange";
import { decode, pathInStage } from "./matchRoute";

/** Those that the developer guide lists for HTTP APIs and that mean something here. */
const VARIABLES: Readonly<Record<string, ReadVariable<Exchange>>> = {
  ...COMMON_VARIABLES,
  apiId: ({ api }) => api.apiId,
  stage: ({ stage }) => stage.stageName,
  routeKey: ({ route }) => route?.routeKey,
  dataProcessed: ({ request, response }) => request.body.length + (response?.body.length ?? 0),
  "authorizer.principalId": ({ authorizer }) => (authorizer?.kind === "jwt" ? authorizer.claims["sub"] : undefined),
  integrationErrorMessage: ({ integration }) => integration?.error,
  integrationLatency: ({ integration }) => integration?.latency,
  integrationStatus: ({ integration }) => integration?.status,
};

/** The text of `$context.<name>`; undefined where there is none. A claim whose name has `:` or a bracket cannot be named. */
export function contextVariable(exchange: Exchange, name: string): string | undefined {
  const claim = /^authorizer\.claims\.(.+)$/.exec(name)?.[1];
  const { authorizer } = exchange;
  if (claim !== undefined) return authorizer?.kind === "jwt" ? authorizer.claims[claim] : undefined;
  const read = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (read) return read(exchange)?.toString();
  return authorizer?.kind === "lambda" ? authorizerVariable(authorizer.context, name) : undefined;
}

/** The path as integrations see it: decoded, with the stage in front where it has a name. */
export function rawPath(exchange: Exchange): string {
  const { stageName } = exchange.stage;
  const path = decode(pathInStage(exchange));
  return stageName === "$default" ? path : `/${stageName}${path}`;
}

/**
 * What an authorizer's identity source names: a header, a query string parameter, a context or a stage variable. Undefined
 * where the request does not have it, or has it empty.
 */
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
