/** Which requests to AWS the real provider makes of a resource: one row for each type that a stack declares. */
import type { Renames } from "./problems";

export interface AwsRequest {
  readonly service: string;
  readonly operation: string;
  readonly request: Readonly<Record<string, unknown>>;
}

type Inputs = Readonly<Record<string, unknown>>;
type Row = (inputs: Inputs) => AwsRequest[];

/** Names that the provider chooses. */
const CHOSEN = "chosen-by-the-provider";

const of = (service: string, operation: string, request: Record<string, unknown>): AwsRequest => ({
  service,
  operation,
  request,
});

/** The inputs without some of them: those that other requests carry, and the provider's own. */
function without(inputs: Inputs, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => ![...names, "region"].includes(name)));
}

const list = (value: unknown): Inputs[] => (value ?? []) as Inputs[];

/** Where a resource belongs to another by its id, and where AWS names it otherwise. */
export const REQUESTS: Readonly<Record<string, Row>> = {
  "aws:apigateway/account:Account": ({ cloudwatchRoleArn }) => [
    of("apigateway", "UpdateAccount", {
      patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value: cloudwatchRoleArn }],
    }),
  ],
  "aws:apigateway/restApi:RestApi": (inputs) => [
    of("apigateway", "CreateRestApi", {
      ...without(inputs, "body", "failOnWarnings", "putRestApiMode"),
      endpointConfiguration: { types: [(inputs["endpointConfiguration"] as Inputs)["types"]] },
    }),
    of("apigateway", "PutRestApi", {
      restApiId: "id-of-api",
      body: inputs["body"],
      mode: inputs["putRestApiMode"],
      failOnWarnings: inputs["failOnWarnings"],
    }),
  ],
  "aws:apigateway/deployment:Deployment": ({ restApi }) => [
    of("apigateway", "CreateDeployment", { restApiId: restApi }),
  ],
  "aws:apigateway/stage:Stage": (inputs) => [
    of("apigateway", "CreateStage", {
      ...without(inputs, "restApi", "deployment", "accessLogSettings"),
      restApiId: inputs["restApi"],
      deploymentId: inputs["deployment"],
    }),
  ],
  "aws:apigateway/methodSettings:MethodSettings": ({ restApi, stageName, methodPath, settings }) => [
    of("apigateway", "UpdateStage", {
      restApiId: restApi,
      stageName,
      patchOperations: Object.entries(settings as Inputs).map(([name, value]) => {
        return { op: "replace", path: `/${String(methodPath)}/${name}`, value: String(value) };
      }),
    }),
  ],
  "aws:apigateway/usagePlan:UsagePlan": (inputs) => [
    of("apigateway", "CreateUsagePlan", {
      ...without(inputs, "throttleSettings", "quotaSettings"),
      throttle: inputs["throttleSettings"],
      quota: inputs["quotaSettings"],
    }),
  ],
  "aws:apigatewayv2/api:Api": (inputs) => [of("apigatewayv2", "CreateApi", without(inputs))],
  "aws:apigatewayv2/apiMapping:ApiMapping": (inputs) => [of("apigatewayv2", "CreateApiMapping", without(inputs))],
  "aws:apigatewayv2/authorizer:Authorizer": (inputs) => [of("apigatewayv2", "CreateAuthorizer", without(inputs))],
  "aws:apigatewayv2/domainName:DomainName": (inputs) => [
    of("apigatewayv2", "CreateDomainName", {
      ...without(inputs, "domainNameConfiguration"),
      domainNameConfigurations: [inputs["domainNameConfiguration"]],
    }),
  ],
  "aws:apigatewayv2/integration:Integration": (inputs) => [
    of("apigatewayv2", "CreateIntegration", {
      ...without(inputs, "timeoutMilliseconds", "responseParameters"),
      timeoutInMillis: inputs["timeoutMilliseconds"],
      responseParameters: Object.fromEntries(
        list(inputs["responseParameters"]).map(({ statusCode, mappings }) => [statusCode, mappings]),
      ),
    }),
  ],
  "aws:apigatewayv2/route:Route": (inputs) => [of("apigatewayv2", "CreateRoute", without(inputs))],
  "aws:apigatewayv2/stage:Stage": (inputs) => [
    of("apigatewayv2", "CreateStage", {
      ...without(inputs, "name", "routeSettings"),
      stageName: inputs["name"],
      routeSettings: Object.fromEntries(
        list(inputs["routeSettings"]).map(({ routeKey, ...settings }) => [routeKey, settings]),
      ),
    }),
  ],
  "aws:cloudfront/distribution:Distribution": (inputs) => {
    const { tags, ...config } = without(inputs);
    const { cachedMethods, allowedMethods, ...behavior } = config["defaultCacheBehavior"] as Inputs;
    const methods = { quantity: list(allowedMethods).length, items: allowedMethods, cachedMethods };
    const { geoRestriction } = config["restrictions"] as { geoRestriction: Inputs };
    const distributionConfig = {
      ...config,
      callerReference: CHOSEN,
      defaultCacheBehavior: { ...behavior, allowedMethods: methods },
      restrictions: { geoRestriction: { quantity: 0, ...geoRestriction } },
    };
    const request = { distributionConfigWithTags: { distributionConfig, tags: { items: tags } } };
    return [of("cloudfront", "CreateDistributionWithTags", request)];
  },
  "aws:cloudwatch/dashboard:Dashboard": (inputs) => [of("cloudwatch", "PutDashboard", without(inputs))],
  "aws:cloudwatch/eventRule:EventRule": (inputs) => [of("events", "PutRule", without(inputs))],
  "aws:cloudwatch/eventTarget:EventTarget": ({ rule, arn }) => [
    of("events", "PutTargets", { rule, targets: [{ id: CHOSEN, arn }] }),
  ],
  "aws:cloudwatch/logGroup:LogGroup": (inputs) => [
    of("logs", "CreateLogGroup", { ...without(inputs, "name", "retentionInDays"), logGroupName: inputs["name"] }),
    of("logs", "PutRetentionPolicy", { logGroupName: inputs["name"], retentionInDays: inputs["retentionInDays"] }),
  ],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ({ name, pattern, logGroupName, metricTransformation }) => {
    const { name: metricName, namespace, value, defaultValue } = metricTransformation as Inputs;
    const transformation = {
      metricName,
      metricNamespace: namespace,
      metricValue: value,
      defaultValue: Number(defaultValue),
    };
    const request = { filterName: name, filterPattern: pattern, logGroupName, metricTransformations: [transformation] };
    return [of("logs", "PutMetricFilter", request)];
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": (inputs) => [
    of("cloudwatch", "PutMetricAlarm", {
      ...without(inputs, "name", "dimensions"),
      alarmName: inputs["name"],
      dimensions: Object.entries((inputs["dimensions"] ?? {}) as Inputs).map(([name, value]) => ({ name, value })),
    }),
  ],
  "aws:dynamodb/table:Table": (inputs) => [
    of("dynamodb", "CreateTable", {
      ...without(inputs, "name", "attributes", "hashKey", "ttl", "serverSideEncryption"),
      tableName: inputs["name"],
      attributeDefinitions: list(inputs["attributes"]).map(({ name, type }) => {
        return { attributeName: name, attributeType: type };
      }),
      keySchema: [{ attributeName: inputs["hashKey"], keyType: "HASH" }],
    }),
    of("dynamodb", "UpdateTimeToLive", { tableName: inputs["name"], timeToLiveSpecification: inputs["ttl"] }),
  ],
  "aws:ec2/securityGroup:SecurityGroup": ({ name, description, vpcId, tags, ingress, egress }) => [
    of("ec2", "CreateSecurityGroup", {
      groupName: name,
      description,
      vpcId,
      tagSpecifications: [{ resourceType: "security-group", tags }],
    }),
    of("ec2", "AuthorizeSecurityGroupIngress", { groupId: "id-of-group", ipPermissions: permissions(ingress) }),
    of("ec2", "AuthorizeSecurityGroupEgress", { groupId: "id-of-group", ipPermissions: permissions(egress) }),
  ],
  "aws:iam/role:Role": (inputs) => [
    of("iam", "CreateRole", {
      ...without(inputs, "name", "assumeRolePolicy"),
      roleName: inputs["name"] ?? CHOSEN,
      assumeRolePolicyDocument: inputs["assumeRolePolicy"],
    }),
  ],
  "aws:iam/rolePolicy:RolePolicy": ({ name, role, policy }) => [
    of("iam", "PutRolePolicy", { policyName: name, roleName: role ?? CHOSEN, policyDocument: policy }),
  ],
  "aws:kms/key:Key": (inputs) => [
    of("kms", "CreateKey", without(inputs, "deletionWindowInDays")),
    of("kms", "ScheduleKeyDeletion", {
      keyId: "id-of-key",
      pendingWindowInDays: inputs["deletionWindowInDays"],
    }),
  ],
  "aws:lambda/function:Function": (inputs) => [
    of("lambda", "CreateFunction", { ...without(inputs, "name", "code"), functionName: inputs["name"], code: {} }),
  ],
  "aws:lambda/permission:Permission": ({ function: functionName, ...inputs }) => [
    of("lambda", "AddPermission", { ...without(inputs), functionName, statementId: CHOSEN }),
  ],
  "aws:lb/listener:Listener": (inputs) => [
    of("elbv2", "CreateListener", {
      ...without(inputs, "certificateArn"),
      certificates: [{ certificateArn: inputs["certificateArn"] }],
    }),
  ],
  "aws:lb/listenerRule:ListenerRule": (inputs) => [
    of("elbv2", "CreateRule", {
      ...without(inputs),
      conditions: list(inputs["conditions"]).map((condition) => {
        const [kind = "", config] = Object.entries(condition)[0] ?? [];
        return { field: kind === "pathPattern" ? "path-pattern" : "http-request-method", [`${kind}Config`]: config };
      }),
    }),
  ],
  "aws:lb/loadBalancer:LoadBalancer": (inputs) => [
    of("elbv2", "CreateLoadBalancer", {
      ...without(inputs, "internal", "loadBalancerType", ...LOAD_BALANCER_ATTRIBUTES),
      scheme: inputs["internal"] === true ? "internal" : "internet-facing",
      type: inputs["loadBalancerType"],
    }),
    of("elbv2", "ModifyLoadBalancerAttributes", {
      loadBalancerArn: "arn:of:load-balancer",
      attributes: LOAD_BALANCER_ATTRIBUTES.filter((name) => inputs[name] !== undefined).map((name) => {
        return { key: name, value: JSON.stringify(inputs[name]) };
      }),
    }),
  ],
  "aws:lb/targetGroup:TargetGroup": (inputs) => [of("elbv2", "CreateTargetGroup", without(inputs))],
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": ({ targetGroupArn, targetId, port }) => [
    of("elbv2", "RegisterTargets", { targetGroupArn, targets: [{ id: targetId, port }] }),
  ],
  "aws:secretsmanager/secret:Secret": (inputs) => [
    of("secretsmanager", "CreateSecret", without(inputs, "recoveryWindowInDays", "policy")),
  ],
  "aws:secretsmanager/secretVersion:SecretVersion": (inputs) => [
    of("secretsmanager", "PutSecretValue", without(inputs)),
  ],
  "aws:wafv2/ipSet:IpSet": (inputs) => [of("wafv2", "CreateIPSet", without(inputs))],
  "aws:wafv2/webAcl:WebAcl": (inputs) => [of("wafv2", "CreateWebACL", without(inputs))],
  "aws:wafv2/webAclAssociation:WebAclAssociation": (inputs) => [of("wafv2", "AssociateWebACL", without(inputs))],
};

/** What is set after a load balancer is made. */
const LOAD_BALANCER_ATTRIBUTES = ["dropInvalidHeaderFields", "desyncMitigationMode", "enableWafFailOpen", "accessLogs"];

function permissions(rules: unknown): object[] {
  return list(rules).map(({ protocol, fromPort, toPort, cidrBlocks, description }) => ({
    ipProtocol: protocol,
    fromPort,
    toPort,
    ipRanges: (cidrBlocks as string[]).map((cidrIp) => ({ cidrIp, description })),
  }));
}

/** What has another name within a request. */
export const RENAMES: Renames = {
  Action: {
    jwtValidation: "JwtValidationConfig",
    authenticateOidc: "AuthenticateOidcConfig",
    fixedResponse: "FixedResponseConfig",
  },
  Origin: { originId: "Id" },
  OriginCustomHeader: { name: "HeaderName", value: "HeaderValue" },
};
