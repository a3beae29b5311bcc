/** What an access log of an HTTP API says of each request: who, what, how it ended. Never a token. */

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

/** The `format` of a stage's access log: one line of JSON. */
export const ACCESS_LOG_FORMAT = JSON.stringify(FIELDS);
