/** The Lambda (REQUEST) authorizer of an HTTP API: payload 2.0, simple responses, and a cache that must be handled with care. */
import type { Authorizer } from "../apigateway/types";
import { executionArn } from "../arns";
import { invokeForGateway } from "../lambda/invoke";
import type { World } from "../world";
import { answer } from "./answers";
import { identityValue } from "./contextVariables";
import type { Exchange, GatewayResponse } from "./exchange";
import { authorizerEvent } from "./proxyEvent";

interface SimpleResponse {
  readonly isAuthorized: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface LambdaAuthorizer {
  authorize(exchange: Exchange, authorizer: Authorizer): Promise<GatewayResponse | undefined>;
}

const CACHE_MAX = 10_000;

/**
 * The cache's key is the values of the identity sources and nothing else: without `$context.routeKey` among them, one
 * route's answer serves every other route of the API. So it is in AWS, and so it is here, for mistakes to show.
 */
export function createLambdaAuthorizer(world: World): LambdaAuthorizer {
  const cache = new Map<string, { until: number; response: SimpleResponse }>();

  async function ask(exchange: Exchange, authorizer: Authorizer, values: string[]): Promise<SimpleResponse> {
    const ttl = (authorizer.authorizerResultTtlInSeconds ?? 300) * 1000;
    const key = JSON.stringify([exchange.api.apiId, exchange.stage.stageName, authorizer.authorizerId, values]);
    const cached = cache.get(key);
    if (ttl > 0 && cached && cached.until > world.now()) return cached.response;
    const answered = await invokeForGateway(world, {
      uri: authorizer.authorizerUri ?? "",
      sourceArn: `${executionArn(exchange.api.region, exchange.api.apiId)}/authorizers/${authorizer.authorizerId}`,
      event: authorizerEvent(exchange, values),
      requestId: exchange.requestId,
    });
    const response = simpleResponse(answered);
    if (ttl > 0) {
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(key, { until: world.now() + ttl, response });
    }
    return response;
  }

  return {
    async authorize(exchange, authorizer) {
      const values = authorizer.identitySource.map((source) => identityValue(exchange, source));
      if (values.some((value) => value === undefined)) {
        exchange.authorizerError = "missing: identity source not provided";
        return answer(exchange, "unauthorized");
      }
      let response: SimpleResponse;
      try {
        response = await ask(exchange, authorizer, values as string[]);
      } catch (error) {
        exchange.authorizerError = (error as Error).message;
        return answer(exchange, "internalServerError");
      }
      exchange.authorizer = { kind: "lambda", context: response.context };
      return response.isAuthorized ? undefined : answer(exchange, "forbidden");
    },
  };
}

function simpleResponse(value: unknown): SimpleResponse {
  const { isAuthorized, context = {} } = (value ?? {}) as { isAuthorized?: unknown; context?: unknown };
  const isContext = typeof context === "object" && context !== null && !Array.isArray(context);
  if (typeof isAuthorized !== "boolean" || !isContext) throw new Error("the authorizer's answer is no simple response");
  return { isAuthorized, context: context as Record<string, unknown> };
}
