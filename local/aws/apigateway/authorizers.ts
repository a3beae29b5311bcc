/** `/v2/apis/{apiId}/authorizers`: who checks the tokens. */
import { z } from "zod";
import { functionOf } from "../arns";
import { badRequest, conflict, notModelled } from "../awsError";
import { patched, readBody, withoutNulls } from "../readBody";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "../router";
import { discoverKeySet } from "./discovery";
import { apiOf, itemOf, list } from "./find";
import type { Api, Authorizer } from "./types";

/** Quotas of HTTP APIs. */
export const AUTHORIZERS_MAX = 10;
export const AUDIENCES_MAX = 50;

const fields = {
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
};
const createSchema = z.strictObject(fields);
const patchSchema = createSchema.partial();

export const authorizerEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v2/apis/{apiId}/authorizers",
    async handle(request) {
      const api = apiOf(request);
      const given = withoutNulls(readBody(createSchema, request.body, badRequest));
      const authorizer = { identitySource: [], ...given, authorizerId: request.world.newId() } as Authorizer;
      if (api.authorizers.size >= AUTHORIZERS_MAX)
        throw badRequest(`an API has at most ${AUTHORIZERS_MAX} authorizers`);
      await store(api, authorizer);
      return created(authorizer);
    },
  },
  { method: "GET", path: "/v2/apis/{apiId}/authorizers", handle: (request) => ok(list(apiOf(request).authorizers)) },
  {
    method: "GET",
    path: "/v2/apis/{apiId}/authorizers/{authorizerId}",
    handle: (request) => ok(find(request)),
  },
  {
    method: "PATCH",
    path: "/v2/apis/{apiId}/authorizers/{authorizerId}",
    async handle(request) {
      const authorizer = patched(find(request), readBody(patchSchema, request.body, badRequest));
      await store(apiOf(request), authorizer);
      return ok(authorizer);
    },
  },
  {
    method: "DELETE",
    path: "/v2/apis/{apiId}/authorizers/{authorizerId}",
    handle(request) {
      const api = apiOf(request);
      const { authorizerId } = find(request);
      const user = [...api.routes.values()].find((route) => route.authorizerId === authorizerId);
      if (user) throw conflict(`Cannot delete authorizer '${authorizerId}', it is used by Route '${user.routeKey}'`);
      api.authorizers.delete(authorizerId);
      return noContent();
    },
  },
];

const find = (request: ControlRequest) =>
  itemOf(apiOf(request).authorizers, "Authorizer", request.params["authorizerId"]);

async function store(api: Api, authorizer: Authorizer): Promise<void> {
  if (
    [...api.authorizers.values()].some((a) => a.name === authorizer.name && a.authorizerId !== authorizer.authorizerId)
  ) {
    throw badRequest(`Authorizer name must be unique. Authorizer ${authorizer.name} already exists in this API.`);
  }
  if (authorizer.authorizerType === "JWT") {
    api.keySets.set(authorizer.authorizerId, await checkJwt(authorizer));
  } else {
    checkRequest(authorizer);
  }
  api.authorizers.set(authorizer.authorizerId, authorizer);
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
