/** The one stage of a REST API: what is deployed to it, how much it takes, what it logs. */
import { createHash } from "node:crypto";
import * as apigateway from "@pulumi/aws/apigateway";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { parseRouteKey } from "../../../model/routes";
import { uniqueName } from "../../naming";
import { createLog, REST_LOG_FORMAT } from "../shared/logs";
import type { ProtectedApiArgs } from "../shared/protectedApiArgs";
import { STAGE_NAME } from "./resourcePolicy";
import { type ThrottleArgs, limits, routeThrottles } from "../shared/routeArgs";
import { publicOperationName } from "../shared/routeProblem";

interface StageContext {
  readonly api: apigateway.RestApi;
  /** What the API is made from. */
  readonly document: pulumi.Output<string>;
  readonly log: cloudwatch.LogGroup;
  /** What has to be there before anything is deployed. */
  readonly before: pulumi.Resource[];
  readonly parent: pulumi.Resource;
}

/** Declares the deployment and the stage. */
export function createRestStage(
  name: string,
  args: ProtectedApiArgs,
  { api, document, log, before, parent }: StageContext,
): apigateway.Stage {
  const deployment = new apigateway.Deployment(
    `${name}-deployment`,
    { restApi: api.id, triggers: { ...routesOf(args), document: digestOf(document) } },
    { parent, dependsOn: [api, ...before] },
  );
  // API Gateway would make this group by itself, and keep it for ever.
  const errors = createLog(
    `${name}-error-log`,
    pulumi.interpolate`API-Gateway-Execution-Logs_${api.id}/${STAGE_NAME}`,
    args,
    parent,
  );
  const stage = new apigateway.Stage(
    `${name}-stage`,
    {
      restApi: api.id,
      deployment: deployment.id,
      stageName: STAGE_NAME,
      // The role first: API Gateway refuses to log without one.
      accessLogSettings: {
        destinationArn: pulumi.all([log.arn, args.cloudWatchRole]).apply(([arn]) => arn),
        format: REST_LOG_FORMAT,
      },
      tags: args.tags ?? {},
    },
    { parent, dependsOn: [errors] },
  );
  createMethodSettings(name, args, { api, stage, parent });
  createUsagePlan(name, args, { api, stage, parent });
  return stage;
}

/**
 * A REST API shows nothing of a change until it is deployed anew. INVARIANT: all that a deployment copies is in the document
 * (its address's switch and its policy included), so that every change of it is another digest.
 */
function digestOf(document: pulumi.Output<string>): pulumi.Output<string> {
  return document.apply((text) => createHash("sha256").update(text).digest("hex"));
}

/**
 * What each route leads to, for whoever reads a preview. A preview does not know a document with the address of a function
 * to come, and so would hide which routes come and go.
 */
function routesOf({ routes }: ProtectedApiArgs): Record<string, string> {
  const entries = Object.entries(routes).map(([key, route]) => {
    const target = route.handler ?? route.url!;
    return [key, route.public === undefined ? target : `${target}, ${publicOperationName(route.public)}`];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

interface Staged {
  readonly api: apigateway.RestApi;
  readonly stage: apigateway.Stage;
  readonly parent: pulumi.Resource;
}

function createMethodSettings(name: string, args: ProtectedApiArgs, { api, stage, parent }: Staged): void {
  const create = (key: string, methodPath: string, throttle: ThrottleArgs) =>
    new apigateway.MethodSettings(
      `${name}-${key}`,
      {
        restApi: api.id,
        stageName: stage.stageName,
        methodPath,
        settings: {
          ...limits(throttle),
          // A trace of the data would hold tokens.
          dataTraceEnabled: false,
          loggingLevel: "ERROR",
          metricsEnabled: args.monitoring !== undefined,
        },
      },
      { parent },
    );
  create("settings", "*/*", args.throttle);
  for (const [key, throttle] of routeThrottles(args)) create(key, methodPathOf(key), throttle);
}

/** Slashes of the path are escaped as in a JSON pointer, the first one too. Source: API Gateway, UpdateStage. */
function methodPathOf(key: string): string {
  const { method, path } = parseRouteKey(key)!;
  return `${path.replaceAll("/", "~1")}/${method}`;
}

/** The limits of callers to whom an API key is given. Without a key it limits nobody: the stage's own limits do. */
function createUsagePlan(name: string, args: ProtectedApiArgs, { api, stage, parent }: Staged): void {
  const { ratePerSecond, burst } = args.throttle;
  new apigateway.UsagePlan(
    `${name}-usage-plan`,
    {
      name: uniqueName("usagePlan", args.naming, name),
      description: `Limits of each key of the ${name} API`,
      apiStages: [{ apiId: api.id, stage: stage.stageName }],
      throttleSettings: { rateLimit: ratePerSecond, burstLimit: burst },
      tags: args.tags ?? {},
    },
    { parent },
  );
}
