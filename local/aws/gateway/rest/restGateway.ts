/**
 * Serves the REST APIs of the local account, step by step in the order of the real service.
 *
 * Differences from AWS, where its behaviour is known or documented:
 * - Plain HTTP at `/_api/<apiId>/<stage>`, or at a domain name for whoever names it as its host; conditions on TLS count as satisfied; of a firewall only the rules on addresses.
 * - A request authorizer's policy and a resource policy may use `Bool` on `aws:SecureTransport`, and `IpAddress` and
 *   `NotIpAddress` on `aws:SourceIp`; any other condition makes every request fail.
 * - Not modelled, and refused when it is declared: IAM, Cognito and token authorizers, API keys, models of bodies, and all
 *   integrations but AWS_PROXY, HTTP_PROXY and MOCK. Usage plans are kept, and limit nobody, as without keys in AWS.
 *
 * Inferred, since no source was found: that throttling comes before the authorizer, that a path without the method does not
 * fall back to another resource, and the texts of some failures.
 */
import type { World } from "../../world";
import { appendLog } from "../../world";
import { logGroupOf } from "../../apigateway/stages";
import { find, where } from "../../resources/store";
import { renderLogFormat } from "../accessLog";
import type { GatewayRequest, GatewayResponse } from "../exchange";
import { isFiltered } from "../firewall";
import { createBuckets } from "../throttle";
import { refuse } from "./gatewayResponses";
import { matchResource } from "./matchResource";
import { evaluatePolicy } from "./policy";
import { createRestAuthorizer } from "./restAuthorizer";
import { apigwId, methodArn, restVariable } from "./restContext";
import type { RestExchange, RestStep } from "./restExchange";
import { restIntegrate } from "./restIntegrate";

export interface RestGateway {
  /** Undefined where there is no such API or stage. `isNamed`: whether the request has come by a domain name. */
  serve(
    apiId: string,
    encodedPath: string,
    request: GatewayRequest,
    isNamed?: boolean,
  ): Promise<GatewayResponse> | undefined;
}

export function createRestGateway(world: World): RestGateway {
  const steps: readonly RestStep[] = [
    createFirewallStep(world),
    matchStep,
    createRestThrottle(world.now),
    resourcePolicyStep,
    createRestAuthorizer(world),
    validateStep,
    (exchange) => restIntegrate(exchange, world),
  ];

  async function run(exchange: RestExchange): Promise<GatewayResponse> {
    for (const step of steps) {
      exchange.response = await step(exchange);
      if (exchange.response) break;
    }
    const response = (exchange.response ??= refuse(exchange, "API_CONFIGURATION_ERROR"));
    response.headers["x-amzn-requestid"] = exchange.requestId;
    response.headers["x-amz-apigw-id"] = apigwId(exchange);
    if (exchange.method?.integration?.type === "AWS_PROXY" && exchange.integration?.status !== undefined)
      response.headers["x-amzn-trace-id"] = exchange.request.headers["x-amzn-trace-id"]!;
    writeLog(world, exchange);
    return response;
  }

  return {
    serve(apiId, encodedPath, request, isNamed = false) {
      const exchange = open(world, apiId, encodedPath, { request, isNamed });
      return exchange && run(exchange);
    },
  };
}

function open(
  world: World,
  apiId: string,
  encodedPath: string,
  { request, isNamed }: { request: GatewayRequest; isNamed: boolean },
): RestExchange | undefined {
  // Slashes at the front count once, before the stage and behind it. Source: recorded, LocalStack's test_lambda_aws_proxy_integration.
  const [, stageName = "", path = ""] = /^\/+([^/]*)\/*(\/.*)?$/.exec(encodedPath) ?? [];
  const stage = find(world, "apigateway.Stage", `ags-${apiId}-${stageName}`);
  const deployed = world.deployments.get(String(stage?.properties["deployment"]));
  // As it was when it was deployed: a switch that was turned since shows with the next deployment alone.
  if (stage === undefined || deployed === undefined || (deployed.disableExecuteApiEndpoint && !isNamed))
    return undefined;
  const settings = where(world, "apigateway.MethodSettings", "restApi", apiId).filter(
    ({ properties }) => properties["stageName"] === stageName,
  );
  return {
    deployed,
    deploymentId: String(stage.properties["deployment"]),
    stageName,
    stage: stage.properties,
    stageArn: String(stage.outputs["arn"]),
    methodSettings: Object.fromEntries(
      settings.map(({ properties }) => [String(properties["methodPath"]), properties["settings"] as object]),
    ) as RestExchange["methodSettings"],
    request: {
      ...request,
      headers: withoutDropped(request.headers),
      sent: request.sent.filter(([name]) => !DROPPED.includes(name.toLowerCase())),
    },
    path: path === "" ? "/" : path,
    requestId: world.newId(),
    startedAt: world.now(),
    pathParameters: {},
  };
}

/** What never gets behind a REST API. Source: recorded, LocalStack's test_apigateway_header_remapping. */
const DROPPED = ["content-md5", "max-forwards", "proxy-authenticate", "server", "te", "upgrade", "www-authenticate"];

function withoutDropped(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !DROPPED.includes(name)));
}

