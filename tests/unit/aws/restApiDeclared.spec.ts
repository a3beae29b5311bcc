/** What is declared of a REST API besides its routes: binary media types, logs, firewall, policy, limits, metadata. */
import assert from "node:assert/strict";
import { restDocument } from "../../../components/aws/rest/document";
import { startRestApi, type TestRestApi } from "./localRestApi";
import { bearer, call, REQUIREMENTS, RESPONSES } from "./usersRestApi";

describe("a REST API's binary media types", () => {
  it("hand bodies of these types on as bytes, and answer with bytes where the first type that is asked for is one", async () => {
    const api = await startRestApi({ requirements: REQUIREMENTS, ttl: 0 });
    try {
      const png = Buffer.from([0x89, 0x50, 0xff, 0x00]);
      const send = async (type: string) => {
        const headers = { "content-type": type, authorization: await bearer(api) };
        const response = await fetch(`${api.url}/users`, { method: "GET", headers });
        return response.status;
      };
      assert.equal(await send("image/png"), 200);
      const echo = api.document.paths["/open"].get;
      const paths = { ...api.document.paths, "/upload": { post: echo } };
      const upload = async (type: string) => {
        const response = await fetch(`${api.url}/upload`, {
          method: "POST",
          headers: { "content-type": type },
          body: png,
        });
        const { body, isBase64Encoded } = (await response.json()) as { body: string; isBase64Encoded: boolean };
        return [body, isBase64Encoded];
      };
      const text = png.toString("utf8");
      await api.put({ ...api.document, paths });
      await api.deploy();
      assert.deepEqual(await upload("image/png"), [text, false]);
      await api.put({ ...api.document, paths, "x-amazon-apigateway-binary-media-types": ["image/png"] });
      assert.deepEqual(await upload("image/png"), [text, false], "before a deployment");
      await api.deploy();
      assert.deepEqual(await upload("image/png; x=1"), [png.toString("base64"), true]);
      assert.deepEqual(await upload("image/gif"), [text, false]);
    } finally {
      await api.close();
    }
  });

  it("are a list of media types", async () => {
    const api = await startRestApi({ requirements: REQUIREMENTS, ttl: 0 });
    try {
      const { status } = await api.put({ ...api.document, "x-amazon-apigateway-binary-media-types": ["png"] });
      assert.equal(status, 400);
    } finally {
      await api.close();
    }
  });
});

describe("a REST API that logs", () => {
  it("needs a role of the account, which API Gateway may assume and which may write", async () => {
    const api = await startRestApi({ requirements: REQUIREMENTS, ttl: 0 });
    try {
      const { kept } = api.account;
      const set = (cloudwatchRoleArn: string) =>
        kept.change("apigateway.Account", "api-gateway-account-us-east-1", { cloudwatchRoleArn });
      const wrong = await set("arn:aws:iam::000000000000:role/test");
      assert.match(wrong.body.message, /^The role ARN does not have required permissions configured\./);
      assert.equal((await set("")).status, 200);
      const settings = {
        restApi: api.restApi,
        stageName: "live",
        methodPath: "*/*",
        settings: { loggingLevel: "ERROR" },
      };
      const refused = await kept.create("apigateway.MethodSettings", settings);
      assert.equal(refused.body.message, "CloudWatch Logs role ARN must be set in account settings to enable logging");
      const { id } = await kept.make("apigateway.Deployment", { restApi: api.restApi });
      const accessLogSettings = {
        destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:/api/test",
        format: "x",
      };
      const stage = { restApi: api.restApi, stageName: "live", deployment: id, accessLogSettings };
      assert.equal((await kept.change("apigateway.Stage", `ags-${api.restApi}-live`, stage)).status, 400);
    } finally {
      await api.close();
    }
  });
});

