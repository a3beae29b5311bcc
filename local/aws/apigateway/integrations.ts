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
  responseParameters: z.record(z.string().regex(/^[1-5]\d\d$/), z.record(z.string(), z.string())).nullish(),
});

export const integrations = makePart<Integration>({
  type: {
    token: "aws:apigatewayv2/integration:Integration",
    source: "apigatewayv2/integration.go",
    inputs: {
      apiId: text({ required: true, replace: true }),
      connectionType: text({ oneOf: ["INTERNET", "VPC_LINK"], default: "INTERNET" }),
      description: text(),
      integrationMethod: text({ assigned: true }),
      integrationType: text({ required: true, replace: true, oneOf: ["AWS_PROXY", "HTTP_PROXY"] }),
      integrationUri: text({ required: true }),
      payloadFormatVersion: text({ oneOf: ["1.0", "2.0"], default: "1.0" }),
      region: text({ assigned: true, replace: true }),
      responseParameters: set(
        object({ mappings: map(text(), { required: true }), statusCode: text({ required: true }) }),
      ),
      timeoutMilliseconds: whole({ assigned: true }),
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
      responseParameters: byStatus.length > 0 ? Object.fromEntries(byStatus) : null,
    };
  },
  liveOf: ({ region }, integration) => ({
    connectionType: integration.connectionType,
    description: orNull(integration.description),
    integrationMethod: orNull(integration.integrationMethod),
    integrationType: integration.integrationType,
    integrationUri: integration.integrationUri,
    payloadFormatVersion: integration.payloadFormatVersion,
    region,
    responseParameters: integration.responseParameters
      ? Object.entries(integration.responseParameters).map(([statusCode, mappings]) => ({ statusCode, mappings }))
      : null,
    timeoutMilliseconds: integration.timeoutInMillis,
  }),
});

function checkIntegration({ item: integration }: Placed<Integration>): void {
  const { integrationType, integrationUri, payloadFormatVersion, integrationMethod } = integration;
  if ((integration.connectionType as string) === "VPC_LINK") throw notModelled("integrations through a VPC link");
  if (integrationType === "AWS_PROXY") {
    if (functionOf(integrationUri) === undefined)
      throw badRequest("Invalid integration URI specified: not a function's ARN");
    if (payloadFormatVersion !== "2.0") throw notModelled("payload format 1.0 of a Lambda integration");
  } else if (integrationType === "HTTP_PROXY") {
    if (!/^https?:\/\/[^\s]+$/.test(integrationUri)) throw badRequest("Invalid HTTP endpoint specified for URI");
    if (!integrationMethod) throw badRequest("HttpMethod is required for an HTTP_PROXY integration");
  } else {
    throw badRequest("Only AWS_PROXY and HTTP_PROXY are allowed for an HTTP API");
  }
  for (const mappings of Object.values(integration.responseParameters ?? {}))
    Object.keys(mappings).forEach(checkMapping);
}

function checkMapping(key: string): void {
  if (key === "overwrite:statuscode") return;
  const header = /^(append|overwrite|remove):header\.([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(key)?.[2];
  if (header === undefined) throw badRequest(`Invalid mapping expression specified: ${key}`);
  if (RESERVED_HEADERS.test(header.toLowerCase())) throw badRequest(`Operations on header ${header} are restricted`);
}
