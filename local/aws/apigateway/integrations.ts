/** `aws:apigatewayv2/integration:Integration`: what answers the requests to an HTTP API. */
import { z } from "zod";
import { map, object, set, text, whole } from "../../providers/properties";
import { objectsIn } from "../../providers/values";
import { functionOf } from "../arns";
import { badRequest, conflict, notModelled } from "../awsError";
import { orNull } from "../readBody";
import { makePart, type Placed } from "./part";
import type { Integration } from "./types";

/** Headers that parameter mapping must not touch (developer guide, http-api-parameter-mapping). */
const RESERVED_HEADERS =
  /^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-(for|host|proto)|via)$/;

const schema = z.strictObject({
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
});

export const integrations = makePart<Integration>({
  type: {
    token: "aws:apigatewayv2/integration:Integration",
    source: "apigatewayv2/integration.go",
    inputs: {
      apiId: text({ required: true, replace: true }),
      connectionId: text(),
      connectionType: text({ oneOf: ["INTERNET", "VPC_LINK"], default: "INTERNET" }),
      description: text(),
      integrationMethod: text({ assigned: true }),
      integrationType: text({ required: true, replace: true, oneOf: ["AWS_PROXY", "HTTP_PROXY"] }),
      integrationUri: text({ required: true }),
      payloadFormatVersion: text({ oneOf: ["1.0", "2.0"], default: "1.0" }),
      region: text({ assigned: true, replace: true }),
      requestParameters: map(text()),
      responseParameters: set(
        object({ mappings: map(text(), { required: true }), statusCode: text({ required: true }) }),
      ),
      timeoutMilliseconds: whole({ assigned: true }),
      tlsConfig: object({ serverNameToVerify: text() }),
    },
    outputs: ["integrationResponseSelectionExpression"],
  },
  collection: "integrations",
  title: "Integration",
  idName: "integrationId",
  schema,
  defaults: () => ({ connectionType: "INTERNET", payloadFormatVersion: "1.0", timeoutInMillis: 30_000 }),
  check: checkIntegration,
  release(api, { integrationId }) {
    const user = [...api.routes.values()].find((route) => route.target === `integrations/${integrationId}`);
    if (user) throw conflict(`Cannot delete Integration '${integrationId}', it is used by Route '${user.routeKey}'`);
  },
  bodyOf(_, inputs) {
    const byStatus = objectsIn(inputs["responseParameters"]).map((one) => [one["statusCode"], one["mappings"]]);
    return {
      integrationType: inputs["integrationType"],
      integrationUri: inputs["integrationUri"],
      integrationMethod: orNull(inputs["integrationMethod"]),
      payloadFormatVersion: inputs["payloadFormatVersion"],
      timeoutInMillis: inputs["timeoutMilliseconds"],
      description: orNull(inputs["description"]),
      connectionType: inputs["connectionType"],
      connectionId: orNull(inputs["connectionId"]),
      requestParameters: orNull(inputs["requestParameters"]),
      tlsConfig: orNull(inputs["tlsConfig"]),
      responseParameters: byStatus.length > 0 ? Object.fromEntries(byStatus) : null,
    };
  },
  liveOf: ({ region }, integration) => ({
    connectionType: integration.connectionType,
    connectionId: orNull(integration.connectionId),
    description: orNull(integration.description),
    integrationMethod: orNull(integration.integrationMethod),
    integrationType: integration.integrationType,
    integrationUri: integration.integrationUri,
    payloadFormatVersion: integration.payloadFormatVersion,
    region,
    requestParameters: orNull(integration.requestParameters),
    tlsConfig: orNull(integration.tlsConfig),
    responseParameters: integration.responseParameters
      ? Object.entries(integration.responseParameters).map(([statusCode, mappings]) => ({ statusCode, mappings }))
      : null,
    timeoutMilliseconds: integration.timeoutInMillis,
  }),
});

function checkIntegration({ item: integration }: Placed<Integration>): void {
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
