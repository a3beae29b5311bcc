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
import { restProxyEvent, isBinaryType } from "./restEvent";
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
  // The first type that is asked for counts. Source: API Gateway developer guide, "Binary media types for REST APIs".
  const accepted = exchange.request.headers["accept"]?.split(",")[0];
  return restAnswer(answered, isBinaryType(exchange.deployed.binaryMediaTypes, accepted));
}

/** Only path variables that the integration names are filled in; what else it names is added. */
async function callBackend(
  exchange: RestExchange,
  { uri, httpMethod, requestParameters, timeoutInMillis }: RestIntegration,
): Promise<GatewayResponse> {
  const mapped = { path: {}, header: {}, querystring: {} } as Record<string, Record<string, string>>;
  for (const [to, from] of Object.entries(requestParameters)) {
    const [, place = "", name = ""] = /^integration\.request\.(path|header|querystring)\.(.+)$/.exec(to) ?? [];
    const value = mappedValue(exchange, from);
    if (value !== undefined) mapped[place]![place === "header" ? name.toLowerCase() : name] = value;
  }
  const { "content-encoding": _encoding, ...headers } = exchange.request.headers;
  const { apiId, binaryMediaTypes } = exchange.deployed;
  const isBinary = isBinaryType(binaryMediaTypes, headers["content-type"]);
  const body = isBinary ? exchange.request.body : Buffer.from(exchange.request.body.toString("utf8"));
  const route = { routeKey: `${exchange.request.method} ${exchange.resource!.path}` };
  const answered = await callHttp(
    { request: { ...exchange.request, headers, body }, pathParameters: mapped["path"]!, route },
    {
      integrationUri: uri,
      integrationMethod: httpMethod,
      timeoutInMillis,
      isForwarded: false,
      added: {
        query: mapped["querystring"]!,
        headers: { "x-amzn-apigateway-api-id": apiId, ...mapped["header"]! },
      },
      keptOfAnswer: RENAMED,
    },
  );
  const renamed = Object.entries(answered.headers).map(([name, value]) => [
    RENAMED.includes(name) ? `x-amzn-remapped-${name}` : name,
    value,
  ]);
  return { ...answered, headers: Object.fromEntries(renamed) as Record<string, string> };
}

/** The text of a mapping's source; undefined where the request has none. */
function mappedValue(exchange: RestExchange, from: string): string | undefined {
  const fixed = /^'(.*)'$/s.exec(from)?.[1];
  if (fixed !== undefined) return fixed;
  const [, place = "", name = ""] =
    /^(method\.request\.(?:path|header|querystring)|stageVariables|context)\.(.+)$/.exec(from) ?? [];
  const { pathParameters, request, stage } = exchange;
  switch (place) {
    case "method.request.path": {
      const value = pathParameters[name];
      return value === undefined ? undefined : decode(value);
    }
    case "method.request.header":
      return request.headers[name.toLowerCase()];
    case "method.request.querystring":
      return new URLSearchParams(request.rawQuery).getAll(name).at(-1);
    case "stageVariables":
      return (stage["variables"] as Record<string, string> | undefined)?.[name];
    default:
      return restVariable(exchange, name);
  }
}

/** Headers of a backend's answer that a REST API has itself. Source: recorded, as above. */
const RENAMED = ["connection", "content-length", "date", "server", "x-amzn-requestid"];

/** The status that the request template names, with the headers and the body of the response that is declared for it. */
function mock(exchange: RestExchange, { requestTemplates, responses }: RestIntegration): GatewayResponse {
  const template = requestTemplates["application/json"] ?? "";
  const status = /"statusCode"\s*:\s*"?(\d{3})/.exec(template)?.[1];
  const declared = status === undefined ? undefined : responses[status];
  if (declared === undefined) return refuse(exchange, "API_CONFIGURATION_ERROR");
  const headers: Record<string, string> = { "content-type": "application/json" };
  for (const [place, value] of Object.entries(declared.headers)) {
    const name = /^method\.response\.header\.(.+)$/.exec(place)?.[1];
    const fixed = /^'(.*)'$/.exec(value)?.[1];
    if (name !== undefined && fixed !== undefined) headers[name.toLowerCase()] = fixed;
  }
  return { status: Number(status), headers, body: Buffer.from(declared.body) };
}