/** Before everything else, the resource policy too, and whatever the path. */
function createFirewallStep(world: World): RestStep {
  return (exchange) =>
    isFiltered(world, exchange.stageArn, exchange.request.sourceIp) ? refuse(exchange, "WAF_FILTERED") : undefined;
}

/** What is not declared is answered as if a signature were missing: AWS says the same of a path and of a method. */
const matchStep: RestStep = (exchange) => {
  const match = matchResource(exchange.deployed.resources, exchange.request.method, exchange.path);
  if (match?.method === undefined) return refuse(exchange, "MISSING_AUTHENTICATION_TOKEN");
  exchange.resource = match.resource;
  exchange.method = match.method;
  exchange.pathParameters = match.pathParameters;
  return undefined;
};

/** One bucket for each method, with the limits of the method or else those of all. */
function createRestThrottle(now: () => number): RestStep {
  const take = createBuckets(now);
  return (exchange) => {
    const { methodSettings, resource, request, deployed, stageName } = exchange;
    const own = `${resource!.path.replaceAll("/", "~1")}/${request.method}`;
    const settings = { ...methodSettings["*/*"], ...methodSettings[own] } as {
      throttlingRateLimit?: number;
      throttlingBurstLimit?: number;
    };
    const key = `${deployed.apiId} ${stageName} ${own}`;
    const isThrough = take(key, settings.throttlingRateLimit, settings.throttlingBurstLimit);
    return isThrough ? undefined : refuse(exchange, "THROTTLED");
  };
}

/** An API with a policy serves only what it allows, before any authorizer is asked. */
const resourcePolicyStep: RestStep = (exchange) => {
  const { policy } = exchange.deployed;
  if (policy === undefined || policy === "") return undefined;
  const arn = methodArn(exchange);
  const verdict = evaluatePolicy(JSON.parse(policy), { arn, sourceIp: exchange.request.sourceIp });
  if (verdict === "allow") return undefined;
  const reason = verdict === "deny" ? " with an explicit deny" : "";
  return refuse(
    exchange,
    "ACCESS_DENIED",
    `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${arn}${reason}`,
  );
};

/** Required parameters that are not there, headers first, as recorded. Those of the path always are. */
const validateStep: RestStep = (exchange) => {
  const { validatesParameters, requestParameters } = exchange.method!;
  if (!validatesParameters) return undefined;
  const query = new URLSearchParams(exchange.request.rawQuery);
  const missing = ["header", "querystring"].flatMap((kind) => {
    const prefix = `method.request.${kind}.`;
    return Object.entries(requestParameters).flatMap(([place, isRequired]) => {
      if (!isRequired || !place.startsWith(prefix)) return [];
      const name = place.slice(prefix.length);
      const value = kind === "header" ? exchange.request.headers[name.toLowerCase()] : query.get(name);
      return value ? [] : [name];
    });
  });
  if (missing.length === 0) return undefined;
  const message = `Missing required request parameters: [${missing.join(", ")}]`;
  return refuse(exchange, "BAD_REQUEST_PARAMETERS", message);
};

function writeLog(world: World, exchange: RestExchange): void {
  const settings = exchange.stage["accessLogSettings"] as { destinationArn: string; format: string } | undefined;
  if (settings === undefined) return;
  const line = renderLogFormat(settings.format, (name) =>
    name === "responseLatency" ? String(world.now() - exchange.startedAt) : restVariable(exchange, name),
  );
  appendLog(world, logGroupOf(settings.destinationArn) ?? "", line);
}
