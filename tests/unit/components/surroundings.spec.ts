/** What stands around an API: firewall, CloudFront, domain names, alarms, the canary on the keys. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { KeysCanary } from "../../../components/aws/shared/keysCanary";
import { ProtectedAlbApi } from "../../../components/aws/alb/protectedAlbApi";
import type { ProtectedApiArgs } from "../../../components/aws/shared/protectedApiArgs";
import { ProtectedHttpApi } from "../../../components/aws/http/protectedHttpApi";
import { ProtectedRestApi } from "../../../components/aws/rest/protectedRestApi";
import { find, ofType, valueOf } from "../../setup/mocks";
import { ARGS, certificateIn, FIREWALL, inputsByName, ISSUER } from "./gatewayArgs";
import { withProviders } from "./testProviders";

const SECRET = "0123456789abcdef0123456789abcdef";

const http = (changes: Partial<ProtectedApiArgs>) =>
  withProviders((opts) => new ProtectedHttpApi("users", { ...ARGS, ...changes }, opts));

const BEHIND_EDGE: Partial<ProtectedApiArgs> = {
  firewall: FIREWALL,
  domain: { name: "api.example.com", certificateArn: certificateIn("us-east-1") },
  originSecret: pulumi.secret(SECRET),
  routes: {
    "GET /users": { scopes: ["users:read"], handler: "admin" },
    "GET /health": { public: "probe", handler: "admin" },
  },
};

describe("a firewall", () => {
  it("turns an address away that sends too much, then applies AWS's rules, and keeps no samples", async () => {
    const { recording } = await http(BEHIND_EDGE);
    const visibility = (metricName: string) => ({
      metricName,
      cloudwatchMetricsEnabled: true,
      sampledRequestsEnabled: false,
    });
    const managed = (name: string, priority: number) => ({
      name,
      priority,
      overrideAction: { none: {} },
      statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
      visibilityConfig: visibility(name),
    });
    assert.deepEqual(find(recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs, {
      name: "p-users-dev",
      description: "Before the users API",
      scope: "CLOUDFRONT",
      region: "us-east-1",
      defaultAction: { allow: {} },
      rules: [
        {
          name: "requests-per-address",
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: 2_000, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
          visibilityConfig: visibility("requests-per-address"),
        },
        managed("AWSManagedRulesCommonRuleSet", 1),
        managed("AWSManagedRulesKnownBadInputsRuleSet", 2),
        managed("AWSManagedRulesAmazonIpReputationList", 3),
      ],
      visibilityConfig: visibility("users"),
      tags: { team: "identity" },
    });
    const bare = await http({ ...BEHIND_EDGE, firewall: { ...FIREWALL, managedRules: false } });
    const { rules } = find(bare.recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs;
    assert.equal((rules as object[]).length, 1);
  });

  it("lets single managed rules count what they find", async () => {
    const countOnly = ["Log4JRCE_BODY", "SizeRestrictions_BODY", "SizeRestrictions_URIPATH"];
    const { recording } = await http({ ...BEHIND_EDGE, firewall: { ...FIREWALL, countOnly } });
    const rules = find(recording, "aws:wafv2/webAcl:WebAcl", "users-firewall").inputs["rules"] as any[];
    const overrides = rules.slice(1).map((rule) => rule.statement.managedRuleGroupStatement.ruleActionOverrides);
    const counting = (...names: string[]) => names.map((name) => ({ name, actionToUse: { count: {} } }));
    assert.deepEqual(overrides, [
      counting("SizeRestrictions_BODY", "SizeRestrictions_URIPATH"),
      counting("Log4JRCE_BODY"),
      undefined,
    ]);
    await assert.rejects(
      http({ ...BEHIND_EDGE, firewall: { ...FIREWALL, countOnly: ["SizeRestriction_BODY"] } }),
      /`firewall\.countOnly\[0\]` is no rule of .*; did you mean `SizeRestrictions_BODY`\?/,
    );
  });
});

describe("an HTTP API behind CloudFront", () => {
  it("shows the first of two secrets, and keeps both for the authorizer", async () => {
    const { recording } = await http({ ...BEHIND_EDGE, originSecret: pulumi.secret(`${SECRET} ${SECRET}-before`) });
    const { origins } = find(recording, "aws:cloudfront/distribution:Distribution", "users-edge").inputs;
    const [{ customHeaders }] = origins as [{ customHeaders: object[] }];
    assert.deepEqual(customHeaders, [{ name: "x-origin-verify", value: { secret: SECRET } }]);
    const kept = find(recording, "aws:secretsmanager/secretVersion:SecretVersion", "users-origin-secret").inputs;
    assert.deepEqual(kept["secretString"], { secret: `${SECRET} ${SECRET}-before` });
  });

  it("is called over TLS 1.2 with a secret that nothing shows", async () => {
    const { recording, result } = await http(BEHIND_EDGE);
    const edge = find(recording, "aws:cloudfront/distribution:Distribution", "users-edge").inputs;
    const { origins, viewerCertificate, aliases, webAclId, defaultCacheBehavior } = edge;
    assert.deepEqual(aliases, ["api.example.com"]);
    assert.equal(webAclId, "arn:of:users-firewall");
    assert.deepEqual(viewerCertificate, {
      acmCertificateArn: certificateIn("us-east-1"),
      minimumProtocolVersion: "TLSv1.2_2021",
      sslSupportMethod: "sni-only",
    });
    assert.deepEqual(origins, [
      {
        originId: "users",
        domainName: "users-api.example.com",
        customHeaders: [{ name: "x-origin-verify", value: { secret: SECRET } }],
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
        },
      },
    ]);
    const { cachePolicyId, originRequestPolicyId, viewerProtocolPolicy } = defaultCacheBehavior as Record<
      string,
      string
    >;
    assert.deepEqual(
      [cachePolicyId, originRequestPolicyId, viewerProtocolPolicy],
      ["4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "b689b0a8-53d0-40ab-baf2-68738e2966ac", "https-only"],
    );
    assert.equal(await valueOf(result.url), "https://api.example.com");
  });

  it("has the Lambda authorizer on every route, public ones too, and each with the origin's secret", async () => {
    const { recording } = await http(BEHIND_EDGE);
    const routes = inputsByName(ofType(recording, "aws:apigatewayv2/route:Route"));
    const authorizations = Object.entries(routes).map(([name, { authorizationType, authorizerId, operationName }]) => {
      return [name, authorizationType, authorizerId, operationName];
    });
    assert.deepEqual(authorizations, [
      ["users-GET /health", "CUSTOM", "id-of-users-edge", undefined],
      ["users-GET /users", "CUSTOM", "id-of-users-guard", undefined],
    ]);
    const authorizers = inputsByName(ofType(recording, "aws:apigatewayv2/authorizer:Authorizer"));
    assert.deepEqual(
      Object.entries(authorizers).map(([name, { authorizerType, identitySources, authorizerUri }]) => {
        return [name, authorizerType, identitySources, authorizerUri];
      }),
      [
        [
          "users-edge",
          "REQUEST",
          ["$request.header.x-origin-verify", "$context.routeKey"],
          "invoke-arn-of-users-guard-function",
        ],
        [
          "users-guard",
          "REQUEST",
          ["$request.header.Authorization", "$request.header.x-origin-verify", "$context.routeKey"],
          "invoke-arn-of-users-guard-function",
        ],
      ],
    );
  });

  it("keeps the secret where the authorizer alone may read it, and out of every environment", async () => {
    const { recording } = await http(BEHIND_EDGE);
    const version = find(recording, "aws:secretsmanager/secretVersion:SecretVersion", "users-origin-secret").inputs;
    assert.deepEqual(version, { secretId: "id-of-users-origin-secret", secretString: { secret: SECRET } });
    const { variables } = find(recording, "aws:lambda/function:Function", "users-guard-function").inputs[
      "environment"
    ] as { variables: Record<string, string> };
    assert.equal(variables["ORIGIN_SECRET_ARN"], "arn:of:secret:users-origin-secret");
    assert.deepEqual(JSON.parse(variables["REQUIREMENTS"]!), {
      "GET /users": { scopes: { any: ["users:read"] } },
      "GET /health": { public: true },
    });
    const { policy, role } = find(recording, "aws:iam/rolePolicy:RolePolicy", "users-guard-secret").inputs;
    assert.equal(role, "p-users-guard-dev");
    assert.deepEqual(JSON.parse(policy as string), {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: "arn:of:secret:users-origin-secret" },
      ],
    });
    const shown = JSON.stringify(recording.resources).replaceAll(`{"secret":"${SECRET}"}`, "");
    assert.equal(shown.includes(SECRET), false);
  });

  it("stays reachable by CloudFront at the address that AWS gives", async () => {
    const { recording } = await http(BEHIND_EDGE);
    assert.equal(find(recording, "aws:apigatewayv2/api:Api", "users-api").inputs["disableExecuteApiEndpoint"], false);
    assert.deepEqual(ofType(recording, "aws:apigatewayv2/domainName:DomainName"), []);
  });
});

describe("a domain name of an HTTP API", () => {
  it("takes TLS 1.2 and is the only way in", async () => {
    const certificateArn = certificateIn("eu-central-1");
    const { recording, result } = await http({ domain: { name: "api.example.com", certificateArn } });
    assert.deepEqual(find(recording, "aws:apigatewayv2/domainName:DomainName", "users-domain").inputs, {
      domainName: "api.example.com",
      domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
      tags: { team: "identity" },
    });
    assert.deepEqual(find(recording, "aws:apigatewayv2/apiMapping:ApiMapping", "users-domain").inputs, {
      apiId: "id-of-users-api",
      domainName: "api.example.com",
      stage: "$default",
    });
    assert.equal(find(recording, "aws:apigatewayv2/api:Api", "users-api").inputs["disableExecuteApiEndpoint"], true);
    assert.equal(await valueOf(result.url), "https://api.example.com");
  });
});

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:on-call";

describe("monitoring", () => {
  const monitoring = { alarmTopicArn: TOPIC };

  it("costs nothing where nobody asks for it", async () => {
    const { recording } = await http({});
    assert.deepEqual(
      recording.resources.filter(({ type }) => /metricAlarm|logMetricFilter|dashboard/.test(type)),
      [],
    );
  });

  it("tells 401 from 403 and from 429 by the access log, which AWS's own metrics do not", async () => {
    const { recording } = await http({ monitoring });
    const filters = inputsByName(ofType(recording, "aws:cloudwatch/logMetricFilter:LogMetricFilter"));
    assert.deepEqual(
      Object.entries(filters).map(([name, { pattern, logGroupName }]) => [name, pattern, logGroupName]),
      [
        ["users-401", '{ $.status = "401" }', "/aws/apigateway/p-users-dev"],
        ["users-403", '{ $.status = "403" }', "/aws/apigateway/p-users-dev"],
        ["users-429", '{ $.status = "429" }', "/aws/apigateway/p-users-dev"],
        ["users-5xx", '{ $.status = "5*" }', "/aws/apigateway/p-users-dev"],
      ],
    );
    assert.deepEqual(filters["users-401"]!["metricTransformation"], {
      namespace: "okta-api-access",
      name: "p-users-401-dev",
      value: "1",
      defaultValue: "0",
    });
    assert.deepEqual(find(recording, ALARM, "users-alarm-401").inputs, {
      name: "p-users-401-dev",
      alarmDescription: "many tokens are refused: is the issuer well, did its keys change?",
      namespace: "okta-api-access",
      metricName: "p-users-401-dev",
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 2,
      threshold: 50,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [TOPIC],
      okActions: [TOPIC],
      tags: { team: "identity" },
    });
  });

  it("watches the authorizer's errors and how long it takes, at both kinds of APIs that have one", async () => {
    const rest = await withProviders((opts) => new ProtectedRestApi("users", { ...ARGS, monitoring: {} }, opts));
    for (const { recording } of [await http({ monitoring: {} }), rest]) {
      const alarms = inputsByName(ofType(recording, ALARM));
      assert.deepEqual(Object.keys(alarms), [
        "users-alarm-401",
        "users-alarm-403",
        "users-alarm-429",
        "users-alarm-5xx",
        "users-alarm-authorizer-errors",
        "users-alarm-authorizer-latency",
        "users-alarm-authorizer-throttles",
      ]);
      const { namespace, metricName, dimensions, extendedStatistic, threshold, alarmActions } =
        alarms["users-alarm-authorizer-latency"]!;
      assert.deepEqual(
        { namespace, metricName, dimensions, extendedStatistic, threshold, alarmActions },
        {
          namespace: "AWS/Lambda",
          metricName: "Duration",
          dimensions: { FunctionName: "p-users-guard-dev" },
          extendedStatistic: "p95",
          threshold: 1_000,
          alarmActions: [],
        },
      );
    }
  });

  it("watches no authorizer where there is none", async () => {
    const routes = { "GET /x": { scopes: ["a"], handler: "admin" } };
    const { recording } = await http({ monitoring, routes });
    assert.equal(ofType(recording, ALARM).length, 4);
  });

  it("watches a load balancer by its own metrics", async () => {
    const { recording } = await withProviders(
      (opts) =>
        new ProtectedAlbApi(
          "shop",
          {
            ...ARGS,
            routes: { "GET /x": { scopes: ["a"], handler: "admin" } },
            domain: { name: "shop.example.com", certificateArn: certificateIn("eu-central-1") },
            network: { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"] },
            monitoring,
          },
          opts,
        ),
    );
    const alarms = ofType(recording, ALARM).map(({ inputs }) => [inputs["metricName"], inputs["dimensions"]]);
    const dimensions = { LoadBalancer: "app/shop-load-balancer" };
    assert.deepEqual(alarms, [
      ["HTTPCode_ELB_4XX_Count", dimensions],
      ["HTTPCode_ELB_5XX_Count", dimensions],
      ["HTTPCode_Target_5XX_Count", dimensions],
    ]);
    assert.equal(ofType(recording, "aws:cloudwatch/dashboard:Dashboard").length, 1);
  });

  it("draws all of it on one page, in the region where it is", async () => {
    const { recording } = await http({ monitoring });
    const { dashboardName, dashboardBody } = find(
      recording,
      "aws:cloudwatch/dashboard:Dashboard",
      "users-dashboard",
    ).inputs;
    assert.equal(dashboardName, "p-users-dev");
    const { widgets } = JSON.parse(dashboardBody as string) as {
      widgets: { x: number; y: number; properties: { title: string; region: string; metrics: string[][] } }[];
    };
    assert.deepEqual(
      widgets.map(({ x, y, properties }) => [properties.title, x, y]),
      [
        ["401", 0, 0],
        ["403", 8, 0],
        ["429", 16, 0],
        ["5xx", 0, 6],
        ["authorizer-errors", 8, 6],
        ["authorizer-throttles", 16, 6],
        ["authorizer-latency", 0, 12],
      ],
    );
    assert.deepEqual(new Set(widgets.map(({ properties }) => properties.region)), new Set(["eu-central-1"]));
    assert.deepEqual(widgets[4]!.properties.metrics, [["AWS/Lambda", "Errors", "FunctionName", "p-users-guard-dev"]]);
  });

  it("goes off for what a REST API's authorizer could not judge, and not for bad tokens", async () => {
    const { recording } = await withProviders(
      (opts) => new ProtectedRestApi("users", { ...ARGS, monitoring: {} }, opts),
    );
    const filter = find(recording, "aws:cloudwatch/logMetricFilter:LogMetricFilter", "users-authorizer-errors").inputs;
    assert.equal(filter["pattern"], '{ $.error = "AUTHORIZER_*" }');
    const alarm = find(recording, ALARM, "users-alarm-authorizer-errors").inputs;
    assert.deepEqual(
      [alarm["namespace"], alarm["metricName"], alarm["threshold"], alarm["dimensions"]],
      ["okta-api-access", "p-users-authorizer-errors-dev", 0, undefined],
    );
    const { namespace, dimensions } = find(recording, ALARM, "users-alarm-authorizer-throttles").inputs;
    assert.deepEqual([namespace, dimensions], ["AWS/Lambda", { FunctionName: "p-users-guard-dev" }]);
  });
});

describe("KeysCanary", () => {
  it("looks every five minutes, and an alarm goes off when it cannot", async () => {
    const { naming, logs } = ARGS;
    const { recording } = await withProviders(
      (opts) =>
        new KeysCanary(
          "p-keys",
          { naming, issuer: ISSUER, module: "code", monitoring: { alarmTopicArn: TOPIC }, logs },
          opts,
        ),
    );
    const look = find(recording, "aws:lambda/function:Function", "p-keys-canary-function").inputs;
    assert.deepEqual(look["environment"], { variables: { JWKS_URI: `${ISSUER}/v1/keys` } });
    const rule = find(recording, "aws:cloudwatch/eventRule:EventRule", "p-keys-schedule").inputs;
    assert.equal(rule["scheduleExpression"], "rate(5 minutes)");
    const target = find(recording, "aws:cloudwatch/eventTarget:EventTarget", "p-keys-canary").inputs;
    assert.deepEqual(target, { rule: "p-keys-canary-dev", arn: "arn:of:p-keys-canary-function" });
    const permission = find(recording, "aws:lambda/permission:Permission", "p-keys-canary").inputs;
    assert.deepEqual(
      [permission["principal"], permission["sourceArn"]],
      ["events.amazonaws.com", "arn:aws:events:eu-central-1:111122223333:rule/p-keys-schedule"],
    );
    const { metricName, dimensions, threshold } = find(recording, ALARM, "p-keys-alarm-keys").inputs;
    assert.deepEqual([metricName, dimensions, threshold], ["Errors", { FunctionName: "p-keys-canary-dev" }, 0]);
  });
});
