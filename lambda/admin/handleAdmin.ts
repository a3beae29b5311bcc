/** The admin service: answers which operation was called, by whom and on what. A template to build the real operations on. */
import { isPublicRoute, type RouteRequirement } from "../authorizer/requirement";
import type { HttpEvent } from "../http/event";
import { json, problem, type HttpResponse } from "../http/response";
import { callerOf, type Caller } from "./caller";

export interface AdminService {
  /** By route key, the same as the authorizer's. A route that is not in it is refused. */
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  /** Takes the audit trail, one JSON line for each operation. */
  readonly log: (line: string) => void;
}

export const HEALTH_ROUTE = "GET /health";

/** The gateway has authorized the request already; the scopes are looked at again, in case a route lost its authorizer. */
export function handleAdmin(event: HttpEvent, service: AdminService): HttpResponse {
  if (event.routeKey === HEALTH_ROUTE) return json(200, { status: "ok" });
  const caller = callerOf(event);
  const answer = operate(event, caller, service.requirements.get(event.routeKey));
  service.log(
    JSON.stringify({
      audit: "operation",
      who: caller?.subject ?? null,
      client: caller?.clientId ?? null,
      operation: event.routeKey,
      target: event.pathParameters?.["id"] ?? null,
      outcome: answer.statusCode < 400 ? "done" : "refused",
      status: answer.statusCode,
      requestId: event.requestContext?.requestId ?? null,
    }),
  );
  return answer;
}

function operate(
  event: HttpEvent,
  caller: Caller | undefined,
  requirement: RouteRequirement | undefined,
): HttpResponse {
  if (caller === undefined) return problem(401, "the request was not authorized by the gateway");
  if (requirement === undefined) return problem(403, "no requirement is declared for this route");
  if (!holds(caller.scopes, requirement)) return problem(403, "the caller does not hold the scope of this operation");
  const id = event.pathParameters?.["id"];
  return json(200, { operation: event.routeKey, caller, ...(id === undefined ? {} : { target: { id } }) });
}

/** INVARIANT: a requirement without scopes is met by nobody here; this service has no operation for everybody. */
function holds(held: readonly string[], requirement: RouteRequirement): boolean {
  if (isPublicRoute(requirement) || requirement.scopes === undefined) return false;
  const { scopes } = requirement;
  return "any" in scopes ? scopes.any.some((s) => held.includes(s)) : scopes.all.every((s) => held.includes(s));
}
