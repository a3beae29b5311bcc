/** A REST API on the local gateway: routes, the request authorizer and its cache, gateway responses, policy, limits. */
import assert from "node:assert/strict";
import { request as send } from "node:http";
import { restDocument } from "../../../components/aws/rest/document";
import { BAD_TOKENS } from "../guard/badTokens";
import { firstKey, oktaClaims, secondKey, sign } from "../guard/tokens";
import { linesOf, startRestApi, type TestRestApi } from "./localRestApi";

const CHALLENGE =
  'Bearer error="insufficient_user_authentication", error_description="a stronger sign-in is required", acr_values="phr", max_age="300"';
const RESPONSES = {
  ACCESS_DENIED: {
    statusCode: "401",
    responseParameters: {
      "gatewayresponse.header.www-authenticate": "context.authorizer.challenge",
      "gatewayresponse.header.access-control-allow-origin": "'https://app.example.com'",
    },
    responseTemplates: { "application/json": "$context.authorizer.body" },
  },
  UNAUTHORIZED: {
    statusCode: "401",
    responseParameters: { "gatewayresponse.header.www-authenticate": `'Bearer error="invalid_token"'` },
    responseTemplates: { "application/json": '{"error":"invalid_token"}' },
  },
  DEFAULT_4XX: {
    responseParameters: { "gatewayresponse.header.access-control-allow-origin": "'https://app.example.com'" },
    responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
  },
};

const REQUIREMENTS = {
  "GET /users": { scopes: { any: ["users:read"] } },
  "GET /users/{id}": { scopes: { any: ["users:read"] } },
  "DELETE /users/{id}": { scopes: { any: ["users:delete"] } },
  "POST /users": { scopes: { any: ["users:read"] }, stepUp: { acr: "phr", maxAge: 300 } },
};

async function bearer(api: TestRestApi, more: Record<string, unknown> = {}): Promise<string> {
  return `Bearer ${await sign(await firstKey(), oktaClaims(api.issuer.issuer, Math.floor(Date.now() / 1000), more))}`;
}

async function call(api: TestRestApi, route: string, authorization?: string, headers: Record<string, string> = {}) {
  const [method, path] = route.split(" ");
  const sent = authorization === undefined ? headers : { ...headers, authorization };
  const response = await fetch(api.url + path, { method, headers: sent });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === "" ? undefined : JSON.parse(text) };
}

