/** The Lambda authorizer of an HTTP API and of a REST API: first the way on which a request came, then its token. */
import { clientOf } from "../claims";
import type { Decision, Guard } from "../guard";
import type { OriginCheck } from "../originCheck";
import { accessDenied, insufficientScope, type Refusal } from "../refusals";
import type { RequestHeaders } from "../token";
import { hiddenRoute, isPublicRoute, type RouteRequirement } from "../../model/routes";

export interface Authorizer {
  readonly guard: Guard;
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  /** Whether a request came through CloudFront. Absent: it need not. */
  readonly origin?: OriginCheck;
  /** Takes one JSON line for each refusal: never a token. */
  readonly log: (line: string) => void;
}

export interface RouteRequest {
  readonly routeKey: string;
  readonly headers?: RequestHeaders;
  /** The values of the path's variables, decoded or not. */
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly requestId?: string;
}

/** What an integration is told: small, since it is repeated in each request and in the access log. */
export type Context = Record<string, string>;

/** A route without a declared requirement is refused, whatever the token. Each refusal is logged. */
export async function authorizeRoute(request: RouteRequest, authorizer: Authorizer): Promise<Decision> {
  const decision = await judge(request, authorizer);
  if (decision.allowed) return decision;
  const { error, description, status } = decision;
  const { routeKey: route, requestId } = request;
  authorizer.log(JSON.stringify({ refused: error, description, status, route, requestId, ...decision.owner }));
  return decision;
}

async function judge(request: RouteRequest, authorizer: Authorizer): Promise<Decision> {
  const { routeKey, headers = {}, pathParameters } = request;
  if (authorizer.origin && !(await authorizer.origin.holds(headers))) {
    return accessDenied("the request did not come through the firewall");
  }
  const requirement = authorizer.requirements.get(routeKey);
  if (requirement === undefined) return insufficientScope("no requirement is declared for this route");
  // A gateway that keeps answers asks once for all paths of a route: functions behind it look at each request once more.
  if (hiddenRoute(authorizer.requirements.keys(), routeKey, pathParameters ?? {}) !== undefined)
    return accessDenied("the path is spelled so that it names another route");
  if (isPublicRoute(requirement)) return { allowed: true, claims: {}, scopes: [] };
  return authorizer.guard.check({ headers }, requirement);
}

/** Who calls, and what counts of the scopes. Empty for a public route. */
export function contextOf({ claims, scopes }: Extract<Decision, { allowed: true }>): Context {
  if (Object.keys(claims).length === 0) return {};
  const uid = claims["uid"];
  return {
    sub: String(claims["sub"] ?? ""),
    cid: clientOf(claims) ?? "",
    ...(typeof uid === "string" && { uid }),
    scp: scopes.join(" "),
  };
}

/** Why, and who where that is known: for the access log. */
export function reasonContext({ error, description, owner }: Refusal): Context {
  const { sub, cid } = owner ?? {};
  return { error, description, ...(sub !== undefined && { sub }), ...(cid !== undefined && { cid }) };
}

/** The same, with the refusal in words that a gateway can put into a header and into a body. */
export function refusalContext(refusal: Refusal): Context {
  const { headers, body } = refusal;
  return { ...reasonContext(refusal), challenge: headers["www-authenticate"], body: JSON.stringify(body) };
}

/**
 * The token could not be judged at all. An authorizer throws it: the gateway then answers 500 and, unlike a refusal, keeps
 * nothing of it, and the function's error metric shows it.
 */
export class NotJudged extends Error {
  override readonly name = "NotJudged";
}

export function assertJudged(decision: Decision): void {
  if (!decision.allowed && decision.status === 503) throw new NotJudged(decision.description);
}

/** The part of the event that is read. */
export interface HttpApiEvent {
  readonly routeKey: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly requestId?: string };
}

export interface SimpleResponse {
  isAuthorized: boolean;
  context: Context;
}

/**
 * An HTTP API cannot put a challenge into its own 403. A route's integration may be known to answer with it. A request to
 * such a route that lacks nothing but the step-up is let through, to be refused there. It goes with the challenge and
 * without any scope: an integration that overlooks the challenge still finds no scope.
 */
export async function authorizeHttpApi(event: HttpApiEvent, authorizer: Authorizer): Promise<SimpleResponse> {
  const { routeKey, headers, pathParameters, requestContext } = event;
  const requestId = requestContext?.requestId;
  const decision = await authorizeRoute({ routeKey, headers, pathParameters, requestId }, authorizer);
  assertJudged(decision);
  if (decision.allowed) return { isAuthorized: true, context: contextOf(decision) };
  const requirement = authorizer.requirements.get(routeKey);
  const answersItself =
    requirement !== undefined && !isPublicRoute(requirement) && requirement.challenge === "integration";
  if (decision.error === "insufficient_user_authentication" && answersItself) {
    return { isAuthorized: true, context: { scp: "", ...refusalContext(decision) } };
  }
  return { isAuthorized: false, context: reasonContext(decision) };
}

/** The part of the event that is read. */
export interface RestApiEvent {
  /** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`. */
  readonly methodArn: string;
  /** With its variables: `/users/{id}`. */
  readonly resource: string;
  readonly httpMethod: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
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
 * Throws `Unauthorized` where there is no good token: API Gateway then gives its response UNAUTHORIZED. Denies where the
 * token does not suffice, with the challenge in the context.
 */
export async function authorizeRestApi(event: RestApiEvent, authorizer: Authorizer): Promise<PolicyResponse> {
  const routeKey = `${event.httpMethod} ${event.resource}`;
  const { pathParameters, requestContext } = event;
  const requestId = requestContext?.requestId;
  const decision = await authorizeRoute({ routeKey, headers: headersOf(event), pathParameters, requestId }, authorizer);
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
