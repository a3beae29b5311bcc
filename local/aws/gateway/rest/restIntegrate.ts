/** Hands a request to its method's integration: a function, an HTTP backend, or nothing but a fixed answer. */
import { invokeForGateway } from "../../lambda/invoke";
import type { RestIntegration } from "../../restapi/definition";
import type { World } from "../../world";
import type { GatewayResponse } from "../exchange";
import { callHttp, PathEscape } from "../httpProxy";
import { IntegrationTimeout, inTime, remapped } from "../integrate";
import { decode } from "../matchRoute";
import { refuse } from "./gatewayResponses";
import { BadAnswer, restAnswer } from "./restAnswer";
import { methodArn, restVariable } from "./restContext";
import { restProxyEvent } from "./restEvent";
import type { RestExchange } from "./restExchange";

export async function restIntegrate(exchange: RestExchange, world: World): Promise<GatewayResponse> {
  const { integration } = exchange.method!;
  if (integration === undefined) return refuse(exchange, "API_CONFIGURATION_ERROR");
  if (integration.type === "MOCK") return mock(exchange, integration);
  const startedAt = world.now();
  const noted: NonNullable<RestExchange["integration"]> = { latency: 0 };
  exchange.integration = noted;
  try {
    const response = await inTime(integration.timeoutInMillis, (signal) =>
      integration.type === "AWS_PROXY"
        ? callFunction(exchange, integration, world, signal)
        : callBackend(exchange, integration),
    );
    noted.status = response.status;
    return remapped(response);
  } catch (error) {
    noted.error = (error as Error).message;
    if (error instanceof PathEscape) return refuse(exchange, "BAD_REQUEST_PARAMETERS");
    if (error instanceof IntegrationTimeout) return refuse(exchange, "INTEGRATION_TIMEOUT");
    if (error instanceof BadAnswer) return refuse(exchange, "BAD_GATEWAY");
    return refuse(exchange, integration.type === "AWS_PROXY" ? "BAD_GATEWAY" : "INTEGRATION_FAILURE");
  } finally {
    noted.latency = world.now() - startedAt;
  }
}

async function callFunction(
  exchange: RestExchange,
  { uri }: RestIntegration,
  world: World,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  const answered = await invokeForGateway(world, {
    uri,
    sourceArn: methodArn(exchange),
    event: restProxyEvent(exchange),
    requestId: exchange.requestId,
    signal,
  });
  return restAnswer(answered);
}

/** Only path variables that the integration names are filled in. */
async function callBackend(
  exchange: RestExchange,
  { uri, httpMethod, requestParameters, timeoutInMillis }: RestIntegration,
): Promise<GatewayResponse> {
  const mapped: Record<string, string> = {};
  for (const [to, from] of Object.entries(requestParameters)) {
    const name = /^integration\.request\.path\.(.+)$/.exec(to)?.[1];
    const source = /^method\.request\.path\.(.+)$/.exec(from)?.[1];
    const value = source === undefined ? undefined : exchange.pathParameters[source];
    if (name !== undefined && value !== undefined) mapped[name] = decode(value);
  }
  const { "content-encoding": _encoding, ...headers } = exchange.request.headers;
  Object.assign(headers, mappedHeaders(exchange, requestParameters));
  const body = Buffer.from(exchange.request.body.toString("utf8"));
  const route = { routeKey: `${exchange.request.method} ${exchange.resource!.path}` };
  const answered = await callHttp(
    // Without binary media types a REST API takes every body for text.
    { request: { ...exchange.request, headers, body }, pathParameters: mapped, route },
    { integrationUri: uri, integrationMethod: httpMethod, timeoutInMillis, isForwarded: false },
  );
  const renamed = Object.entries(answered.headers).map(([name, value]) => [
    RENAMED.includes(name) ? `x-amzn-remapped-${name}` : name,
    value,
  ]);
  return { ...answered, headers: Object.fromEntries(renamed) as Record<string, string> };
}

/**
 * In the place of the caller's own. A source that is missing leaves the caller's header as it is: what AWS does is not
 * documented, and under this reading a mistake shows.
 */
function mappedHeaders(
  exchange: RestExchange,
  requestParameters: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(requestParameters).flatMap(([to, from]) => {
    const name = /^integration\.request\.header\.(.+)$/.exec(to)?.[1];
    if (name === undefined) return [];
    const variable = /^context\.(.+)$/.exec(from)?.[1];
    const value = variable === undefined ? /^'(.*)'$/.exec(from)?.[1] : restVariable(exchange, variable);
    return value === undefined ? [] : [[name.toLowerCase(), value]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Headers of a backend's answer that a REST API has itself. Source: recorded, as above. */
const RENAMED = ["date", "server", "x-amzn-requestid"];

/** The status that the request template names, with the headers and the body of the response that is declared for it. */
function mock(exchange: RestExchange, { requestTemplates, responses }: RestIntegration): GatewayResponse {
  const template = requestTemplates["application/json"] ?? "";
  const status = /"statusCode"\s*:\s*"?(\d{3})/.exec(template)?.[1];
  const declared = status === undefined ? undefined : responses[status];
  if (declared === undefined) return refuse(exchange, "API_CONFIGURATION_ERROR");
  const headers: Record<string, string> = {};
  for (const [place, value] of Object.entries(declared.headers)) {
    const name = /^method\.response\.header\.(.+)$/.exec(place)?.[1];
    const fixed = /^'(.*)'$/.exec(value)?.[1];
    if (name !== undefined && fixed !== undefined) headers[name.toLowerCase()] = fixed;
  }
  return { status: Number(status), headers, body: Buffer.from(declared.body) };
}
