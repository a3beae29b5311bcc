/** `/v2/apis/{apiId}/integrations`: what answers the requests. */
import { z } from "zod";
import { functionOf } from "../arns";
import { badRequest, conflict, notModelled } from "../awsError";
import { patched, readBody, withoutNulls } from "../readBody";
import { created, noContent, ok, type Endpoint } from "../router";
import { apiOf, itemOf, list } from "./find";
import type { Integration } from "./types";

/** Headers that parameter mapping must not touch (developer guide, http-api-parameter-mapping). */
const RESERVED_HEADERS =
  /^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-(for|host|proto)|via)$/;

const fields = {
  integrationType: z.enum(["AWS_PROXY", "HTTP_PROXY", "AWS", "HTTP", "MOCK"]),
  integrationUri: z.string().min(1),
  integrationMethod: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"]).nullish(),
  payloadFormatVersion: z.enum(["1.0", "2.0"]).optional(),
  timeoutInMillis: z.int().min(50).max(30_000).optional(),
  description: z.string().max(1024).nullish(),
  connectionType: z.enum(["INTERNET", "VPC_LINK"]).optional(),
  connectionId: z.string().min(1).max(1024).nullish(),
  tlsConfig: z.strictObject({ serverNameToVerify: z.string().optional() }).nullish(),
  requestParameters: z.record(z.string(), z.string().max(512)).nullish(),
  responseParameters: z.record(z.string().regex(/^[1-5]\d\d$/), z.record(z.string(), z.string())).nullish(),
};
const createSchema = z.strictObject(fields);
const patchSchema = createSchema.partial();

export const integrationEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v2/apis/{apiId}/integrations",
    handle(request) {
      const given = withoutNulls(readBody(createSchema, request.body, badRequest));
      const integration = {
        connectionType: "INTERNET",
        payloadFormatVersion: "1.0",
        timeoutInMillis: 30_000,
        ...given,
        integrationId: request.world.newId(),
      } as Integration;
      checkIntegration(integration);
      apiOf(request).integrations.set(integration.integrationId, integration);
      return created(integration);
    },
  },
  { method: "GET", path: "/v2/apis/{apiId}/integrations", handle: (request) => ok(list(apiOf(request).integrations)) },
  {
    method: "GET",
    path: "/v2/apis/{apiId}/integrations/{integrationId}",
    handle: (request) => ok(itemOf(apiOf(request).integrations, "Integration", request.params["integrationId"])),
  },
  {
    method: "PATCH",
    path: "/v2/apis/{apiId}/integrations/{integrationId}",
    handle(request) {
      const api = apiOf(request);
      const before = itemOf(api.integrations, "Integration", request.params["integrationId"]);
      const integration = patched(before, readBody(patchSchema, request.body, badRequest));
      checkIntegration(integration);
      api.integrations.set(integration.integrationId, integration);
      return ok(integration);
    },
  },
  {
    method: "DELETE",
    path: "/v2/apis/{apiId}/integrations/{integrationId}",
    handle(request) {
      const api = apiOf(request);
      const { integrationId } = itemOf(api.integrations, "Integration", request.params["integrationId"]);
      const user = [...api.routes.values()].find((route) => route.target === `integrations/${integrationId}`);
      if (user) throw conflict(`Cannot delete Integration '${integrationId}', it is used by Route '${user.routeKey}'`);
      api.integrations.delete(integrationId);
      return noContent();
    },
  },
];

function checkIntegration(integration: Integration): void {
  const { integrationType, integrationUri, payloadFormatVersion, integrationMethod } = integration;
  checkLink(integration);
  if (integrationType === "AWS_PROXY") {
    if (integration.requestParameters !== undefined) throw notModelled("request parameters of a Lambda integration");
    if (functionOf(integrationUri) === undefined)
      throw badRequest("Invalid integration URI specified: not a function's ARN");
    if (payloadFormatVersion !== "2.0") throw notModelled("payload format 1.0 of a Lambda integration");
  } else if (integrationType === "HTTP_PROXY") {
    if (integration.connectionType !== "VPC_LINK" && !/^https?:\/\/[^\s]+$/.test(integrationUri))
      throw badRequest("Invalid HTTP endpoint specified for URI");
    if (!integrationMethod) throw badRequest("HttpMethod is required for an HTTP_PROXY integration");
  } else {
    throw badRequest("Only AWS_PROXY and HTTP_PROXY are allowed for an HTTP API");
  }
  for (const mappings of Object.values(integration.responseParameters ?? {}))
    Object.keys(mappings).forEach(checkMapping);
  Object.entries(integration.requestParameters ?? {}).forEach(checkRequestMapping);
}

/** Source: API Gateway developer guide, "Create private integrations for HTTP APIs". */
const PRIVATE =
  /^arn:aws[a-z-]*:(elasticloadbalancing:[^:]+:\d{12}:listener\/(app|net)\/|servicediscovery:[^:]+:\d{12}:service\/)/;

function checkLink({ connectionType, connectionId, integrationType, integrationUri, tlsConfig }: Integration): void {
  if (connectionType !== "VPC_LINK") {
    if (connectionId !== undefined) throw badRequest("ConnectionId is only supported for connection type VPC_LINK");
    if (tlsConfig !== undefined) throw badRequest("TLS config is only supported for connection type VPC_LINK");
    return;
  }
  if (connectionId === undefined) throw badRequest("ConnectionId must be specified for connection type VPC_LINK");
  if (integrationType !== "HTTP_PROXY") throw badRequest("Only HTTP_PROXY is allowed for connection type VPC_LINK");
  if (!PRIVATE.test(integrationUri))
    throw badRequest("For VpcLink the integration uri should be a valid ARN of a listener or of a Cloud Map service");
}

/** Values: fixed texts, and variables of the context; AWS has more, which nothing here uses. */
function checkRequestMapping([key, value]: readonly [string, string]): void {
  if (/^(append|overwrite|remove):querystring\.|^overwrite:path$/.test(key))
    throw notModelled(`the mapping of \`${key}\``);
  if (key === "overwrite:statuscode") throw badRequest(`Invalid mapping expression specified: ${key}`);
  checkMapping(key);
  if (value.includes("$") && !/^\$context\.[A-Za-z0-9._]+$/.test(value))
    throw notModelled(`the mapping value \`${value}\``);
}

function checkMapping(key: string): void {
  if (key === "overwrite:statuscode") return;
  const header = /^(append|overwrite|remove):header\.([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(key)?.[2];
  if (header === undefined) throw badRequest(`Invalid mapping expression specified: ${key}`);
  if (RESERVED_HEADERS.test(header.toLowerCase())) throw badRequest(`Operations on header ${header} are restricted`);
}
