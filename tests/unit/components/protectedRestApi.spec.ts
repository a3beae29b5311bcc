/** The gateway as a REST API: who checks each method, how it refuses, what is deployed. */
import assert from "node:assert/strict";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { ProtectedRestApi } from "../../../components/aws/rest/protectedRestApi";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { find, ofType, valueOf, type Recording } from "../../setup/mocks";
import { ARGS, certificateIn, FIREWALL, inputsByName, ISSUER, STEP_UP } from "./gatewayArgs";
import { assertRefused, withProviders } from "./testProviders";

const API = "arn:aws:execute-api:eu-central-1:111122223333:users-api";
const type = (name: string) => `aws:apigateway/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const run = (changes: Partial<ProtectedApiArgs> = {}) =>
  withProviders((opts) => new ProtectedRestApi("users", { ...ARGS, ...changes }, opts));

const withRoutes = (routes: Record<string, ProtectedRouteArgs>, changes: Partial<ProtectedApiArgs> = {}) =>
  run({ routes, ...changes });

const all = ({ recording }: { recording: Recording }, name: string) => inputsByName(ofType(recording, type(name)));

describe("ProtectedRestApi", () => {
  it("declares a regional API that takes TLS 1.2 at least", async () => {
    const common = {
      name: "p-users-dev",
      description: "The users API of p",
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      endpointAccessMode: "STRICT",
      tags: { team: "identity" },
    };
    assert.deepEqual(all(await run(), "restApi"), { "users-api": { ...common, disableExecuteApiEndpoint: false } });
  });

  it("declares one resource for each part of a path, below the one above it", async () => {
    assert.deepEqual(all(await run(), "resource"), {
      "users-/users": { restApi: "id-of-users-api", parentId: "root-of-users-api", pathPart: "users" },
      "users-/users/{id}": { restApi: "id-of-users-api", parentId: "id-of-users-/users", pathPart: "{id}" },
      "users-/reports": { restApi: "id-of-users-api", parentId: "root-of-users-api", pathPart: "reports" },
      "users-/reports/{year}": { restApi: "id-of-users-api", parentId: "id-of-users-/reports", pathPart: "{year}" },
    });
  });

  it("checks every method that is not public by the one Lambda authorizer", async () => {
    const common = { restApi: "id-of-users-api", requestValidatorId: "id-of-users-validator" };
    const guarded = { ...common, authorization: "CUSTOM", authorizerId: "id-of-users-guard" };
    assert.deepEqual(all(await run(), "method"), {
      "users-GET /users": { ...guarded, resourceId: "id-of-users-/users", httpMethod: "GET", requestParameters: {} },
      "users-DELETE /users/{id}": {
        ...guarded,
        resourceId: "id-of-users-/users/{id}",
        httpMethod: "DELETE",
        requestParameters: { "method.request.path.id": true },
      },
      "users-GET /reports/{year}": {
        ...guarded,
        resourceId: "id-of-users-/reports/{year}",
        httpMethod: "GET",
        requestParameters: { "method.request.path.year": true },
      },
      "users-GET /": {
        ...common,
        resourceId: "root-of-users-api",
        httpMethod: "GET",
        authorization: "NONE",
        operationName: "public: load balancer probe",
        requestParameters: {},
      },
    });
  });

  it("keeps no answer of the authorizer where a route asks for a step-up, and else one for each token and route", async () => {
    const authorizer = {
      restApi: "id-of-users-api",
      name: "p-users-guard-dev",
      type: "REQUEST",
      authorizerUri: "invoke-arn-of-users-guard-function",
      identitySource: "method.request.header.Authorization,context.httpMethod,context.resourcePath",
    };
    assert.deepEqual(all(await run(), "authorizer"), {
      "users-guard": { ...authorizer, authorizerResultTtlInSeconds: 0 },
    });
    const without = await withRoutes({ "GET /x": { scopes: ["a"], handler: "admin" } });
    assert.deepEqual(all(without, "authorizer"), {
      "users-guard": { ...authorizer, authorizerResultTtlInSeconds: 60 },
    });
    const open = await withRoutes({ "GET /x": { public: "probe", handler: "admin" } }, { authorizerModule: undefined });
    assert.deepEqual(all(open, "authorizer"), {});
  });

  it("tells the authorizer what each route asks for", async () => {
    const { recording } = await run();
    const { inputs } = find(recording, "aws:lambda/function:Function", "users-guard-function");
    const { variables } = inputs["environment"] as { variables: Record<string, string> };
    assert.deepEqual(
      { ...variables, REQUIREMENTS: JSON.parse(variables["REQUIREMENTS"]!) as object },
      {
        ISSUER,
        AUDIENCE: "api://admin",
        REQUIREMENTS: {
          "GET /users": { scopes: { any: ["users:read"] } },
          "DELETE /users/{id}": { scopes: { any: ["users:delete"] }, stepUp: STEP_UP },
          "GET /reports/{year}": { scopes: { any: ["reports:read"] } },
        },
      },
    );
  });

  it("passes requests on to functions, and to addresses with the variables of the path", async () => {
    const lambda = {
      restApi: "id-of-users-api",
      type: "AWS_PROXY",
      uri: "arn:invoke:admin",
      integrationHttpMethod: "POST",
      timeoutMilliseconds: 26_000,
    };
    const integrations = all(await run(), "integration");
    assert.deepEqual(integrations["users-GET /users"], {
      ...lambda,
      resourceId: "id-of-users-/users",
      httpMethod: "GET",
    });
    assert.deepEqual(integrations["users-GET /reports/{year}"], {
      restApi: "id-of-users-api",
      resourceId: "id-of-users-/reports/{year}",
      httpMethod: "GET",
      type: "HTTP_PROXY",
      uri: "https://reports.example.com/{year}",
      integrationHttpMethod: "GET",
      requestParameters: { "integration.request.path.year": "method.request.path.year" },
      timeoutMilliseconds: 26_000,
    });
    assert.equal(Object.keys(integrations).length, 4);
  });

  it("lets this API alone call the function and the authorizer", async () => {
    const { recording } = await run();
    const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
    assert.deepEqual(inputsByName(ofType(recording, "aws:lambda/permission:Permission")), {
      "users-admin": { ...permission, function: "p-users-admin-dev", sourceArn: `${API}/*/*` },
      "users-guard": {
        ...permission,
        function: "p-users-guard-dev",
        sourceArn: `${API}/authorizers/id-of-users-guard`,
      },
    });
  });

  it("refuses with the challenges of RFC 6750 and RFC 9470", async () => {
    const api = { restApiId: "id-of-users-api" };
    const message = { "application/json": '{"message":$context.error.messageString}' };
    const denied = (statusCode: string) => ({
      ...api,
      responseType: "ACCESS_DENIED",
      statusCode,
      responseParameters: { "gatewayresponse.header.www-authenticate": "context.authorizer.challenge" },
      responseTemplates: { "application/json": "$context.authorizer.body" },
    });
    assert.deepEqual(all(await run(), "response"), {
      "users-UNAUTHORIZED": {
        ...api,
        responseType: "UNAUTHORIZED",
        statusCode: "401",
        responseParameters: { "gatewayresponse.header.www-authenticate": `'Bearer error="invalid_token"'` },
        responseTemplates: {
          "application/json": '{"error":"invalid_token","error_description":"the request has no valid token"}',
        },
      },
      "users-ACCESS_DENIED": denied("401"),
      "users-DEFAULT_4XX": { ...api, responseType: "DEFAULT_4XX", responseParameters: {}, responseTemplates: message },
      "users-DEFAULT_5XX": { ...api, responseType: "DEFAULT_5XX", responseParameters: {}, responseTemplates: message },
    });
    const without = await withRoutes({ "GET /x": { scopes: ["a"], handler: "admin" } });
    assert.deepEqual(all(without, "response")["users-ACCESS_DENIED"], denied("403"));
  });

  it("answers browsers before they call, and lets pages read its refusals", async () => {
    const cors = { allowOrigins: ["https://a.example"], allowHeaders: ["authorization"], maxAgeSeconds: 600 };
    const done = await withRoutes(
      { "GET /x": { scopes: ["a"], handler: "admin" }, "PUT /x": { scopes: ["a"], handler: "admin" } },
      { cors },
    );
    const common = { restApi: "id-of-users-api", resourceId: "id-of-users-/x", httpMethod: "OPTIONS" };
    assert.deepEqual(all(done, "method")["users-OPTIONS /x"], {
      ...common,
      authorization: "NONE",
      operationName: "public: preflight of a browser",
    });
    assert.deepEqual(all(done, "integration")["users-OPTIONS /x"], {
      ...common,
      type: "MOCK",
      requestTemplates: { "application/json": '{"statusCode":204}' },
    });
    assert.deepEqual(all(done, "integrationResponse")["users-OPTIONS /x"], {
      ...common,
      statusCode: "204",
      responseParameters: {
        "method.response.header.access-control-allow-origin": "'https://a.example'",
        "method.response.header.access-control-allow-methods": "'GET,PUT'",
        "method.response.header.access-control-allow-headers": "'authorization'",
        "method.response.header.access-control-max-age": "'600'",
        "method.response.header.vary": "'origin'",
      },
    });
    const { responseParameters } = all(done, "methodResponse")["users-OPTIONS /x"] as { responseParameters: object };
    assert.deepEqual(new Set(Object.values(responseParameters)), new Set([true]));
    for (const response of Object.values(all(done, "response"))) {
      const headers = response["responseParameters"] as Record<string, string>;
      assert.equal(headers["gatewayresponse.header.access-control-allow-origin"], "'https://a.example'");
      assert.equal(
        headers["gatewayresponse.header.access-control-expose-headers"],
        "'www-authenticate,x-amzn-remapped-www-authenticate'",
      );
    }
  });

  it("leaves an OPTIONS route of one's own alone", async () => {
    const cors = { allowOrigins: ["https://a.example"], allowHeaders: ["authorization"], maxAgeSeconds: 600 };
    const done = await withRoutes({ "OPTIONS /x": { public: "own", handler: "admin" } }, { cors });
    assert.deepEqual(Object.keys(all(done, "method")), ["users-OPTIONS /x"]);
    assert.deepEqual(all(done, "integrationResponse"), {});
  });

  it("lets itself be called over TLS alone, at its one stage, and from the given addresses alone", async () => {
    const statements = async (changes: Partial<ProtectedApiArgs>) => {
      const { policy, restApiId } = all(await run(changes), "restApiPolicy")["users-policy"]!;
      assert.equal(restApiId, "id-of-users-api");
      return (JSON.parse(policy as string) as { Statement: object[] }).Statement;
    };
    const common = { Principal: "*", Action: "execute-api:Invoke" };
    const always = [
      { Effect: "Allow", ...common, Resource: `${API}/live/*` },
      { Effect: "Deny", ...common, Resource: `${API}/*`, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ];
    assert.deepEqual(await statements({}), always);
    assert.deepEqual(await statements({ network: { allowedCidrs: ["203.0.113.0/24"] } }), [
      ...always,
      {
        Effect: "Deny",
        ...common,
        Resource: `${API}/*`,
        Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } },
      },
    ]);
  });

  it("deploys when all is declared, and anew after every change of the routes", async () => {
    const deployment = async (changes: Partial<ProtectedApiArgs>) =>
      find((await run(changes)).recording, type("deployment"), "users-deployment");
    const first = await deployment({});
    const waits = first.dependsOn
      .filter((dependency) => !dependency.startsWith(type("restApi")))
      .map((d) => d.split("/")[1]);
    const kinds = [...new Set(waits.map((dependency) => dependency!.split(":")[0]))].sort();
    assert.deepEqual(kinds, ["integration", "method", "response", "restApiPolicy"]);
    assert.match((first.inputs["triggers"] as { declared: string }).declared, /^[0-9a-f]{64}$/);
    assert.deepEqual((await deployment({})).inputs, first.inputs);
    const routes = { ...ARGS.routes, "GET /": { public: "another reason", handler: "admin" } };
    assert.notDeepEqual((await deployment({ routes })).inputs["triggers"], first.inputs["triggers"]);
    const network = { allowedCidrs: ["203.0.113.0/24"] };
    assert.notDeepEqual((await deployment({ network })).inputs["triggers"], first.inputs["triggers"]);
  });

  it("logs each request, and errors without their data", async () => {
    const done = await run({ logs: { retentionDays: 30, kmsKeyArn: "arn:key" } });
    const stage = all(done, "stage")["users-stage"]!;
    const { format, destinationArn } = stage["accessLogSettings"] as { format: string; destinationArn: string };
    assert.equal(destinationArn, "arn:aws:logs:eu-central-1:111122223333:log-group:users-access-log");
    const fields = JSON.parse(format) as Record<string, string>;
    assert.equal(fields["authorizerSub"], "$context.authorizer.sub");
    assert.equal(fields["authorizerError"], "$context.authorizer.error");
    assert.equal(fields["routeKey"], "$context.httpMethod $context.resourcePath");
    assert.equal(/authorization|token/i.test(format), false);
    assert.ok(format.length < 3_000);
    const logs = ofType(done.recording, "aws:cloudwatch/logGroup:LogGroup").filter(({ name }) =>
      /error|access/.test(name),
    );
    const kept = { retentionInDays: 30, kmsKeyId: "arn:key", tags: { team: "identity" } };
    assert.deepEqual(inputsByName(logs), {
      "users-access-log": { name: "/aws/apigateway/p-users-dev", ...kept },
      "users-error-log": { name: "API-Gateway-Execution-Logs_id-of-users-api/live", ...kept },
    });
  });

  it("throttles the stage, each public route and each route that asks for it, and every key", async () => {
    const routes = {
      ...ARGS.routes,
      "GET /users/{id}/x": { scopes: ["a"], handler: "admin", throttle: { ratePerSecond: 1, burst: 2 } },
    };
    const done = await withRoutes(routes);
    const settings = (methodPath: string, rate: number, burst: number) => ({
      restApi: "id-of-users-api",
      stageName: "live",
      methodPath,
      settings: {
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
        dataTraceEnabled: false,
        loggingLevel: "ERROR",
        metricsEnabled: false,
      },
    });
    assert.deepEqual(all(done, "methodSettings"), {
      "users-settings": settings("*/*", 50, 100),
      "users-GET /": settings("~1/GET", 10, 20),
      "users-GET /users/{id}/x": settings("~1users~1{id}~1x/GET", 1, 2),
    });
    assert.deepEqual(all(done, "usagePlan")["users-usage-plan"], {
      name: "p-users-dev",
      description: "Limits of each key of the users API",
      apiStages: [{ apiId: "id-of-users-api", stage: "live" }],
      throttleSettings: { rateLimit: 50, burstLimit: 100 },
      tags: { team: "identity" },
    });
  });

  it("puts the firewall before the stage", async () => {
    const { recording } = await run({ firewall: FIREWALL });
    assert.deepEqual(inputsByName(ofType(recording, "aws:wafv2/webAclAssociation:WebAclAssociation")), {
      "users-firewall": {
        resourceArn: "arn:aws:apigateway:eu-central-1::/restapis/users-stage",
        webAclArn: "arn:of:users-firewall",
      },
    });
    const { scope, region } = find(recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs;
    assert.deepEqual({ scope, region }, { scope: "REGIONAL", region: undefined });
    assert.deepEqual(ofType((await run()).recording, "aws:wafv2/webAcl:WebAcl"), []);
  });

  it("answers at its own name with TLS 1.2, and no longer at the one that AWS gives", async () => {
    const certificateArn = certificateIn("eu-central-1");
    const done = await run({ domain: { name: "api.example.com", certificateArn } });
    assert.deepEqual(all(done, "domainName"), {
      "users-domain": {
        domainName: "api.example.com",
        regionalCertificateArn: certificateArn,
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: "TLS_1_2",
        tags: { team: "identity" },
      },
    });
    assert.deepEqual(all(done, "basePathMapping"), {
      "users-domain": { restApi: "id-of-users-api", stageName: "live", domainName: "api.example.com" },
    });
    assert.equal(all(done, "restApi")["users-api"]!["disableExecuteApiEndpoint"], true);
    assert.equal(await valueOf(done.result.url), "https://api.example.com");
    assert.equal(await valueOf((await run()).result.url), "https://users-stage.example.com/live");
  });

  it("refuses CORS for several origins, of which an error could name only one", () =>
    assertRefused(
      run({ cors: { allowOrigins: ["https://a.example", "https://b.example"], allowHeaders: [], maxAgeSeconds: 0 } }),
      "`cors.allowOrigins` has 2 origins, and a REST API can name one: use the profile `http`, or one API for each",
    ));

  it("refuses two names for the variable at one place", () =>
    assertRefused(
      withRoutes({
        "GET /users/{id}": { scopes: ["a"], handler: "admin" },
        "GET /users/{name}/x": { scopes: ["a"], handler: "admin" },
      }),
      "route `GET /users/{name}/x` has `{name}` where `GET /users/{id}` has `{id}`: a REST API takes one name at one place",
    ));

  it("refuses an address with a variable that its path does not have", () =>
    assertRefused(
      withRoutes({ "GET /users/{id}": { scopes: ["a"], url: "https://a.example/{uid}" } }),
      "route `GET /users/{id}` has `uid` in its `url`, and not in its path",
    ));

  it("refuses a scope where there is no code for the Lambda authorizer", () =>
    assertRefused(
      withRoutes({ "GET /x": { scopes: ["a"], handler: "admin" } }, { authorizerModule: undefined }),
      "route `GET /x` needs the Lambda authorizer: give `authorizerModule`",
    ));
});
