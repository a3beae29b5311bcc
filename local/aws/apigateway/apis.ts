/** `/v2/apis`: HTTP APIs. */
import { z } from "zod";
import { badRequest } from "../awsError";
import { patched, readBody, tags, withoutNulls } from "../readBody";
import { created, noContent, ok, type Endpoint } from "../router";
import { apiOf } from "./find";
import type { Api } from "./types";

/** An origin with one `*` at most, in the place of the host: `https://*`. Credentials forbid it. */
const origin = z
  .string()
  .regex(/^(\*|https?:\/\/(\*|[^/*\s]+))$/, { error: "must be `*` or an origin such as `https://app.example.com`" });

const cors = z
  .strictObject({
    allowCredentials: z.boolean().optional(),
    allowHeaders: z.array(z.string()).optional(),
    allowMethods: z.array(z.enum(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "*"])).optional(),
    allowOrigins: z.array(origin).optional(),
    exposeHeaders: z.array(z.string()).optional(),
    maxAge: z.int().min(-1).max(86_400).optional(),
  })
  .refine((value) => !(value.allowCredentials && value.allowOrigins?.includes("*")), {
    error: "`*` is not allowed as an origin together with `allowCredentials`",
  });

const fields = {
  name: z.string().min(1).max(128),
  description: z.string().max(1024).nullish(),
  version: z.string().max(64).nullish(),
  corsConfiguration: cors.nullish(),
  disableExecuteApiEndpoint: z.boolean().optional(),
  tags: tags.optional(),
};
const createSchema = z.strictObject({ ...fields, protocolType: z.literal("HTTP") });
const patchSchema = z.strictObject(fields).partial();

export const apiEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v2/apis",
    handle({ world, body, region }) {
      const given = withoutNulls(readBody(createSchema, body, badRequest));
      const apiId = world.newId();
      const api = {
        disableExecuteApiEndpoint: false,
        tags: {},
        ...given,
        apiId,
        region,
        apiEndpoint: `${world.url}/_api/${apiId}`,
        routeSelectionExpression: "$request.method $request.path",
        apiKeySelectionExpression: "$request.header.x-api-key",
        createdDate: new Date(world.now()).toISOString(),
        routes: new Map(),
        integrations: new Map(),
        authorizers: new Map(),
        stages: new Map(),
        keySets: new Map(),
      } as Api;
      world.apis.set(apiId, api);
      return created(shown(api));
    },
  },
  { method: "GET", path: "/v2/apis", handle: ({ world }) => ok({ items: [...world.apis.values()].map(shown) }) },
  { method: "GET", path: "/v2/apis/{apiId}", handle: (request) => ok(shown(apiOf(request))) },
  {
    method: "PATCH",
    path: "/v2/apis/{apiId}",
    handle(request) {
      const api = patched(apiOf(request), readBody(patchSchema, request.body, badRequest));
      request.world.apis.set(api.apiId, api);
      return ok(shown(api));
    },
  },
  {
    method: "DELETE",
    path: "/v2/apis/{apiId}",
    handle(request) {
      request.world.apis.delete(apiOf(request).apiId);
      return noContent();
    },
  },
];

/** An API without what has endpoints of its own. */
function shown(api: Api): Partial<Api> {
  const own: Partial<Api> = { ...api };
  for (const name of ["routes", "integrations", "authorizers", "stages", "keySets", "region"] as const)
    delete own[name];
  return own;
}
