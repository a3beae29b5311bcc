/** The control plane, by requests: API Gateway's HTTP APIs and Lambda at their own paths, JSON in, JSON out, errors as AWS writes them. */
import { type Hono, type HonoRequest } from "hono";
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
import { readBytes, type OnNode } from "./readBody";
import type { Endpoint } from "./router";
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

/** Serves every path that no other part has taken. */
export function addControlPlane(app: Hono<OnNode>, world: World): void {
  app.use(async ({ req }, next) => {
    refuseBrowsers(world, req);
    await next();
  });
  for (const { method, path, handle } of ENDPOINTS) {
    app.on(method, path.replace(/\{(\w+)\}/g, ":$1"), async ({ req, env }) => {
      const params = req.param() as Record<string, string>;
      const query = new URL(req.url).searchParams;
      const { status, body } = await handle({
        world,
        params,
        query,
        body: await jsonOf(env.incoming),
        region: regionOf(req),
      });
      return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
    });
  }
  app.notFound(({ req }) => {
    throw new AwsError(501, "NotImplementedException", `the local AWS does not model ${req.method} ${req.path}`);
  });
  app.onError((error) => {
    const { status, code, message } =
      error instanceof AwsError ? error : new AwsError(500, "ServiceException", "the local AWS has a fault of its own");
    return Response.json({ message }, { status, headers: { "x-amzn-errortype": code } });
  });
}

/**
 * A web page in a browser on this machine can send requests to 127.0.0.1. It may not make functions here, so requests with
 * an origin, for another host name (DNS rebinding), or of a content type that needs no preflight are refused.
 */
export function refuseBrowsers(world: World, req: HonoRequest): void {
  const header = (name: string) => req.header(name);
  const { method } = req;
  const { port } = new URL(world.url);
  const isOwnHost = [`127.0.0.1:${port}`, `localhost:${port}`].includes(header("host") ?? "");
  const hasBody = method !== "GET" && method !== "DELETE";
  const isJson = /^application\/(json|x-amz-json-1\.[01])\s*(;|$)/.test(header("content-type") ?? "");
  if (header("origin") !== undefined || !isOwnHost || (hasBody && !isJson)) {
    throw new AwsError(
      403,
      "AccessDeniedException",
      "the control plane takes JSON from programs on this machine alone",
    );
  }
}

function regionOf(req: HonoRequest): string {
  const region = SIGNED_FOR.exec(req.header("authorization") ?? "")?.[1];
  return region !== undefined && isRegion(region) ? region : DEFAULT_REGION;
}

async function jsonOf(request: OnNode["Bindings"]["incoming"]): Promise<unknown> {
  const bytes = await readBytes(request, BODY_MAX);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new AwsError(400, "SerializationException", "the request's body is not JSON");
  }
}
