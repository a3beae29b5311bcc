/** Hands a request to its route's integration and makes a response of the answer. */
import type { Integration } from "../apigateway/types";
import { find, where } from "../resources/store";
import type { World } from "../world";
import type { AlbAction } from "./alb/albExchange";
import { answer } from "./answers";
import type { Exchange, GatewayResponse } from "./exchange";
import { callHttp, PathEscape } from "./httpProxy";
import { callLambda } from "./lambdaProxy";
import { mapResponse, mapRequest } from "./parameterMapping";

/** The integration took longer than its `timeoutInMillis`. */
export class IntegrationTimeout extends Error {}

export async function integrate(exchange: Exchange, world: World): Promise<GatewayResponse> {
  const integration = exchange.api.integrations.get(exchange.route?.target?.replace(/^integrations\//, "") ?? "");
  if (integration === undefined) return answer(exchange, "internalServerError");
  const startedAt = world.now();
  const noted = { latency: 0, status: undefined as number | undefined, error: undefined as string | undefined };
  exchange.integration = noted;
  try {
    const response = await inTime(integration.timeoutInMillis, (signal) => call(exchange, integration, world, signal));
    noted.status = response.status;
    return mapResponse(exchange, integration, remapped(response));
  } catch (error) {
    noted.error = (error as Error).message;
    if (error instanceof PathEscape) return answer(exchange, "badRequest");
    return answer(exchange, error instanceof IntegrationTimeout ? "serviceUnavailable" : "internalServerError");
  } finally {
    noted.latency = world.now() - startedAt;
  }
}

function call(
  exchange: Exchange,
  integration: Integration,
  world: World,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  return integration.integrationType === "AWS_PROXY"
    ? callLambda(exchange, integration, world, signal)
    : integration.connectionType === "VPC_LINK"
      ? callThroughLink(mapRequest(exchange, integration), integration, world)
      : callHttp(mapRequest(exchange, integration), integration);
}

/** The targets of the listener's first action, on this machine. */
async function callThroughLink(
  exchange: Exchange,
  { integrationUri, timeoutInMillis }: Integration,
  world: World,
): Promise<GatewayResponse> {
  const actions = (find(world, "lb.Listener", integrationUri)?.properties["defaultActions"] ?? []) as AlbAction[];
  const group = find(world, "lb.TargetGroup", actions[0]?.targetGroupArn ?? "");
  const target = group && where(world, "lb.TargetGroupAttachment", "targetGroupArn", group.id)[0];
  if (target === undefined) return { status: 503, headers: {}, body: Buffer.from('{"message":"Service Unavailable"}') };
  const port = Number(target.properties["port"] ?? group!.properties["port"]);
  return callServer(exchange, `http://${String(target.properties["targetId"])}:${port}`, timeoutInMillis);
}

/** INVARIANT: servers on this machine alone. The path goes on as it was sent. */
function callServer(exchange: Exchange, base: string, timeoutInMillis: number): Promise<GatewayResponse> {
  if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(base)) throw new Error("the target is not on this machine");
  const integrationUri = `${base}${exchange.request.encodedPath}`;
  return callHttp({ ...exchange, pathParameters: {} }, { integrationUri, integrationMethod: "ANY", timeoutInMillis });
}

/**
 * The gateway keeps `www-authenticate` for itself and renames an integration's own. Documented for REST APIs; that HTTP
 * APIs do the same is an assumption, on the safe side: parameter mapping sets the header either way.
 */
export function remapped(response: GatewayResponse): GatewayResponse {
  const { "www-authenticate": challenge, ...headers } = response.headers;
  return challenge === undefined
    ? response
    : { ...response, headers: { ...headers, "x-amzn-remapped-www-authenticate": challenge } };
}

/** Rejects with IntegrationTimeout where the work takes longer, waiting for its turn included, and then aborts its signal. */
export function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new IntegrationTimeout("Endpoint request timed out"));
      controller.abort();
    }, ms);
  });
  return Promise.race([work(controller.signal), tooLate]).finally(() => clearTimeout(timer));
}
