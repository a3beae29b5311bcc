/** The local AWS provider on the local AWS: the life of each type. */
import type { LocalAws } from "../../../local/aws/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import type { TestIssuer } from "../guard/tokens";
import {
  API,
  archive,
  AUTHORIZER,
  CODE,
  FUNCTION,
  INTEGRATION,
  LOG_GROUP,
  PERMISSION,
  ROLE,
  ROLE_POLICY,
  ROUTE,
  STAGE,
  startAwsProvider,
  TRUST,
  type AwsStand,
} from "./awsProviderStand";
import { assertGone, live, type TypeCase } from "./oneType";

describe("the local AWS provider", () => {
  let stand: AwsStand;
  let aws: LocalAws;
  let issuer: TestIssuer;
  let provider: LocalProvider;
  let api: ResourceState;
  let role: ResourceState;
  let fn: ResourceState;
  let integration: ResourceState;
  let log: ResourceState;

  before(async () => {
    stand = await startAwsProvider();
    ({ aws, issuer, provider, api, role, fn, integration, log } = stand);
  });
  after(() => stand.close());

  const arn = (rest: string) => `arn:aws:${rest}`;

  const cases: Record<string, () => TypeCase> = {
    "an API": () => ({
      type: API,
      inputs: { name: "other", protocolType: "HTTP", description: "d", tags: { a: "b" } },
      outputs: {
        apiEndpoint: new RegExp(`^${aws.url}/_api/[a-z0-9]{10}$`),
        arn: /^arn:aws:apigateway:eu-central-1::\/apis\/[a-z0-9]{10}$/,
        executionArn: /^arn:aws:execute-api:eu-central-1:000000000000:[a-z0-9]{10}$/,
        disableExecuteApiEndpoint: false,
        tagsAll: { a: "b", stack: "local" },
      },
      change: {
        description: "e",
        disableExecuteApiEndpoint: true,
        corsConfiguration: { allowOrigins: ["https://a.example"], allowMethods: ["GET"], maxAge: 60 },
        tags: { c: "d" },
      },
      replaces: {},
    }),
    "a JWT authorizer": () => ({
      type: AUTHORIZER,
      inputs: {
        apiId: api.id,
        name: "okta",
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: issuer.issuer, audiences: ["api://a"] },
      },
      outputs: { authorizerResultTtlInSeconds: undefined },
      change: { name: "renamed", jwtConfiguration: { issuer: issuer.issuer, audiences: ["api://b", "api://a"] } },
      replaces: { apiId: "other" },
    }),
    "a Lambda authorizer": () => ({
      type: AUTHORIZER,
      inputs: {
        apiId: api.id,
        name: "guard",
        authorizerType: "REQUEST",
        authorizerUri: fn.outputs["invokeArn"]!,
        authorizerPayloadFormatVersion: "2.0",
        enableSimpleResponses: true,
        identitySources: ["$request.header.Authorization", "$context.routeKey"],
      },
      outputs: { authorizerResultTtlInSeconds: 300 },
      change: { authorizerResultTtlInSeconds: 0, identitySources: ["$request.header.Authorization"] },
      replaces: {},
    }),
    "an integration": () => ({
      type: INTEGRATION,
      inputs: {
        apiId: api.id,
        integrationType: "HTTP_PROXY",
        integrationUri: "https://a.example",
        integrationMethod: "ANY",
      },
      outputs: { timeoutMilliseconds: 30_000, connectionType: "INTERNET", payloadFormatVersion: "1.0" },
      change: {
        timeoutMilliseconds: 5_000,
        description: "d",
        responseParameters: [
          { statusCode: "401", mappings: { "overwrite:header.www-authenticate": "$response.header.x" } },
        ],
      },
      replaces: { integrationType: "AWS_PROXY", apiId: "other" },
    }),
    "a route": () => ({
      type: ROUTE,
      inputs: { apiId: api.id, routeKey: "POST /b", target: `integrations/${integration.id}` },
      outputs: { authorizationType: "NONE", apiKeyRequired: false },
      change: { routeKey: "PUT /b", operationName: "public: test" },
      replaces: { apiId: "other" },
    }),
    "a stage": () => ({
      type: STAGE,
      inputs: { apiId: api.id, name: "$default", autoDeploy: true, tags: {} },
      outputs: {
        arn: arn(`apigateway:eu-central-1::/apis/${api.id}/stages/$default`),
        executionArn: arn(`execute-api:eu-central-1:000000000000:${api.id}/$default`),
        invokeUrl: `${aws.url}/_api/${api.id}/`,
      },
      change: {
        defaultRouteSettings: { throttlingBurstLimit: 5, throttlingRateLimit: 2.5 },
        routeSettings: [{ routeKey: "GET /a", throttlingBurstLimit: 1, throttlingRateLimit: 1 }],
        accessLogSettings: { destinationArn: log.outputs["arn"]!, format: "$context.requestId" },
        stageVariables: { a: "b" },
        description: "d",
      },
      replaces: { name: "v1", apiId: "other" },
    }),
    "a function": () => ({
      type: FUNCTION,
      inputs: {
        name: "other",
        role: role.outputs["arn"]!,
        runtime: "nodejs20.x",
        handler: "index.handler",
        code: archive(CODE),
        architectures: ["arm64"],
        environment: { variables: { AA: "1" } },
      },
      outputs: {
        arn: arn("lambda:eu-central-1:000000000000:function:other"),
        invokeArn: arn(
          "apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:000000000000:function:other/invocations",
        ),
        version: "$LATEST",
        memorySize: 128,
        timeout: 3,
        reservedConcurrentExecutions: -1,
        sourceCodeSize: CODE.length,
      },
      change: {
        architectures: ["x86_64"],
        code: archive(`${CODE} `),
        environment: { variables: { BB: "2" } },
        memorySize: 256,
        timeout: 9,
        description: "d",
        reservedConcurrentExecutions: 2,
        loggingConfig: { logFormat: "JSON", logGroup: "/other" },
        tags: { a: "b" },
      },
      replaces: { name: "third" },
    }),
    "a permission": () => ({
      type: PERMISSION,
      inputs: {
        action: "lambda:InvokeFunction",
        function: "fn",
        principal: "apigateway.amazonaws.com",
        sourceArn: "arn:aws:execute-api:eu-central-1:000000000000:x/*",
        statementId: "s",
      },
      outputs: {},
      replaces: {
        action: "lambda:*",
        function: "other",
        principal: "s3.amazonaws.com",
        sourceArn: "arn:x",
        statementId: "t",
      },
    }),
    "a role": () => ({
      type: ROLE,
      inputs: { name: "another", assumeRolePolicy: JSON.stringify(TRUST), description: "d" },
      outputs: {
        arn: arn("iam::000000000000:role/another"),
        path: "/",
        uniqueId: /^AROA/,
        tagsAll: { stack: "local" },
      },
      change: { description: "e", maxSessionDuration: 7_200, tags: { a: "b" } },
      replaces: { name: "third", path: "/x/" },
    }),
    "a policy of a role": () => ({
      type: ROLE_POLICY,
      inputs: { name: "policy", role: "role", policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) },
      outputs: {},
      change: { policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny" }] }) },
      replaces: { name: "other", role: "other" },
    }),
    "a log group": () => ({
      type: LOG_GROUP,
      inputs: { name: "/a/b", retentionInDays: 7 },
      outputs: { arn: arn("logs:eu-central-1:000000000000:log-group:/a/b"), tagsAll: { stack: "local" } },
      change: { retentionInDays: 30, tags: { a: "b" } },
      replaces: { name: "/c" },
    }),
  };
  for (const [what, given] of Object.entries(cases)) {
    it(`creates, reads, changes and deletes ${what}`, async () => {
      const state = await live(provider, given());
      await assertGone(provider, given().type, state);
    });
  }
});
