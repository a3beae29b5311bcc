/** The gateway as an HTTP API: the API itself, its address, and what it passes requests on to. */
import assert from "node:assert/strict";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { find, ofType, valueOf } from "../../setup/mocks";
import { run, withRoute } from "./httpApiArgs";

const API = "arn:aws:execute-api:eu-central-1:111122223333:users-api";

describe("ProtectedHttpApi", () => {
  it("lets a function answer with a challenge only where one of its routes asks for a step-up", async () => {
    const { recording } = await withRoute({ requirement: { scopes: { all: ["a", "b"] } }, handler: "admin" });
    const { inputs } = find(recording, "aws:apigatewayv2/integration:Integration", "users-admin");
    assert.equal(inputs["responseParameters"], undefined);
  });

  it("makes one integration for each target, and lets this API alone call each function", async () => {
    const { recording } = await run();
    assert.deepEqual(
      ofType(recording, "aws:apigatewayv2/integration:Integration").map(({ name, inputs }) => [name, inputs]),
      [
        [
          "users-admin",
          {
            apiId: "id-of-users-api",
            integrationType: "AWS_PROXY",
            integrationUri: "arn:invoke:admin",
            integrationMethod: "POST",
            payloadFormatVersion: "2.0",
            responseParameters: [
              {
                statusCode: "401",
                mappings: { "overwrite:header.www-authenticate": "$response.header.step-up-challenge" },
              },
            ],
            timeoutMilliseconds: 26_000,
          },
        ],
        [
          "users-https://reports.example.com/",
          {
            apiId: "id-of-users-api",
            integrationType: "HTTP_PROXY",
            integrationUri: "https://reports.example.com/",
            integrationMethod: "ANY",
            payloadFormatVersion: "1.0",
            requestParameters: {
              "overwrite:header.x-access-subject": "$context.authorizer.sub",
              "overwrite:header.x-access-client": "$context.authorizer.cid",
              "overwrite:header.x-access-scopes": "$context.authorizer.scp",
            },
            timeoutMilliseconds: 26_000,
          },
        ],
      ],
    );
    const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
    assert.deepEqual(
      ofType(recording, "aws:lambda/permission:Permission").map(({ name, inputs }) => [name, inputs]),
      [
        ["users-admin", { ...permission, function: "p-users-admin-dev", sourceArn: `${API}/*/*` }],
        [
          "users-guard",
          { ...permission, function: "p-users-guard-dev", sourceArn: `${API}/authorizers/id-of-users-guard` },
        ],
      ],
    );
  });

  it("declares the API with CORS for named pages only", async () => {
    const inputs = async (changes: Partial<ProtectedApiArgs>) =>
      find((await run(changes)).recording, "aws:apigatewayv2/api:Api", "users-api").inputs;
    const common = {
      name: "p-users-dev",
      description: "The users API of p",
      protocolType: "HTTP",
      disableExecuteApiEndpoint: false,
      tags: { team: "identity" },
    };
    assert.deepEqual(await inputs({}), common);
    const cors = { allowOrigins: ["https://a.example"], allowHeaders: ["authorization"], maxAgeSeconds: 600 };
    assert.deepEqual(await inputs({ cors }), {
      ...common,
      corsConfiguration: {
        allowOrigins: ["https://a.example"],
        allowHeaders: ["authorization"],
        allowMethods: ["DELETE", "GET", "POST"],
        allowCredentials: false,
        exposeHeaders: ["www-authenticate", "x-amzn-remapped-www-authenticate"],
        maxAge: 600,
      },
    });
  });

  it("gives the API's address", async () => {
    const { result, recording } = await run();
    assert.equal(await valueOf(result.url), "https://users-api.example.com");
    assert.deepEqual(recording.outputs.get("okta-api-access:index:ProtectedHttpApi::users"), {
      url: "https://users-api.example.com",
    });
  });
});
