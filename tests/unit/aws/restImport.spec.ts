/** What the local AWS makes of a REST API's document, and what it refuses of it, in API Gateway's words where they are known. */
import assert from "node:assert/strict";
import { ECHO_INTEGRATION, startRestApi, type TestRestApi } from "./localRestApi";
import type { Json } from "./localApi";

const REQUIREMENTS = { "GET /users/{id}": { scopes: { any: ["users:read"] } } };
const RESPONSES = { responses: { 200: { description: "an answer" } } };
const WITH_ECHO = { ...RESPONSES, "x-amazon-apigateway-integration": ECHO_INTEGRATION };

describe("the import of a REST API's document", () => {
  let api: TestRestApi;
  before(async () => {
    api = await startRestApi({ requirements: REQUIREMENTS, ttl: 0 });
  });
  after(() => api.close());

  /** The document with one path more. */
  const withPath = (path: string, operation: Record<string, unknown>): Json => ({
    ...api.document,
    paths: { ...api.document.paths, [path]: { get: operation } },
  });
  const withIntegration = (integration: Record<string, unknown>, path = "/x"): Json =>
    withPath(path, { ...RESPONSES, "x-amazon-apigateway-integration": integration });
  const get = (path: string) => fetch(api.url + path);

  it("answers a browser from a MOCK integration, with its headers and its body", async () => {
    const vary = { schema: { type: "string" } };
    const document = withPath("/mock", {
      responses: { 201: { description: "d", headers: { vary } } },
      "x-amazon-apigateway-integration": {
        type: "mock",
        requestTemplates: { "application/json": '{"statusCode": 201}' },
        responses: {
          default: {
            statusCode: "201",
            responseParameters: { "method.response.header.vary": "'origin'" },
            responseTemplates: { "application/json": '{"made":true}' },
          },
        },
      },
    });
    assert.equal((await api.put(document)).status, 200);
    await api.deploy();
    const response = await get("/mock");
    assert.deepEqual([response.status, response.headers.get("vary")], [201, "origin"]);
    assert.equal(await response.text(), '{"made":true}');
  });

  it("applies the document's own security to what has none, as was recorded of API Gateway", async () => {
    await api.put({ ...withPath("/common", WITH_ECHO), security: [{ guard: [] }] });
    await api.deploy();
    assert.equal((await get("/common")).status, 401);
    assert.equal((await get("/open")).status, 401);
  });

  it("opens what names a scheme that API Gateway does not know, as it does: unless warnings are to fail", async () => {
    const oauth = { type: "oauth2", flows: {} };
    const document = withPath("/oauth", { ...WITH_ECHO, security: [{ okta: [] }] });
    document.components = { securitySchemes: { ...document.components.securitySchemes, okta: oauth } };
    const { status, body } = await api.put(document);
    assert.deepEqual(
      [status, body.message],
      [400, "Warnings found during import:\n\tUnsupported security definition type 'oauth2' for 'okta'. Ignoring."],
    );
    const properties = { name: "rest", body: JSON.stringify(document) };
    await api.account.kept.change("apigateway.RestApi", api.restApi, properties);
    await api.deploy();
    assert.equal((await get("/oauth")).status, 200);
  });

  it("keeps the id of a path, whatever else comes and goes", async () => {
    const idOf = async (path: string) => JSON.parse(await (await get(path)).text()).requestContext.resourceId as string;
    await api.put(api.document);
    await api.deploy();
    const before = await idOf("/open");
    await api.put(withPath("/a/b", WITH_ECHO));
    await api.deploy();
    assert.equal(await idOf("/open"), before);
    assert.notEqual(await idOf("/a/b"), before);
  });

  const put = (path: string) => `Unable to put integration on 'GET' for resource at path '${path}'`;
  const MAPPING = "Invalid mapping expression specified: Validation Result: warnings : [], errors : ";
  const errors: [what: string, document: () => Json, message: string][] = [
    [
      "a function's address that is none",
      () => withIntegration({ type: "aws_proxy", httpMethod: "POST", uri: "arn:aws:lambda:us-east-1:1:function:f" }),
      `${put("/x")}: AWS ARN for integration must contain path or action`,
    ],
    [
      "a backend's address that is none",
      () => withIntegration({ type: "http_proxy", httpMethod: "GET", uri: "backend" }),
      `${put("/x")}: Invalid HTTP endpoint specified for URI`,
    ],
    [
      "a time-out that is longer than 29 s",
      () => withIntegration({ ...ECHO_INTEGRATION, timeoutInMillis: 30_000 }),
      `${put("/x")}: Timeout should be between 50 ms and 29000 ms`,
    ],
    [
      "a variable of an address that the path does not have",
      () =>
        withIntegration({
          type: "http_proxy",
          httpMethod: "GET",
          uri: "https://backend.example.com/{uid}",
          requestParameters: { "integration.request.path.uid": "method.request.path.uid" },
        }),
      `${put("/x")}: ${MAPPING}[Invalid mapping expression parameter specified: method.request.path.uid]`,
    ],
    [
      "a header of an answer that the operation does not declare",
      () =>
        withIntegration({
          type: "mock",
          responses: {
            default: { statusCode: "200", responseParameters: { "method.response.header.vary": "'origin'" } },
          },
        }),
      `${put("/x")}: ${MAPPING}[Invalid mapping expression parameter specified: method.response.header.vary]`,
    ],
    [
      "an answer with a status that the operation does not declare",
      () => withIntegration({ type: "mock", responses: { default: { statusCode: "204" } } }),
      `${put("/x")}: Invalid Response status code specified`,
    ],
    [
      "an operation with a security scheme that is not there",
      () => withPath("/x", { ...WITH_ECHO, security: [{ gaurd: [] }] }),
      "Unable to put method 'GET' on resource at path '/x': Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    ],
    [
      "scopes that a Lambda authorizer does not check",
      () => withPath("/x", { ...WITH_ECHO, security: [{ guard: ["users:read"] }] }),
      "Unable to put method 'GET' on resource at path '/x': Invalid authorization scopes for this authorization type",
    ],
    [
      "a validator that is not there",
      () => withPath("/x", { ...WITH_ECHO, "x-amazon-apigateway-request-validator": "none" }),
      "Unable to put method 'GET' on resource at path '/x': Invalid Request Validator identifier specified",
    ],
    [
      "a parameter with a name that can not be mapped",
      () => withPath("/x", { ...WITH_ECHO, parameters: [{ name: "page[size]", in: "query" }] }),
      `Unable to put method 'GET' on resource at path '/x': ${MAPPING}[Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$]`,
    ],
    [
      "a part of a path that API Gateway does not take",
      () => withPath("/~x", WITH_ECHO),
      "Unable to create resource at path '/~x': Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end",
    ],
    [
      "a second variable at one place",
      () => withPath("/users/{name}/x", WITH_ECHO),
      "Unable to create resource at path '/users/{name}/x': A sibling ({id}) of this resource already has a variable path part -- only one is allowed",
    ],
    [
      "what stands below a greedy variable",
      () => withPath("/{proxy+}/x", WITH_ECHO),
      "Unable to create resource at path '/{proxy+}/x': Cannot create a child of a resource with a greedy path variable",
    ],
    [
      "more than 300 resources",
      () => ({
        ...api.document,
        paths: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`/p${i}`, { get: WITH_ECHO }])),
      }),
      "Unable to create resources: maximum number of resources for this API is 300",
    ],
    [
      "a type of gateway responses that there is not",
      () => ({ ...api.document, "x-amazon-apigateway-gateway-responses": { FORBIDDEN: {} } }),
      "Unable to import: Invalid gateway response type specified: FORBIDDEN",
    ],
    [
      "an extension that API Gateway does not have",
      () => withPath("/x", { ...WITH_ECHO, "x-amazon-apigateway-authoriser": {} }),
      "Parse issue: attribute paths.'/x'(get).x-amazon-apigateway-authoriser is no extension of API Gateway",
    ],
  ];
  for (const [what, document, message] of errors) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await api.put(document());
      assert.deepEqual([status, body.message], [400, `Errors found during import:\n\t${message}`]);
    });
  }

  it("refuses an authorizer whose function is not there", async () => {
    const document = structuredClone(api.document);
    const { guard } = document.components.securitySchemes;
    const uri = guard["x-amazon-apigateway-authorizer"].authorizerUri.replace("guard", "nobody");
    guard["x-amazon-apigateway-authorizer"].authorizerUri = uri;
    const { body } = await api.put(document);
    assert.match(body.message, /Unable to create authorizer 'guard': Invalid Authorizer URI: .*function:nobody/);
  });

  it("says all that is wrong at once, and leaves what was there", async () => {
    const document = withIntegration({ ...ECHO_INTEGRATION, timeoutInMillis: 1 });
    document.paths["/y~"] = { get: WITH_ECHO };
    const { body } = await api.put(document);
    assert.equal(body.message.split("\n").length, 3);
    assert.equal((await get("/open")).status, 200);
  });

  it("fails on warnings where it is told to: what is missing, unexpected, or refers to nothing", async () => {
    const at = "Parse issue: attribute paths.'/x'(get)";
    const warnings: [Record<string, unknown>, string][] = [
      [{ "x-amazon-apigateway-integration": ECHO_INTEGRATION }, `${at}.responses is missing`],
      [{ ...WITH_ECHO, authorizer: "guard" }, `${at}.authorizer is unexpected`],
    ];
    for (const [operation, message] of warnings) {
      const { body } = await api.put(withPath("/x", operation));
      assert.equal(body.message, `Warnings found during import:\n\t${message}`);
    }
    const { body } = await api.put(withPath("/x", { ...WITH_ECHO, responses: { 200: { $ref: "#/components/none" } } }));
    assert.match(body.message, /Warnings found during import:\n\tParse issue: .*#\/components\/none is missing/);
  });

  it("says by name what API Gateway has and the local AWS does not model", async () => {
    const unknown: [Json, RegExp][] = [
      [{ ...api.document, "x-amazon-apigateway-api-key-source": "HEADER" }, /x-amazon-apigateway-api-key-source/],
      [withPath("/x", { ...WITH_ECHO, requestBody: {} }), /models of request bodies/],
      [withIntegration({ type: "aws", httpMethod: "POST" }), /integrations of the type `AWS`/],
      [withIntegration({ ...ECHO_INTEGRATION, connectionId: "v" }), /`connectionId` of an integration/],
      [{ ...api.document, openapi: undefined, swagger: "2.0" }, /but those of 3\.0/],
    ];
    for (const [document, message] of unknown) {
      const { status, body } = await api.put(document);
      assert.equal(status, 501);
      assert.match(body.message, message);
    }
  });

  it("refuses what is no document", async () => {
    for (const body of ["{'key:value}", "{}", '{"openapi":"3.0.1"}']) {
      const properties = { name: "rest", body };
      const answer = await api.account.kept.change("apigateway.RestApi", api.restApi, properties);
      assert.deepEqual([answer.status, answer.body.message], [400, "Invalid OpenAPI input."]);
    }
  });

  it("refuses to deploy an API without methods, and a method without an integration", async () => {
    const deploy = () => api.account.kept.create("apigateway.Deployment", { restApi: api.restApi });
    await api.put({ ...api.document, paths: {} });
    assert.equal((await deploy()).body.message, "The REST API doesn't contain any methods");
    await api.put(withPath("/x", RESPONSES));
    assert.equal((await deploy()).body.message, "No integration defined for method");
  });
});