describe("a REST API with the bundled authorizer", () => {
  let api: TestRestApi;
  before(async () => {
    api = await startRestApi({ requirements: REQUIREMENTS, ttl: 60, responses: RESPONSES });
  });
  after(() => api.close());

  it("serves a good token, and tells the integration who calls", async () => {
    const { status, headers, body } = await call(api, "GET /users/1?a=1&a=2", await bearer(api));
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(body.resource, "/users/{id}");
    assert.deepEqual(body.pathParameters, { id: "1" });
    assert.deepEqual(body.queryStringParameters, { a: "2" });
    assert.deepEqual(body.multiValueQueryStringParameters, { a: ["1", "2"] });
    assert.deepEqual(body.requestContext.authorizer, {
      sub: "ada@example.com",
      cid: "0oa1",
      uid: "00u1",
      scp: "users:read",
      principalId: "ada@example.com",
      integrationLatency: 0,
    });
  });

  it("serves an open method to anybody", async () => {
    const { status, body } = await call(api, "GET /open");
    assert.deepEqual([status, body.requestContext.authorizer], [200, undefined]);
  });

  it("refuses a request without a token, and one with a bad token, as UNAUTHORIZED", async () => {
    for (const authorization of [undefined, "Bearer rubbish", await bearer(api, { exp: 1 })]) {
      const { status, headers, body } = await call(api, "GET /users", authorization);
      assert.deepEqual([status, body], [401, { error: "invalid_token" }]);
      assert.equal(headers.get("www-authenticate"), 'Bearer error="invalid_token"');
    }
  });

  for (const { what, make } of BAD_TOKENS) {
    it(`refuses a token ${what}, and does not reach the function`, async () => {
      const key = await firstKey();
      const context = { issuer: api.issuer.issuer, now: Math.floor(Date.now() / 1000), key, other: await secondKey() };
      const served = async () => (await linesOf(api)).filter((line) => line.startsWith("served")).length;
      const before = await served();
      const { status, body } = await call(api, "GET /users", `Bearer ${await make(context)}`);
      assert.deepEqual([status, body], [401, { error: "invalid_token" }]);
      assert.equal(await served(), before);
    });
  }

  it("refuses a step-up with the exact challenge in the header and in the body, readable by a page", async () => {
    const { status, headers, body } = await call(api, "POST /users", await bearer(api));
    assert.equal(status, 401);
    assert.equal(headers.get("www-authenticate"), CHALLENGE);
    assert.equal(headers.get("access-control-allow-origin"), "https://app.example.com");
    assert.deepEqual(body, {
      error: "insufficient_user_authentication",
      error_description: "a stronger sign-in is required",
      acr_values: "phr",
      max_age: 300,
    });
    assert.equal((await call(api, "POST /users", await bearer(api, { acr: "phr" }))).status, 200);
  });

  it("refuses a missing scope with the challenge of RFC 6750", async () => {
    const { headers, body } = await call(api, "DELETE /users/1", await bearer(api));
    assert.match(headers.get("www-authenticate")!, /^Bearer error="insufficient_scope".*scope="users:delete"$/);
    assert.equal(body.error, "insufficient_scope");
  });

  it("refuses every path and method that is not declared, whatever the token", async () => {
    const token = await bearer(api);
    for (const route of ["GET /", "GET /other", "PUT /users", "GET /users/1/2", "GET /users//", "OPTIONS /users"]) {
      const { status, headers, body } = await call(api, route, token);
      assert.deepEqual([status, body], [403, { message: "Missing Authentication Token" }], route);
      assert.equal(headers.get("x-amzn-errortype"), "MissingAuthenticationTokenException");
      assert.equal(headers.get("access-control-allow-origin"), "https://app.example.com");
    }
    const elsewhere = await fetch(api.url.replace("/live", "/other/users"));
    assert.equal(elsewhere.status, 404);
  });

  it("hands on paths as they were sent, and passes over a slash at the end and slashes at the front", async () => {
    const token = await bearer(api);
    const encoded = await call(api, "GET /users/a%2Bb%20c", token);
    assert.deepEqual([encoded.body.path, encoded.body.pathParameters], ["/users/a%2Bb%20c", { id: "a%2Bb%20c" }]);
    assert.equal((await call(api, "GET /users/", token)).status, 200);
    const doubled = await call(api, "GET //open");
    assert.deepEqual(
      [doubled.body.path, doubled.body.resource, doubled.body.requestContext.path.replace(/^.*\/live/, "/live")],
      ["/open", "/open", "/live//open"],
    );
  });

  it("appends the caller's address to what the caller says of it, and knows nobody by IAM", async () => {
    const { body } = await call(api, "GET /open", undefined, { "x-forwarded-for": "1.1.1.1" });
    assert.equal(body.headers["X-Forwarded-For"], "1.1.1.1, 127.0.0.1");
    const { port } = new URL(api.url);
    assert.deepEqual([body.headers["X-Forwarded-Port"], body.headers["X-Forwarded-Proto"]], [port, "http"]);
    assert.match(body.headers["X-Amzn-Trace-Id"], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    const { identity, deploymentId, domainPrefix } = body.requestContext;
    assert.deepEqual([Object.keys(identity).length, identity.accountId, domainPrefix], [12, null, api.restApi]);
    assert.match(deploymentId, /^[a-z0-9]{10}$/);
  });

  it("hands on names of headers as they were sent, and each value of those that were sent several times", async () => {
    const body: any = await new Promise((resolve, reject) => {
      const sent = send(
        `${api.url}/open`,
        { headers: { "X-Team": "a", "x-list": ["1", "2"], COOKIE: "c=1" } },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          answer.on("end", () => resolve(JSON.parse(text)));
        },
      );
      sent.on("error", reject);
      sent.end();
    });
    assert.deepEqual([body.headers["X-Team"], body.headers["x-team"], body.headers["COOKIE"]], ["a", undefined, "c=1"]);
    assert.deepEqual([body.headers["x-list"], body.multiValueHeaders["x-list"]], ["2", ["1", "2"]]);
  });

  it("answers with its own ids, of a function with the trace as well", async () => {
    const { headers, body } = await call(api, "GET /open");
    assert.equal(headers.get("x-amz-apigw-id"), body.requestContext.extendedRequestId);
    assert.equal(headers.get("x-amzn-trace-id"), body.headers["X-Amzn-Trace-Id"]);
    const refused = await call(api, "GET /users");
    assert.match(refused.headers.get("x-amz-apigw-id")!, /=$/);
    assert.equal(refused.headers.get("x-amzn-trace-id"), null);
  });

  it("refuses an answer of a function with an unknown member, and renames an integration's own challenge", async () => {
    const shape = await call(api, "GET /shape");
    assert.deepEqual([shape.status, shape.body], [502, { message: "Internal server error" }]);
    const challenge = await call(api, "GET /challenge");
    assert.equal(challenge.headers.get("www-authenticate"), null);
    assert.equal(challenge.headers.get("x-amzn-remapped-www-authenticate"), "Basic");
  });

  it("asks the authorizer once for a token and a route, and never lets one route's answer serve another", async () => {
    const token = await bearer(api, { scp: ["users:read"], jti: "once" });
    const before = (await linesOf(api)).length;
    assert.equal((await call(api, "GET /users/1", token)).status, 200);
    assert.equal((await call(api, "GET /users/2", token)).status, 200);
    assert.equal((await call(api, "DELETE /users/1", token)).status, 401);
    assert.equal((await call(api, "DELETE /users/2", token)).status, 401);
    const lines = (await linesOf(api)).slice(before);
    assert.equal(lines.filter((line) => line.includes('"refused"')).length, 1);
    assert.equal(lines.filter((line) => line.startsWith("served DELETE")).length, 0);
  });

  it("writes the access log with who it was and why", async () => {
    await call(api, "DELETE /users/1", await bearer(api));
    assert.deepEqual(JSON.parse((await linesOf(api)).at(-1)!), {
      status: "401",
      sub: "ada@example.com",
      error: "ACCESS_DENIED",
    });
    await call(api, "GET /users", await bearer(api));
    assert.equal(JSON.parse((await linesOf(api)).at(-1)!).sub, "ada@example.com");
  });

  it("fails, and does not refuse for good, while the keys cannot be had", async () => {
    const other = await startRestApi({ requirements: REQUIREMENTS, ttl: 60, responses: RESPONSES });
    try {
      const token = await bearer(other);
      other.issuer.isDown = true;
      const { status, body } = await call(other, "GET /users", token);
      assert.deepEqual([status, body], [500, { message: null }]);
    } finally {
      await other.close();
    }
  });

  it("shows a change only after a deployment", async () => {
    const document = structuredClone(api.document);
    document["x-amazon-apigateway-gateway-responses"].MISSING_AUTHENTICATION_TOKEN = { statusCode: "404" };
    delete document.paths["/open"];
    assert.equal((await api.put(document)).status, 200);
    assert.equal((await call(api, "GET /other")).status, 403);
    assert.equal((await call(api, "GET /open")).status, 200);
    await api.deploy();
    assert.equal((await call(api, "GET /other")).status, 404);
    assert.equal((await call(api, "GET /open")).status, 404);
    await api.put({ ...document, "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true } });
    assert.equal((await call(api, "GET /challenge")).status, 401);
    await api.deploy();
    assert.deepEqual((await call(api, "GET /challenge")).body, { message: "Not Found" });
    await api.put(api.document);
    await api.deploy();
    assert.equal((await call(api, "GET /open")).status, 200);
  });
});

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
