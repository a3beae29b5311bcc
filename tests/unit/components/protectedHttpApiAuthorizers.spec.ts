/** The gateway as an HTTP API: who checks each route, and what the Lambda authorizer gets. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { find, ofType, type Recording } from "../../setup/mocks";
import { ISSUER } from "./gatewayArgs";
import { ROUTE, run, stepUp, withRoute } from "./httpApiArgs";

const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";

const routeInputs = (recording: Recording, key: string) => find(recording, ROUTE, `users-${key}`).inputs;

describe("ProtectedHttpApi", () => {
  it("checks a route with scopes by the one JWT authorizer", async () => {
    const { recording } = await run();
    assert.deepEqual(routeInputs(recording, "GET /users"), {
      apiId: "id-of-users-api",
      routeKey: "GET /users",
      target: "integrations/id-of-users-admin",
      authorizationType: "JWT",
      authorizerId: "id-of-users-jwt",
      authorizationScopes: ["users:read", "users:manage"],
    });
    assert.deepEqual(find(recording, AUTHORIZER, "users-jwt").inputs, {
      apiId: "id-of-users-api",
      name: "p-users-jwt-dev",
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: ISSUER, audiences: ["api://admin"] },
    });
  });

  it("checks a route with a requirement by the one Lambda authorizer, without scopes and without a cache", async () => {
    const { recording } = await run();
    assert.deepEqual(routeInputs(recording, "DELETE /users/{id}"), {
      apiId: "id-of-users-api",
      routeKey: "DELETE /users/{id}",
      target: "integrations/id-of-users-admin",
      authorizationType: "CUSTOM",
      authorizerId: "id-of-users-guard",
    });
    assert.deepEqual(find(recording, AUTHORIZER, "users-guard").inputs, {
      apiId: "id-of-users-api",
      name: "p-users-guard-dev",
      authorizerType: "REQUEST",
      authorizerUri: "invoke-arn-of-users-guard-function",
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: 0,
      identitySources: ["$request.header.Authorization", "$context.routeKey"],
    });
    assert.equal(ofType(recording, AUTHORIZER).length, 2);
  });

  it("keeps answers of the Lambda authorizer for a minute where no route asks for a step-up", async () => {
    const { recording } = await withRoute({ requirement: { scopes: { all: ["a", "b"] } }, handler: "admin" });
    const { authorizerResultTtlInSeconds, identitySources } = find(recording, AUTHORIZER, "users-guard").inputs;
    assert.equal(authorizerResultTtlInSeconds, 60);
    assert.deepEqual(identitySources, ["$request.header.Authorization", "$context.routeKey"]);
  });

  it("hands the Lambda authorizer what it needs, and no secret", async () => {
    const environment = async (changes: Partial<ProtectedApiArgs>) => {
      const { inputs } = find((await run(changes)).recording, "aws:lambda/function:Function", "users-guard-function");
      const { variables } = inputs["environment"] as { variables: Record<string, string> };
      return { ...variables, REQUIREMENTS: JSON.parse(variables["REQUIREMENTS"]!) as object };
    };
    const common = {
      ISSUER,
      AUDIENCE: "api://admin",
      REQUIREMENTS: { "DELETE /users/{id}": stepUp, "GET /reports": { scopes: { all: ["a", "b"] } } },
    };
    assert.deepEqual(await environment({}), common);
    const narrowing = {
      entitlements: { claim: ["entitled_groups"], scopes: { leads: ["a"] } },
      claims: ["entitlements", "entitlements_2"],
      exactClients: ["0oa1", pulumi.output("0oa2")],
    };
    assert.deepEqual(await environment({ allowInsecureIssuer: true, narrowing }), {
      ...common,
      ALLOW_INSECURE_ISSUER: "true",
      ENTITLEMENTS: '{"claim":["entitled_groups"],"scopes":{"leads":["a"]}}',
      ENTITLEMENT_CLAIM: '["entitlements","entitlements_2"]',
      EXACT_CLIENTS: '["0oa1","0oa2"]',
    });
  });

  it("leaves a public route open by name, and throttles it on its own", async () => {
    const { recording } = await run();
    assert.deepEqual(routeInputs(recording, "GET /health"), {
      apiId: "id-of-users-api",
      routeKey: "GET /health",
      target: "integrations/id-of-users-admin",
      authorizationType: "NONE",
      operationName: "public: load balancer probe",
    });
    const reason = "x".repeat(80);
    const long = routeInputs((await withRoute({ public: reason, handler: "admin" })).recording, "GET /x");
    assert.equal(long["operationName"], `public: ${"x".repeat(53)}...`);
  });

  it("makes no authorizer that no route needs", async () => {
    const { recording } = await withRoute({ public: "probe", handler: "admin" });
    assert.deepEqual(ofType(recording, AUTHORIZER), []);
    assert.deepEqual(ofType(recording, "aws:lambda/function:Function"), []);
    const { recording: jwtOnly } = await withRoute({ scopes: ["a"], handler: "admin" });
    assert.deepEqual(
      ofType(jwtOnly, AUTHORIZER).map(({ name }) => name),
      ["users-jwt"],
    );
  });
});
