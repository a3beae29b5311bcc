/** `aws:apigatewayv2/api:Api`: HTTP APIs. */
import { z } from "zod";
import { flag, map, object, set, text, whole } from "../../providers/properties";
import type { Live } from "../../providers/resourceType";
import type { Values } from "../../providers/values";
import type { Account, AwsType } from "../account";
import { apiArn, executionArn } from "../arns";
import { badRequest } from "../awsError";
import { orNull, patched, readBody, tags, withoutNulls } from "../readBody";
import { created, noContent, ok, type Endpoint } from "../router";
import type { World } from "../world";
import { apiOf } from "./part";
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

function make(world: World, region: string, body: unknown): Api {
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
  return api;
}

function change(world: World, apiId: string | undefined, body: unknown): Api {
  const api = patched(apiOf(world, apiId), readBody(patchSchema, body, badRequest));
  world.apis.set(api.apiId, api);
  return api;
}

/** With it goes all that belongs to it. */
function remove(world: World, apiId: string | undefined): void {
  world.apis.delete(apiOf(world, apiId).apiId);
}

export const apiRow: AwsType = {
  token: "aws:apigatewayv2/api:Api",
  source: "apigatewayv2/api.go",
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
  async create(account, inputs) {
    const { protocolType } = inputs;
    const api = make(account.world, account.region, { ...bodyOf(account, inputs), protocolType });
    return { id: api.apiId, live: live(account, api) };
  },
  async read(account, id) {
    const api = account.world.apis.get(id);
    return api && live(account, api);
  },
  update: async (account, id, news) => live(account, change(account.world, id, bodyOf(account, news))),
  delete: async ({ world }, id) => remove(world, id),
};

function bodyOf(account: Account, inputs: Values) {
  return {
    name: inputs["name"],
    description: orNull(inputs["description"]),
    version: orNull(inputs["version"]),
    corsConfiguration: orNull(inputs["corsConfiguration"]),
    disableExecuteApiEndpoint: inputs["disableExecuteApiEndpoint"],
    tags: account.allTags(inputs["tags"]),
  };
}

function live({ region, tagsOf }: Account, api: Api): Live {
  return {
    corsConfiguration: api.corsConfiguration ? { ...api.corsConfiguration } : null,
    description: orNull(api.description),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    ipAddressType: "ipv4",
    name: api.name,
    protocolType: api.protocolType,
    region,
    ...tagsOf(api.tags),
    version: orNull(api.version),
    apiEndpoint: api.apiEndpoint,
    arn: apiArn(region, api.apiId),
    executionArn: executionArn(region, api.apiId),
  };
}

export const apiEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v2/apis",
    handle: ({ world, body, region }) => created(shown(make(world, region, body))),
  },
  { method: "GET", path: "/v2/apis", handle: ({ world }) => ok({ items: [...world.apis.values()].map(shown) }) },
  {
    method: "GET",
    path: "/v2/apis/{apiId}",
    handle: ({ world, params }) => ok(shown(apiOf(world, params["apiId"]))),
  },
  {
    method: "PATCH",
    path: "/v2/apis/{apiId}",
    handle: ({ world, params, body }) => ok(shown(change(world, params["apiId"], body))),
  },
  {
    method: "DELETE",
    path: "/v2/apis/{apiId}",
    handle({ world, params }) {
      remove(world, params["apiId"]);
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
