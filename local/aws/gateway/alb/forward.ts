/** Hands a request on to a target group: a function, or servers on this machine. */
import { invokeForGateway } from "../../lambda/invoke";
import { echoOfGroup, echoUrl } from "../../echo";
import { find, where } from "../../resources/store";
import type { World } from "../../world";
import type { GatewayResponse } from "../exchange";
import { callHttp } from "../httpProxy";
import { responseOf } from "../lambdaProxy";
import { page, type AlbExchange } from "./albExchange";

/** Milliseconds that a target may take: the idle time-out of a load balancer. */
const TARGET_TIMEOUT_MS = 60_000;

export async function forward(exchange: AlbExchange, targetGroupArn: string, world: World): Promise<GatewayResponse> {
  const echo = echoOfGroup(targetGroupArn);
  if (echo !== undefined) return callServer(exchange, `${echoUrl(world.url, echo)}${exchange.path}`);
  const group = find(world, "lb.TargetGroup", targetGroupArn);
  const [target] = where(world, "lb.TargetGroupAttachment", "targetGroupArn", targetGroupArn);
  if (group === undefined || target === undefined) return page(503, "Service Temporarily Unavailable");
  const { targetId, port } = target.properties;
  try {
    return group.properties["targetType"] === "lambda"
      ? await callFunction(exchange, String(targetId), targetGroupArn, world)
      : await callTarget(exchange, String(targetId), Number(port ?? group.properties["port"]));
  } catch {
    return page(502, "Bad Gateway");
  }
}

async function callFunction(
  exchange: AlbExchange,
  uri: string,
  sourceArn: string,
  world: World,
): Promise<GatewayResponse> {
  const answered = await invokeForGateway(world, {
    uri,
    sourceArn,
    principal: "elasticloadbalancing.amazonaws.com",
    event: albEvent(exchange, sourceArn),
    requestId: exchange.traceId,
  });
  if (typeof answered !== "object" || answered === null || !("statusCode" in answered)) throw new Error("no answer");
  return responseOf({ ...answered, cookies: [] });
}

/** Query parameters stay encoded, as a load balancer leaves them. */
function albEvent({ request, path, traceId }: AlbExchange, targetGroupArn: string): Record<string, unknown> {
  const isText = /^(text\/|application\/(json|javascript|xml)|$)/i.test(request.headers["content-type"] ?? "");
  const pairs = request.rawQuery.split("&").filter((pair) => pair !== "");
  const query = pairs.map((pair) =>
    pair.includes("=") ? [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] : [pair, ""],
  );
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: request.method,
    path,
    queryStringParameters: Object.fromEntries(query) as Record<string, string>,
    headers: headersOf(request, traceId),
    body: request.body.toString(isText ? "utf8" : "base64"),
    isBase64Encoded: !isText,
  };
}

function headersOf({ headers, cookies }: AlbExchange["request"], traceId: string): Record<string, string> {
  const all: Record<string, string> = { ...headers, "x-amzn-trace-id": traceId };
  if (cookies.length > 0) all["cookie"] = cookies.join("; ");
  return all;
}

/** INVARIANT: servers on this machine alone: a load balancer of the local account opens nothing else. */
async function callTarget(exchange: AlbExchange, address: string, port: number): Promise<GatewayResponse> {
  if (!["127.0.0.1", "localhost"].includes(address)) throw new Error("the target is not on this machine");
  return callServer(exchange, `http://${address}:${port}${exchange.path}`);
}

function callServer(exchange: AlbExchange, integrationUri: string): Promise<GatewayResponse> {
  const request = {
    ...exchange.request,
    headers: { ...exchange.request.headers, "x-amzn-trace-id": exchange.traceId },
  };
  return callHttp(
    { request, pathParameters: {} },
    { integrationUri, integrationMethod: "ANY", timeoutInMillis: TARGET_TIMEOUT_MS },
  );
}
