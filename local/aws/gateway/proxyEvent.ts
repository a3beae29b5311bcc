/** The event, payload 2.0, that a Lambda function gets from an HTTP API: for integrations and for authorizers. */
import { ACCOUNT_ID, executionArn } from "../arns";
import { commonLogTime } from "./commonVariables";
import { rawPath } from "./contextVariables";
import type { Exchange } from "./exchange";
import { pathInStage } from "./matchRoute";

/** For an AWS_PROXY integration. */
export function integrationEvent(exchange: Exchange): Record<string, unknown> {
  const { request, authorizer } = exchange;
  const isText = /^(text\/|application\/(json|javascript|xml)|[^;]+\+(json|xml))/i.test(
    request.headers["content-type"] ?? "text/",
  );
  return {
    ...common(exchange),
    requestContext: {
      ...requestContext(exchange),
      ...(authorizer?.kind === "jwt"
        ? { authorizer: { jwt: { claims: authorizer.claims, scopes: authorizer.scopes } } }
        : {}),
      ...(authorizer?.kind === "lambda"
        ? { authorizer: { lambda: hasNothing(authorizer.context) ? null : authorizer.context } }
        : {}),
    },
    ...(request.body.length > 0 ? { body: request.body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** For a REQUEST authorizer. It gets no body. */
export function authorizerEvent(exchange: Exchange, identitySource: readonly string[]): Record<string, unknown> {
  return {
    ...common(exchange),
    type: "REQUEST",
    routeArn: routeArn(exchange),
    identitySource,
    requestContext: requestContext(exchange),
  };
}

/** `…/stage/METHOD/path`, as the permissions of an integration name it. */
export function routeArn(exchange: Exchange): string {
  const { api, stage, request } = exchange;
  return `${executionArn(api.region, api.apiId)}/${stage.stageName}/${request.method}${pathInStage(exchange)}`;
}

function common(exchange: Exchange): Record<string, unknown> {
  const { request, route, pathParameters, stage } = exchange;
  const query = queryParameters(request.rawQuery);
  return {
    version: "2.0",
    routeKey: route?.routeKey,
    rawPath: rawPath(exchange),
    rawQueryString: request.rawQuery,
    ...(request.cookies.length > 0 ? { cookies: request.cookies } : {}),
    headers: request.headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(stage.stageVariables ? { stageVariables: stage.stageVariables } : {}),
  };
}

function requestContext(exchange: Exchange): Record<string, unknown> {
  const { api, stage, request, route, requestId, startedAt } = exchange;
  return {
    accountId: ACCOUNT_ID,
    apiId: api.apiId,
    domainName: request.headers["host"] ?? "",
    domainPrefix: api.apiId,
    http: {
      method: request.method,
      path: rawPath(exchange),
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: request.headers["user-agent"] ?? "",
    },
    requestId,
    routeKey: route?.routeKey,
    stage: stage.stageName,
    time: commonLogTime(startedAt),
    timeEpoch: startedAt,
  };
}

/** What is named several times is joined by `,`. */
function queryParameters(rawQuery: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

/** Without a context API Gateway says null. */
function hasNothing(context: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(context).length === 0;
}
