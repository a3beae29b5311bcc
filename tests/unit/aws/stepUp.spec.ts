/** A step-up on an HTTP API from end to end: bundled authorizer, bundled service, mapping of the challenge. */
import assert from "node:assert/strict";
import { bundleOwn } from "../../../components/aws/shared/bundle";
import { serviceModule } from "./serviceModule";
import { firstKey, oktaClaims, sign, startIssuer, type TestIssuer } from "../guard/tokens";
import { startApi, type TestApi } from "./localApi";

const CHALLENGE =
  'Bearer error="insufficient_user_authentication", error_description="a stronger sign-in is required", acr_values="phr", max_age="300"';

describe("a step-up on an HTTP API, end to end", () => {
  let issuer: TestIssuer;
  let api: TestApi;
  const stepUp = { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } };

  before(async () => {
    issuer = await startIssuer([(await firstKey()).jwk]);
    api = await startApi();
    const { authorizer } = bundleOwn(["authorizer"]);
    const REQUIREMENTS = JSON.stringify({
      "POST /handler": { ...stepUp, challenge: "integration" },
      "POST /url": { ...stepUp, challenge: "none" },
    });
    const LoggingConfig = { LogGroup: "/api/test" };
    const integration = await api.lambda("admin", serviceModule(), {
      Environment: { Variables: { REQUIREMENTS } },
      LoggingConfig,
    });
    await api.make("PATCH", `/v2/apis/${api.apiId}/integrations/${integration}`, {
      responseParameters: {
        401: { "overwrite:header.www-authenticate": "$response.header.step-up-challenge" },
      },
    });
    await api.lambda("guard", authorizer!, {
      Environment: {
        Variables: { ISSUER: issuer.issuer, AUDIENCE: "api://admin", ALLOW_INSECURE_ISSUER: "true", REQUIREMENTS },
      },
    });
    const { authorizerId } = await api.make("POST", `/v2/apis/${api.apiId}/authorizers`, {
      name: "guard",
      authorizerType: "REQUEST",
      authorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:guard",
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      identitySource: ["$request.header.Authorization", "$context.routeKey"],
      authorizerResultTtlInSeconds: 0,
    });
    for (const path of ["/handler", "/url"]) {
      await api.route(`POST ${path}`, integration, { authorizationType: "CUSTOM", authorizerId });
    }
    await api.stage();
  });
  after(async () => {
    await api.aws.close();
    await issuer.close();
  });

  const call = async (path: string, more: Record<string, unknown> = {}) => {
    const token = await sign(await firstKey(), oktaClaims(issuer.issuer, Math.floor(Date.now() / 1000), more));
    return fetch(api.url + path, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  };
  const audits = async () => {
    const events = api.kept.events("/api/test");
    return events.filter(({ message }: { message: string }) => message.includes('"audit"')).length as number;
  };

  it("refuses with 401, the challenge in the header and in the body, and does nothing", async () => {
    const response = await call("/handler");
    assert.equal(response.status, 401);
    assert.equal(response.headers.get("www-authenticate"), CHALLENGE);
    assert.deepEqual(await response.json(), {
      error: "insufficient_user_authentication",
      error_description: "a stronger sign-in is required",
      acr_values: "phr",
      max_age: 300,
    });
    assert.equal(await audits(), 0);
  });

  it("refuses with 403 where nobody behind it can answer with the challenge", async () => {
    const response = await call("/url");
    assert.equal(response.status, 403);
    assert.equal(response.headers.get("www-authenticate"), null);
    assert.equal(await audits(), 0);
  });

  it("serves who has signed in as the route demands", async () => {
    const response = await call("/handler", { acr: "phr" });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("www-authenticate"), null);
    assert.equal(await audits(), 1);
  });
});
