/** The local AWS provider on the local AWS: the life of each type, and what it refuses. */
import assert from "node:assert/strict";
import { startLocalAws, type LocalAws } from "../../../local/aws/start";
import { createAwsProvider } from "../../../local/providers/aws/awsProvider";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY, type Value } from "../../../local/providers/values";
import { firstKey, startIssuer, type TestIssuer } from "../lambda/tokens";
import { assertGone, createChecked, live, type TypeCase } from "./oneType";

const API = "aws:apigatewayv2/api:Api";
const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";
const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const ROUTE = "aws:apigatewayv2/route:Route";
const STAGE = "aws:apigatewayv2/stage:Stage";
const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** An archive as the engine sends it. */
function archive(text: string): Value {
  const asset = { [SIGNATURE_KEY]: ASSET_SIGNATURE, hash: `hash of ${text}`, text };
  return { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, hash: `hash of ${text}`, assets: { "index.mjs": asset } };
}

const CODE = `export const handler = async () => ({ statusCode: 200, body: "hello" });`;

describe("the local AWS provider", () => {
  let aws: LocalAws;
  let issuer: TestIssuer;
  let provider: LocalProvider;
  let api: ResourceState;
  let role: ResourceState;
  let fn: ResourceState;
  let integration: ResourceState;
  let route: ResourceState;
  let log: ResourceState;

  const settings = (url: string) => ({
    region: "eu-central-1",
    endpoints: JSON.stringify([{ apigatewayv2: url, lambda: url, iam: url, logs: url }]),
    defaultTags: JSON.stringify({ tags: { stack: "local" } }),
    skipCredentialsValidation: "true",
    version: "7.48.0",
  });

  before(async () => {
    aws = await startLocalAws();
    issuer = await startIssuer([(await firstKey()).jwk]);
    provider = createAwsProvider();
    await provider.configure(settings(aws.url));
    api = await createChecked(provider, API, { name: "api", protocolType: "HTTP" });
    role = await createChecked(provider, ROLE, { name: "role", assumeRolePolicy: JSON.stringify(TRUST) });
    fn = await createChecked(provider, FUNCTION, {
      name: "fn",
      role: role.outputs["arn"]!,
      runtime: "nodejs20.x",
      handler: "index.handler",
      code: archive(CODE),
    });
    integration = await createChecked(provider, INTEGRATION, {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: fn.outputs["invokeArn"]!,
      payloadFormatVersion: "2.0",
    });
    route = await createChecked(provider, ROUTE, {
      apiId: api.id,
      routeKey: "GET /a",
      target: `integrations/${integration.id}`,
    });
    log = await createChecked(provider, LOG_GROUP, { name: "/api/log" });
  });

  after(async () => {
    await aws.close();
    await issuer.close();
  });

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
        code: archive(`${CODE} `),
        environment: { variables: { BB: "2" } },
        memorySize: 256,
        timeout: 9,
        description: "d",
        reservedConcurrentExecutions: 2,
        loggingConfig: { logFormat: "JSON", logGroup: "/other" },
        tags: { a: "b" },
      },
      replaces: { name: "third", architectures: ["x86_64"] },
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

  it("sees no change in a tag that the provider's default tags have as well", async () => {
    const tags = { stack: "local", own: "1" };
    const made = await createChecked(provider, LOG_GROUP, { name: "/tags", tags });
    const read = await provider.read(LOG_GROUP, made.id, made.inputs, made.outputs);
    assert.deepEqual(read?.inputs["tags"], tags);
    assert.deepEqual(read?.outputs["tagsAll"], tags);
    await provider.delete(LOG_GROUP, made);
  });

  it("leaves no function behind whose making ends half-way", async () => {
    const inputs = { ...fn.inputs, name: "half", reservedConcurrentExecutions: 5_000 };
    await assert.rejects(provider.create(FUNCTION, inputs), /ReservedConcurrentExecutions/);
    assert.equal(await provider.read(FUNCTION, "half", undefined, undefined), undefined);
  });

  it("names what the program does not name, and keeps the name", () => {
    const seed = Uint8Array.of(1, 2, 3);
    const { inputs } = provider.check(API, undefined, { protocolType: "HTTP" }, { name: "admin", seed });
    assert.match(String(inputs["name"]), /^admin-[0-9a-f]{7}$/);
    const again = provider.check(API, undefined, { protocolType: "HTTP" }, { name: "admin", seed });
    assert.deepEqual(again.inputs, inputs);
    const later = provider.check(API, inputs, { protocolType: "HTTP" }, { name: "admin", seed: Uint8Array.of(9) });
    assert.deepEqual(later.inputs, inputs);
    const long = provider.check(ROLE, undefined, { assumeRolePolicy: {} }, { name: "x".repeat(100) });
    assert.equal(String(long.inputs["name"]).length, 64);
  });

  it("takes a policy as an object too, and sees no change in how it is written", () => {
    const { inputs, failures } = provider.check(ROLE, undefined, { name: "r", assumeRolePolicy: TRUST }, { name: "r" });
    assert.deepEqual(failures, []);
    const written = { ...inputs, assumeRolePolicy: JSON.stringify(TRUST, undefined, 2) };
    assert.deepEqual(provider.diff(ROLE, inputs, written).differences, []);
  });

  it("deletes before it replaces where the new one has the old one's name", () => {
    const { inputs } = provider.check(ROLE, undefined, { name: "r", assumeRolePolicy: TRUST }, { name: "r" });
    assert.equal(provider.diff(ROLE, inputs, { ...inputs, path: "/x/" }).deleteBeforeReplace, true);
    assert.equal(provider.diff(ROLE, inputs, { ...inputs, name: "s" }).deleteBeforeReplace, false);
    assert.equal(provider.diff(ROLE, inputs, { ...inputs, description: "d" }).deleteBeforeReplace, false);
  });

  it("notices a route that was opened by hand", async () => {
    const path = `${aws.url}/v2/apis/${api.id}/authorizers`;
    const post = (url: string, method: string, body: unknown) =>
      fetch(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const made = await post(path, "POST", {
      name: "byHand",
      authorizerType: "JWT",
      identitySource: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: issuer.issuer, audience: ["a"] },
    });
    const { authorizerId } = (await made.json()) as { authorizerId: string };
    const closed = await createChecked(provider, ROUTE, {
      apiId: api.id,
      routeKey: "GET /closed",
      authorizationType: "JWT",
      authorizerId,
      authorizationScopes: ["a"],
    });
    const open = { authorizationType: "NONE", authorizationScopes: null, authorizerId: null };
    await post(`${aws.url}/v2/apis/${api.id}/routes/${closed.id}`, "PATCH", open);
    const read = await provider.read(ROUTE, closed.id, closed.inputs, closed.outputs);
    assert.deepEqual(read?.inputs, {
      apiId: api.id,
      apiKeyRequired: false,
      authorizationType: "NONE",
      routeKey: "GET /closed",
    });
    await provider.update(ROUTE, { ...closed, ...read }, closed.inputs);
    assert.deepEqual((await provider.read(ROUTE, closed.id, closed.inputs, closed.outputs))?.inputs, closed.inputs);
  });

  it("makes an API that answers", async () => {
    await createChecked(provider, PERMISSION, {
      action: "lambda:InvokeFunction",
      function: "fn",
      principal: "apigateway.amazonaws.com",
      sourceArn: `${api.outputs["executionArn"] as string}/*/*`,
    });
    const stage = await createChecked(provider, STAGE, { apiId: api.id, name: "$default", autoDeploy: true });
    assert.equal(await (await fetch(`${stage.outputs["invokeUrl"] as string}a`)).text(), "hello");
    assert.equal((await provider.read(ROUTE, route.id, route.inputs, route.outputs))?.id, route.id);
  });

  describe("refuses", () => {
    const reject = (promise: Promise<unknown>, message: string | RegExp) => assert.rejects(promise, { message });

    it("what AWS refuses, with AWS's own exception and text", () =>
      reject(
        createChecked(provider, ROUTE, { apiId: api.id, routeKey: "GET /a" }),
        `apigatewayv2: POST /v2/apis/${api.id}/routes answered 409: ConflictException: Route with key GET /a already exists for this API`,
      ));

    it("an authorizer whose issuer does not answer", () =>
      reject(
        createChecked(provider, AUTHORIZER, {
          apiId: api.id,
          name: "a",
          authorizerType: "JWT",
          identitySources: ["$request.header.Authorization"],
          jwtConfiguration: { issuer: "http://127.0.0.1:1/oauth2/aus1", audiences: ["a"] },
        }),
        /BadRequestException: Caught exception when connecting to http:\/\/127.0.0.1:1\/oauth2\/aus1\/.well-known\/openid-configuration/,
      ));

    const checks: [string, string, Record<string, Value>, string][] = [
      [
        "an authorizer without its settings",
        AUTHORIZER,
        { apiId: "a", authorizerType: "JWT" },
        "an authorizer of type `JWT` needs a `jwtConfiguration`",
      ],
      [
        "an authorizer without its function",
        AUTHORIZER,
        { apiId: "a", authorizerType: "REQUEST" },
        "an authorizer of type `REQUEST` needs an `authorizerUri`",
      ],
      ["API keys", ROUTE, { apiId: "a", routeKey: "GET /", apiKeyRequired: true }, "an HTTP API knows no API keys"],
      [
        "a WebSocket API",
        API,
        { protocolType: "WEBSOCKET" },
        "`protocolType` of aws:apigatewayv2/api:Api must be one of `HTTP`",
      ],
      [
        "code that is no archive",
        FUNCTION,
        { role: "r", runtime: "n", handler: "h", code: "text" },
        "`code` of aws:lambda/function:Function must be an archive",
      ],
    ];
    for (const [what, type, inputs, reason] of checks) {
      it(what, () => {
        const { failures } = provider.check(type, undefined, inputs, { name: "n" });
        assert.deepEqual(
          failures.map((failure) => failure.reason),
          [reason],
        );
      });
    }

    it("an account on another machine, and a service without an address", async () => {
      await reject(
        provider.configure(settings("https://apigateway.eu-central-1.amazonaws.com")),
        /works with this machine alone: `aws:endpoints \(apigatewayv2\)`/,
      );
      await reject(
        provider.configure({ region: "eu-central-1" }),
        "the local aws provider needs the address of `apigatewayv2` in `aws:endpoints`",
      );
      const endpoints = JSON.stringify([
        { apigatewayv2: aws.url, lambda: aws.url, iam: aws.url, cloudwatchlogs: aws.url },
      ]);
      await provider.configure({ endpoints });
      assert.match(
        provider.checkConfig({ endpoints: '[{"s3":"x"}]' })[0]!.reason,
        /`endpoints\[0\].s3` of the aws provider/,
      );
      await provider.configure(settings(aws.url));
    });

    it("an archive that it would have to fetch or unpack", async () => {
      const from = (member: Record<string, string>) => ({
        ...fn.inputs,
        name: "packed",
        code: { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, ...member },
      });
      const message = "the local provider takes archives of texts, files and folders, not packed or remote ones";
      await reject(provider.create(FUNCTION, from({ uri: "https://a.example/x.zip" })), message);
      await reject(provider.create(FUNCTION, from({ path: __filename })), message);
    });
  });

  it("takes a folder as a function's code", async () => {
    const code = { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, path: `${__dirname}/../../../lambda/keysCanary` };
    const made = await provider.create(FUNCTION, { ...fn.inputs, name: "folder", code });
    const response = await fetch(`${aws.url}/2015-03-31/functions/folder`);
    const { Code } = (await response.json()) as { Code: { Files: Record<string, string> } };
    assert.deepEqual(Object.keys(Code.Files).sort(), ["checkKeys.ts", "index.ts"]);
    await provider.delete(FUNCTION, made);
  });
});
