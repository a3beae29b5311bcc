/** REST APIs of API Gateway and what belongs to them. What may refer to what is checked as AWS does; a deployment takes a copy. */
import { flag, json, list, map, number, object, set, text, whole, type Property } from "../../providers/properties";
import { badRequest, notFound, notModelled } from "../awsError";
import { ACCOUNT_ID, executionArn } from "../arns";
import { logGroupOf } from "../apigateway/stages";
import { importDocument, policyText, type ImportOptions } from "../restapi/importDocument";
import type { RestDefinition } from "../restapi/definition";
import { find, mustRefer, newId, textOf, where, type Declared } from "./store";
import { stored, tags, type Identified } from "./stored";
import type { World, Properties, StoredResource } from "../world";

const gatewayArn = (region: string, path: string) => `arn:aws:apigateway:${region}::${path}`;
/** Ids that the provider makes of what a resource belongs to. */
const joined =
  (prefix: string, ...names: string[]) =>
  ({ properties }: Declared) =>
    [prefix, ...names.map((name) => textOf(properties, name))].join("-");

const needsApi = (declared: Declared) =>
  mustRefer(declared, "apigateway.RestApi", "restApi", "Invalid API identifier specified");

const restApi = { restApi: text({ required: true, replace: true }) };
const limits = { burstLimit: whole(), rateLimit: number() };

const settings: Record<string, Property> = {
  cachingEnabled: flag(),
  dataTraceEnabled: flag(),
  loggingLevel: text({ oneOf: ["OFF", "ERROR", "INFO"] }),
  metricsEnabled: flag(),
  throttlingBurstLimit: whole(),
  throttlingRateLimit: number(),
};

