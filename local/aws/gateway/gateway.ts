/**
 * The gateway: serves every HTTP API of the local account, step by step in the order of the real one.
 *
 * Differences from AWS, where its behaviour is known or documented:
 * - HTTP on 127.0.0.1, plain or over TLS, at `/_api/<apiId>` instead of a host name of its own; at a domain name for whoever
 *   names it as its host; no mutual TLS.
 * - A JWT authorizer's issuer may be `http:` on this machine, or have the certificate of the local cloud's own authority.
 * - Limits on the rate are exact, not best effort.
 * - A key set is read again for an unknown key id, at most once a second; AWS does not document when it does.
 * - A path variable with `..` in it does not reach an HTTP backend: 400.
 * - Behind a VPC link the targets of the listener's first action are asked, if the account has it: 503 for any other.
 * - Not modelled, and refused when it is declared: IAM authorization, payload format 1.0, IAM policies as an authorizer's
 *   answer, request parameter mapping of query and path, WebSocket APIs.
 * - A mapping of a request's header whose source is missing leaves the caller's own header as it is. What AWS does is not
 *   documented: this is the reading under which a mistake shows.
 *
 * Inferred, since no source was found: the challenge of a 403, most descriptions of an invalid token, the statuses for too
 * large a request, that an integration's `www-authenticate` is renamed, that throttling comes before the authorizer, and
 * that the gateway's own refusals have no CORS headers.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { World } from "../world";
import { writeAccessLog } from "./accessLog";
import { createAlbGateway } from "./alb/albGateway";
import { answer, jsonResponse } from "./answers";
import { corsStep, preflightStep } from "./cors";
import type { Exchange, GatewayRequest, GatewayResponse } from "./exchange";
import { integrate } from "./integrate";
import { authorizeJwt } from "./jwtAuthorizer";
import { createJwtKeys } from "./jwtKeys";
import { createLambdaAuthorizer } from "./lambdaAuthorizer";
import { matchRouteStep } from "./matchRoute";
import { readBody, readRequest, RequestTooLarge, sendResponse } from "./http";
import { placeOf, type Place } from "./places";
import { createRestGateway } from "./rest/restGateway";
import { createThrottle } from "./throttle";

/** The first step that answers ends the way in. */
type Step = (exchange: Exchange) => GatewayResponse | undefined | Promise<GatewayResponse | undefined>;

/** Bytes of the request line and all headers together (quotas of HTTP APIs). */
export const HEADERS_MAX = 10_240;

type Serve = (place: Place, request: GatewayRequest) => Promise<GatewayResponse> | GatewayResponse | undefined;

export type Gateway = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createGateway(world: World, log: (line: string) => void): Gateway {
  const keys = createJwtKeys(world.now);
  const lambdaAuthorizer = createLambdaAuthorizer(world);

  const authorize: Step = async (exchange) => {
    const { route, api } = exchange;
    if (route?.authorizationType === "NONE") return undefined;
    const authorizer = api.authorizers.get(route?.authorizerId ?? "");
    if (authorizer === undefined) return answer(exchange, "internalServerError");
    return authorizer.authorizerType === "JWT"
      ? authorizeJwt(exchange, authorizer, keys, world.now())
      : lambdaAuthorizer.authorize(exchange, authorizer);
  };

  const steps: readonly Step[] = [
    limitHeaders,
    matchRouteStep,
    preflightStep,
    refuseUnmatched,
    createThrottle(world.now),
    authorize,
    (exchange) => integrate(exchange, world),
  ];

  async function serve(exchange: Exchange): Promise<GatewayResponse> {
    for (const step of steps) {
      exchange.response = await step(exchange);
      if (exchange.response) break;
    }
    exchange.response ??= answer(exchange, "internalServerError");
    corsStep(exchange);
    exchange.response.headers["apigw-requestid"] = exchange.requestId;
    writeAccessLog(exchange, world);
    log(`${exchange.request.method} ${exchange.request.encodedPath} ${exchange.response.status}`);
    return exchange.response;
  }

  const rest = createRestGateway(world);
  const alb = createAlbGateway(world);
  const serveThese: Serve = ({ kind, id, path, isNamed }, request) => {
    if (kind === "alb") return alb.serve(id, path, request);
    if (kind === "api") return rest.serve(id, path, request, isNamed);
    return path === "/" && request.method === "GET" ? alb.servePublicKey(id) : undefined;
  };

  return async (incoming, outgoing) => {
    const place = placeOf(world, incoming);
    if (place === undefined) return sendResponse(outgoing, incoming.method ?? "GET", notFound());
    const found = findStage(world, place);
    if (found === undefined) return serveOther(serveThese, place, { incoming, outgoing, log });
    const exchange: Exchange = {
      ...found,
      request: readRequest(incoming, found.encodedPath),
      requestId: `${world.newId()}=`,
      startedAt: world.now(),
      pathParameters: {},
    };
    try {
      const request: GatewayRequest = { ...exchange.request, body: await readBody(incoming) };
      sendResponse(outgoing, request.method, await serve({ ...exchange, request }));
    } catch (error) {
      const name = error instanceof RequestTooLarge ? "tooLarge" : "internalServerError";
      sendResponse(outgoing, exchange.request.method, answer(exchange, name));
    }
  };
}

/** Steps that are too small for files of their own. */
const limitHeaders: Step = (exchange) => {
  const { method, encodedPath, rawQuery, headers, cookies } = exchange.request;
  const fields = [...Object.entries(headers).flat(), ...cookies, method, encodedPath, rawQuery];
  const size = fields.reduce((sum, text) => sum + text.length + 2, 0);
  return size > HEADERS_MAX ? answer(exchange, "headersTooLarge") : undefined;
};

const refuseUnmatched: Step = (exchange) => (exchange.route === undefined ? answer(exchange, "notFound") : undefined);

/** What is no HTTP API may be a REST API, a load balancer, or the public key of load balancers. */
async function serveOther(
  serve: Serve,
  place: Place,
  { incoming, outgoing, log }: { incoming: IncomingMessage; outgoing: ServerResponse; log: (line: string) => void },
): Promise<void> {
  const request = readRequest(incoming, place.path);
  try {
    const response = (await serve(place, { ...request, body: await readBody(incoming) })) ?? notFound();
    log(`${request.method} ${place.path} ${response.status}`);
    sendResponse(outgoing, request.method, response);
  } catch (error) {
    const isTooLarge = error instanceof RequestTooLarge;
    const message = isTooLarge ? "Request Too Long" : "Internal server error";
    sendResponse(outgoing, request.method, jsonResponse(isTooLarge ? 413 : 500, { message }));
  }
}

function notFound(): GatewayResponse {
  return { status: 404, headers: { "content-type": "application/json" }, body: Buffer.from('{"message":"Not Found"}') };
}

/** A stage that nothing was deployed to answers like one that does not exist. */
function findStage(world: World, { kind, id, path: encodedPath, stage: mapped, isNamed }: Place) {
  const api = kind === "api" ? world.apis.get(id) : undefined;
  if (api === undefined || (api.disableExecuteApiEndpoint && !isNamed)) return undefined;
  const stage = api.stages.get(mapped ?? encodedPath.split("/")[1] ?? "") ?? api.stages.get(mapped ?? "$default");
  return stage?.autoDeploy ? { api, stage, encodedPath } : undefined;
}
