/** The control plane, by requests: API Gateway's HTTP APIs and Lambda at their own paths, JSON in, JSON out, errors as AWS writes them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isRegion } from "../../model/routes";
import { apiEndpoints } from "./apigateway/apis";
import { authorizers } from "./apigateway/authorizers";
import { integrations } from "./apigateway/integrations";
import { routes } from "./apigateway/routes";
import { stages } from "./apigateway/stages";
import { DEFAULT_REGION } from "./arns";
import { AwsError } from "./awsError";
import { functionEndpoints } from "./lambda/functions";
import { permissionEndpoints } from "./lambda/permissions";
import { readBytes } from "./readBytes";
import { findEndpoint, type ControlResponse, type Endpoint } from "./router";
import type { World } from "./world";

const ENDPOINTS: readonly Endpoint[] = [
  ...apiEndpoints,
  ...[routes, integrations, authorizers, stages].flatMap(({ endpoints }) => endpoints),
  ...functionEndpoints,
  ...permissionEndpoints,
];

/** Bytes of a request's body. */
const BODY_MAX = 30_000_000;
/** In a signature, which is not verified here, stands the region of a request. */
const SIGNED_FOR = /Credential=[^/,]+\/\d{8}\/([a-z0-9-]+)\//;

export async function serveControlPlane(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    refuseBrowsers(world, request);
    const { status, body } = await answer(world, request);
    response.writeHead(status, body === undefined ? {} : { "content-type": "application/json" });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  } catch (error) {
    const { status, code, message } =
      error instanceof AwsError ? error : new AwsError(500, "ServiceException", "the local AWS has a fault of its own");
    response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": code });
    response.end(JSON.stringify({ message }));
  }
}

/**
 * A web page in a browser on this machine can send requests to 127.0.0.1. It may not make functions here, so requests with
 * an origin, for another host name (DNS rebinding), or of a content type that needs no preflight are refused.
 */
export function refuseBrowsers(world: World, { headers, method }: IncomingMessage): void {
  const { port } = new URL(world.url);
  const isOwnHost = [`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? "");
  const hasBody = method !== "GET" && method !== "DELETE";
  const isJson = /^application\/(json|x-amz-json-1\.[01])\s*(;|$)/.test(headers["content-type"] ?? "");
  if (headers.origin !== undefined || !isOwnHost || (hasBody && !isJson)) {
    throw new AwsError(
      403,
      "AccessDeniedException",
      "the control plane takes JSON from programs on this machine alone",
    );
  }
}

async function answer(world: World, request: IncomingMessage): Promise<ControlResponse> {
  const url = new URL(request.url ?? "/", world.url);
  const found = findEndpoint(ENDPOINTS, request.method ?? "GET", url.pathname);
  if (found === undefined) {
    throw new AwsError(
      501,
      "NotImplementedException",
      `the local AWS does not model ${request.method} ${url.pathname}`,
    );
  }
  const region = SIGNED_FOR.exec(request.headers.authorization ?? "")?.[1];
  return found.endpoint.handle({
    world,
    params: found.params,
    query: url.searchParams,
    body: await readJson(request),
    region: region !== undefined && isRegion(region) ? region : DEFAULT_REGION,
  });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request, BODY_MAX);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new AwsError(400, "SerializationException", "the request's body is not JSON");
  }
}