export const REST_TYPES = [
  stored({
    token: "aws:apigateway/restApi:RestApi",
    source: "apigateway/rest_api.go",
    inputs: {
      binaryMediaTypes: list(text(), { assigned: true }),
      body: text(),
      description: text({ assigned: true }),
      // Left out means as it was, here and below: Optional and Computed in apigateway/rest_api.go.
      disableExecuteApiEndpoint: flag({ assigned: true }),
      endpointAccessMode: text({ oneOf: ["BASIC", "STRICT"] }),
      endpointConfiguration: object({
        ipAddressType: text(),
        types: text({ required: true, oneOf: ["REGIONAL", "EDGE", "PRIVATE"] }),
        vpcEndpointIds: set(text()),
      }),
      failOnWarnings: flag(),
      minimumCompressionSize: text({ assigned: true }),
      name: text({ required: true }),
      policy: json({ assigned: true }),
      putRestApiMode: text({ default: "overwrite", oneOf: ["overwrite", "merge"] }),
      securityPolicy: text(),
      ...tags,
    },
    outputs: ["arn", "createdDate", "executionArn", "rootResourceId"],
    autoname: { property: "name", max: 128 },
    idOf: newId,
    outputsOf: ({ world, region, id }) => ({
      arn: gatewayArn(region, `/restapis/${id}`),
      executionArn: executionArn(region, id),
      rootResourceId: `root${id.slice(0, 6)}`,
      createdDate: new Date(world.now()).toISOString(),
    }),
    check: checkApi,
    gone: ({ id }, world) => removeAllOf(world, id),
  }),
  stored({
    token: "aws:apigateway/deployment:Deployment",
    source: "apigateway/deployment.go",
    inputs: {
      ...restApi,
      description: text(),
      triggers: map(text(), { replace: true }),
      variables: map(text(), { replace: true }),
    },
    outputs: ["createdDate"],
    idOf: newId,
    check: checkDeployment,
    outputsOf: ({ world }) => ({ createdDate: new Date(world.now()).toISOString() }),
    made({ world, id, properties }) {
      const api = find(world, "apigateway.RestApi", properties["restApi"])!;
      const definition = definitionOf(api);
      world.deployments.set(id, { ...definition, apiId: api.id, region: api.region });
    },
    gone({ id }, world) {
      if (where(world, "apigateway.Stage", "deployment", id).length > 0) {
        throw badRequest("Active stages pointing to this deployment must be moved or deleted");
      }
      world.deployments.delete(id);
    },
  }),
  stored({
    token: "aws:apigateway/stage:Stage",
    source: "apigateway/stage.go",
    inputs: {
      ...restApi,
      accessLogSettings: object({ destinationArn: text({ required: true }), format: text({ required: true }) }),
      deployment: text({ required: true }),
      description: text(),
      stageName: text({ required: true, replace: true }),
      ...tags,
      variables: map(text()),
      xrayTracingEnabled: flag(),
    },
    outputs: ["arn", "executionArn", "invokeUrl"],
    idOf: joined("ags", "restApi", "stageName"),
    check: checkStage,
    outputsOf: stageOutputs,
  }),
  stored({
    token: "aws:apigateway/account:Account",
    source: "apigateway/account.go",
    inputs: { cloudwatchRoleArn: text({ assigned: true }) },
    idOf: ({ region }) => accountId(region),
    isSetting: true,
    check: checkLogRole,
  }),
  stored({
    token: "aws:apigateway/methodSettings:MethodSettings",
    source: "apigateway/method_settings.go",
    inputs: {
      ...restApi,
      methodPath: text({ required: true, replace: true }),
      settings: object(settings, { required: true }),
      stageName: text({ required: true, replace: true }),
    },
    idOf: joined("agms", "restApi", "stageName", "methodPath"),
    check(declared) {
      needsStage(declared);
      const { loggingLevel = "OFF" } = (declared.properties["settings"] ?? {}) as { loggingLevel?: string };
      if (loggingLevel !== "OFF") needsLogRole(declared);
    },
  }),
  stored({
    token: "aws:apigateway/usagePlan:UsagePlan",
    source: "apigateway/usage_plan.go",
    inputs: {
      apiStages: set(
        object({
          apiId: text({ required: true }),
          stage: text({ required: true }),
          throttles: set(object({ ...limits, path: text({ required: true }) })),
        }),
      ),
      description: text(),
      name: text({ required: true }),
      quotaSettings: object({
        limit: whole({ required: true }),
        offset: whole(),
        period: text({ required: true, oneOf: ["DAY", "WEEK", "MONTH"] }),
      }),
      ...tags,
      throttleSettings: object(limits),
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 128 },
    idOf: newId,
    check({ world, properties }) {
      const stages = (properties["apiStages"] ?? []) as readonly { apiId: string; stage: string }[];
      for (const { apiId, stage } of stages) {
        if (find(world, "apigateway.Stage", `ags-${apiId}-${stage}`) === undefined)
          throw notFound(`API Stage not found: ${apiId}:${stage}`);
      }
    },
    outputsOf: ({ region, id }) => ({ arn: gatewayArn(region, `/usageplans/${id}`) }),
  }),
];

const accountId = (region: string) => `api-gateway-account-${region}`;

/** API Gateway logs as a role that the account names once for a region; a new account names none. */
function needsLogRole({ world, region }: Declared): void {
  const account = find(world, "apigateway.Account", accountId(region));
  if (!account?.properties["cloudwatchRoleArn"])
    throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
}

function checkLogRole({ world, properties: { cloudwatchRoleArn } }: Declared): void {
  if (cloudwatchRoleArn === undefined || cloudwatchRoleArn === "") return;
  const role = [...world.roles.values()].find(({ Arn }) => Arn === cloudwatchRoleArn);
  const mayLog = [...(role?.policies.values() ?? [])].some((policy) => policy.includes('"logs:PutLogEvents"'));
  if (!role?.AssumeRolePolicyDocument.includes('"apigateway.amazonaws.com"') || !mayLog) {
    throw badRequest(
      "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
    );
  }
}

/** @throws AwsError where API Gateway would not import the document. */
function checkApi({ world, properties, id }: Identified): void {
  const { putRestApiMode = "overwrite", failOnWarnings } = properties;
  if (putRestApiMode !== "overwrite") throw notModelled(`imports in the mode \`${String(putRestApiMode)}\``);
  checkOwn(properties);
  const functions = [...world.functions.values()].map(({ configuration }) => configuration.FunctionArn);
  const hasFunction = (arn: string) => functions.includes(arn);
  definitionOf({ id, properties }, { failOnWarnings: failOnWarnings === true, hasFunction });
}

