/** One access file on all kinds of gateways: the whole program, as the engine runs it. */
import assert from "node:assert/strict";
import { rules } from "../../../policies/rules";
import { find, ofType, valueOf, type Recording } from "../../setup/mocks";
import { violationsOf } from "../policies/runPolicy";
import { ACCESS, SECRETS, SETTINGS, STEP_UP } from "./everyGateway";
import { runStack } from "./runStack";
import { childrenOf } from "../components/testProviders";

const variablesOf = (recording: Recording, name: string) =>
  (find(recording, "aws:lambda/function:Function", name).inputs["environment"] as { variables: Record<string, string> })
    .variables;

describe("a stack with all kinds of gateways", () => {
  let run: Awaited<ReturnType<typeof runStack>>;

  before(async () => {
    run = await runStack({ accessFile: ACCESS, settings: SETTINGS, secretKeys: SECRETS });
  });

  it("says what a load balancer without a name needs, though its functions come first", async () => {
    const settings = { ...SETTINGS, "okta-api-access:domains": { edge: SETTINGS["okta-api-access:domains"].edge } };
    await assert.rejects(
      runStack({ accessFile: ACCESS, settings, secretKeys: SECRETS }),
      /a load balancer needs a `domain` with a certificate/,
    );
  });

  it("declares the same resources in a preview", async () => {
    const preview = await runStack({ accessFile: ACCESS, settings: SETTINGS, secretKeys: SECRETS, preview: true });
    assert.deepEqual(childrenOf(preview.recording), childrenOf(run.recording));
  });

  it("passes the whole policy pack", () => {
    const resources = run.recording.resources.map(({ type, name, inputs }) => ({ type, name, props: inputs }));
    for (const rule of rules.filter(({ policy }) => "validateResource" in policy)) {
      assert.deepEqual(violationsOf(rule, resources), [], rule.policy.name);
    }
  });

  it("gives every resource the provider of the stack, and a parent whose name its own begins with", () => {
    const aws = "urn:pulumi:dev::shop::pulumi:providers:aws::aws::id-of-aws";
    for (const { type, name, custom, parent, provider } of run.recording.resources) {
      if (!custom || !type.startsWith("aws:")) continue;
      assert.equal(provider, aws, `${type} ${name}`);
      assert.ok(name.startsWith(`${parent!.split("::")[1]}-`), `${type} ${name} is a child of ${parent}`);
    }
  });

  it("has one address for each", async () => {
    const { apiUrls } = run.outputs;
    const urls = await Promise.all(Object.entries(apiUrls).map(async ([key, url]) => [key, await valueOf(url)]));
    assert.deepEqual(Object.fromEntries(urls), {
      edge: "https://edge.example.com",
      rest: "https://rest-stage.example.com/live",
      alb: "https://alb.example.com",
    });
  });

  it("shows neither the origin's secret nor the client's", () => {
    const text = JSON.stringify(run.recording.resources);
    for (const secret of ["0123456789abcdef0123456789abcdef", "a-client-secret"]) {
      const sealed = text.split(secret).length - 1;
      assert.ok(sealed > 0);
      const bare = JSON.stringify(run.recording.resources.map(({ inputs }) => withoutSecrets(inputs)));
      assert.equal(bare.includes(secret), false);
    }
  });

  it("lets the function behind the load balancer run the whole guard, and knows there what is public", () => {
    const variables = variablesOf(run.recording, "alb-admin-function");
    assert.deepEqual(
      { ...variables, REQUIREMENTS: JSON.parse(variables["REQUIREMENTS"]!) as object },
      {
        ISSUER: "https://example.okta.com/oauth2/id-of-shop-server",
        AUDIENCE: "api://shop",
        PROFILE: "alb",
        RESOURCE_METADATA: "https://alb.example.com/.well-known/oauth-protected-resource",
        CORS: JSON.stringify({
          allowOrigins: ["https://desk.example.com", "https://other.example.com"],
          allowHeaders: ["authorization", "content-type"],
          maxAgeSeconds: 600,
          methods: { "OPTIONS /orders/{id}": ["DELETE", "OPTIONS"], "OPTIONS /health": ["GET", "OPTIONS"] },
        }),
        REQUIREMENTS: {
          "DELETE /orders/{id}": { scopes: { any: ["orders:delete"] }, stepUp: STEP_UP },
          "GET /health": { public: true },
          "OPTIONS /health": { public: true },
          "OPTIONS /orders/{id}": { public: true },
        },
      },
    );
  });

  it("tells the function behind the REST API which pages may read its answers", () => {
    const { ALLOW_ORIGIN, ISSUER } = variablesOf(run.recording, "rest-admin-function");
    assert.deepEqual([ALLOW_ORIGIN, ISSUER], ["https://desk.example.com", undefined]);
    assert.equal(variablesOf(run.recording, "edge-admin-function")["ALLOW_ORIGIN"], undefined);
  });

  it("signs people in as the client of the access file", () => {
    const rules = ofType(run.recording, "aws:lb/listenerRule:ListenerRule");
    const text = JSON.stringify(rules.map(({ inputs }) => inputs));
    assert.ok(text.includes('"clientId":"client-id-of-desk-app"'));
    assert.ok(text.includes('"acr_values":"phr"'));
  });

  it("looks at the keys once for all of them", () => {
    const canaries = run.recording.resources.filter(({ type }) => type === "okta-api-access:index:KeysCanary");
    assert.deepEqual(
      canaries.map(({ name }) => name),
      ["shop-keys"],
    );
    assert.equal(ofType(run.recording, "aws:cloudwatch/dashboard:Dashboard").length, 3);
  });

  it("has the names that it had", () => {
    const children = childrenOf(run.recording);
    const names = (parent: string) =>
      children[`okta-api-access:index:${parent}`]!.filter((child) => !child.includes("etric"));
    assert.deepEqual(names("ProtectedRestApi::rest"), REST_NAMES);
    assert.deepEqual(names("ProtectedAlbApi::alb"), ALB_NAMES);
    assert.deepEqual(names("ProtectedHttpApi::edge"), EDGE_NAMES);
    assert.deepEqual(children["okta-api-access:index:KeysCanary::shop-keys"], [
      "aws:cloudwatch/eventRule:EventRule::shop-keys-schedule",
      "aws:cloudwatch/eventTarget:EventTarget::shop-keys-canary",
      "aws:cloudwatch/metricAlarm:MetricAlarm::shop-keys-alarm-keys",
      "aws:lambda/permission:Permission::shop-keys-canary",
      "okta-api-access:index:HandlerFunction::shop-keys-canary",
    ]);
  });
});

