/** From a REST API's request authorizer event to its IAM policy; knows nothing of scopes. */
import {
  assertJudged,
  authorizeRoute,
  contextOf,
  refusalContext,
  type Authorizer,
  type Context,
} from "../authorizeRoute";

/** The part of the event that is read. */
export interface RestApiEvent {
  /** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`. */
  readonly methodArn: string;
  /** With its variables: `/users/{id}`. */
  readonly resource: string;
  readonly httpMethod: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly requestContext?: { readonly requestId?: string };
}

export interface PolicyResponse {
  principalId: string;
  policyDocument: {
    Version: "2012-10-17";
    Statement: { Action: "execute-api:Invoke"; Effect: "Allow" | "Deny"; Resource: string }[];
  };
  /** Read by the gateway responses: `challenge` for the header, `body` for the body. */
  context: Context;
}

/**
 * Throws `Unauthorized`, which is what API Gateway takes for its response UNAUTHORIZED, where there is no token or none
 * that is good; denies, with the challenge in its context, where the token does not suffice.
 */
export async function authorizeRestApi(event: RestApiEvent, authorizer: Authorizer): Promise<PolicyResponse> {
  const routeKey = `${event.httpMethod} ${event.resource}`;
  const requestId = event.requestContext?.requestId;
  const decision = await authorizeRoute({ routeKey, headers: headersOf(event), requestId }, authorizer);
  assertJudged(decision);
  if (decision.allowed) return policy(event, "Allow", String(decision.claims["sub"] ?? "public"), contextOf(decision));
  if (decision.error === "invalid_token" || decision.error === "invalid_request") throw new Error("Unauthorized");
  return policy(event, "Deny", decision.owner?.sub ?? "unknown", refusalContext(decision));
}

/** With a header that was sent several times told apart, which `headers` cannot: the guard refuses two of `authorization`. */
function headersOf({ headers, multiValueHeaders }: RestApiEvent): Record<string, string | undefined> {
  const all: Record<string, string | undefined> = { ...headers };
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    if (values !== undefined && values.length > 1) all[name] = values.join(", ");
  }
  return all;
}

/**
 * The policy is for the whole route, not for the one path that was asked for: a cached policy serves every request of the
 * route, so one for `/users/1` would refuse `/users/2`. INVARIANT: the authorizer's identity sources hold method and
 * resource path, so that the policy, whose `*` also covers longer paths, is never looked at for another route.
 */
function policy(
  { methodArn, httpMethod, resource }: RestApiEvent,
  Effect: "Allow" | "Deny",
  principalId: string,
  context: Context,
): PolicyResponse {
  const stage = methodArn.split("/").slice(0, 2).join("/");
  const Resource = `${stage}/${httpMethod}${resource.replace(/\{[^{}]+\}/g, "*")}`;
  return {
    principalId,
    policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
    context,
  };
}
