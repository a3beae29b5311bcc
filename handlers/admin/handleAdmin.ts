/** The admin service: checks who may do what once more, does it at Okta, and writes down that it was done. */
import {
  acrSatisfies,
  type HttpEvent,
  type HttpResponse,
  isPublicRoute,
  problem,
  type RouteRequirement,
  type ScopeRequirement,
  withHeaders,
} from "okta-api-access/guard";
import {
  type Audit,
  type Caller,
  callerOf,
  HEALTH_ROUTE,
  healthy,
  OktaUnavailable,
  reasonOf,
} from "okta-api-access/service";
import { type About, type Backend, notFound, readParams } from "./operation";
import { OPERATIONS, type OperationRow } from "./operations";
import { isInOneOf } from "./reach";

export interface AdminService {
  /** By route key, the same as the authorizer's. A route that is not in it is refused. */
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  readonly backend: Backend;
  /** Takes the audit trail, one line for each operation. */
  readonly audit: Audit;
}

/** The gateway has authorized the request already; the scopes are looked at again, in case a route lost its authorizer. */
export async function handleAdmin(event: HttpEvent, service: AdminService): Promise<HttpResponse> {
  if (event.routeKey === HEALTH_ROUTE) return healthy;
  const caller = callerOf(event);
  const about = aboutOf(event);
  const { answer, reason } = await operate(event, caller, about, service);
  service.audit({
    audit: "operation",
    who: caller?.subject ?? null,
    client: caller?.clientId ?? null,
    operation: event.routeKey,
    target: about.target ?? null,
    factor: about.factor,
    challenge: about.challenge,
    approval: about.approval,
    outcome: outcomeOf(answer.statusCode),
    status: answer.statusCode,
    requestId: event.requestContext?.requestId ?? null,
    ...(reason !== undefined && { reason }),
  });
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

/** The ids of the path; what is no id is not repeated in a log. */
function aboutOf(event: HttpEvent): About {
  const { id, factorId, challengeId, approvalId } = readParams(event) ?? {};
  return { target: id, factor: factorId, challenge: challengeId, approval: approvalId };
}

async function operate(
  event: HttpEvent,
  caller: Caller | undefined,
  about: About,
  service: AdminService,
): Promise<Operated> {
  if (caller === undefined) return { answer: problem(401, "the request was not authorized by the gateway") };
  const requirement = service.requirements.get(event.routeKey);
  if (requirement === undefined) return { answer: problem(403, "no requirement is declared for this route") };
  const refusal = refusalOf(caller, requirement);
  if (refusal !== undefined) return { answer: refusal };
  const operation = OPERATIONS.get(event.routeKey);
  if (operation === undefined) return { answer: problem(404, "there is no such operation") };
  if (!demandsEnough(requirement, operation))
    return { answer: problem(403, "the route of this operation does not demand the step-up that it needs") };
  try {
    const params = readParams(event);
    if (params === undefined) return { answer: notFound };
    const refused = await refusalOn(caller, params["id"], operation, service.backend);
    return { answer: refused ?? (await operation.run({ caller, params, event, about, backend: service.backend })) };
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

/** INVARIANT: what makes a sign-in stronger is not done by a weaker one, whatever the access file forgets. */
function demandsEnough(requirement: RouteRequirement, { stepUp }: OperationRow): boolean {
  if (stepUp === undefined) return true;
  return !isPublicRoute(requirement) && acrSatisfies(requirement.stepUp?.acr, stepUp);
}

/** Whether the caller may do it to this person, or to people in general; undefined: yes. */
async function refusalOn(
  { clientId, userId }: Caller,
  person: string | undefined,
  { on, notOneself }: OperationRow,
  { okta, reach }: Backend,
): Promise<HttpResponse | undefined> {
  if (notOneself && person === userId) return oneself;
  const groupIds = reach.get(clientId);
  if (groupIds === undefined) return undefined;
  if (on === "anybody") return problem(403, "this client may act on members of some groups alone");
  if (on !== "person") return undefined;
  // Whoever is out of reach is not there: a client that learns of them would have reached them.
  return person !== undefined && (await isInOneOf(okta, person, groupIds)) ? undefined : notFound;
}

const oneself = problem(409, "nobody does this to the account that they are signed in with");

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
