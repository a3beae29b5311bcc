/** `aws:apigatewayv2/authorizer:Authorizer`: who checks the tokens of an HTTP API. */
import { z } from "zod";
import { flag, list, object, set, text, whole, type Failure } from "../../providers/properties";
import { isObject, type Values } from "../../providers/values";
import { functionOf } from "../arns";
import { badRequest, conflict, notModelled } from "../awsError";
import { discoverKeySet } from "./discovery";
import { orNull } from "../readBody";
import { makePart, type Placed } from "./part";
import type { Authorizer } from "./types";

/** Quotas of HTTP APIs. */
export const AUTHORIZERS_MAX = 10;
export const AUDIENCES_MAX = 50;

const schema = z.strictObject({
  name: z.string().min(1).max(128),
  authorizerType: z.enum(["JWT", "REQUEST"]),
  identitySource: z.array(z.string()).nullish(),
  jwtConfiguration: z
    .strictObject({ audience: z.array(z.string().min(1)).max(AUDIENCES_MAX).optional(), issuer: z.string().optional() })
    .nullish(),
  authorizerUri: z.string().nullish(),
  authorizerPayloadFormatVersion: z.enum(["1.0", "2.0"]).nullish(),
  enableSimpleResponses: z.boolean().nullish(),
  authorizerResultTtlInSeconds: z.int().min(0).max(3_600).nullish(),
});

/** The provider's default for a Lambda authorizer. Beware: one answer serves the whole API that long. */
const DEFAULT_TTL = 300;

export const authorizers = makePart<Authorizer>({
  type: {
    token: "aws:apigatewayv2/authorizer:Authorizer",
    source: "apigatewayv2/authorizer.go",
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
    busy: { code: "ConflictException", minutes: 30 },
  },
  collection: "authorizers",
  title: "Authorizer",
  idName: "authorizerId",
  schema,
  defaults: () => ({ identitySource: [] }),
  admit({ api }) {
    if (api.authorizers.size >= AUTHORIZERS_MAX) throw badRequest(`an API has at most ${AUTHORIZERS_MAX} authorizers`);
  },
  check: checkAuthorizer,
  release(api, { authorizerId }) {
    const user = [...api.routes.values()].find((route) => route.authorizerId === authorizerId);
    if (user) throw conflict(`Cannot delete authorizer '${authorizerId}', it is used by Route '${user.routeKey}'`);
  },
  bodyOf(_, inputs) {
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
  },
  liveOf: ({ region }, authorizer) => ({
    authorizerPayloadFormatVersion: orNull(authorizer.authorizerPayloadFormatVersion),
    authorizerResultTtlInSeconds: orNull(authorizer.authorizerResultTtlInSeconds),
    authorizerType: authorizer.authorizerType,
    authorizerUri: orNull(authorizer.authorizerUri),
    enableSimpleResponses: orNull(authorizer.enableSimpleResponses),
    identitySources: authorizer.identitySource,
    jwtConfiguration: authorizer.jwtConfiguration
      ? { audiences: authorizer.jwtConfiguration.audience, issuer: authorizer.jwtConfiguration.issuer }
      : null,
    name: authorizer.name,
    region,
  }),
});

function rules({ authorizerType, jwtConfiguration, authorizerUri }: Values): Failure[] {
  if (authorizerType === "JWT" && jwtConfiguration === undefined) {
    return [{ property: "jwtConfiguration", reason: "an authorizer of type `JWT` needs a `jwtConfiguration`" }];
  }
  if (authorizerType === "REQUEST" && authorizerUri === undefined) {
    return [{ property: "authorizerUri", reason: "an authorizer of type `REQUEST` needs an `authorizerUri`" }];
  }
  return [];
}

async function checkAuthorizer({ api, item }: Placed<Authorizer>): Promise<void> {
  const others = [...api.authorizers.values()].filter(({ authorizerId }) => authorizerId !== item.authorizerId);
  if (others.some(({ name }) => name === item.name)) {
    throw badRequest(`Authorizer name must be unique. Authorizer ${item.name} already exists in this API.`);
  }
  if (item.authorizerType === "JWT") api.keySets.set(item.authorizerId, await checkJwt(item));
  else checkRequest(item);
}

async function checkJwt(authorizer: Authorizer): Promise<string> {
  const { identitySource, jwtConfiguration } = authorizer;
  if (identitySource.length !== 1 || !/^\$request\.(header|querystring)\.[\w-]+$/.test(identitySource[0] ?? "")) {
    throw badRequest("a JWT authorizer has exactly one identity source, a header or a query string parameter");
  }
  if (!jwtConfiguration?.issuer)
    throw badRequest("JWT Configuration is required for JWT authorizers: the issuer is missing");
  if (!jwtConfiguration.audience?.length) throw badRequest("a JWT authorizer needs at least one audience");
  if (authorizer.authorizerUri) throw badRequest("Authorizer URI must not be set for a JWT authorizer");
  return discoverKeySet(jwtConfiguration.issuer);
}

const IDENTITY_SOURCE = /^\$(request\.(header|querystring)\.[\w-]+|context\.[\w.-]+|stageVariables\.\w+)$/;

function checkRequest(authorizer: Authorizer): void {
  const { identitySource, authorizerUri, authorizerResultTtlInSeconds: ttl = 300 } = authorizer;
  if (authorizer.jwtConfiguration) throw badRequest("JWT Configuration must not be set for a REQUEST authorizer");
  if (functionOf(authorizerUri ?? "") === undefined) throw badRequest("Invalid Authorizer URI specified");
  if (authorizer.authorizerPayloadFormatVersion !== "2.0")
    throw notModelled("payload format 1.0 of a Lambda authorizer");
  if (!authorizer.enableSimpleResponses) throw notModelled("Lambda authorizers that answer with an IAM policy");
  if (ttl > 0 && identitySource.length === 0) throw badRequest("Caching needs at least one identity source");
  const wrong = identitySource.find((source) => !IDENTITY_SOURCE.test(source));
  if (wrong !== undefined) throw badRequest(`Invalid identity source specified: ${wrong}`);
}
