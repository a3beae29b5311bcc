/** `$context` variables of REST APIs: for access logs, identity sources and gateway responses. */
import { ACCOUNT_ID, executionArn } from "../../aws/arns";
import { commonLogTime } from "../contextVariables";
import type { RestExchange } from "./restExchange";

type Read = (exchange: RestExchange) => string | number | null | undefined;

const VARIABLES: Readonly<Record<string, Read>> = {
  accountId: () => ACCOUNT_ID,
  apiId: ({ deployed }) => deployed.apiId,
  stage: ({ stageName }) => stageName,
  requestId: ({ requestId }) => requestId,
  extendedRequestId: ({ requestId }) => requestId,
  resourceId: ({ resource }) => resource?.resourceId,
  resourcePath: ({ resource }) => resource?.path,
  httpMethod: ({ request }) => request.method,
  path: ({ request }) => request.encodedPath,
  protocol: ({ request }) => request.protocol,
  domainName: ({ request }) => request.headers["host"],
  requestTime: ({ startedAt }) => commonLogTime(startedAt),
  requestTimeEpoch: ({ startedAt }) => startedAt,
  status: ({ response }) => response?.status,
  responseLength: ({ response }) => response?.body.length,
  "identity.sourceIp": ({ request }) => request.sourceIp,
  "identity.userAgent": ({ request }) => request.headers["user-agent"],
  "authorizer.principalId": ({ authorizer }) => authorizer?.principalId,
  "authorizer.error": ({ authorizerError }) => authorizerError,
  "authorizer.status": ({ authorizerStatus }) => authorizerStatus,
  "error.message": ({ error }) => error?.message,
  "error.messageString": ({ error }) => error && JSON.stringify(error.message),
  "error.responseType": ({ error }) => error?.responseType,
  "integration.error": ({ integration }) => integration?.error,
  "integration.latency": ({ integration }) => integration?.latency,
  "integration.status": ({ integration }) => integration?.status,
};

/** The text of `$context.<name>`; undefined where there is none. */
export function restVariable(exchange: RestExchange, name: string): string | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]!(exchange)?.toString();
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  const context = exchange.authorizer?.context;
  if (key === undefined || context === undefined || !Object.hasOwn(context, key)) return undefined;
  const value = context[key];
  return typeof value === "object" ? undefined : String(value);
}

/** `…:<api>/<stage>/<METHOD>/<path>`, as policies and permissions name it. */
export function methodArn({ deployed, stageName, request, path }: RestExchange): string {
  return `${executionArn(deployed.region, deployed.apiId)}/${stageName}/${request.method}${path}`;
}
