/** `aws:apigatewayv2/api:Api`: HTTP APIs. */
import { apiArn, executionArn } from "../../aws/arns";
import { at, textAt, type Body } from "../httpClient";
import { flag, map, object, set, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

export const api: ResourceType<AwsClient> = {
  token: "aws:apigatewayv2/api:Api",
  inputs: {
    corsConfiguration: object({
      allowCredentials: flag(),
      allowHeaders: set(text()),
      allowMethods: set(text()),
      allowOrigins: set(text()),
      exposeHeaders: set(text()),
      maxAge: whole(),
    }),
    description: text(),
    disableExecuteApiEndpoint: flag({ default: false }),
    ipAddressType: text({ oneOf: ["ipv4", "dualstack"], assigned: true }),
    name: text({ required: true }),
    protocolType: text({ required: true, replace: true, oneOf: ["HTTP"] }),
    region: text({ assigned: true, replace: true }),
    tags: map(text(), { partOf: "tagsAll" }),
    version: text(),
  },
  outputs: ["apiEndpoint", "arn", "executionArn", "tagsAll"],
  autoname: { property: "name", max: 128 },
  async create(client, inputs) {
    const { protocolType } = inputs;
    const created = await client.apigatewayv2.send("POST", "/v2/apis", { ...bodyOf(client, inputs), protocolType });
    return { id: textAt(created, "apiId"), live: live(client, created) };
  },
  async read(client, id) {
    const found = await client.apigatewayv2.find(`/v2/apis/${seg(id)}`);
    return found && live(client, found);
  },
  update: async (client, id, news) =>
    live(client, await client.apigatewayv2.send("PATCH", `/v2/apis/${seg(id)}`, bodyOf(client, news))),
  delete: (client, id) => client.apigatewayv2.remove(`/v2/apis/${seg(id)}`),
};

function bodyOf(client: AwsClient, inputs: Values) {
  return {
    name: inputs["name"],
    description: orNull(inputs["description"]),
    version: orNull(inputs["version"]),
    corsConfiguration: orNull(inputs["corsConfiguration"]),
    disableExecuteApiEndpoint: inputs["disableExecuteApiEndpoint"],
    tags: client.allTags(inputs["tags"]),
  };
}

function live(client: AwsClient, body: Body): Live {
  const id = textAt(body, "apiId");
  return {
    corsConfiguration: at(body, "corsConfiguration"),
    description: at(body, "description"),
    disableExecuteApiEndpoint: at(body, "disableExecuteApiEndpoint"),
    ipAddressType: "ipv4",
    name: at(body, "name"),
    protocolType: at(body, "protocolType"),
    region: client.region,
    ...client.tagsOf(at(body, "tags")),
    version: at(body, "version"),
    apiEndpoint: at(body, "apiEndpoint"),
    arn: apiArn(client.region, id),
    executionArn: executionArn(client.region, id),
  };
}
