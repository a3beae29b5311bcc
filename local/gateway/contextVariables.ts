/** `$context` variables of HTTP APIs: for access logs, identity sources and parameter mapping. */
import { ACCOUNT_ID } from "../aws/arns";
import type { Exchange } from "./exchange";
import { decode, pathInStage } from "./matchRoute";

type Read = (exchange: Exchange) => string | number | undefined;

/** Those that the developer guide lists for HTTP APIs and that mean something here. */
const VARIABLES: Readonly<Record<string, Read>> = {
  accountId: () => ACCOUNT_ID,
  apiId: ({ api }) => api.apiId,
  stage: ({ stage }) => stage.stageName,
  requestId: ({ requestId }) => requestId,
  extendedRequestId: ({ requestId }) => requestId,
  routeKey: ({ route }) => route?.routeKey,
  httpMethod: ({ request }) => request.method,
  path: ({ request }) => request.encodedPath,
  protocol: ({ request }) => request.protocol,
  domainName: ({ request }) => request.headers["host"],
  requestTime: ({ startedAt }) => commonLogTime(startedAt),
  requestTimeEpoch: ({ startedAt }) => startedAt,
  status: ({ response }) => response?.status,
  responseLength: ({ response }) => response?.body.length,
  dataProcessed: ({ request, response }) => request.body.length + (response?.body.length ?? 0),
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => request.headers["user-agent"],
  "authorizer.error": ({ authorizerError }) => authorizerError,
  "authorizer.principalId": ({ authorizer }) => (authorizer?.kind === "jwt" ? authorizer.claims["sub"] : undefined),
  "error.message": ({ error }) => error?.message,
  "error.messageString": ({ error }) => error && JSON.stringify(error.message),
  "error.responseType": ({ error }) => error?.responseType,
  integrationErrorMessage: ({ integration }) => integration?.error,
  "integration.error": ({ integration }) => integration?.error,
  integrationLatency: ({ integration }) => integration?.latency,
  "integration.latency": ({ integration }) => integration?.latency,
  integrationStatus: ({ integration }) => integration?.status,
  "integration.status": ({ integration }) => integration?.status,
};

/** The text of `$context.<name>`; undefined where there is none. A claim whose name has `:` or a bracket cannot be named. */
export function contextVariable(exchange: Exchange, name: string): string | undefined {
  const claim = /^authorizer\.claims\.(.+)$/.exec(name)?.[1];
  const { authorizer } = exchange;
  if (claim !== undefined) return authorizer?.kind === "jwt" ? authorizer.claims[claim] : undefined;
  const read = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (read) return read(exchange)?.toString();
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  if (key === undefined || authorizer?.kind !== "lambda" || !Object.hasOwn(authorizer.context, key)) return undefined;
  const value = authorizer.context[key];
  return typeof value === "object" ? undefined : String(value);
}

/** The path as integrations see it: decoded, with the stage in front where it has a name. */
export function rawPath(exchange: Exchange): string {
  const { stageName } = exchange.stage;
  const path = decode(pathInStage(exchange));
  return stageName === "$default" ? path : `/${stageName}${path}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000`. */
export function commonLogTime(ms: number): string {
  const [date = "", time = ""] = new Date(ms).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
