/** `$context` variables of REST APIs: for access logs, identity sources and gateway responses. */
import { executionArn } from "../../arns";
import { authorizerVariable, COMMON_VARIABLES, type ReadVariable } from "../commonVariables";
import type { RestExchange } from "./restExchange";

const VARIABLES: Readonly<Record<string, ReadVariable<RestExchange>>> = {
  ...COMMON_VARIABLES,
  extendedRequestId: (exchange) => apigwId(exchange),
  apiId: ({ deployed }) => deployed.apiId,
  stage: ({ stageName }) => stageName,
  resourceId: ({ resource }) => resource?.resourceId,
  resourcePath: ({ resource }) => resource?.path,
  "authorizer.principalId": ({ authorizer }) => authorizer?.principalId,
  "authorizer.status": ({ authorizerStatus }) => authorizerStatus,
};

/** `x-amz-apigw-id` of the answer. */
export function apigwId({ requestId }: RestExchange): string {
  return `${Buffer.from(requestId).toString("base64").slice(0, 15)}=`;
}

/** The text of `$context.<name>`; undefined where there is none. */
export function restVariable(exchange: RestExchange, name: string): string | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]!(exchange)?.toString();
  return authorizerVariable(exchange.authorizer?.context, name);
}

/** `…:<api>/<stage>/<METHOD>/<path>`, as policies and permissions name it. A slash at the end is passed over (inferred). */
export function methodArn({ deployed, stageName, request, path }: RestExchange): string {
  return `${executionArn(deployed.region, deployed.apiId)}/${stageName}/${request.method}${path.replace(/(.)\/$/, "$1")}`;
}
