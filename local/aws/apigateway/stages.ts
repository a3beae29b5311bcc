/** `/v2/apis/{apiId}/stages`: throttling and the access log. */
import { z } from "zod";
import { badRequest, conflict, notFound } from "../awsError";
import { patched, readBody, tags, withoutNulls } from "../readBody";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "../router";
import type { World } from "../world";
import { apiOf, itemOf, list } from "./find";
import type { Api, Stage } from "./types";

/** Quotas of HTTP APIs. */
export const STAGES_MAX = 10;
export const LOG_FORMAT_MAX = 3_072;

const settings = z.strictObject({
  detailedMetricsEnabled: z.boolean().optional(),
  throttlingBurstLimit: z.int().min(0).optional(),
  throttlingRateLimit: z.number().min(0).optional(),
});

const fields = {
  stageName: z.string().regex(/^(\$default|[A-Za-z0-9_-]{1,128})$/),
  autoDeploy: z.boolean().optional(),
  description: z.string().max(1024).nullish(),
  defaultRouteSettings: settings.optional(),
  routeSettings: z.record(z.string(), settings).optional(),
  accessLogSettings: z.strictObject({ destinationArn: z.string(), format: z.string().min(1) }).nullish(),
  stageVariables: z.record(z.string().regex(/^\w+$/), z.string()).nullish(),
  tags: tags.optional(),
};
const createSchema = z.strictObject(fields);
const patchSchema = createSchema.omit({ stageName: true }).partial();

export const stageEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v2/apis/{apiId}/stages",
    handle(request) {
      const api = apiOf(request);
      const stage = {
        autoDeploy: false,
        defaultRouteSettings: {},
        routeSettings: {},
        tags: {},
        ...withoutNulls(readBody(createSchema, request.body, badRequest)),
        createdDate: new Date(request.world.now()).toISOString(),
      } as Stage;
      if (api.stages.has(stage.stageName)) throw conflict("Stage already exists");
      if (api.stages.size >= STAGES_MAX) throw badRequest(`an API has at most ${STAGES_MAX} stages`);
      checkStage(request.world, api, stage);
      api.stages.set(stage.stageName, stage);
      return created(stage);
    },
  },
  { method: "GET", path: "/v2/apis/{apiId}/stages", handle: (request) => ok(list(apiOf(request).stages)) },
  { method: "GET", path: "/v2/apis/{apiId}/stages/{stageName}", handle: (request) => ok(find(request)) },
  {
    method: "PATCH",
    path: "/v2/apis/{apiId}/stages/{stageName}",
    handle(request) {
      const api = apiOf(request);
      const stage = patched(find(request), readBody(patchSchema, request.body, badRequest));
      checkStage(request.world, api, stage);
      api.stages.set(stage.stageName, stage);
      return ok(stage);
    },
  },
  {
    method: "DELETE",
    path: "/v2/apis/{apiId}/stages/{stageName}",
    handle(request) {
      apiOf(request).stages.delete(find(request).stageName);
      return noContent();
    },
  },
];

const find = (request: ControlRequest) => itemOf(apiOf(request).stages, "stage", request.params["stageName"]);

function checkStage(world: World, api: Api, stage: Stage): void {
  const keys = new Set([...api.routes.values()].map(({ routeKey }) => routeKey));
  const unknown = Object.keys(stage.routeSettings).find((key) => !keys.has(key));
  if (unknown !== undefined) throw notFound(`Unable to find Route by key ${unknown} within the provided RouteSettings`);
  if (stage.accessLogSettings === undefined) return;
  const { destinationArn, format } = stage.accessLogSettings;
  const group = logGroupOf(destinationArn);
  if (group === undefined || !world.logGroups.has(group)) {
    throw badRequest("the destination of the access log is not the ARN of a log group that exists");
  }
  if (format.length > LOG_FORMAT_MAX)
    throw badRequest(`the access log format is longer than ${LOG_FORMAT_MAX} characters`);
  if (!format.includes("$context.requestId") && !format.includes("$context.extendedRequestId")) {
    throw badRequest("Format must include $context.requestId or $context.extendedRequestId");
  }
}

/** The log group's name in its ARN, with or without the `:*` that CloudWatch puts behind. */
export function logGroupOf(arn: string): string | undefined {
  return /^arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:([^:*]+)(:\*)?$/.exec(arn)?.[1];
}
