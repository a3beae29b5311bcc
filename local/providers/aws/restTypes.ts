/** `aws:apigateway/…`: REST APIs and what belongs to them. */
import { flag, json, list, map, number, object, set, text, whole, type Property } from "../properties";
import { stored } from "./stored";

const restApi = { restApi: text({ required: true, replace: true }) };
const tags = { tags: map(text(), { partOf: "tagsAll" }) };
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
  }),
  stored({
    token: "aws:apigateway/deployment:Deployment",
    inputs: {
      ...restApi,
      description: text(),
      triggers: map(text(), { replace: true }),
      variables: map(text(), { replace: true }),
    },
    outputs: ["createdDate"],
  }),
  stored({
    token: "aws:apigateway/stage:Stage",
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
  }),
  stored({
    token: "aws:apigateway/account:Account",
    inputs: { cloudwatchRoleArn: text({ assigned: true }) },
  }),
  stored({
    token: "aws:apigateway/methodSettings:MethodSettings",
    inputs: {
      ...restApi,
      methodPath: text({ required: true, replace: true }),
      settings: object(settings, { required: true }),
      stageName: text({ required: true, replace: true }),
    },
  }),
  stored({
    token: "aws:apigateway/usagePlan:UsagePlan",
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
  }),
];
