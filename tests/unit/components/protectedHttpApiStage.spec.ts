/** The gateway as an HTTP API: its stage, what is throttled, what is logged. */
import assert from "node:assert/strict";
import { find } from "../../setup/mocks";
import { ROUTE, ROUTES, run, withRoute } from "./httpApiArgs";

describe("ProtectedHttpApi", () => {
  it("declares the default stage: deployed by itself, throttled by default and by route, logged", async () => {
    const { recording } = await run();
    const stage = find(recording, "aws:apigatewayv2/stage:Stage", "users-stage");
    const { accessLogSettings, ...inputs } = stage.inputs;
    assert.deepEqual(inputs, {
      apiId: "id-of-users-api",
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
      routeSettings: [
        { routeKey: "POST /users", throttlingRateLimit: 1, throttlingBurstLimit: 2 },
        { routeKey: "GET /health", throttlingRateLimit: 10, throttlingBurstLimit: 20 },
      ],
      tags: { team: "identity" },
    });
    const routes = stage.dependsOn.filter((dependency) => dependency.startsWith(ROUTE));
    assert.deepEqual(
      routes,
      Object.keys(ROUTES)
        .map((key) => `${ROUTE}::users-${key}`)
        .sort(),
    );
    const { destinationArn, format } = accessLogSettings as { destinationArn: string; format: string };
    assert.equal(destinationArn, "arn:aws:logs:eu-central-1:111122223333:log-group:users-access-log");
    assert.deepEqual(JSON.parse(format), {
      requestId: "$context.requestId",
      time: "$context.requestTime",
      sourceIp: "$context.identity.sourceIp",
      routeKey: "$context.routeKey",
      status: "$context.status",
      sub: "$context.authorizer.claims.sub",
      cid: "$context.authorizer.claims.cid",
      scp: "$context.authorizer.claims.scp",
      authorizerSub: "$context.authorizer.sub",
      authorizerCid: "$context.authorizer.cid",
      authorizerScp: "$context.authorizer.scp",
      authorizerError: "$context.authorizer.error",
      error: "$context.error.responseType",
      integrationError: "$context.integrationErrorMessage",
      latencyMs: "$context.responseLatency",
    });
    assert.ok(format.length < 3_000);
  });

  it("never throttles a public route less than the API", async () => {
    const throttle = { ratePerSecond: 5, burst: 50 };
    const { recording } = await withRoute({ public: "probe", handler: "admin" }, { throttle });
    assert.deepEqual(find(recording, "aws:apigatewayv2/stage:Stage", "users-stage").inputs["routeSettings"], [
      { routeKey: "GET /x", throttlingRateLimit: 5, throttlingBurstLimit: 20 },
    ]);
  });

  it("keeps the access log for the days given, encrypted where there is a key", async () => {
    const { recording } = await run({ logs: { retentionDays: 30, kmsKeyArn: "arn:key" } });
    assert.deepEqual(find(recording, "aws:cloudwatch/logGroup:LogGroup", "users-access-log").inputs, {
      name: "/aws/apigateway/p-users-dev",
      retentionInDays: 30,
      kmsKeyId: "arn:key",
      tags: { team: "identity" },
    });
  });
});
