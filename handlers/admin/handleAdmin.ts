/** The admin service: checks who may do what once more, does it at Okta, and writes down that it was done. */
import { isPublicRoute, type RouteRequirement, type ScopeRequirement } from "okta-api-access/guard";
import { type HttpEvent, type HttpResponse, problem, withHeaders } from "okta-api-access/guard";
import { type Caller, callerOf, HEALTH_ROUTE, healthy, OktaUnavailable, reasonOf } from "okta-api-access/service";
import { notFound, readParams, type Backend } from "./operation";
import { OPERATIONS } from "./operations";

export interface AdminService {
  /** By route key, the same as the authorizer's. A route that is not in it is refused. */
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  readonly backend: Backend;
  /** Takes the audit trail, one JSON line for each operation. */
  readonly log: (line: string) => void;
}

/** The gateway has authorized the request already; the scopes are looked at again, in case a route lost its authorizer. */
export async function handleAdmin(event: HttpEvent, service: AdminService): Promise<HttpResponse> {
  if (event.routeKey === HEALTH_ROUTE) return healthy;
  const caller = callerOf(event);
  const { answer, reason } = await operate(event, caller, service);
  service.log(
    JSON.stringify({
      audit: "operation",
      who: caller?.subject ?? null,
      client: caller?.clientId ?? null,
      operation: event.routeKey,
      target: targetOf(event),
      outcome: outcomeOf(answer.statusCode),
      status: answer.statusCode,
      requestId: event.requestContext?.requestId ?? null,
      ...(reason !== undefined && { reason }),
    }),
  );
  return answer;
}

interface Operated {
  readonly answer: HttpResponse;
  /** What went wrong, for the audit trail alone. */
  readonly reason?: string;
}

function outcomeOf(status: number): "done" | "refused" | "failed" {
  if (status < 400) return "done";
  return status < 500 ? "refused" : "failed";
}

/** The first of the path's ids; what is no id is not repeated in a log. */
function targetOf(event: HttpEvent): string | null {
  const params = readParams(event) ?? {};
  return params["id"] ?? params["approvalId"] ?? null;
}

async function operate(event: HttpEvent, caller: Caller | undefined, service: AdminService): Promise<Operated> {
  if (caller === undefined) return { answer: problem(401, "the request was not authorized by the gateway") };
  const requirement = service.requirements.get(event.routeKey);
  if (requirement === undefined) return { answer: problem(403, "no requirement is declared for this route") };
  const refusal = refusalOf(caller, requirement);
  if (refusal !== undefined) return { answer: refusal };
  const operation = OPERATIONS.get(event.routeKey);
  if (operation === undefined) return { answer: problem(404, "there is no such operation") };
  try {
    const params = readParams(event);
    return {
      answer: params === undefined ? notFound : await operation({ caller, params, event, backend: service.backend }),
    };
  } catch (error) {
    return failed(error);
  }
}

/** INVARIANT: a requirement without scopes is met by nobody here; this service has no operation for everybody. */
function refusalOf(caller: Caller, requirement: RouteRequirement): HttpResponse | undefined {
  if (isPublicRoute(requirement) || !holds(caller, requirement.scopes))
    return problem(403, "the caller does not hold the scope of this operation");
  // API Gateway's own JWT authorizer knows neither levels, groups nor clients: behind it nobody has looked at them.
  const demanding = (requirement.stepUp ?? requirement.groups ?? requirement.clients) !== undefined;
  if (demanding && !caller.guarded) return problem(403, "nobody has checked what this operation demands of a sign-in");
  return undefined;
}

function holds(caller: Caller, scopes: ScopeRequirement | undefined): boolean {
  if (scopes === undefined) return false;
  const held = (scope: string) => caller.scopes.includes(scope);
  return "any" in scopes ? scopes.any.some(held) : scopes.all.length > 0 && scopes.all.every(held);
}

/** INVARIANT: nothing of an error reaches the caller; of what went wrong the audit trail has a sentence of ours. */
function failed(error: unknown): Operated {
  if (error instanceof OktaUnavailable) {
    const detail = error.ambiguous
      ? "Okta did not answer, and it is not known whether the operation was done"
      : "Okta cannot be asked at the moment; nothing was done";
    const answer = withHeaders(problem(503, detail), { "retry-after": String(error.retryAfter) });
    return { answer, reason: error.message };
  }
  return { answer: problem(500, "the operation could not be done"), reason: reasonOf(error) };
}
