/** What the Lambda authorizer decides of one route, whatever the kind of gateway: first the way on which it came, then the token. */
import { clientOf } from "./claims";
import type { Decision, Guard } from "./guard";
import type { OriginCheck } from "./originCheck";
import { accessDenied, insufficientScope, type Refusal } from "./refusals";
import { isPublicRoute, type RouteRequirement } from "../model/routes";

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
  readonly headers?: Readonly<Record<string, string | undefined>>;
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

async function judge({ routeKey, headers = {} }: RouteRequest, authorizer: Authorizer): Promise<Decision> {
  if (authorizer.origin && !(await authorizer.origin.holds(headers))) {
    return accessDenied("the request did not come through the firewall");
  }
  const requirement = authorizer.requirements.get(routeKey);
  if (requirement === undefined) return insufficientScope("no requirement is declared for this route");
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