/** Source: recorded, LocalStack's test_apigateway_api. */
function checkOwn({ minimumCompressionSize, endpointConfiguration }: Properties): void {
  const size = minimumCompressionSize === undefined ? 0 : Number(minimumCompressionSize);
  if (!(size >= -1 && size <= 10_485_760))
    throw badRequest("Invalid minimum compression size, must be between 0 and 10485760");
  const { types, ipAddressType } = (endpointConfiguration ?? {}) as { types?: string; ipAddressType?: string };
  if (ipAddressType !== undefined && !["ipv4", "dualstack"].includes(ipAddressType))
    throw badRequest(`${ipAddressType} is not a supported IP address type`);
  if (types === "PRIVATE" && ipAddressType === "ipv4")
    throw badRequest("ipv4 is not supported for PRIVATE endpoint type; use dualstack");
}

/** What an API is at present: its document, and what its other properties say instead. */
function definitionOf(
  { id, properties }: Pick<StoredResource, "id" | "properties">,
  options: Pick<ImportOptions, "failOnWarnings" | "hasFunction"> = { failOnWarnings: false, hasFunction: () => true },
): RestDefinition {
  const { body, policy, disableExecuteApiEndpoint, binaryMediaTypes } = properties;
  const imported = body === undefined ? EMPTY : importDocument(String(body), { apiId: id, ...options });
  return {
    ...imported,
    ...(policy !== undefined && { policy: policyText(policy) }),
    ...(Array.isArray(binaryMediaTypes) && { binaryMediaTypes: binaryMediaTypes as string[] }),
    // The provider writes its own value over the document's where it is true.
    disableExecuteApiEndpoint: disableExecuteApiEndpoint === true || imported.disableExecuteApiEndpoint,
  };
}

const EMPTY: RestDefinition = {
  resources: [],
  authorizers: {},
  responses: {},
  binaryMediaTypes: [],
  disableExecuteApiEndpoint: false,
};

function checkDeployment(declared: Declared): void {
  needsApi(declared);
  const { world, properties } = declared;
  const api = find(world, "apigateway.RestApi", properties["restApi"])!;
  const { resources } = definitionOf(api);
  const methods = resources.flatMap((resource) => resource.methods);
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some(({ integration }) => integration === undefined))
    throw badRequest("No integration defined for method");
}

function checkStage(declared: Identified): void {
  needsApi(declared);
  const { world, properties } = declared;
  const deployment = find(world, "apigateway.Deployment", properties["deployment"]);
  if (deployment?.properties["restApi"] !== properties["restApi"]) throw badRequest("Deployment id does not exist");
  const log = properties["accessLogSettings"] as { destinationArn?: string; format?: string } | undefined;
  if (log === undefined) return;
  needsLogRole(declared);
  if (!log.format) throw badRequest("Invalid access log format: it must not be empty");
  const group = logGroupOf(log.destinationArn ?? "");
  if (group === undefined || !world.logGroups.has(group)) {
    throw badRequest("the destination of the access log is not the ARN of a log group that exists");
  }
}

function stageOutputs({ world, region, properties }: Declared) {
  const [api, stage] = [textOf(properties, "restApi"), textOf(properties, "stageName")];
  return {
    arn: gatewayArn(region, `/restapis/${api}/stages/${stage}`),
    executionArn: `arn:aws:execute-api:${region}:${ACCOUNT_ID}:${api}/${stage}`,
    invokeUrl: `${world.url}/_api/${api}/${stage}`,
  };
}

function needsStage({ world, properties }: Declared): void {
  const id = `ags-${textOf(properties, "restApi")}-${textOf(properties, "stageName")}`;
  if (find(world, "apigateway.Stage", id) === undefined) throw notFound("Invalid stage identifier specified");
}

/** With an API goes all that belongs to it, as in AWS. */
function removeAllOf(world: World, apiId: string): void {
  const belongs = ({ properties }: StoredResource) => properties["restApi"] === apiId;
  for (const [kind, resources] of world.resources) {
    if (!kind.startsWith("apigateway.")) continue;
    for (const resource of resources.values()) if (belongs(resource)) resources.delete(resource.id);
  }
}
