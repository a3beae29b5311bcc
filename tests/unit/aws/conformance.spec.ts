/** One table of tokens, three judges: the gateway's JWT authorizer, and the bundled Lambda authorizer behind the gateway. */
import assert from "node:assert/strict";
import { bundleOwn } from "../../../components/aws/shared/bundle";
import { BAD_TOKENS, type TokenContext } from "../guard/badTokens";
import { firstKey, oktaClaims, secondKey, sign, startIssuer, type TestIssuer } from "../guard/tokens";
import { ECHO, startApi, type Json, type TestApi } from "./localApi";

/** Bytes of the bundle; with the key fetch and the library it must still load in milliseconds. */
const BUNDLE_MAX = 40_000;

describe("the gateway with both authorizers", () => {
  let issuer: TestIssuer;
  let api: TestApi;
  let context: TokenContext;
  let code: string;

  before(async () => {
    const key = await firstKey();
    issuer = await startIssuer([key.jwk]);
    context = { issuer: issuer.issuer, now: Math.floor(Date.now() / 1000), key, other: await secondKey() };
    api = await startApi();
    const integration = await api.lambda("echo", ECHO.replace("({", "(console.log('served'), {"), {
      LoggingConfig: { LogGroup: "/api/test" },
    });
    code = bundleOwn(["authorizer"]).authorizer;
    await api.lambda("guard", code, {
      Timeout: 10,
      Environment: {
        Variables: {
          ISSUER: issuer.issuer,
          AUDIENCE: "api://admin",
          ALLOW_INSECURE_ISSUER: "true",
          REQUIREMENTS: JSON.stringify({
            "GET /lambda": {},
            "GET /all": { scopes: { all: ["users:read", "users:delete"] } },
            "GET /step-up": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
            "GET /groups": { groups: "group-*-test", groupsClaim: "groups" },
          }),
        },
      },
      LoggingConfig: { LogGroup: "/api/test" },
    });
    const { authorizerId: jwt } = await api.make("POST", `/v2/apis/${api.apiId}/authorizers`, {
      name: "jwt",
      authorizerType: "JWT",
      identitySource: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: issuer.issuer, audience: ["api://admin"] },
    });
    const { authorizerId: lambda } = await api.make("POST", `/v2/apis/${api.apiId}/authorizers`, {
      name: "lambda",
      authorizerType: "REQUEST",
      authorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:guard",
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      identitySource: ["$request.header.Authorization", "$context.routeKey"],
      authorizerResultTtlInSeconds: 0,
    });
    await api.route("GET /jwt", integration, { authorizationType: "JWT", authorizerId: jwt });
    for (const path of ["/lambda", "/all", "/step-up", "/groups", "/undeclared"]) {
      await api.route(`GET ${path}`, integration, { authorizationType: "CUSTOM", authorizerId: lambda });
    }
    await api.stage();
  });

  after(async () => {
    await api.aws.close();
    await issuer.close();
  });

  async function call(path: string, token: string) {
    const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: (await response.json()) as Json };
  }

  /** How often the handler behind the API was reached. */
  async function served(): Promise<number> {
    const events = api.kept.events("/api/test");
    return events.filter(({ message }: { message: string }) => message === "served").length;
  }

  const good = (more: Record<string, unknown> = {}) =>
    sign(context.key, oktaClaims(context.issuer, Math.floor(Date.now() / 1000), more));

  it("keeps the bundled authorizer small", () => {
    assert.ok(Buffer.byteLength(code) <= BUNDLE_MAX, `${Buffer.byteLength(code)} bytes`);
  });

  it("lets a good token through at both, with what each passes on", async () => {
    const token = await good();
    assert.equal((await call("/jwt", token)).body.requestContext.authorizer.jwt.claims.sub, "ada@example.com");
    assert.deepEqual((await call("/lambda", token)).body.requestContext.authorizer.lambda, {
      sub: "ada@example.com",
      cid: "0oa1",
      uid: "00u1",
      scp: "users:read",
    });
  });

  for (const { what, make, passesGateway } of BAD_TOKENS) {
    it(`refuses a token ${what}${passesGateway ? " at the Lambda authorizer alone" : ""}`, async () => {
      const token = await make(context);
      const before = await served();
      assert.deepEqual(await call("/lambda", token), { status: 403, body: { message: "Forbidden" } });
      assert.equal(await served(), before);
      assert.equal((await call("/jwt", token)).status, passesGateway ? 200 : 401);
      assert.equal(await served(), before + (passesGateway ? 1 : 0));
    });
  }

  it("wants what a JWT authorizer cannot: all scopes, a step-up, a group", async () => {
    assert.equal((await call("/all", await good({ scp: ["users:read", "users:delete"] }))).status, 200);
    assert.equal((await call("/all", await good())).status, 403);
    assert.equal((await call("/step-up", await good({ acr: "phr" }))).status, 200);
    assert.equal((await call("/step-up", await good({ acr: "urn:okta:loa:2fa:any" }))).status, 403);
    assert.equal((await call("/step-up", await good({ acr: "phr", auth_time: context.now - 1_000 }))).status, 403);
    assert.equal((await call("/groups", await good({ groups: ["group-a-test"] }))).status, 200);
    assert.equal((await call("/groups", await good({ groups: ["group-a"] }))).status, 403);
  });

  it("refuses a route of which the authorizer has not been told", async () => {
    assert.equal((await call("/undeclared", await good())).status, 403);
  });

  it("logs a refusal with who it was, and no part of a token", async () => {
    const token = await good({ scp: [] });
    await call("/all", token);
    const events = api.kept.events("/api/test");
    const line = JSON.parse(events.at(-1).message);
    assert.deepEqual(
      { ...line, requestId: undefined },
      {
        refused: "insufficient_scope",
        description: "the token does not hold all of the scopes",
        status: 403,
        route: "GET /all",
        requestId: undefined,
        sub: "ada@example.com",
        cid: "0oa1",
        jti: "AT.1",
      },
    );
    const all = events.map(({ message }: { message: string }) => message).join("\n") as string;
    for (const part of token.split(".")) assert.ok(!all.includes(part));
  });
});
