/** `aws:apigatewayv2/stage:Stage`: throttling and the access log of an HTTP API. */
import { z } from "zod";
import { flag, map, number, object, set, text, whole, type Property } from "../../providers/properties";
import { isEqual, objectsIn, type Values } from "../../providers/values";
import { apiArn, executionArn } from "../arns";
import { badRequest, conflict, notFound } from "../awsError";
import { orNull, tags } from "../readBody";
import { makePart, type Placed } from "./part";
import type { Stage } from "./types";

/** Quotas of HTTP APIs. */
export const STAGES_MAX = 10;
export const LOG_FORMAT_MAX = 3_072;

const limits = z.strictObject({
  detailedMetricsEnabled: z.boolean().optional(),
  throttlingBurstLimit: z.int().min(0).optional(),
  throttlingRateLimit: z.number().min(0).optional(),
});

const schema = z.strictObject({
  stageName: z.string().regex(/^(\$default|[A-Za-z0-9_-]{1,128})$/),
  autoDeploy: z.boolean().optional(),
  description: z.string().max(1024).nullish(),
  defaultRouteSettings: limits.optional(),
  routeSettings: z.record(z.string(), limits).optional(),
  accessLogSettings: z.strictObject({ destinationArn: z.string(), format: z.string().min(1) }).nullish(),
  stageVariables: z.record(z.string().regex(/^\w+$/), z.string()).nullish(),
  tags: tags.optional(),
});

/** What is left out is sent as 0, which lets nobody through. Source: apigatewayv2/stage.go. */
const settings: Record<string, Property> = {
  detailedMetricsEnabled: flag({ default: false }),
  throttlingBurstLimit: whole({ default: 0 }),
  throttlingRateLimit: number({ default: 0 }),
};

export const stages = makePart<Stage>({
  type: {
    token: "aws:apigatewayv2/stage:Stage",
    source: "apigatewayv2/stage.go",
    inputs: {
      accessLogSettings: object({ destinationArn: text({ required: true }), format: text({ required: true }) }),
      apiId: text({ required: true, replace: true }),
      autoDeploy: flag({ default: false }),
      defaultRouteSettings: object(settings),
      description: text(),
      name: text({ required: true, replace: true }),
      region: text({ assigned: true, replace: true }),
      routeSettings: set(object({ ...settings, routeKey: text({ required: true }) })),
      stageVariables: map(text()),
      tags: map(text(), { partOf: "tagsAll" }),
    },
    outputs: ["arn", "executionArn", "invokeUrl", "tagsAll"],
    autoname: { property: "name", max: 128 },
  },
  collection: "stages",
  title: "stage",
  idName: "stageName",
  schema,
  patch: schema.omit({ stageName: true }),
  defaults: (world) => ({
    autoDeploy: false,
    defaultRouteSettings: {},
    routeSettings: {},
    tags: {},
    createdDate: new Date(world.now()).toISOString(),
  }),
  admit({ api, item }) {
    if (api.stages.has(item.stageName)) throw conflict("Stage already exists");
    if (api.stages.size >= STAGES_MAX) throw badRequest(`an API has at most ${STAGES_MAX} stages`);
  },
  check: checkStage,
  bodyOf: ({ allTags }, inputs) => ({
    stageName: inputs["name"],
    accessLogSettings: orNull(inputs["accessLogSettings"]),
    autoDeploy: inputs["autoDeploy"],
    defaultRouteSettings: inputs["defaultRouteSettings"] ?? {},
    description: orNull(inputs["description"]),
    routeSettings: byKey(inputs),
    stageVariables: orNull(inputs["stageVariables"]),
    tags: allTags(inputs["tags"]),
  }),
  liveOf({ region, tagsOf }, stage, { apiId, apiEndpoint }) {
    const name = stage.stageName;
    return {
      accessLogSettings: orNull(stage.accessLogSettings),
      autoDeploy: stage.autoDeploy,
      defaultRouteSettings: { ...stage.defaultRouteSettings },
      description: orNull(stage.description),
      name,
      region,
      routeSettings: Object.entries(stage.routeSettings).map(([routeKey, rest]) => ({ ...rest, routeKey })),
      stageVariables: orNull(stage.stageVariables),
      ...tagsOf(stage.tags),
      arn: `${apiArn(region, apiId)}/stages/${name}`,
      executionArn: `${executionArn(region, apiId)}/${name}`,
      invokeUrl: name === "$default" ? `${apiEndpoint}/` : `${apiEndpoint}/${name}`,
    };
  },
  // Where routes have other settings, the old ones are deleted first. Source: apigatewayv2/stage.go.
  before(news, olds, { routeSettings }) {
    const [before, after] = [byKey(olds), byKey(news)];
    const changed = Object.keys(before).filter((key) => !isEqual(before[key], after[key]));
    if (changed.length === 0) return undefined;
    return {
      routeSettings: Object.fromEntries(Object.entries(routeSettings).filter(([key]) => !changed.includes(key))),
    };
  },
});

function byKey({ routeSettings }: Values): Readonly<Record<string, Values>> {
  return Object.fromEntries(objectsIn(routeSettings).map(({ routeKey, ...rest }) => [String(routeKey), rest]));
}

function checkStage({ world, api, item: stage }: Placed<Stage>): void {
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
