/** `aws:apigateway/…`: REST APIs and what belongs to them. */
import { flag, json, list, map, number, object, set, text, whole, type Property } from "../properties";
import { stored } from "./stored";

const restApi = { restApi: text({ required: true, replace: true }) };
const method: Record<string, Property> = {
  ...restApi,
  httpMethod: text({ required: true, replace: true }),
  resourceId: text({ required: true, replace: true }),
};
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
      binaryMediaTypes: list(text()),
      description: text(),
      disableExecuteApiEndpoint: flag({ default: false }),
      endpointAccessMode: text({ oneOf: ["BASIC", "STRICT"] }),
      endpointConfiguration: object({
        ipAddressType: text(),
        types: text({ required: true, oneOf: ["REGIONAL", "EDGE", "PRIVATE"] }),
        vpcEndpointIds: set(text()),
      }),
      minimumCompressionSize: text(),
      name: text({ required: true }),
      policy: json(),
      securityPolicy: text(),
      ...tags,
    },
    outputs: ["arn", "createdDate", "executionArn", "rootResourceId"],
    autoname: { property: "name", max: 128 },
  }),
  stored({
    token: "aws:apigateway/restApiPolicy:RestApiPolicy",
    inputs: { policy: json({ required: true }), restApiId: text({ required: true, replace: true }) },
  }),
  stored({
    token: "aws:apigateway/resource:Resource",
    inputs: {
      ...restApi,
      parentId: text({ required: true, replace: true }),
      pathPart: text({ required: true, replace: true }),
    },
    outputs: ["path"],
  }),
  stored({
    token: "aws:apigateway/method:Method",
    inputs: {
      ...method,
      apiKeyRequired: flag({ default: false }),
      authorization: text({ required: true, oneOf: ["NONE", "CUSTOM", "AWS_IAM", "COGNITO_USER_POOLS"] }),
      authorizationScopes: set(text()),
      authorizerId: text(),
      operationName: text(),
      requestModels: map(text()),
      requestParameters: map({ is: "flag" }),
      requestValidatorId: text(),
    },
  }),
  stored({
    token: "aws:apigateway/integration:Integration",
    inputs: {
      ...method,
      integrationHttpMethod: text({ replace: true }),
      passthroughBehavior: text({ oneOf: ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] }),
      requestParameters: map(text()),
      requestTemplates: map(text()),
      timeoutMilliseconds: whole({ default: 29_000 }),
      type: text({ required: true, replace: true, oneOf: ["AWS_PROXY", "HTTP_PROXY", "MOCK", "AWS", "HTTP"] }),
      uri: text({ replace: true }),
    },
  }),
  stored({
    token: "aws:apigateway/methodResponse:MethodResponse",
    inputs: {
      ...method,
      responseModels: map(text()),
      responseParameters: map({ is: "flag" }),
      statusCode: text({ required: true, replace: true }),
    },
  }),
  stored({
    token: "aws:apigateway/integrationResponse:IntegrationResponse",
    inputs: {
      ...method,
      responseParameters: map(text()),
      responseTemplates: map(text()),
      selectionPattern: text(),
      statusCode: text({ required: true, replace: true }),
    },
  }),
  stored({
    token: "aws:apigateway/authorizer:Authorizer",
    inputs: {
      ...restApi,
      authorizerCredentials: text(),
      authorizerResultTtlInSeconds: whole({ default: 300 }),
      authorizerUri: text(),
      identitySource: text({ default: "method.request.header.Authorization" }),
      name: text({ required: true }),
      type: text({ default: "TOKEN", oneOf: ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"] }),
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 128 },
  }),
  stored({
    token: "aws:apigateway/response:Response",
    inputs: {
      responseParameters: map(text()),
      responseTemplates: map(text()),
      responseType: text({ required: true, replace: true }),
      restApiId: text({ required: true, replace: true }),
      statusCode: text(),
    },
  }),
  stored({
    token: "aws:apigateway/requestValidator:RequestValidator",
    inputs: {
      ...restApi,
      name: text({ required: true }),
      validateRequestBody: flag({ default: false }),
      validateRequestParameters: flag({ default: false }),
    },
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
  stored({
    token: "aws:apigateway/domainName:DomainName",
    inputs: {
      certificateArn: text(),
      domainName: text({ required: true, replace: true }),
      endpointConfiguration: object({ ipAddressType: text(), types: text({ required: true }) }),
      regionalCertificateArn: text(),
      securityPolicy: text(),
      ...tags,
    },
    outputs: ["arn", "regionalDomainName", "regionalZoneId"],
  }),
  stored({
    token: "aws:apigateway/basePathMapping:BasePathMapping",
    inputs: {
      ...restApi,
      basePath: text({ replace: true }),
      domainName: text({ required: true, replace: true }),
      stageName: text(),
    },
  }),
];
