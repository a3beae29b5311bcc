/** The local AWS's control plane: what it makes, what it refuses, and with which of AWS's errors. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { startLocalAws } from "../../../local/aws/start";
import { startIssuer, type TestIssuer } from "../lambda/tokens";
import { ECHO, startApi, type Json, type TestApi } from "./localApi";

const TRUST = JSON.stringify({ Statement: [{ Principal: { Service: "lambda.amazonaws.com" } }] });

describe("the local AWS's control plane", () => {
  let api: TestApi;
  let issuer: TestIssuer;
  let base: string;
  let integration: string;

  before(async () => {
    issuer = await startIssuer([]);
    api = await startApi();
    base = `/v2/apis/${api.apiId}`;
    integration = await api.lambda("echo", ECHO);
  });

  after(async () => {
    await api.aws.close();
    await issuer.close();
  });

  async function refused(method: string, path: string, body: unknown, status: number, message: string | RegExp) {
    const answer = await api.call(method, path, body);
    if (typeof message === "string") assert.deepEqual(answer, { status, body: { message } });
    else {
      assert.equal(answer.status, status);
      assert.match(answer.body.message as string, message);
    }
  }

  const jwt = (more: Record<string, unknown> = {}) => ({
    name: "okta",
    authorizerType: "JWT",
    identitySource: ["$request.header.Authorization"],
    jwtConfiguration: { issuer: issuer.issuer, audience: ["api://admin"] },
    ...more,
  });

  describe("of HTTP APIs", () => {
    it("makes, shows, changes, lists and deletes one", async () => {
      const made = await api.make("POST", "/v2/apis", {
        name: "n",
        protocolType: "HTTP",
        description: "d",
        tags: { a: "b" },
      });
      const { apiId, createdDate, ...rest } = made;
      assert.match(apiId, /^[a-z0-9]{10}$/);
      assert.ok(Date.parse(createdDate) > 0);
      assert.deepEqual(rest, {
        name: "n",
        protocolType: "HTTP",
        description: "d",
        tags: { a: "b" },
        disableExecuteApiEndpoint: false,
        apiEndpoint: `${api.aws.url}/_api/${apiId}`,
        routeSelectionExpression: "$request.method $request.path",
        apiKeySelectionExpression: "$request.header.x-api-key",
      });
      assert.deepEqual(await api.make("GET", `/v2/apis/${apiId}`), made);
      const changed = await api.make("PATCH", `/v2/apis/${apiId}`, { description: null, name: "m" });
      assert.deepEqual([changed.name, "description" in changed], ["m", false]);
      const { items } = await api.make("GET", "/v2/apis");
      assert.deepEqual(
        items.map((item: Json) => item.apiId),
        [api.apiId, apiId],
      );
      assert.equal((await api.call("DELETE", `/v2/apis/${apiId}`)).status, 204);
      await refused(
        "GET",
        `/v2/apis/${apiId}`,
        undefined,
        404,
        `Invalid API identifier specified 000000000000:${apiId}`,
      );
    });

    it("refuses what is wrong in one, all at once, and what it does not know", async () => {
      await refused("POST", "/v2/apis", { name: "", protocolType: "WEBSOCKET", nane: 1 }, 400, /unknown field `nane`/);
      await refused("POST", "/v2/apis", { protocolType: "HTTP" }, 400, /^name: /);
      const cors = { allowOrigins: ["*"], allowCredentials: true };
      await refused(
        "POST",
        "/v2/apis",
        { name: "n", protocolType: "HTTP", corsConfiguration: cors },
        400,
        /allowCredentials/,
      );
    });
  });

  describe("of routes", () => {
    it("makes, changes and deletes one", async () => {
      const { routeId, ...made } = await api.route("GET /r", integration, { operationName: "op" });
      assert.deepEqual(made, {
        routeKey: "GET /r",
        target: `integrations/${integration}`,
        authorizationType: "NONE",
        operationName: "op",
      });
      const changed = await api.make("PATCH", `${base}/routes/${routeId}`, { operationName: null, routeKey: "GET /s" });
      assert.deepEqual([changed.routeKey, "operationName" in changed], ["GET /s", false]);
      assert.equal((await api.call("DELETE", `${base}/routes/${routeId}`)).status, 204);
      assert.equal((await api.call("GET", `${base}/routes/${routeId}`)).status, 404);
    });

    for (const routeKey of [
      "",
      "GET",
      "/a",
      "get /a",
      "GET a",
      "FETCH /a",
      "GET /{a",
      "GET /a{b}",
      "GET /{a+}/b",
      "GET /{a}/{a}",
    ]) {
      it(`refuses the route key \`${routeKey}\``, () =>
        refused(
          "POST",
          `${base}/routes`,
          { routeKey },
          400,
          /^The provided route key is not formatted properly for HTTP protocol/,
        ));
    }

    it("refuses a second one of the same key, also by a change", async () => {
      await api.route("GET /twice", integration);
      const message = "Route with key GET /twice already exists for this API";
      await refused("POST", `${base}/routes`, { routeKey: "GET /twice" }, 409, message);
      const { routeId } = await api.route("GET /other", integration);
      await refused("PATCH", `${base}/routes/${routeId}`, { routeKey: "GET /twice" }, 409, message);
    });

    it("refuses authorization that cannot be, with AWS's own texts", async () => {
      const { authorizerId } = await api.make("POST", `${base}/authorizers`, jwt({ name: "routes" }));
      const route = (more: object) => ({ routeKey: "GET /auth", ...more });
      const noJwt =
        "Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.";
      await refused("POST", `${base}/routes`, route({ authorizationType: "JWT" }), 400, noJwt);
      await refused("POST", `${base}/routes`, route({ authorizationType: "JWT", authorizerId: "none" }), 400, noJwt);
      await refused(
        "POST",
        `${base}/routes`,
        route({ authorizationType: "CUSTOM", authorizerId }),
        400,
        /requires a valid custom authorizer/,
      );
      const scopes = { authorizationScopes: ["a"] };
      await refused(
        "POST",
        `${base}/routes`,
        route(scopes),
        400,
        /^Invalid Route authorization type specified. Authorization Scopes are only valid/,
      );
      const eleven = { authorizationType: "JWT", authorizerId, authorizationScopes: [..."abcdefghijk"] };
      await refused("POST", `${base}/routes`, route(eleven), 400, "a route has at most 10 authorization scopes");
      await refused(
        "POST",
        `${base}/routes`,
        route({ authorizationType: "AWS_IAM" }),
        501,
        "the local AWS does not model the authorization type `AWS_IAM`",
      );
      await refused("POST", `${base}/routes`, route({ target: "integrations/none" }), 400, /^Invalid target specified/);
      assert.equal((await api.call("DELETE", `${base}/authorizers/${authorizerId}`)).status, 204);
    });
  });

  describe("of authorizers", () => {
    it("reads the issuer's discovery document when it makes or changes one", async () => {
      const { authorizerId, ...made } = await api.make("POST", `${base}/authorizers`, jwt());
      assert.deepEqual(made, jwt());
      issuer.isDown = true;
      await refused(
        "PATCH",
        `${base}/authorizers/${authorizerId}`,
        { name: "renamed" },
        400,
        `Caught exception when connecting to ${issuer.issuer}/.well-known/openid-configuration for issuer ${issuer.issuer}. Please try again later. Error: Invalid issuer: ${issuer.issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
      );
      issuer.isDown = false;
      await api.make("DELETE", `${base}/authorizers/${authorizerId}`);
    });

    it("refuses an issuer on another machine without TLS", async () => {
      const jwtConfiguration = { issuer: "http://okta.example.com/oauth2/aus1", audience: ["a"] };
      await refused(
        "POST",
        `${base}/authorizers`,
        jwt({ jwtConfiguration }),
        400,
        /^Caught exception when connecting to http:\/\/okta/,
      );
    });

    it("refuses one that could not work", async () => {
      const arn = "arn:aws:lambda:us-east-1:000000000000:function:echo";
      const custom = (more: object) => ({
        name: "c",
        authorizerType: "REQUEST",
        identitySource: ["$request.header.Authorization"],
        authorizerUri: arn,
        authorizerPayloadFormatVersion: "2.0",
        enableSimpleResponses: true,
        authorizerResultTtlInSeconds: 0,
        ...more,
      });
      const cases: [object, number, RegExp][] = [
        [jwt({ identitySource: [] }), 400, /exactly one identity source/],
        [jwt({ identitySource: ["$context.x"] }), 400, /exactly one identity source/],
        [jwt({ jwtConfiguration: undefined }), 400, /the issuer is missing/],
        [jwt({ jwtConfiguration: { issuer: issuer.issuer } }), 400, /at least one audience/],
        [jwt({ authorizerUri: arn }), 400, /must not be set for a JWT authorizer/],
        [custom({ authorizerUri: "arn:aws:s3:::x" }), 400, /^Invalid Authorizer URI/],
        [custom({ authorizerPayloadFormatVersion: "1.0" }), 501, /payload format 1.0/],
        [custom({ enableSimpleResponses: false }), 501, /IAM policy/],
        [custom({ identitySource: [], authorizerResultTtlInSeconds: 1 }), 400, /Caching needs/],
        [custom({ identitySource: ["$request.body.x"] }), 400, /^Invalid identity source/],
        [custom({ authorizerResultTtlInSeconds: 3_601 }), 400, /authorizerResultTtlInSeconds/],
        [custom({ jwtConfiguration: { issuer: "x" } }), 400, /must not be set for a REQUEST authorizer/],
      ];
      for (const [body, status, message] of cases) await refused("POST", `${base}/authorizers`, body, status, message);
    });

    it("refuses to delete one that a route uses, and a second one of the same name", async () => {
      const { authorizerId } = await api.make("POST", `${base}/authorizers`, jwt({ name: "used" }));
      await refused("POST", `${base}/authorizers`, jwt({ name: "used" }), 400, /must be unique/);
      const { routeId } = await api.route("GET /used", integration, { authorizationType: "JWT", authorizerId });
      await refused("DELETE", `${base}/authorizers/${authorizerId}`, undefined, 409, /is used by Route 'GET \/used'/);
      await api.make("DELETE", `${base}/routes/${routeId}`);
      await api.make("DELETE", `${base}/authorizers/${authorizerId}`);
    });
  });

  describe("of integrations", () => {
    it("refuses one that could not work", async () => {
      const lambda = {
        integrationType: "AWS_PROXY",
        integrationUri: "arn:aws:lambda:us-east-1:000000000000:function:echo",
        payloadFormatVersion: "2.0",
      };
      const cases: [object, number, RegExp][] = [
        [{ ...lambda, integrationUri: "echo" }, 400, /^Invalid integration URI/],
        [{ ...lambda, payloadFormatVersion: "1.0" }, 501, /payload format 1.0/],
        [{ ...lambda, connectionType: "VPC_LINK" }, 501, /VPC link/],
        [{ ...lambda, timeoutInMillis: 30_001 }, 400, /timeoutInMillis/],
        [{ integrationType: "HTTP_PROXY", integrationUri: "https://x" }, 400, /HttpMethod/],
        [
          { integrationType: "HTTP_PROXY", integrationUri: "ftp://x", integrationMethod: "ANY" },
          400,
          /^Invalid HTTP endpoint/,
        ],
        [{ integrationType: "MOCK", integrationUri: "x" }, 400, /^Only AWS_PROXY and HTTP_PROXY/],
        [
          { ...lambda, responseParameters: { "200": { "overwrite:header.authorization": "x" } } },
          400,
          /header authorization are restricted/,
        ],
        [{ ...lambda, responseParameters: { "200": { "overwrite:header.X-Amz-Id": "x" } } }, 400, /are restricted/],
        [{ ...lambda, responseParameters: { "200": { "replace:header.x": "x" } } }, 400, /^Invalid mapping expression/],
        [{ ...lambda, requestParameters: {} }, 400, /unknown field `requestParameters`/],
      ];
      for (const [body, status, message] of cases) await refused("POST", `${base}/integrations`, body, status, message);
    });

    it("refuses to delete one that a route uses", async () => {
      const { routeId } = await api.route("GET /uses", integration);
      await refused("DELETE", `${base}/integrations/${integration}`, undefined, 409, /used by Route/);
      await api.make("DELETE", `${base}/routes/${routeId}`);
    });
  });

  describe("of stages", () => {
    it("refuses settings for a route that does not exist, with AWS's own text", () =>
      refused(
        "POST",
        `${base}/stages`,
        { stageName: "s", routeSettings: { "GET /none": {} } },
        404,
        "Unable to find Route by key GET /none within the provided RouteSettings",
      ));

    it("refuses a log that leads nowhere, or whose lines cannot be told apart", async () => {
      const log = (destinationArn: string, format: string) => ({
        stageName: "s",
        accessLogSettings: { destinationArn, format },
      });
      const arn = "arn:aws:logs:us-east-1:000000000000:log-group:/api/test";
      await refused(
        "POST",
        `${base}/stages`,
        log("arn:aws:logs:us-east-1:000000000000:log-group:none", "$context.requestId"),
        400,
        /log group that exists/,
      );
      await refused("POST", `${base}/stages`, log(arn, "$context.status"), 400, /^Format must include/);
      await refused(
        "POST",
        `${base}/stages`,
        log(arn, `$context.requestId${"x".repeat(3_072)}`),
        400,
        /longer than 3072/,
      );
    });

    it("refuses a second one of the same name", async () => {
      await api.stage({ stageName: "twice" });
      await refused("POST", `${base}/stages`, { stageName: "twice" }, 409, "Stage already exists");
    });
  });

  describe("of functions", () => {
    const fn = (more: object = {}) => ({
      FunctionName: "f",
      Role: "arn:aws:iam::000000000000:role/test",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { Files: { "index.mjs": ECHO } },
      ...more,
    });

    it("makes, shows, changes and deletes one", async () => {
      const made = await api.make("POST", "/2015-03-31/functions", fn({ Tags: { a: "b" } }));
      assert.deepEqual([made.Timeout, made.MemorySize, made.Architectures], [3, 128, ["x86_64"]]);
      const code = await api.make("PUT", "/2015-03-31/functions/f/code", {
        Files: { "index.mjs": "export const handler = 1" },
      });
      assert.notEqual(code.CodeSha256, made.CodeSha256);
      await api.make("PUT", "/2015-03-31/functions/f/configuration", {
        Timeout: 9,
        Environment: { Variables: { AB: "1" } },
      });
      const { Configuration, Tags } = await api.make("GET", "/2015-03-31/functions/f");
      assert.deepEqual(
        [Configuration.Timeout, Configuration.Environment, Tags],
        [9, { Variables: { AB: "1" } }, { a: "b" }],
      );
      assert.equal((await api.call("DELETE", "/2015-03-31/functions/f")).status, 204);
      assert.equal((await api.call("GET", "/2015-03-31/functions/f")).status, 404);
    });

    it("refuses one that could not run", async () => {
      const cases: [object, number, RegExp][] = [
        [
          fn({ Role: "arn:aws:iam::000000000000:role/none" }),
          400,
          /^The role defined for the function cannot be assumed by Lambda.$/,
        ],
        [fn({ Runtime: "python3.13" }), 400, /^Runtime: must be one of `nodejs20.x`/],
        [fn({ Handler: "index" }), 400, /^Handler/],
        [fn({ Code: { Files: { "../index.mjs": "" } } }), 400, /path inside the archive/],
        [fn({ Code: { Files: { "/etc/x": "" } } }), 400, /path inside the archive/],
        [fn({ Timeout: 901 }), 400, /^Timeout/],
        [fn({ Layers: [] }), 400, /unknown field `Layers`/],
        [fn({ FunctionName: "echo" }), 409, /^Function already exist: echo$/],
      ];
      for (const [body, status, message] of cases)
        await refused("POST", "/2015-03-31/functions", body, status, message);
    });

    it("refuses a second permission of the same id, and lists those that there are", async () => {
      const policy = "/2015-03-31/functions/echo/policy";
      const permission = { StatementId: "api", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
      await refused("POST", policy, permission, 409, /already exists/);
      const { Policy } = await api.make("GET", policy);
      assert.deepEqual(JSON.parse(Policy).Statement, [
        {
          Sid: "api",
          Effect: "Allow",
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: "arn:aws:lambda:us-east-1:000000000000:function:echo",
          Condition: { ArnLike: { "AWS:SourceArn": `arn:aws:execute-api:us-east-1:000000000000:${api.apiId}/*` } },
        },
      ]);
      await refused("DELETE", `${policy}/none`, undefined, 404, "Statement none is not found in resource policy.");
    });
  });

  describe("of roles and log groups", () => {
    it("makes, shows, changes and deletes a role with a policy, which has to go first", async () => {
      const made = await api.make("POST", "/iam/roles", { RoleName: "r", AssumeRolePolicyDocument: TRUST });
      assert.equal(made.Arn, "arn:aws:iam::000000000000:role/r");
      await api.make("PUT", "/iam/roles/r/policies/p", { PolicyDocument: '{"a":1}' });
      assert.equal((await api.make("GET", "/iam/roles/r/policies/p")).PolicyDocument, '{"a":1}');
      assert.equal((await api.make("PATCH", "/iam/roles/r", { Description: "d" })).Description, "d");
      await refused("DELETE", "/iam/roles/r", undefined, 409, "Cannot delete entity, must delete policies first.");
      await api.make("DELETE", "/iam/roles/r/policies/p");
      await api.make("DELETE", "/iam/roles/r");
      await refused("GET", "/iam/roles/r", undefined, 404, "The role with name r cannot be found.");
      await refused(
        "POST",
        "/iam/roles",
        { RoleName: "r", AssumeRolePolicyDocument: "text" },
        400,
        /policy document in JSON/,
      );
    });

    it("makes, shows, changes and deletes a log group", async () => {
      const path = `/logs/groups/${encodeURIComponent("/a/b")}`;
      const made = await api.make("POST", "/logs/groups", { logGroupName: "/a/b", retentionInDays: 7 });
      assert.equal(made.arn, "arn:aws:logs:us-east-1:000000000000:log-group:/a/b");
      assert.equal("retentionInDays" in (await api.make("PATCH", path, { retentionInDays: null })), false);
      await refused("PATCH", path, { retentionInDays: 8 }, 400, /must be one of 1, 3, 5/);
      await refused("POST", "/logs/groups", { logGroupName: "/a/b" }, 400, "The specified log group already exists");
      await api.make("DELETE", path);
      await refused("GET", path, undefined, 404, "The specified log group does not exist.");
    });
  });

  describe("towards others", () => {
    it("names the exception in a header and answers 501 for what is not modelled", async () => {
      const response = await fetch(`${api.aws.url}/2015-03-31/event-source-mappings`);
      assert.deepEqual([response.status, response.headers.get("x-amzn-errortype")], [501, "NotImplementedException"]);
      assert.deepEqual(await response.json(), {
        message: "the local AWS does not model GET /2015-03-31/event-source-mappings",
      });
    });

    it("refuses a body that is no JSON", async () => {
      const response = await fetch(`${api.aws.url}/v2/apis`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{",
      });
      assert.deepEqual([response.status, response.headers.get("x-amzn-errortype")], [400, "SerializationException"]);
    });

    it("refuses web pages: an origin, a form's content type, a foreign host name", async () => {
      const body = JSON.stringify({ name: "n", protocolType: "HTTP" });
      const url = `${api.aws.url}/v2/apis`;
      const json = { "content-type": "application/json" };
      assert.equal(
        (await fetch(url, { method: "POST", headers: { ...json, origin: "https://evil.example" }, body })).status,
        403,
      );
      assert.equal((await fetch(url, { method: "POST", headers: { "content-type": "text/plain" }, body })).status, 403);
      const status = await new Promise((resolve, reject) => {
        request(url, { headers: { host: "evil.example" } }, (response) => resolve(response.resume().statusCode))
          .on("error", reject)
          .end();
      });
      assert.equal(status, 403);
    });

    it("takes the region of a request from its header", async () => {
      const headers = { "content-type": "application/json", "x-local-aws-region": "eu-west-1" };
      const body = JSON.stringify({ logGroupName: "/region" });
      const response = await fetch(`${api.aws.url}/logs/groups`, { method: "POST", headers, body });
      assert.equal(((await response.json()) as Json).arn, "arn:aws:logs:eu-west-1:000000000000:log-group:/region");
    });

    it("refuses to start in production, or where the port is taken", async () => {
      const before = process.env["NODE_ENV"];
      process.env["NODE_ENV"] = "production";
      try {
        await assert.rejects(startLocalAws(), /does not start with `NODE_ENV=production`/);
      } finally {
        if (before === undefined) delete process.env["NODE_ENV"];
        else process.env["NODE_ENV"] = before;
      }
      const port = Number(new URL(api.aws.url).port);
      await assert.rejects(startLocalAws({ port }), new RegExp(`port ${port} .* is in use`));
    });
  });
});
