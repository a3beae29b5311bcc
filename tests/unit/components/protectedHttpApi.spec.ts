/** The gateway: who checks each route, what is throttled, what is logged. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ProtectedHttpApi } from "../../../components/aws/protectedHttpApi";
import type { ProtectedApiArgs } from "../../../components/aws/protectedApiArgs";
import type { ProtectedRouteArgs } from "../../../components/aws/routeArgs";
import { find, ofType, valueOf, type Recording } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const ROUTE = "aws:apigatewayv2/route:Route";
const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";
const ISSUER = "https://example.okta.com/oauth2/aus1";
const API = "arn:aws:execute-api:eu-central-1:111122223333:users-api";

const stepUp = {
  scopes: { any: ["users:delete"] },
  stepUp: { acr: "phr", maxAge: 300 },
  challenge: "integration",
};

const ROUTES: Record<string, ProtectedRouteArgs> = {
  "GET /users": { scopes: ["users:read", "users:manage"], handler: "admin" },
  "POST /users": { scopes: ["users:create"], handler: "admin", throttle: { ratePerSecond: 1, burst: 2 } },
  "DELETE /users/{id}": { requirement: stepUp, handler: "admin" },
  "GET /reports": { requirement: { scopes: { all: ["a", "b"] } }, url: "https://reports.example.com/" },
  "GET /health": { public: "load balancer probe", handler: "admin" },
};

const ARGS: ProtectedApiArgs = {
  naming: { product: "p", stack: "dev", carryStack: true },
  issuer: ISSUER,
  audience: "api://admin",
  routes: ROUTES,
  handlers: {
    admin: { functionName: "p-users-admin-dev", invokeArn: "arn:invoke:admin" },
    unused: { functionName: "unused", invokeArn: "arn:invoke:unused" },
  },
  authorizerModule: "export const handler = 1;",
  throttle: { ratePerSecond: 50, burst: 100 },
  logs: { retentionDays: 90 },
  tags: { team: "identity" },
};

const FIREWALL = { managedRules: true, requestsPer5Minutes: 100 };

const certificateIn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/c1`;

const run = (changes: Partial<ProtectedApiArgs> = {}) =>
  withProviders((opts) => new ProtectedHttpApi("users", { ...ARGS, ...changes }, opts));

const withRoute = (route: ProtectedRouteArgs, changes: Partial<ProtectedApiArgs> = {}) =>
  run({ routes: { "GET /x": route }, ...changes });

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

  it("lets a function answer with a challenge only where one of its routes asks for a step-up", async () => {
    const { recording } = await withRoute({ requirement: { scopes: { all: ["a", "b"] } }, handler: "admin" });
    const { inputs } = find(recording, "aws:apigatewayv2/integration:Integration", "users-admin");
    assert.equal(inputs["responseParameters"], undefined);
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
    const narrowing = { claims: ["entitlements", "entitlements_2"], exactClients: ["0oa1", pulumi.output("0oa2")] };
    assert.deepEqual(await environment({ allowInsecureIssuer: true, narrowing }), {
      ...common,
      ALLOW_INSECURE_ISSUER: "true",
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

  it("declares the default stage: deployed by itself, throttled by default and by route, logged", async () => {
    const { recording } = await run();
    const stage = find(recording, "aws:apigatewayv2/stage:Stage", "users-stage");
    const { accessLogSettings, ...inputs } = stage.inputs;
    assert.deepEqual(inputs, {
      apiId: "id-of-users-api",
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
      routeSettings: [
        { routeKey: "POST /users", throttlingRateLimit: 1, throttlingBurstLimit: 2 },
        { routeKey: "GET /health", throttlingRateLimit: 10, throttlingBurstLimit: 20 },
      ],
      tags: { team: "identity" },
    });
    const routes = stage.dependsOn.filter((dependency) => dependency.startsWith(ROUTE));
    assert.deepEqual(
      routes,
      Object.keys(ROUTES)
        .map((key) => `${ROUTE}::users-${key}`)
        .sort(),
    );
    const { destinationArn, format } = accessLogSettings as { destinationArn: string; format: string };
    assert.equal(destinationArn, "arn:aws:logs:eu-central-1:111122223333:log-group:users-access-log");
    assert.deepEqual(JSON.parse(format), {
      requestId: "$context.requestId",
      time: "$context.requestTime",
      sourceIp: "$context.identity.sourceIp",
      routeKey: "$context.routeKey",
      status: "$context.status",
      sub: "$context.authorizer.claims.sub",
      cid: "$context.authorizer.claims.cid",
      scp: "$context.authorizer.claims.scp",
      authorizerSub: "$context.authorizer.sub",
      authorizerCid: "$context.authorizer.cid",
      authorizerScp: "$context.authorizer.scp",
      authorizerError: "$context.authorizer.error",
      error: "$context.error.responseType",
      integrationError: "$context.integrationErrorMessage",
      latencyMs: "$context.responseLatency",
    });
    assert.ok(format.length < 3_000);
  });

  it("never throttles a public route less than the API", async () => {
    const throttle = { ratePerSecond: 5, burst: 50 };
    const { recording } = await withRoute({ public: "probe", handler: "admin" }, { throttle });
    assert.deepEqual(find(recording, "aws:apigatewayv2/stage:Stage", "users-stage").inputs["routeSettings"], [
      { routeKey: "GET /x", throttlingRateLimit: 5, throttlingBurstLimit: 20 },
    ]);
  });

  it("keeps the access log for the days given, encrypted where there is a key", async () => {
    const { recording } = await run({ logs: { retentionDays: 30, kmsKeyArn: "arn:key" } });
    assert.deepEqual(find(recording, "aws:cloudwatch/logGroup:LogGroup", "users-access-log").inputs, {
      name: "/aws/apigateway/p-users-dev",
      retentionInDays: 30,
      kmsKeyId: "arn:key",
      tags: { team: "identity" },
    });
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
            timeoutMilliseconds: 11_000,
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
            timeoutMilliseconds: 11_000,
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

  const wrong: readonly [title: string, route: ProtectedRouteArgs, problem: string][] = [
    [
      "no authorization",
      { handler: "admin" },
      "has no authorization: give `scopes` or `requirement`, or say why it is `public`",
    ],
    [
      "authorization and openness at once",
      { public: "no", scopes: ["a"], handler: "admin" },
      "has more than one of `public`, `scopes` and `requirement`: give exactly one",
    ],
    [
      "no reason for being public",
      { public: " ", handler: "admin" },
      "is public without a reason: say in `public` why anybody may call it",
    ],
    [
      "an empty list of scopes",
      { scopes: [], handler: "admin" },
      "has an empty list of scopes, which every token would satisfy: name a scope",
    ],
    [
      "more scopes than API Gateway takes",
      { scopes: [..."abcdefghijk"], handler: "admin" },
      "has 11 scopes: API Gateway takes at most 10 for a route",
    ],
    [
      "a requirement without scopes",
      { requirement: {}, handler: "admin" },
      "has a requirement without scopes: give either `any` or `all`",
    ],
    [
      "a requirement with both kinds of scopes",
      { requirement: { scopes: { any: ["a"], all: ["a"] } }, handler: "admin" },
      "has a requirement without scopes: give either `any` or `all`",
    ],
    [
      "a requirement with an empty list of scopes",
      { requirement: { scopes: { all: [] } }, handler: "admin" },
      "has a requirement with an empty list of scopes: name a scope",
    ],
    [
      "groups without their claim",
      { requirement: { scopes: { any: ["a"] }, groups: ["g-*"] }, handler: "admin" },
      "asks for groups without naming the claim that holds them: give `groupsClaim`",
    ],
    [
      "a challenge without a step-up",
      { requirement: { scopes: { any: ["a"] }, challenge: "none" }, handler: "admin" },
      "says who answers with the challenge of a step-up, and asks for none: leave `challenge` out",
    ],
    ["neither handler nor address", { scopes: ["a"] }, "must have exactly one of `handler` and `url`"],
    [
      "handler and address",
      { scopes: ["a"], handler: "admin", url: "https://a.example" },
      "must have exactly one of `handler` and `url`",
    ],
    [
      "a handler that does not exist",
      { scopes: ["a"], handler: "amdin" },
      "names the handler `amdin`, which does not exist (defined: `admin`, `unused`)",
    ],
    [
      "a handler that every object has",
      { scopes: ["a"], handler: "toString" },
      "names the handler `toString`, which does not exist (defined: `admin`, `unused`)",
    ],
    [
      "the Lambda authorizer as handler",
      { scopes: ["a"], handler: "guard" },
      "names a handler `guard`: the Lambda authorizer has that name",
    ],
    [
      "an address without TLS",
      { scopes: ["a"], url: "http://a.example" },
      "passes requests on without TLS: use an https address",
    ],
  ];
  for (const [title, route, problem] of wrong) {
    it(`refuses a route with ${title}`, () => assertRefused(withRoute(route), `route \`GET /x\` ${problem}`));
  }

  it("refuses a requirement where there is no code for the Lambda authorizer", () =>
    assertRefused(
      withRoute({ requirement: stepUp, handler: "admin" }, { authorizerModule: undefined }),
      "route `GET /x` needs the Lambda authorizer: give `authorizerModule`",
    ));

  for (const key of ["$default", "ANY /x", "GET /{proxy+}", "get /x"]) {
    it(`refuses the route key \`${key}\``, () =>
      assertRefused(
        run({ routes: { [key]: { scopes: ["a"], handler: "admin" } } }),
        `route \`${key}\` is no route key: write it as \`METHOD /path\`, without \`ANY\`, \`$default\` and \`{proxy+}\`, which open what nobody declared`,
      ));
  }

  const unfit: readonly [title: string, changes: Partial<ProtectedApiArgs>, message: string][] = [
    [
      "a firewall without a domain name",
      { firewall: FIREWALL, originSecret: "s" },
      "a firewall before an HTTP API needs a `domain`: CloudFront's own name takes TLS 1.0",
    ],
    [
      "a firewall with a certificate of another region than CloudFront's",
      {
        firewall: FIREWALL,
        originSecret: "s",
        domain: { name: "a.example", certificateArn: certificateIn("eu-central-1") },
      },
      "`domain.certificateArn` must be of a certificate in us-east-1: the firewall of an HTTP API is CloudFront's",
    ],
    [
      "a firewall that one could get past",
      { firewall: FIREWALL, domain: { name: "a.example", certificateArn: certificateIn("us-east-1") } },
      "a firewall before an HTTP API needs an `originSecret`, or the API could be called past it",
    ],
    [
      "a sign-in of people",
      { signIn: { p: { path: "/", clientId: "c", clientSecret: "s", target: "admin" } } },
      "signs people in, which only a load balancer does: use the profile `alb`",
    ],
    [
      "a target group",
      { targetGroups: { orders: "arn" }, routes: { "GET /x": { scopes: ["a"], handler: "orders" } } },
      "route `GET /x` leads to a target group, which only a load balancer has: use the profile `alb`, or a `url`",
    ],
    [
      "more routes than API Gateway takes",
      {
        routes: Object.fromEntries(
          Array.from({ length: 301 }, (_, i) => [`GET /${i}`, { scopes: ["a"], handler: "admin" }]),
        ),
      },
      "has 301 routes, and API Gateway takes 300 in one API: divide it",
    ],
    [
      "CORS for any page",
      { cors: { allowOrigins: ["*"], allowHeaders: [], maxAgeSeconds: 0 } },
      "`cors.allowOrigins` must name its origins: `*` lets any page call",
    ],
  ];
  for (const [title, changes, message] of unfit) {
    it(`refuses ${title}`, () => assertRefused(run(changes), message));
  }
});