const REST_NAMES = [
  "aws:apigateway/deployment:Deployment::rest-deployment",
  "aws:apigateway/methodSettings:MethodSettings::rest-GET /health",
  "aws:apigateway/methodSettings:MethodSettings::rest-settings",
  "aws:apigateway/restApi:RestApi::rest-api",
  "aws:apigateway/stage:Stage::rest-stage",
  "aws:apigateway/usagePlan:UsagePlan::rest-usage-plan",
  "aws:cloudwatch/dashboard:Dashboard::rest-dashboard",
  "aws:cloudwatch/logGroup:LogGroup::rest-access-log",
  "aws:cloudwatch/logGroup:LogGroup::rest-error-log",
  "aws:lambda/permission:Permission::rest-admin",
  "aws:lambda/permission:Permission::rest-guard",
  "aws:wafv2/webAcl:WebAcl::rest-firewall",
  "aws:wafv2/webAclAssociation:WebAclAssociation::rest-firewall",
  "okta-api-access:index:HandlerFunction::rest-guard",
];
const ALB_NAMES = [
  "aws:cloudwatch/dashboard:Dashboard::alb-dashboard",
  "aws:ec2/securityGroup:SecurityGroup::alb-security-group",
  "aws:lambda/permission:Permission::alb-admin",
  "aws:lb/listener:Listener::alb-listener",
  // Rules are called by their priorities.
  "aws:lb/listenerRule:ListenerRule::alb-1",
  "aws:lb/listenerRule:ListenerRule::alb-1840",
  "aws:lb/listenerRule:ListenerRule::alb-2",
  "aws:lb/listenerRule:ListenerRule::alb-238",
  "aws:lb/listenerRule:ListenerRule::alb-3",
  "aws:lb/listenerRule:ListenerRule::alb-4",
  "aws:lb/listenerRule:ListenerRule::alb-4369",
  "aws:lb/listenerRule:ListenerRule::alb-48610",
  "aws:lb/listenerRule:ListenerRule::alb-5147",
  "aws:lb/listenerRule:ListenerRule::alb-567",
  "aws:lb/listenerRule:ListenerRule::alb-8494",
  "aws:lb/loadBalancer:LoadBalancer::alb-load-balancer",
  "aws:lb/targetGroup:TargetGroup::alb-admin",
  "aws:lb/targetGroupAttachment:TargetGroupAttachment::alb-admin",
];
const EDGE_NAMES = [
  "aws:apigatewayv2/api:Api::edge-api",
  "aws:apigatewayv2/authorizer:Authorizer::edge-edge",
  "aws:apigatewayv2/authorizer:Authorizer::edge-guard",
  "aws:apigatewayv2/integration:Integration::edge-admin",
  "aws:apigatewayv2/integration:Integration::edge-resource_metadata",
  "aws:apigatewayv2/route:Route::edge-DELETE /orders/{id}",
  "aws:apigatewayv2/route:Route::edge-GET /.well-known/oauth-protected-resource",
  "aws:apigatewayv2/route:Route::edge-GET /health",
  "aws:apigatewayv2/route:Route::edge-GET /orders",
  "aws:apigatewayv2/stage:Stage::edge-stage",
  "aws:cloudfront/distribution:Distribution::edge-edge",
  "aws:cloudwatch/dashboard:Dashboard::edge-dashboard",
  "aws:cloudwatch/logGroup:LogGroup::edge-access-log",
  "aws:iam/rolePolicy:RolePolicy::edge-guard-secret",
  "aws:lambda/permission:Permission::edge-admin",
  "aws:lambda/permission:Permission::edge-edge",
  "aws:lambda/permission:Permission::edge-guard",
  "aws:lambda/permission:Permission::edge-resource_metadata",
  "aws:secretsmanager/secret:Secret::edge-origin-secret",
  "aws:secretsmanager/secretVersion:SecretVersion::edge-origin-secret",
  "aws:wafv2/webAcl:WebAcl::edge-firewall",
  "okta-api-access:index:HandlerFunction::edge-guard",
  "okta-api-access:index:HandlerFunction::edge-resource_metadata",
];

/** With a word in the place of each secret. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ("secret" in value) return "sealed";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
