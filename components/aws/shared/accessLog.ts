/** What an access log of an API says of each request: who, what, how it ended. Never a token. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import type { ProtectedApiArgs } from "./protectedApiArgs";

/**
 * Field → context variable. A caller is known from the JWT authorizer's claims or from the Lambda authorizer's context,
 * whichever the route has; the other is `-`. At most 3 KB as JSON.
 * Source: AWS, "Customizing HTTP API access logs".
 */
const FIELDS = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  routeKey: "$context.routeKey",
  status: "$context.status",
  sub: "$context.authorizer.claims.sub",
  cid: "$context.authorizer.claims.cid",
  scp: "$context.authorizer.claims.scp",
  authorizerSub: "$context.authorizer.sub",
  authorizerCid: "$context.authorizer.cid",
  authorizerScp: "$context.authorizer.scp",
  authorizerError: "$context.authorizer.error",
  error: "$context.error.responseType",
  integrationError: "$context.integrationErrorMessage",
  latencyMs: "$context.responseLatency",
} as const;

/** The `format` of the access log of an HTTP API's stage: one line of JSON. */
export const HTTP_LOG_FORMAT = JSON.stringify(FIELDS);

/**
 * The same of a REST API, under the same names wherever it has the same. The Lambda authorizer is the only one there.
 * Source: AWS, "Variables for access logging for API Gateway".
 */
const REST_FIELDS = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  routeKey: "$context.httpMethod $context.resourcePath",
  status: "$context.status",
  authorizerSub: "$context.authorizer.sub",
  authorizerCid: "$context.authorizer.cid",
  authorizerScp: "$context.authorizer.scp",
  authorizerError: "$context.authorizer.error",
  authorizerStatus: "$context.authorizer.status",
  authorizerLatencyMs: "$context.authorizer.latency",
  error: "$context.error.responseType",
  integrationError: "$context.integration.error",
  firewall: "$context.waf.status",
  latencyMs: "$context.responseLatency",
} as const;

/** The `format` of the access log of a REST API's stage. */
export const REST_LOG_FORMAT = JSON.stringify(REST_FIELDS);

/** Declares the log group of an API's access log. */
export function createAccessLog(name: string, args: ProtectedApiArgs, parent: pulumi.Resource): cloudwatch.LogGroup {
  const logName = `${args.logs.groupPrefix ?? ""}/aws/apigateway/${uniqueName("httpApi", args.naming, name)}`;
  return createLog(`${name}-access-log`, logName, args, parent);
}

/** Declares a log group that keeps what is logged for as long as the stack says. */
export function createLog(
  name: string,
  logName: pulumi.Input<string>,
  { logs, tags = {} }: Pick<ProtectedApiArgs, "logs" | "tags">,
  parent: pulumi.Resource,
): cloudwatch.LogGroup {
  const { retentionDays, kmsKeyArn } = logs;
  return new cloudwatch.LogGroup(
    name,
    {
      name: logName,
      retentionInDays: retentionDays,
      ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
      tags,
    },
    { parent },
  );
}