describe("a REST API's firewall", () => {
  it("turns away callers from elsewhere before the policy and the authorizer, whatever the path, and nobody else", async () => {
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/live/*" }],
    };
    const body = '{"error":"access_denied"}';
    const WAF_FILTERED = { statusCode: "403", responseTemplates: { "application/json": body } };
    const api = await startRestApi({
      requirements: REQUIREMENTS,
      ttl: 0,
      policy,
      responses: { ...RESPONSES, WAF_FILTERED },
    });
    try {
      const set = await api.make("wafv2.IpSet", { name: "s", scope: "REGIONAL", addresses: ["203.0.113.0/24"] });
      const elsewhere = { notStatement: { statement: { ipSetReferenceStatement: { arn: set.outputs.arn } } } };
      const rule = { name: "r", priority: 1, action: { block: {} }, statement: elsewhere };
      const managed = { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } };
      const acl = {
        name: "acl",
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: [rule, { name: "m", priority: 0, overrideAction: { none: {} }, statement: managed }],
      };
      const { id, outputs } = await api.make("wafv2.WebAcl", acl);
      const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${api.restApi}/stages/live`;
      await api.make("wafv2.WebAclAssociation", { webAclArn: outputs.arn, resourceArn });
      const statuses = async () => {
        const routes = ["GET /open", "GET /users", "GET /nowhere"];
        const answers = await Promise.all(routes.map((route) => call(api, route)));
        return answers.map(({ status, text }) => (text === body ? `${status} filtered` : status));
      };
      assert.deepEqual(await statuses(), ["403 filtered", "403 filtered", "403 filtered"]);
      const change = (properties: object) => api.account.kept.change("wafv2.IpSet", set.id, properties);
      await change({ name: "s", scope: "REGIONAL", addresses: ["127.0.0.0/8"] });
      assert.deepEqual(await statuses(), [200, 401, 403]);
      await change({ name: "s", scope: "REGIONAL", addresses: [] });
      await api.account.kept.change("wafv2.WebAcl", id, { ...acl, rules: [{ ...rule, action: { count: {} } }] });
      assert.deepEqual(await statuses(), [200, 401, 403]);
    } finally {
      await api.close();
    }
  });
});

describe("a REST API's policy, limits and parameters", () => {
  let api: TestRestApi;
  const allow = { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke" };
  before(async () => {
    api = await startRestApi({
      requirements: REQUIREMENTS,
      ttl: 0,
      policy: {
        Version: "2012-10-17",
        Statement: [
          { ...allow, Resource: "execute-api:/live/*" },
          {
            ...allow,
            Effect: "Deny",
            Resource: "execute-api:/live/DELETE/*",
            Condition: { IpAddress: { "aws:SourceIp": ["127.0.0.0/8"] } },
          },
          { ...allow, Effect: "Deny", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
        ],
      },
      operations: {
        "GET /users": {
          "x-amazon-apigateway-request-validator": "parameters",
          parameters: [
            { name: "q", in: "query", required: true, schema: { type: "string" } },
            { name: "x-team", in: "header", schema: { type: "string" } },
          ],
        },
      },
      settings: {
        "*/*": { throttlingRateLimit: 100, throttlingBurstLimit: 100 },
        "~1open/GET": { throttlingRateLimit: 0.001, throttlingBurstLimit: 2 },
      },
    });
  });
  after(() => api.close());

  it("refuses what the policy denies before anything else is asked", async () => {
    const { status, body } = await call(api, "DELETE /users/1", await bearer(api, { scp: ["users:delete"] }));
    assert.equal(status, 403);
    assert.match(
      body.Message,
      /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: .* with an explicit deny$/,
    );
  });

  it("refuses a request without a required parameter, with AWS's own text", async () => {
    const token = await bearer(api);
    assert.deepEqual((await call(api, "GET /users", token)).body, {
      message: "Missing required request parameters: [q]",
    });
    assert.equal((await call(api, "GET /users?q=1", token)).status, 200);
  });

  it("refuses what comes too fast, method by method", async () => {
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await call(api, "GET /open")).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal((await call(api, "GET /users?q=1", await bearer(api))).status, 200);
  });

  it("answers with AWS's own text where nothing is declared", async () => {
    const denied = await call(api, "GET /users?q=1", await bearer(api, { scp: ["x"] }));
    assert.deepEqual(
      [denied.status, denied.body],
      [403, { Message: "User is not authorized to access this resource with an explicit deny" }],
    );
    const missing = await call(api, "GET /users?q=1");
    assert.deepEqual([missing.status, missing.body], [401, { message: "Unauthorized" }]);
  });
});

describe("the metadata of a REST API", () => {
  const KEY = "/.well-known/oauth-protected-resource";
  const METADATA = `https://api.example.com${KEY}`;
  let rest: TestRestApi;
  before(async () => {
    const args = {
      domain: { name: "api.example.com", certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/1" },
      routes: { "GET /users": { scopes: ["users:read"], handler: "admin" } },
    };
    const targets = {
      handlers: { admin: "arn" },
      guard: undefined,
      timeoutMillis: 1_000,
      issuer: "https://okta.example/oauth2/aus1",
    };
    const made: any = restDocument(args, { title: "t", description: "d" }, targets);
    rest = await startRestApi({
      requirements: { "GET /users": { scopes: { any: ["users:read"] } } },
      ttl: 0,
      operations: { [`GET ${KEY}`]: made.paths[KEY].get },
      responses: made["x-amazon-apigateway-gateway-responses"],
    });
  });
  after(() => rest.close());

  it("is where the challenge of a request without a token says", async () => {
    const refused = await fetch(`${rest.url}/users`);
    assert.equal(refused.status, 401);
    const named = /resource_metadata="([^"]*)"/.exec(refused.headers.get("www-authenticate")!)![1]!;
    assert.equal(named, METADATA);
    const found = await fetch(`${rest.url}${new URL(named).pathname}`);
    assert.equal(found.status, 200);
    assert.deepEqual(await found.json(), {
      resource: "https://api.example.com",
      authorization_servers: ["https://okta.example/oauth2/aus1"],
      scopes_supported: ["users:read"],
      bearer_methods_supported: ["header"],
    });
  });
});
