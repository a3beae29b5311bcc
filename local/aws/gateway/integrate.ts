/** Hands a request to its route's integration and makes a response of the answer. */
import type { Integration } from "../apigateway/types";
import type { World } from "../world";
import { answer } from "./answers";
import type { Exchange, GatewayResponse } from "./exchange";
import { callHttp, PathEscape } from "./httpProxy";
import { callLambda } from "./lambdaProxy";
import { mapResponse } from "./responseParameters";

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
    : callHttp(exchange, integration);
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
