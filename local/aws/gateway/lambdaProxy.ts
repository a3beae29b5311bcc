/** AWS_PROXY integrations, payload 2.0. */
import type { Integration } from "../apigateway/types";
import { invokeForGateway } from "../lambda/invoke";
import type { World } from "../world";
import { jsonResponse } from "./answers";
import type { Exchange, GatewayResponse } from "./exchange";
import { integrationEvent, routeArn } from "./proxyEvent";

export async function callLambda(
  exchange: Exchange,
  integration: Integration,
  world: World,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  const answered = await invokeForGateway(world, {
    uri: integration.integrationUri,
    sourceArn: routeArn(exchange),
    event: integrationEvent(exchange),
    requestId: exchange.requestId,
    signal,
  });
  return responseOf(answered);
}

/** Connection-level headers are the server's own business. */
const DROPPED = ["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade", "date"];

/** A JSON value without a `statusCode` is the body of a 200. Throws where the answer has a shape that the gateway refuses. */
export function responseOf(answered: unknown): GatewayResponse {
  if (typeof answered !== "object" || answered === null || !("statusCode" in answered))
    return jsonResponse(200, answered);
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = "",
    isBase64Encoded = false,
  } = answered as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    throw new Error("the function's status code is no status");
  if (typeof body !== "string") throw new Error("the function's body is no text");
  if (typeof headers !== "object" || headers === null || !Array.isArray(cookies))
    throw new Error("the function's headers are no map");
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!DROPPED.includes(name.toLowerCase())) lower[name.toLowerCase()] = String(value);
  }
  return {
    status,
    headers: { "content-type": "text/plain;charset=UTF-8", ...lower },
    cookies: cookies.map(String),
    body: Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8"),
  };
}
