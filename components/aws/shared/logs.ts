/** The logs of functions and of gateways: how they are kept, and what an access log says of each request. Never a token. */
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import { uniqueName, type Naming } from "../../naming";

/** How long logs are kept, and how they are encrypted. */
export interface LogArgs {
  /**
   * Days, one of the values that CloudWatch Logs takes.
   * @example 90
   */
  retentionDays: pulumi.Input<number>;
  /**
   * What stands before the names of log groups.
   * @default - nothing: `/aws/lambda/…`, `/aws/apigateway/…`
   * @example "/acme/orders"
   */
  groupPrefix?: string;
  /**
   * A KMS key that CloudWatch Logs may use in this region.
   * @default - CloudWatch's own encryption
   * @example "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
   */
  kmsKeyArn?: pulumi.Input<string>;
}

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

/** What is needed of whoever writes a log. */
interface Logged {
  readonly logs: LogArgs;
  readonly tags?: Record<string, pulumi.Input<string>>;
}

/** Declares the log group of an API's access log. */
export function createAccessLog(
  name: string,
  args: Logged & { naming: Naming },
  parent: pulumi.Resource,
): cloudwatch.LogGroup {
  const logName = `${args.logs.groupPrefix ?? ""}/aws/apigateway/${uniqueName("httpApi", args.naming, name)}`;
  return createLog(`${name}-access-log`, logName, args, parent);
}

/** Declares a log group that keeps what is logged for as long as the stack says. */
export function createLog(
  name: string,
  logName: pulumi.Input<string>,
  { logs, tags = {} }: Logged,
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
