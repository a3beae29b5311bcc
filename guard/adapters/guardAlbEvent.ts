/** Guards requests that come from a load balancer, which checks less of a token than a route may demand. */
import type { Guard } from "../guard";
import {
  decoded,
  hiddenRoute,
  isPublicRoute,
  matchRouteKey,
  type RouteKeyMatch,
  type RouteRequirement,
} from "../../model/routes";
import { contextOf } from "./authorizer";
import { type AlbEvent, type HttpEvent, type HttpResponse, problem } from "./event";

export interface AlbGuard {
  readonly guard: Guard;
  /** Of every route that the load balancer passes on, public ones too. */
  readonly requirements: ReadonlyMap<string, RouteRequirement>;
  /** Takes one JSON line for each refusal: never a token. */
  readonly log: (line: string) => void;
}

/** The event as an HTTP API would write it, with the caller in the authorizer's place; or the refusal. */
export async function guardAlbEvent(
  event: AlbEvent,
  { guard, requirements, log }: AlbGuard,
): Promise<HttpEvent | HttpResponse> {
  const { httpMethod, path, headers = {}, body, isBase64Encoded } = event;
  const match = matchRouteKey(requirements.keys(), httpMethod, path);
  const requirement = match && requirements.get(match.routeKey);
  if (match === undefined || requirement === undefined || isHidden(requirements, match)) return noSuchOperation;
  const requestId = traceId(headers["x-amzn-trace-id"]);
  const passed = { ...match, headers, body, isBase64Encoded, queryStringParameters: queryOf(event) };
  if (isPublicRoute(requirement)) return { ...passed, requestContext: { requestId } };
  const decision = await guard.check({ headers }, requirement);
  if (decision.allowed) {
    return { ...passed, requestContext: { requestId, authorizer: { lambda: contextOf(decision) } } };
  }
  const { error, description, status } = decision;
  const route = match.routeKey;
  log(JSON.stringify({ refused: error, description, status, route, requestId, ...decision.owner }));
  return {
    statusCode: status,
    headers: { ...decision.headers, "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(decision.body),
  };
}

export const noSuchOperation = problem(404, "there is no such operation");

/** Whether what comes after would read another route out of the path than the one that was found. */
function isHidden(
  requirements: ReadonlyMap<string, RouteRequirement>,
  { routeKey, pathParameters }: RouteKeyMatch,
): boolean {
  return hiddenRoute(requirements.keys(), routeKey, pathParameters) !== undefined;
}

/** A load balancer keeps what a caller has put into the header: what is no trace id does not reach a log. */
function traceId(header: string | undefined): string | undefined {
  return header !== undefined && /^[\w=;:.-]{1,256}$/.test(header) ? header : undefined;
}

/** API Gateway decodes the query, a load balancer does not. */
function queryOf({ queryStringParameters = {} }: AlbEvent): Record<string, string> {
  const pairs = Object.entries(queryStringParameters).map(([name, value = ""]) => [
    decoded(name),
    decoded(value.replaceAll("+", " ")),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
