/** The gateway as a REST API: who checks each method, how it refuses, what is deployed. */
import assert from "node:assert/strict";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { ProtectedRestApi } from "../../../components/aws/rest/protectedRestApi";
import type { ProtectedRouteArgs } from "../../../components/aws/shared/routeArgs";
import { find, ofType, UNKNOWN, valueOf, type ProgramOptions, type Recording } from "../../setup/mocks";
import { ARGS, certificateIn, FIREWALL, inputsByName, ISSUER, STEP_UP } from "./gatewayArgs";
import { assertRefused, withProviders } from "./testProviders";

const API = "arn:aws:execute-api:eu-central-1:111122223333:users-api";
const type = (name: string) => `aws:apigateway/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const run = (changes: Partial<ProtectedApiArgs> = {}, options: ProgramOptions = {}) =>
  withProviders((opts) => new ProtectedRestApi("users", { ...ARGS, ...changes }, opts), options);

const withRoutes = (routes: Record<string, ProtectedRouteArgs>, changes: Partial<ProtectedApiArgs> = {}) =>
  run({ routes, ...changes });

const all = ({ recording }: { recording: Recording }, name: string) => inputsByName(ofType(recording, type(name)));

const documentOf = async (changes: Partial<ProtectedApiArgs>) =>
  JSON.parse(all(await run(changes), "restApi")["users-api"]!["body"] as string);
const authorizerOf = (document: any) => document.components.securitySchemes.guard["x-amazon-apigateway-authorizer"];

describe("ProtectedRestApi", () => {
  it("declares a regional API that takes TLS 1.2 at least", async () => {
    const common = {
      name: "p-users-dev",
      description: "The users API of p",
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      endpointAccessMode: "STRICT",
      failOnWarnings: true,
      putRestApiMode: "overwrite",
      tags: { team: "identity" },
    };
    const { body, ...declared } = all(await run(), "restApi")["users-api"]!;
    assert.equal(typeof body, "string");
    assert.deepEqual(declared, { ...common, disableExecuteApiEndpoint: false });
  });

  it("has its whole document in the API, with the addresses of its functions", async () => {
    const document = await documentOf({});
    assert.deepEqual(document.info, { title: "p-users-dev", description: "The users API of p", version: "1" });
    assert.deepEqual(Object.keys(document.paths), ["/", "/reports/{year}", "/users", "/users/{id}"]);
    const integration = (path: string) => document.paths[path].get["x-amazon-apigateway-integration"];
    assert.equal(integration("/users").uri, "arn:invoke:admin");
    assert.equal(integration("/users").timeoutInMillis, 26_000);
    assert.equal(authorizerOf(document).authorizerUri, "invoke-arn-of-users-guard-function");
  });

  it("keeps no answer of the authorizer where a route asks for a step-up, and else one for each token and route", async () => {
    assert.equal(authorizerOf(await documentOf({})).authorizerResultTtlInSeconds, 0);
    const routes = { "GET /x": { scopes: ["a"], handler: "admin" } };
    assert.equal(authorizerOf(await documentOf({ routes })).authorizerResultTtlInSeconds, 60);
    const open = { "GET /x": { public: "probe", handler: "admin" } };
    const document = await documentOf({ routes: open, authorizerModule: undefined });
    assert.equal(document.components, undefined);
  });

  it("tells the authorizer what each route asks for", async () => {
    const { recording } = await run();
    const { inputs } = find(recording, "aws:lambda/function:Function", "users-guard-function");
    const { variables } = inputs["environment"] as { variables: Record<string, string> };
    assert.deepEqual(
      { ...variables, REQUIREMENTS: JSON.parse(variables["REQUIREMENTS"]!) as object },
      {
        ISSUER,
        AUDIENCE: "api://admin",
        REQUIREMENTS: {
          "GET /users": { scopes: { any: ["users:read"] } },
          "DELETE /users/{id}": { scopes: { any: ["users:delete"] }, stepUp: STEP_UP },
          "GET /reports/{year}": { scopes: { any: ["reports:read"] } },
        },
      },
    );
  });

  it("lets this API alone call the function and the authorizer", async () => {
    const { recording } = await run();
    const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
    assert.deepEqual(inputsByName(ofType(recording, "aws:lambda/permission:Permission")), {
      "users-admin": { ...permission, function: "p-users-admin-dev", sourceArn: `${API}/*/*` },
      "users-guard": {
        ...permission,
        function: "p-users-guard-dev",
        sourceArn: `${API}/authorizers/*`,
      },
    });
  });

  it("deploys when it may call its functions, and anew after every change of its document", async () => {
    const deployment = async (changes: Partial<ProtectedApiArgs>) =>
      find((await run(changes)).recording, type("deployment"), "users-deployment");
    const triggers = async (changes: Partial<ProtectedApiArgs>) =>
      (await deployment(changes)).inputs["triggers"] as Record<string, string>;
    const first = await deployment({});
    const waits = ["aws:lambda/permission:Permission::users-admin", "aws:lambda/permission:Permission::users-guard"];
    assert.deepEqual(
      waits.filter((one) => !first.dependsOn.includes(one)),
      [],
    );
    assert.ok(first.dependsOn.includes(`${type("restApi")}::users-api`));
    const { document, ...routes } = await triggers({});
    assert.match(document!, /^[0-9a-f]{64}$/);
    assert.deepEqual(routes, {
      "GET /users": "admin",
      "DELETE /users/{id}": "admin",
      "GET /reports/{year}": "https://reports.example.com/{year}",
      "GET /": "admin, public: load balancer probe",
    });
    assert.deepEqual((await deployment({})).inputs, first.inputs);
    const { "GET /users": users, ...others } = ARGS.routes;
    const admin = { ...ARGS.handlers["admin"]!, invokeArn: "arn:invoke:renamed" };
    const changes: Partial<ProtectedApiArgs>[] = [
      { routes: others },
      { routes: { ...others, "PUT /users": users! } },
      { routes: { ...ARGS.routes, "GET /": { public: "another reason", handler: "admin" } } },
      { handlers: { admin } },
      { network: { allowedCidrs: ["203.0.113.0/24"] } },
      { domain: { name: "api.example.com", certificateArn: certificateIn("eu-central-1") } },
      { cors: { allowOrigins: ["https://a.example"], allowHeaders: ["authorization"], maxAgeSeconds: 600 } },
    ];
    for (const change of changes)
      assert.notEqual((await triggers(change))["document"], document, JSON.stringify(change));
  });

  it("shows which routes come and go in a preview that does not know the addresses of functions yet", async () => {
    const { recording } = await run({}, { preview: true });
    assert.equal(all({ recording }, "restApi")["users-api"]!["body"], UNKNOWN);
    const { triggers } = all({ recording }, "deployment")["users-deployment"] as { triggers: Record<string, string> };
    assert.equal(triggers["document"], UNKNOWN);
    assert.equal(triggers["GET /users"], "admin");
  });

  it("logs each request, and errors without their data", async () => {
    const done = await run({ logs: { retentionDays: 30, kmsKeyArn: "arn:key" } });
    const stage = all(done, "stage")["users-stage"]!;
    const { format, destinationArn } = stage["accessLogSettings"] as { format: string; destinationArn: string };
    assert.equal(destinationArn, "arn:aws:logs:eu-central-1:111122223333:log-group:users-access-log");
    const fields = JSON.parse(format) as Record<string, string>;
    assert.equal(fields["authorizerSub"], "$context.authorizer.sub");
    assert.equal(fields["authorizerError"], "$context.authorizer.error");
    assert.equal(fields["routeKey"], "$context.httpMethod $context.resourcePath");
    assert.equal(/authorization|token/i.test(format), false);
    assert.ok(format.length < 3_000);
    const logs = ofType(done.recording, "aws:cloudwatch/logGroup:LogGroup").filter(({ name }) =>
      /error|access/.test(name),
    );
    const kept = { retentionInDays: 30, kmsKeyId: "arn:key", tags: { team: "identity" } };
    assert.deepEqual(inputsByName(logs), {
      "users-access-log": { name: "/aws/apigateway/p-users-dev", ...kept },
      "users-error-log": { name: "API-Gateway-Execution-Logs_id-of-users-api/live", ...kept },
    });
  });

  it("throttles the stage, each public route and each route that asks for it, and every key", async () => {
    const routes = {
      ...ARGS.routes,
      "GET /users/{id}/x": { scopes: ["a"], handler: "admin", throttle: { ratePerSecond: 1, burst: 2 } },
    };
    const done = await withRoutes(routes);
    const settings = (methodPath: string, rate: number, burst: number) => ({
      restApi: "id-of-users-api",
      stageName: "live",
      methodPath,
      settings: {
        throttlingRateLimit: rate,
        throttlingBurstLimit: burst,
        dataTraceEnabled: false,
        loggingLevel: "ERROR",
        metricsEnabled: false,
      },
    });
    assert.deepEqual(all(done, "methodSettings"), {
      "users-settings": settings("*/*", 50, 100),
      "users-GET /": settings("~1/GET", 10, 20),
      "users-GET /users/{id}/x": settings("~1users~1{id}~1x/GET", 1, 2),
    });
    assert.deepEqual(all(done, "usagePlan")["users-usage-plan"], {
      name: "p-users-dev",
      description: "Limits of each key of the users API",
      apiStages: [{ apiId: "id-of-users-api", stage: "live" }],
      throttleSettings: { rateLimit: 50, burstLimit: 100 },
      tags: { team: "identity" },
    });
  });

  it("puts the firewall before the stage", async () => {
    const { recording } = await run({ firewall: FIREWALL });
    assert.deepEqual(inputsByName(ofType(recording, "aws:wafv2/webAclAssociation:WebAclAssociation")), {
      "users-firewall": {
        resourceArn: "arn:aws:apigateway:eu-central-1::/restapis/users-stage",
        webAclArn: "arn:of:users-firewall",
      },
    });
    const { scope, region } = find(recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs;
    assert.deepEqual({ scope, region }, { scope: "REGIONAL", region: undefined });
    assert.deepEqual(ofType((await run()).recording, "aws:wafv2/webAcl:WebAcl"), []);
  });

  it("has a firewall for its addresses alone, whose refusal is a 403 with a body whatever the API asks for", async () => {
    const { recording } = await run({ network: { allowedCidrs: ["203.0.113.0/24", "0.0.0.0/0"] } });
    assert.deepEqual(find(recording, "aws:wafv2/ipSet:IpSet", "users-callers").inputs, {
      name: "p-users-callers-dev",
      description: "From where the users API can be called",
      scope: "REGIONAL",
      ipAddressVersion: "IPV4",
      addresses: ["203.0.113.0/24", "0.0.0.0/1", "128.0.0.0/1"],
      tags: { team: "identity" },
    });
    const { rules } = find(recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs;
    assert.deepEqual(rules, [
      {
        name: "callers",
        priority: 0,
        action: { block: {} },
        statement: { notStatement: { statement: { ipSetReferenceStatement: { arn: "arn:of:users-callers" } } } },
        visibilityConfig: { metricName: "callers", cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false },
      },
    ]);
    const both = await run({ firewall: FIREWALL, network: { allowedCidrs: ["203.0.113.0/24"] } });
    const names = find(both.recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs["rules"] as object[];
    assert.deepEqual(names.length, 5);
  });

  it("answers at its own name with TLS 1.2, and no longer at the one that AWS gives", async () => {
    const certificateArn = certificateIn("eu-central-1");
    const done = await run({ domain: { name: "api.example.com", certificateArn } });
    assert.deepEqual(find(done.recording, "aws:apigatewayv2/domainName:DomainName", "users-domain").inputs, {
      domainName: "api.example.com",
      domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
      tags: { team: "identity" },
    });
    const mapping = find(done.recording, "aws:apigatewayv2/apiMapping:ApiMapping", "users-domain");
    assert.deepEqual(mapping.inputs, { apiId: "id-of-users-api", stage: "live", domainName: "api.example.com" });
    assert.equal(mapping.deleteBeforeReplace, true);
    assert.equal(all(done, "restApi")["users-api"]!["disableExecuteApiEndpoint"], true);
    assert.equal(await valueOf(done.result.url), "https://api.example.com");
    assert.equal(await valueOf((await run()).result.url), "https://users-stage.example.com/live");
  });

  it("refuses CORS for several origins, of which an error could name only one", () =>
    assertRefused(
      run({ cors: { allowOrigins: ["https://a.example", "https://b.example"], allowHeaders: [], maxAgeSeconds: 0 } }),
      "`cors.allowOrigins` has 2 origins, and a REST API can name one: use the profile `http`, or one API for each",
    ));

  it("refuses two names for the variable at one place", () =>
    assertRefused(
      withRoutes({
        "GET /users/{id}": { scopes: ["a"], handler: "admin" },
        "GET /users/{name}/x": { scopes: ["a"], handler: "admin" },
      }),
      "route `GET /users/{name}/x` has `{name}` where `GET /users/{id}` has `{id}`: a REST API takes one name at one place",
    ));

  it("refuses an address with a variable that its path does not have", () =>
    assertRefused(
      withRoutes({ "GET /users/{id}": { scopes: ["a"], url: "https://a.example/{uid}" } }),
      "route `GET /users/{id}` has `uid` in its `url`, and not in its path",
    ));

  it("refuses a scope where there is no code for the Lambda authorizer", () =>
    assertRefused(
      withRoutes({ "GET /x": { scopes: ["a"], handler: "admin" } }, { authorizerModule: undefined }),
      "route `GET /x` needs the Lambda authorizer: give `authorizerModule`",
    ));
});
