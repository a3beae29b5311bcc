/** `aws:apigatewayv2/route:Route`: routes of an HTTP API. */
import { at, textAt, type Body } from "../httpClient";
import { flag, set, text } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

export const route: ResourceType<AwsClient> = {
  token: "aws:apigatewayv2/route:Route",
  inputs: {
    apiId: text({ required: true, replace: true }),
    apiKeyRequired: flag({ default: false }),
    authorizationScopes: set(text()),
    authorizationType: text({ oneOf: ["NONE", "JWT", "CUSTOM", "AWS_IAM"], default: "NONE" }),
    authorizerId: text(),
    operationName: text(),
    region: text({ assigned: true, replace: true }),
    routeKey: text({ required: true }),
    target: text(),
  },
  outputs: [],
  rules: ({ apiKeyRequired }) =>
    apiKeyRequired === true ? [{ property: "apiKeyRequired", reason: "an HTTP API knows no API keys" }] : [],
  async create(client, inputs) {
    const created = await client.apigatewayv2.send("POST", routes(inputs), bodyOf(inputs));
    return { id: textAt(created, "routeId"), live: live(client, created) };
  },
  async read(client, id, known) {
    const found = await client.apigatewayv2.find(`${routes(known)}/${seg(id)}`);
    return found && live(client, found);
  },
  update: async (client, id, news) =>
    live(client, await client.apigatewayv2.send("PATCH", `${routes(news)}/${seg(id)}`, bodyOf(news))),
  delete: (client, id, known) => client.apigatewayv2.remove(`${routes(known)}/${seg(id)}`),
};

const routes = ({ apiId }: Values) => `/v2/apis/${seg(apiId)}/routes`;

function bodyOf(inputs: Values) {
  return {
    routeKey: inputs["routeKey"],
    target: orNull(inputs["target"]),
    authorizationType: inputs["authorizationType"],
    authorizerId: orNull(inputs["authorizerId"]),
    authorizationScopes: orNull(inputs["authorizationScopes"]),
    operationName: orNull(inputs["operationName"]),
  };
}

function live(client: AwsClient, body: Body): Live {
  return {
    authorizationScopes: at(body, "authorizationScopes"),
    authorizationType: at(body, "authorizationType"),
    authorizerId: at(body, "authorizerId"),
    operationName: at(body, "operationName"),
    region: client.region,
    routeKey: at(body, "routeKey"),
    target: at(body, "target"),
  };
}
