/** The resource types that the local AWS keeps as they were declared, with inputs to try each. */
import type { ResourceState } from "../../../local/providers/provider";
import type { Value, Values } from "../../../local/providers/values";

/** What has been made so far, by type. */
export type Made = Record<string, ResourceState>;
/** A type, inputs to begin with, outputs that must be there, and a change that updates. */
export type Row = [
  token: string,
  inputs: (made: Made) => Values,
  outputs: Values | Record<string, RegExp>,
  change?: Values,
];

export const arn = (made: Made, token: string) => made[token]!.outputs["arn"]!;
export const REST = (made: Made) => ({ restApi: made["aws:apigateway/restApi:RestApi"]!.id });
export const STAGE = (made: Made) => ({ ...REST(made), stageName: "live" });
export const FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:f";
export const URI = `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${FUNCTION}/invocations`;
export const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd";
const VISIBILITY = { metricName: "m", cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
const BEHAVIOUR: Value = {
  targetOriginId: "o",
  viewerProtocolPolicy: "https-only",
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
};
const ORIGIN: Value = {
  originId: "o",
  domainName: "example.com",
  customHeaders: [{ name: "x-origin-verify", value: "s" }],
  customOriginConfig: {
    httpPort: 80,
    httpsPort: 443,
    originProtocolPolicy: "https-only",
    originSslProtocols: ["TLSv1.2"],
  },
};

/** A document with one open operation. */
export const REST_BODY = JSON.stringify({
  openapi: "3.0.1",
  info: { title: "api", version: "1" },
  paths: {
    "/users": {
      get: {
        responses: {},
        "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: URI },
      },
    },
  },
});

/** In the order in which they refer to each other. */
export const ROWS: readonly Row[] = [
  [
    "aws:apigateway/restApi:RestApi",
    () => ({
      name: "api",
      body: REST_BODY,
      failOnWarnings: true,
      endpointConfiguration: { types: "REGIONAL" },
      tags: { team: "a" },
    }),
    {
      arn: /^arn:aws:apigateway:eu-central-1::\/restapis\/[a-z0-9]{10}$/,
      executionArn: /^arn:aws:execute-api:eu-central-1:000000000000:[a-z0-9]{10}$/,
      rootResourceId: /^root/,
    },
    { description: "d", tags: { team: "b" } },
  ],
  [
    "aws:apigateway/deployment:Deployment",
    (made) => ({ ...REST(made), triggers: { declared: "1" } }),
    { createdDate: /^\d{4}-/ },
  ],
  ["aws:apigateway/account:Account", () => ({ cloudwatchRoleArn: "arn:aws:iam::000000000000:role/logs" }), {}],
  [
    "aws:apigateway/stage:Stage",
    (made) => ({ ...STAGE(made), deployment: made["aws:apigateway/deployment:Deployment"]!.id }),
    { invokeUrl: /^http:\/\/127\.0\.0\.1:\d+\/_api\/[a-z0-9]{10}\/live$/, executionArn: /\/live$/ },
    { accessLogSettings: { destinationArn: "arn:aws:logs:eu-central-1:000000000000:log-group:log", format: "x" } },
  ],
  [
    "aws:apigateway/methodSettings:MethodSettings",
    (made) => ({ ...STAGE(made), methodPath: "*/*", settings: { throttlingBurstLimit: 5, throttlingRateLimit: 2.5 } }),
    {},
    { settings: { throttlingBurstLimit: 6, throttlingRateLimit: 2.5 } },
  ],
  [
    "aws:apigateway/usagePlan:UsagePlan",
    (made) => ({ name: "plan", apiStages: [{ apiId: REST(made).restApi, stage: "live" }] }),
    { arn: /usageplans/ },
    { throttleSettings: { rateLimit: 1, burstLimit: 2 } },
  ],
  [
    "aws:apigatewayv2/domainName:DomainName",
    () => ({
      domainName: "http.example.com",
      domainNameConfiguration: { certificateArn: CERTIFICATE, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    }),
    { arn: "arn:aws:apigateway:eu-central-1::/domainnames/http.example.com" },
    { tags: { a: "b" } },
  ],
  [
    "aws:apigatewayv2/apiMapping:ApiMapping",
    (made) => ({ apiId: REST(made).restApi, domainName: "http.example.com", stage: "live" }),
    {},
    { apiMappingKey: "v1" },
  ],
  [
    "aws:ec2/securityGroup:SecurityGroup",
    () => ({
      name: "sg",
      vpcId: "vpc-1",
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
    }),
    { ownerId: "000000000000" },
    { egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }] },
  ],
  [
    "aws:lb/loadBalancer:LoadBalancer",
    (made) => ({
      name: "lb",
      securityGroups: [made["aws:ec2/securityGroup:SecurityGroup"]!.id],
      subnets: ["s-1", "s-2"],
      dropInvalidHeaderFields: true,
    }),
    {
      arn: /^arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer\/app\/lb\/[a-z0-9]{10}$/,
      arnSuffix: /^app\/lb\/[a-z0-9]{10}$/,
      dnsName: /^127\.0\.0\.1:\d+\/_alb\/[a-z0-9]{10}$/,
    },
    { idleTimeout: 30 },
  ],
  [
    "aws:lb/targetGroup:TargetGroup",
    () => ({ name: "target", targetType: "lambda" }),
    { arn: /:targetgroup\/target\/[a-z0-9]{10}$/ },
    { tags: { a: "b" } },
  ],
  [
    "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    (made) => ({ targetGroupArn: arn(made, "aws:lb/targetGroup:TargetGroup"), targetId: FUNCTION }),
    {},
  ],
  [
    "aws:lb/listener:Listener",
    (made) => ({
      loadBalancerArn: arn(made, "aws:lb/loadBalancer:LoadBalancer"),
      port: 443,
      protocol: "HTTPS",
      certificateArn: CERTIFICATE,
      defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
    }),
    { arn: /:listener\/app\/lb\// },
    { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
  ],
  [
    "aws:lb/listenerRule:ListenerRule",
    (made) => ({
      listenerArn: arn(made, "aws:lb/listener:Listener"),
      priority: 1,
      conditions: [{ pathPattern: { regexValues: ["^/users$"] } }],
      actions: [{ type: "forward", order: 1, targetGroupArn: arn(made, "aws:lb/targetGroup:TargetGroup") }],
    }),
    { arn: /:listener-rule\/app\/lb\// },
    { priority: 2 },
  ],
  [
    "aws:wafv2/ipSet:IpSet",
    () => ({ name: "callers", scope: "REGIONAL", ipAddressVersion: "IPV4", addresses: ["203.0.113.0/24"] }),
    { arn: /:regional\/ipset\/callers\// },
    { addresses: ["198.51.100.0/24"] },
  ],
  [
    "aws:wafv2/webAcl:WebAcl",
    (made) => ({
      name: "acl",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: VISIBILITY,
      rules: [
        {
          name: "rate",
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: 100, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
          visibilityConfig: VISIBILITY,
        },
        {
          name: "callers",
          priority: 1,
          action: { block: {} },
          statement: {
            notStatement: { statement: { ipSetReferenceStatement: { arn: arn(made, "aws:wafv2/ipSet:IpSet") } } },
          },
          visibilityConfig: VISIBILITY,
        },
        {
          name: "managed",
          priority: 2,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: "AWS",
              name: "AWSManagedRulesCommonRuleSet",
              ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
            },
          },
          visibilityConfig: VISIBILITY,
        },
      ] as Value[],
    }),
    { arn: /:regional\/webacl\/acl\// },
    { description: "d" },
  ],
  [
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    (made) => ({
      resourceArn: arn(made, "aws:apigateway/stage:Stage"),
      webAclArn: arn(made, "aws:wafv2/webAcl:WebAcl"),
    }),
    {},
  ],
  [
    "aws:cloudfront/distribution:Distribution",
    () => ({
      enabled: true,
      origins: [ORIGIN],
      defaultCacheBehavior: BEHAVIOUR,
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { cloudfrontDefaultCertificate: true },
    }),
    { domainName: /^e[a-z0-9]{10}\.cloudfront\.net$/ },
    { comment: "c" },
  ],
  [
    "aws:secretsmanager/secret:Secret",
    () => ({ name: "origin" }),
    { arn: /^arn:aws:secretsmanager:eu-central-1:000000000000:secret:origin-[a-z0-9]{6}$/ },
    { description: "d" },
  ],
  [
    "aws:secretsmanager/secretVersion:SecretVersion",
    (made) => ({ secretId: arn(made, "aws:secretsmanager/secret:Secret"), secretString: "s3cret" }),
    { versionId: /^[a-z0-9]{10}$/ },
  ],
  [
    "aws:dynamodb/table:Table",
    () => ({
      name: "attempts",
      attributes: [
        { name: "id", type: "S" },
        { name: "at", type: "N" },
      ],
      hashKey: "id",
      rangeKey: "at",
      billingMode: "PAY_PER_REQUEST",
      ttl: { attributeName: "expires", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:eu-central-1:000000000000:key/k" },
      tags: { team: "a" },
    }),
    {
      arn: "arn:aws:dynamodb:eu-central-1:000000000000:table/attempts",
      streamArn: "",
      readCapacity: 0,
      deletionProtectionEnabled: false,
      tagsAll: { team: "a", stack: "local" },
    },
    { billingMode: "PROVISIONED", readCapacity: 1, writeCapacity: 2, ttl: { enabled: false } },
  ],
  [
    "aws:kms/key:Key",
    () => ({
      description: "signs",
      customerMasterKeySpec: "RSA_2048",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
      tags: { team: "a" },
    }),
    {
      arn: /^arn:aws:kms:eu-central-1:000000000000:key\/[\da-f-]{36}$/,
      keyId: /^[\da-f-]{36}$/,
    },
    { description: "signs still" },
  ],
  [
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    () => ({
      name: "f",
      logGroupName: "log",
      pattern: '{ $.status = "401" }',
      metricTransformation: { namespace: "n", name: "m", value: "1" },
    }),
    {},
    { pattern: '{ $.status = "403" }' },
  ],
  [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    () => ({ name: "alarm", comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 2, threshold: 0.5 }),
    { arn: "arn:aws:cloudwatch:eu-central-1:000000000000:alarm:alarm" },
    { alarmActions: ["arn:aws:sns:eu-central-1:000000000000:topic"] },
  ],
  [
    "aws:cloudwatch/dashboard:Dashboard",
    () => ({ dashboardName: "d", dashboardBody: '{"widgets":[]}' }),
    { dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/d" },
    { dashboardBody: '{"widgets":[{}]}' },
  ],
  [
    "aws:cloudwatch/eventRule:EventRule",
    () => ({ name: "every", scheduleExpression: "rate(5 minutes)" }),
    { arn: "arn:aws:events:eu-central-1:000000000000:rule/every" },
    { scheduleExpression: "rate(1 hour)" },
  ],
  ["aws:cloudwatch/eventTarget:EventTarget", () => ({ rule: "every", arn: FUNCTION }), {}, { input: "{}" }],
];
