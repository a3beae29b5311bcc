/** `aws:apigatewayv2/integration:Integration`: what answers the requests to an HTTP API. */
import { at, textAt, type Body } from "../httpClient";
import { map, object, set, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import { isObject, type Value, type Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

export const integration: ResourceType<AwsClient> = {
  token: "aws:apigatewayv2/integration:Integration",
  inputs: {
    apiId: text({ required: true, replace: true }),
    connectionType: text({ oneOf: ["INTERNET", "VPC_LINK"], default: "INTERNET" }),
    connectionId: text(),
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
  async create(client, inputs) {
    const created = await client.apigatewayv2.send("POST", integrations(inputs), bodyOf(inputs));
    return { id: textAt(created, "integrationId"), live: live(client, created) };
  },
  async read(client, id, known) {
    const found = await client.apigatewayv2.find(`${integrations(known)}/${seg(id)}`);
    return found && live(client, found);
  },
  update: async (client, id, news) =>
    live(client, await client.apigatewayv2.send("PATCH", `${integrations(news)}/${seg(id)}`, bodyOf(news))),
  delete: (client, id, known) => client.apigatewayv2.remove(`${integrations(known)}/${seg(id)}`),
};

const integrations = ({ apiId }: Values) => `/v2/apis/${seg(apiId)}/integrations`;

function bodyOf(inputs: Values) {
  const parameters = Array.isArray(inputs["responseParameters"]) ? inputs["responseParameters"] : [];
  const byStatus = (parameters as readonly Value[]).filter(isObject).map((one) => [one["statusCode"], one["mappings"]]);
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
    responseParameters: byStatus.length > 0 ? (Object.fromEntries(byStatus) as Values) : null,
  };
}

function live(client: AwsClient, body: Body): Live {
  const parameters = at(body, "responseParameters");
  return {
    connectionId: at(body, "connectionId"),
    connectionType: at(body, "connectionType"),
    description: at(body, "description"),
    integrationMethod: at(body, "integrationMethod"),
    integrationType: at(body, "integrationType"),
    integrationUri: at(body, "integrationUri"),
    payloadFormatVersion: at(body, "payloadFormatVersion"),
    region: client.region,
    requestParameters: at(body, "requestParameters"),
    tlsConfig: at(body, "tlsConfig"),
    responseParameters: isObject(parameters)
      ? Object.entries(parameters).map(([statusCode, mappings]) => ({ statusCode, mappings }))
      : null,
    timeoutMilliseconds: at(body, "timeoutInMillis"),
  };
}
