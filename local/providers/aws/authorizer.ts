/** `aws:apigatewayv2/authorizer:Authorizer`: JWT and Lambda authorizers of an HTTP API. */
import { at, textAt, type Body } from "../httpClient";
import { flag, list, object, set, text, whole } from "../properties";
import type { Failure } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { isObject } from "../values";
import { orNull, seg, type AwsClient } from "./awsClient";

export const authorizer: ResourceType<AwsClient> = {
  token: "aws:apigatewayv2/authorizer:Authorizer",
  inputs: {
    apiId: text({ required: true, replace: true }),
    authorizerPayloadFormatVersion: text({ oneOf: ["1.0", "2.0"] }),
    authorizerResultTtlInSeconds: whole({ assigned: true }),
    authorizerType: text({ required: true, oneOf: ["JWT", "REQUEST"] }),
    authorizerUri: text(),
    enableSimpleResponses: flag(),
    identitySources: list(text()),
    jwtConfiguration: object({ audiences: set(text()), issuer: text() }),
    name: text({ required: true }),
    region: text({ assigned: true, replace: true }),
  },
  outputs: [],
  autoname: { property: "name", max: 128 },
  rules,
  async create(client, inputs) {
    const created = await client.apigatewayv2.send("POST", authorizers(inputs), bodyOf(inputs));
    return { id: textAt(created, "authorizerId"), live: live(client, created) };
  },
  async read(client, id, known) {
    const found = await client.apigatewayv2.find(`${authorizers(known)}/${seg(id)}`);
    return found && live(client, found);
  },
  update: async (client, id, news) =>
    live(client, await client.apigatewayv2.send("PATCH", `${authorizers(news)}/${seg(id)}`, bodyOf(news))),
  delete: (client, id, known) => client.apigatewayv2.remove(`${authorizers(known)}/${seg(id)}`),
};

const authorizers = ({ apiId }: Values) => `/v2/apis/${seg(apiId)}/authorizers`;

function rules({ authorizerType, jwtConfiguration, authorizerUri }: Values): Failure[] {
  if (authorizerType === "JWT" && jwtConfiguration === undefined) {
    return [{ property: "jwtConfiguration", reason: "an authorizer of type `JWT` needs a `jwtConfiguration`" }];
  }
  if (authorizerType === "REQUEST" && authorizerUri === undefined) {
    return [{ property: "authorizerUri", reason: "an authorizer of type `REQUEST` needs an `authorizerUri`" }];
  }
  return [];
}

/** The provider's default for a Lambda authorizer. Beware: one answer serves the whole API that long. */
const DEFAULT_TTL = 300;

function bodyOf(inputs: Values) {
  const jwt = inputs["jwtConfiguration"];
  const isRequest = inputs["authorizerType"] === "REQUEST";
  return {
    name: inputs["name"],
    authorizerType: inputs["authorizerType"],
    identitySource: orNull(inputs["identitySources"]),
    jwtConfiguration: isObject(jwt) ? { audience: jwt["audiences"], issuer: jwt["issuer"] } : null,
    authorizerUri: orNull(inputs["authorizerUri"]),
    authorizerPayloadFormatVersion: orNull(inputs["authorizerPayloadFormatVersion"]),
    enableSimpleResponses: orNull(inputs["enableSimpleResponses"]),
    authorizerResultTtlInSeconds: inputs["authorizerResultTtlInSeconds"] ?? (isRequest ? DEFAULT_TTL : null),
  };
}

function live(client: AwsClient, body: Body): Live {
  const jwt = at(body, "jwtConfiguration");
  return {
    authorizerPayloadFormatVersion: at(body, "authorizerPayloadFormatVersion"),
    authorizerResultTtlInSeconds: at(body, "authorizerResultTtlInSeconds"),
    authorizerType: at(body, "authorizerType"),
    authorizerUri: at(body, "authorizerUri"),
    enableSimpleResponses: at(body, "enableSimpleResponses"),
    identitySources: at(body, "identitySource"),
    jwtConfiguration: isObject(jwt) ? { audiences: at(jwt, "audience"), issuer: at(jwt, "issuer") } : null,
    name: at(body, "name"),
    region: client.region,
  };
}
