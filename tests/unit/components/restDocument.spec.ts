/** A REST API's document: made of plain data, without Pulumi. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { restDocument } from "../../../components/aws/rest/document";
import type { DocumentArgs } from "../../../components/aws/rest/openApi";
import { STEP_UP } from "./gatewayArgs";

const TITLE = { title: "p-users-dev", description: "The users API of p" };
const TARGETS = {
  handlers: { admin: "arn:invoke:admin" },
  guard: { uri: "arn:invoke:guard", ttlSeconds: 60 },
  timeoutMillis: 26_000,
  issuer: "https://okta.example/oauth2/aus1",
};
const ROUTES: DocumentArgs["routes"] = {
  "GET /users": { scopes: ["users:read"], handler: "admin" },
  "DELETE /users/{id}": { requirement: { scopes: { any: ["users:delete"] } }, handler: "admin" },
  "GET /reports/{year}": { scopes: ["reports:read"], url: "https://reports.example.com/{year}" },
  "GET /": { public: "load balancer probe", handler: "admin" },
};
const CORS = { allowOrigins: ["https://a.example"], allowHeaders: ["authorization"], maxAgeSeconds: 600 };

const made = (changes: Partial<DocumentArgs> = {}, targets: Partial<typeof TARGETS> = {}): any =>
  restDocument({ routes: ROUTES, ...changes }, TITLE, { ...TARGETS, ...targets });

const PROXY = { type: "aws_proxy", httpMethod: "POST", uri: "arn:invoke:admin", timeoutInMillis: 26_000 };
const responses = { 200: { description: "What the integration answers" } };
const variable = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });

describe("restDocument", () => {
  it("has one operation for each route: closed by the one authorizer, or public with its reason", () => {
    const security = [{ guard: [] }];
    assert.deepEqual(made().paths, {
      "/": {
        get: {
          description: "public: load balancer probe",
          security: [],
          responses,
          "x-amazon-apigateway-integration": PROXY,
        },
      },
      "/reports/{year}": {
        get: {
          parameters: [variable("year")],
          security,
          responses,
          "x-amazon-apigateway-integration": {
            type: "http_proxy",
            httpMethod: "GET",
            uri: "https://reports.example.com/{year}",
            requestParameters: {
              "integration.request.path.year": "method.request.path.year",
              "integration.request.header.x-access-subject": "context.authorizer.sub",
              "integration.request.header.x-access-client": "context.authorizer.cid",
              "integration.request.header.x-access-scopes": "context.authorizer.scp",
            },
            timeoutInMillis: 26_000,
          },
        },
      },
      "/users": { get: { security, responses, "x-amazon-apigateway-integration": PROXY } },
      "/users/{id}": {
        delete: { parameters: [variable("id")], security, responses, "x-amazon-apigateway-integration": PROXY },
      },
    });
  });

  describe("with a domain of its own", () => {
    const domain = { name: "api.example.com", certificateArn: "arn:aws:acm:eu-central-1:000000000000:certificate/1" };
    const KEY = "/.well-known/oauth-protected-resource";
    const unauthorized = (document: any): string =>
      document["x-amazon-apigateway-gateway-responses"].UNAUTHORIZED.responseParameters[
        "gatewayresponse.header.www-authenticate"
      ];

    it("answers with its metadata, which the challenge leads to", () => {
      const document = made({ domain });
      const { description, security, ...rest } = document.paths[KEY].get;
      assert.deepEqual([description, security], ["public: metadata of the API (RFC 9728)", []]);
      const { type, requestTemplates, responses: answers } = rest["x-amazon-apigateway-integration"];
      assert.deepEqual([type, requestTemplates], ["mock", { "application/json": '{"statusCode":200}' }]);
      assert.equal(answers.default.statusCode, "200");
      assert.deepEqual(JSON.parse(answers.default.responseTemplates["application/json"]), {
        resource: "https://api.example.com",
        authorization_servers: ["https://okta.example/oauth2/aus1"],
        scopes_supported: ["users:read", "users:delete", "reports:read"],
        bearer_methods_supported: ["header"],
      });
      assert.equal(
        unauthorized(document),
        `'Bearer error="invalid_token", resource_metadata="https://api.example.com${KEY}"'`,
      );
    });

    it("leaves nothing in it for the gateway's template language", () => {
      const routes = { "GET /users": { scopes: ["a$context#x"], handler: "admin" } };
      const { responses: answers } = made({ domain, routes }).paths[KEY].get["x-amazon-apigateway-integration"];
      const text: string = answers.default.responseTemplates["application/json"];
      assert.doesNotMatch(text, /[$#]/);
      assert.deepEqual(JSON.parse(text).scopes_supported, ["a$context#x"]);
    });

    it("answers with none where it has no domain, is open, or has such a route itself", () => {
      const own = { ...ROUTES, [`GET ${KEY}`]: { public: "its own", handler: "admin" } };
      const open = { "GET /x": { public: "probe", handler: "admin" } };
      assert.equal(made().paths[KEY], undefined);
      assert.equal(made({ domain: { ...domain, basePath: "users" } }).paths[KEY], undefined);
      assert.equal(made({ domain, routes: open }, { guard: undefined }).paths[KEY], undefined);
      assert.equal(made({ domain, routes: own }).paths[KEY].get.description, "public: its own");
      for (const document of [
        made(),
        made({ domain, routes: open }, { guard: undefined }),
        made({ domain, routes: own }),
      ])
        assert.equal(unauthorized(document), `'Bearer error="invalid_token"'`);
    });
  });

  it("is the same text whatever the order of the routes", () => {
    const backwards = Object.fromEntries(Object.entries(ROUTES).reverse());
    assert.equal(JSON.stringify(made({ routes: backwards })), JSON.stringify(made()));
  });

  it("declares the authorizer, which keeps its answers by token and route; none where all is public", () => {
    assert.deepEqual(made().components, {
      securitySchemes: {
        guard: {
          type: "apiKey",
          name: "Authorization",
          in: "header",
          "x-amazon-apigateway-authtype": "custom",
          "x-amazon-apigateway-authorizer": {
            type: "request",
            authorizerUri: "arn:invoke:guard",
            identitySource: "method.request.header.Authorization, context.httpMethod, context.resourcePath",
            authorizerResultTtlInSeconds: 60,
          },
        },
      },
    });
    const open = { "GET /x": { public: "probe", handler: "admin" } };
    assert.equal("components" in made({ routes: open }, { guard: undefined }), false);
  });

  it("validates requests, names the API, and says whether AWS's own address is off", () => {
    const { openapi, info, ...rest } = made();
    assert.deepEqual([openapi, info], ["3.0.1", { ...TITLE, version: "1" }]);
    assert.deepEqual(rest["x-amazon-apigateway-request-validators"], {
      all: { validateRequestParameters: true, validateRequestBody: true },
    });
    assert.equal(rest["x-amazon-apigateway-request-validator"], "all");
    const endpoint = (document: any) => document["x-amazon-apigateway-endpoint-configuration"];
    assert.deepEqual(endpoint(rest), { disableExecuteApiEndpoint: false });
    const domain = { name: "api.example.com", certificateArn: "arn:c" };
    assert.deepEqual(endpoint(made({ domain })), { disableExecuteApiEndpoint: true });
  });

  it("refuses with the challenges of RFC 6750 and RFC 9470", () => {
    const message = { "application/json": '{"message":$context.error.messageString}' };
    const denied = (statusCode: string) => ({
      statusCode,
      responseParameters: { "gatewayresponse.header.www-authenticate": "context.authorizer.challenge" },
      responseTemplates: { "application/json": "$context.authorizer.body" },
    });
    const answers = (document: any) => document["x-amazon-apigateway-gateway-responses"];
    assert.deepEqual(answers(made()), {
      UNAUTHORIZED: {
        statusCode: "401",
        responseParameters: { "gatewayresponse.header.www-authenticate": `'Bearer error="invalid_token"'` },
        responseTemplates: {
          "application/json": '{"error":"invalid_token","error_description":"the request has no valid token"}',
        },
      },
      ACCESS_DENIED: denied("403"),
      WAF_FILTERED: {
        statusCode: "403",
        responseParameters: {},
        responseTemplates: {
          "application/json":
            '{"error":"access_denied","error_description":"the firewall does not let this request through, for what it is or where it comes from"}',
        },
      },
      DEFAULT_4XX: { responseParameters: {}, responseTemplates: message },
      DEFAULT_5XX: { responseParameters: {}, responseTemplates: message },
    });
    const requirement = { scopes: { any: ["users:delete"] }, stepUp: STEP_UP };
    const routes = { "GET /x": { requirement, handler: "admin" } };
    assert.deepEqual(answers(made({ routes })).ACCESS_DENIED, denied("401"));
    // Who comes from elsewhere is not asked to sign in again.
    assert.equal(answers(made({ routes })).WAF_FILTERED.statusCode, "403");
  });

  it("answers browsers before they call, and lets pages read its refusals", () => {
    const routes = {
      "GET /x": { scopes: ["a"], handler: "admin" },
      "PUT /x": { scopes: ["a"], handler: "admin" },
      "OPTIONS /y": { public: "own", handler: "admin" },
    };
    const document = made({ routes, cors: CORS });
    const header = { schema: { type: "string" } };
    assert.deepEqual(document.paths["/x"].options, {
      description: "public: preflight of a browser",
      security: [],
      responses: {
        204: {
          description: "What pages may do",
          headers: {
            "access-control-allow-origin": header,
            "access-control-allow-methods": header,
            "access-control-allow-headers": header,
            "access-control-max-age": header,
            vary: header,
          },
        },
      },
      "x-amazon-apigateway-integration": {
        type: "mock",
        requestTemplates: { "application/json": '{"statusCode":204}' },
        responses: {
          default: {
            statusCode: "204",
            responseParameters: {
              "method.response.header.access-control-allow-origin": "'https://a.example'",
              "method.response.header.access-control-allow-methods": "'GET,PUT'",
              "method.response.header.access-control-allow-headers": "'authorization'",
              "method.response.header.access-control-max-age": "'600'",
              "method.response.header.vary": "'origin'",
            },
          },
        },
      },
    });
    assert.deepEqual(document.paths["/y"].options["x-amazon-apigateway-integration"], PROXY);
    for (const response of Object.values<any>(document["x-amazon-apigateway-gateway-responses"])) {
      const headers = response.responseParameters;
      assert.equal(headers["gatewayresponse.header.access-control-allow-origin"], "'https://a.example'");
      assert.equal(
        headers["gatewayresponse.header.access-control-expose-headers"],
        "'www-authenticate,x-amzn-remapped-www-authenticate'",
      );
    }
  });

  it("says which bodies are no text", () => {
    const types = "x-amazon-apigateway-binary-media-types";
    assert.deepEqual(made({ binaryMediaTypes: ["image/png"] })[types], ["image/png"]);
    assert.equal(types in made(), false);
  });

  it("lets itself be called over TLS alone, at its one stage, and from the given addresses alone", () => {
    const common = { Principal: "*", Action: "execute-api:Invoke" };
    const deny = (Condition: object) => ({ Effect: "Deny", ...common, Resource: "execute-api:/*", Condition });
    const always = [
      { Effect: "Allow", ...common, Resource: "execute-api:/live/*" },
      deny({ Bool: { "aws:SecureTransport": "false" } }),
    ];
    const policy = (document: any) => document["x-amazon-apigateway-policy"];
    assert.deepEqual(policy(made()), { Version: "2012-10-17", Statement: always });
    const network = { allowedCidrs: ["203.0.113.0/24"] };
    const bound = deny({ NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } });
    assert.deepEqual(policy(made({ network })), { Version: "2012-10-17", Statement: [...always, bound] });
  });

  it("loads without Pulumi, so that a command can show the document", () => {
    const root = join(__dirname, "../../..");
    const program = `
      require(${JSON.stringify(join(root, "components/aws/rest/document"))});
      process.stdout.write(JSON.stringify(Object.keys(require.cache).filter((file) => /@pulumi/.test(file))));`;
    const run = spawnSync(process.execPath, ["-r", join(root, "local/node/register.cjs"), "-e", program], {
      encoding: "utf8",
    });
    assert.equal(run.stdout, "[]", run.stderr);
  });
});
