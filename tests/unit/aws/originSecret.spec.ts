/** An HTTP API behind CloudFront, end to end: the bundled authorizer reads the secret, and turns away what does not show it. */
import assert from "node:assert/strict";
import { bundleOwn } from "../../../components/aws/shared/bundle";
import { firstKey, oktaClaims, sign, startIssuer, type TestIssuer } from "../guard/tokens";
import { ECHO, startApi, type TestApi } from "./localApi";

const SECRET = "0123456789abcdef";

describe("an HTTP API that is to be reached through CloudFront alone", () => {
  let issuer: TestIssuer;
  let api: TestApi;

  async function start(secretArn: string): Promise<void> {
    const { authorizer } = bundleOwn(["authorizer"]);
    const integration = await api.lambda("echo", ECHO);
    const Variables = {
      ISSUER: issuer.issuer,
      AUDIENCE: "api://admin",
      ALLOW_INSECURE_ISSUER: "true",
      ORIGIN_SECRET_ARN: secretArn,
      REQUIREMENTS: JSON.stringify({
        "GET /users": { scopes: { any: ["users:read"] } },
        "GET /health": { public: true },
      }),
    };
    await api.lambda("guard", authorizer!, { Environment: { Variables }, Timeout: 10 });
    const authorizerOf = async (name: string, sources: string[]) =>
      (
        await api.make("POST", `/v2/apis/${api.apiId}/authorizers`, {
          name,
          authorizerType: "REQUEST",
          authorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:guard",
          authorizerPayloadFormatVersion: "2.0",
          enableSimpleResponses: true,
          identitySource: [...sources, "$request.header.x-origin-verify", "$context.routeKey"],
          authorizerResultTtlInSeconds: 60,
        })
      ).authorizerId;
    const guard = await authorizerOf("guard", ["$request.header.Authorization"]);
    const edge = await authorizerOf("edge", []);
    await api.route("GET /users", integration, { authorizationType: "CUSTOM", authorizerId: guard });
    await api.route("GET /health", integration, { authorizationType: "CUSTOM", authorizerId: edge });
    await api.stage();
  }

  beforeEach(async () => {
    issuer = await startIssuer([(await firstKey()).jwk]);
    api = await startApi();
  });
  afterEach(async () => {
    await api.aws.close();
    await issuer.close();
  });

  /** As the stack allows the guard's role: this secret and no other. */
  async function allow(secretArn: string): Promise<void> {
    const statement = { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: secretArn };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const policy = { role: "test", name: "read-origin-secret", policy: PolicyDocument };
    await api.kept.declare("aws:iam/rolePolicy:RolePolicy", policy);
  }

  async function call(path: string, secret?: string, token?: string): Promise<number> {
    const headers: Record<string, string> = {};
    if (secret !== undefined) headers["x-origin-verify"] = secret;
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    return (await fetch(api.url + path, { headers })).status;
  }

  it("serves public and guarded routes with the secret, and refuses both without it", async () => {
    const { id } = await api.kept.make("secretsmanager.Secret", { name: "origin" });
    const properties = { secretId: id, secretString: SECRET };
    await api.kept.make("secretsmanager.SecretVersion", properties);
    await allow(id);
    await start(id);
    const token = await sign(await firstKey(), oktaClaims(issuer.issuer, Math.floor(Date.now() / 1000)));
    assert.deepEqual([await call("/health", SECRET), await call("/users", SECRET, token)], [200, 200]);
    assert.deepEqual([await call("/health"), await call("/users", undefined, token)], [401, 401]);
    assert.deepEqual([await call("/health", "guess"), await call("/users", "guess", token)], [403, 403]);
    assert.deepEqual([await call("/users", SECRET), await call("/users", SECRET, "rubbish")], [401, 403]);
  });

  it("refuses everything where the secret cannot be had", async () => {
    const none = "arn:aws:secretsmanager:us-east-1:000000000000:secret:none-abcdef";
    await allow(none);
    await start(none);
    assert.equal(await call("/health", SECRET), 500);
  });

  it("refuses everything where the role may not read the secret", async () => {
    const { id } = await api.kept.make("secretsmanager.Secret", { name: "origin" });
    const properties = { secretId: id, secretString: SECRET };
    await api.kept.make("secretsmanager.SecretVersion", properties);
    await allow(id.replace("us-east-1", "eu-west-1"));
    await start(id);
    assert.equal(await call("/health", SECRET), 500);
  });
});
