/** Makes a Lambda handler of a service: for an HTTP API, a REST API and a load balancer. */
import { EXPOSED_HEADERS, hiddenRoute } from "../../model/routes";
import {
  type AlbGuard,
  createGuard,
  type Environment,
  fromRestEvent,
  type GatewayEvent,
  guardAlbEvent,
  type HttpEvent,
  type HttpResponse,
  isAlbEvent,
  isPublicRoute,
  isRestEvent,
  json,
  noSuchOperation,
  problem,
  readRequirements,
  readSettings,
  stepUpChallenge,
  VARIABLES,
} from "../../guard";
import { writeLine } from "../runtime";
import { type Cors, optionsAnswer, readableByPages, readCors } from "./preflight";

/** Answers a request that may be made: what is refused does not come so far. */
export type Service = (event: HttpEvent) => HttpResponse | Promise<HttpResponse>;

export type Log = (line: string) => void;

/** The route by which load balancers and people see that a service is there. It asks nobody else. */
export const HEALTH_ROUTE = "GET /health";

export const healthy = json(200, { status: "ok" });

/**
 * With `PROFILE=alb` the handler guards each request itself, with the settings of the authorizer, and takes events of a
 * load balancer alone; otherwise it takes those of API Gateway alone, which has guarded them. `ALLOW_ORIGIN` is the one
 * origin whose pages may read the answers behind a REST API, which leaves that to its integrations. Behind a load balancer
 * `CORS` says which pages may call. An open `OPTIONS` or `HEAD` does not reach the service: of the latter it is asked for the `GET`.
 */
export function createHandler(
  service: Service,
  environment: Environment = process.env,
  log: Log = writeLine,
): (event: GatewayEvent) => Promise<HttpResponse> {
  const alb = environment[VARIABLES.profile] === "alb" ? albGuard(environment, log) : undefined;
  const cors = alb && readCors(environment);
  const requirements = alb?.requirements ?? requirementsOf(environment);
  const open = withOpenMethods(service, requirements, cors);
  const allowOrigin = environment[VARIABLES.allowOrigin];
  return async (event) => {
    const response = await answer(event, open, alb, [...requirements.keys()]);
    // A load balancer wants to be told; API Gateway takes it as said.
    if (alb !== undefined) {
      const readable = isAlbEvent(event) ? readableByPages(response, event, cors) : response;
      return { ...readable, isBase64Encoded: readable.isBase64Encoded === true };
    }
    return allowOrigin === undefined ? response : readableFrom(allowOrigin, response);
  };
}

/**
 * An open `OPTIONS` is answered here. An open `HEAD` is the `GET` of its path without a body, unless that one is guarded: it
 * would be served unasked.
 */
function withOpenMethods(service: Service, requirements: Requirements, cors: Cors | undefined): Service {
  const isGuarded = (key: string) => requirements.has(key) && !isPublicRoute(requirements.get(key));
  return async (event) => {
    const { routeKey, requestContext } = event;
    if (isGuarded(routeKey) || requestContext?.authorizer !== undefined) return service(event);
    if (routeKey.startsWith("OPTIONS ")) return optionsAnswer(routeKey, cors);
    const read = routeKey.replace(/^HEAD /, "GET ");
    if (read === routeKey || isGuarded(read)) return service(event);
    return { ...(await service({ ...event, routeKey: read })), body: "" };
  };
}

type Requirements = AlbGuard["requirements"];

async function answer(
  event: GatewayEvent,
  service: Service,
  alb: AlbGuard | undefined,
  routes: readonly string[],
): Promise<HttpResponse> {
  if (isAlbEvent(event) !== (alb !== undefined)) return problem(403, "the request came on a way that is not guarded");
  if (alb !== undefined && isAlbEvent(event)) {
    const guarded = await guardAlbEvent(event, alb);
    return "statusCode" in guarded ? guarded : service(guarded);
  }
  const request = isRestEvent(event) ? fromRestEvent(event) : (event as HttpEvent);
  if (hiddenRoute(routes, request.routeKey, request.pathParameters ?? {}) !== undefined) return noSuchOperation;
  return stepUpChallenge(request) ?? service(request);
}

/**
 * The guarded routes that lead here. A gateway finds a route by its own reading of the path. A request may be spelled so
 * that the values of the variables name another route, which asks for more: such a request is not served.
 */
function requirementsOf(environment: Environment): Requirements {
  const text = environment[VARIABLES.requirements];
  return text === undefined ? new Map() : readRequirements(text);
}

function albGuard(environment: Environment, log: Log): AlbGuard {
  const { guard, requirements } = readSettings(environment);
  return { guard: createGuard(guard), requirements, log };
}

function readableFrom(origin: string, response: HttpResponse): HttpResponse {
  const headers = {
    ...response.headers,
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED_HEADERS.join(","),
    vary: "origin",
  };
  return { ...response, headers };
}
