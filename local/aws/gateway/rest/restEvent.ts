/** The events of a REST API, payload 1.0, as they were recorded: paths and their variables stay encoded, as they were sent. */
import { ACCOUNT_ID } from "../../arns";
import { commonLogTime } from "../commonVariables";
import { apigwId, methodArn } from "./restContext";
import type { RestExchange } from "./restExchange";

/** For an AWS_PROXY integration. The authorizer's context stands in it with nothing around it. */
export function restProxyEvent(exchange: RestExchange): Record<string, unknown> {
  const { authorizer } = exchange;
  return {
    ...common(exchange),
    requestContext: {
      ...requestContext(exchange),
      ...(authorizer && {
        authorizer: { ...authorizer.context, principalId: authorizer.principalId, integrationLatency: 0 },
      }),
    },
    ...bodyOf(exchange),
  };
}

/** A REST API takes every body for text but those of its binary media types. */
function bodyOf({ request, deployed }: RestExchange): Record<string, unknown> {
  const isBinary = isBinaryType(deployed.binaryMediaTypes, request.headers["content-type"]);
  if (request.body.length === 0) return { body: null, isBase64Encoded: false };
  return { body: request.body.toString(isBinary ? "base64" : "utf8"), isBase64Encoded: isBinary };
}

/** For a request authorizer. It gets no body. */
export function restAuthorizerEvent(exchange: RestExchange): Record<string, unknown> {
  // What there is nothing of is an empty map here, and null in the event of an integration.
  const event = Object.entries({ ...common(exchange), requestContext: requestContext(exchange) });
  const filled = Object.fromEntries(event.map(([name, value]) => [name, value ?? {}]));
  return { type: "REQUEST", methodArn: methodArn(exchange), ...filled };
}

function common(exchange: RestExchange): Record<string, unknown> {
  const { request, resource, path, pathParameters, stage } = exchange;
  // Names as they were sent. Of what was sent several times the last one stands alone, as with the query.
  const headers = Object.fromEntries(request.sent);
  const severalHeaders = new Map<string, string[]>();
  for (const [name, value] of request.sent) severalHeaders.set(name, [...(severalHeaders.get(name) ?? []), value]);
  const query = [...new URLSearchParams(request.rawQuery)];
  const several: Record<string, string[]> = {};
  for (const [name, value] of query) several[name] = [...(Object.hasOwn(several, name) ? several[name]! : []), value];
  return {
    resource: resource?.path,
    path,
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(severalHeaders),
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? several : null,
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : null,
    stageVariables: stage["variables"] ?? null,
  };
}

/** What only IAM and Cognito know of a caller. */
const NOBODY = Object.fromEntries(
  [
    "accessKey",
    "accountId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
  ].map((name) => [name, null]),
);

function requestContext(exchange: RestExchange): Record<string, unknown> {
  const { deployed, stageName, request, resource, requestId, startedAt } = exchange;
  return {
    accountId: ACCOUNT_ID,
    apiId: deployed.apiId,
    resourceId: resource?.resourceId,
    resourcePath: resource?.path,
    httpMethod: request.method,
    path: request.encodedPath,
    protocol: request.protocol,
    stage: stageName,
    domainName: request.headers["host"] ?? "",
    requestId,
    extendedRequestId: apigwId(exchange),
    requestTime: commonLogTime(startedAt),
    requestTimeEpoch: startedAt,
    deploymentId: exchange.deploymentId,
    domainPrefix: deployed.apiId,
    identity: {
      ...NOBODY,
      sourceIp: request.sourceIp,
      userAgent: request.headers["user-agent"] ?? null,
    },
  };
}

/**
 * Whether a REST API takes a body of this `content-type` for bytes. A type's parameters do not count. A star on both sides of the list's entry stands for all, a body
 * without a type too.
 */
export function isBinaryType(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  if (binaryMediaTypes.includes("*/*")) return true;
  const type = header?.split(";")[0]?.trim().toLowerCase();
  return type !== undefined && binaryMediaTypes.includes(type);
}
