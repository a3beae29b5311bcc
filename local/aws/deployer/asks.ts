/**
 * What AWS asks of whoever deploys. The real provider makes, reads, changes and deletes a resource by some calls; here is
 * which IAM actions these calls need, and on which resources.
 *
 * Source: the provider's files (`source` of each row of the table of types), and the names in AWS's Service Authorization
 * Reference; worked out, and not recorded. INVARIANT: `cli/preflight/iamActions.ts` says the same from the other side, and
 * shares nothing with this table, or one mistake could hide in both.
 */
import type { Values } from "../../providers/values";
import { ACCOUNT_ID } from "../arns";
import type { Ask } from "../world";

export type Operation = "create" | "read" | "update" | "delete";

/** A resource as its provider knows it when it calls. */
export interface Subject {
  readonly region: string;
  /** Undefined while it is being made. */
  readonly id: string | undefined;
  readonly given: Values;
  /** The properties that an update changes. */
  readonly changed: ReadonlySet<string>;
}

type Asks = (operation: Operation, subject: Subject) => readonly Ask[];

/** The questions of a function of the provider. */
export function asksOfFunction(token: string, args: Values, region: string): readonly Ask[] | undefined {
  if (token !== "aws:kms/getPublicKey:getPublicKey") return undefined;
  const key = String(args["keyId"]);
  const resource = key.startsWith("arn:") ? key : `arn:aws:kms:${region}:${ACCOUNT_ID}:key/${key}`;
  return [{ action: "kms:GetPublicKey", resource }];
}

/** The questions of an operation on a type; undefined for a type that is not in the table. */
export function asksOf(token: string, operation: Operation, subject: Subject): readonly Ask[] | undefined {
  return ASKS[token]?.(operation, subject);
}

const text = ({ given, id }: Subject, field: string) => String(given[field] ?? id ?? "");
const ask = (resource: string, service: string, verbs: string): Ask[] =>
  verbs.split(" ").flatMap((verb) => (verb === "" ? [] : [{ action: `${service}:${verb}`, resource }]));

/** The actions of each operation, all on one resource; an update asks for what goes with the properties that it changes. */
interface Plain {
  readonly service: string;
  readonly on: (subject: Subject) => string;
  readonly create: string;
  readonly read: string;
  readonly update?: Readonly<Record<string, string>>;
  readonly delete: string;
  /** Reads that AWS does not limit to a resource, beside every operation but a delete. */
  readonly lists?: string;
}

const TAGS = { tags: "TagResource UntagResource" };

function plain({ service, on, lists = "", ...actions }: Plain): Asks {
  return (operation, subject) => {
    if (operation === "delete") return ask(on(subject), service, actions.delete);
    const changes = Object.entries(actions.update ?? {}).flatMap(([property, verbs]) =>
      property === "*" || subject.changed.has(property) ? verbs.split(" ") : [],
    );
    const own = operation === "create" ? actions.create : operation === "update" ? [...new Set(changes)].join(" ") : "";
    return [...ask(on(subject), service, own), ...ask(on(subject), service, actions.read), ...ask("*", service, lists)];
  };
}

/** API Gateway: verbs of HTTP on paths, the collection for what is made. */
function gateway(collection: (subject: Subject) => string, tags: "POST" | "PUT" | undefined, more?: Asks): Asks {
  const at = ({ region }: Subject, path: string) => `arn:aws:apigateway:${region}::/${path}`;
  return (operation, subject) => {
    const all = collection(subject);
    const own = at(subject, `${all}/${subject.id ?? "new"}`);
    const verb = { create: "POST", read: "GET", update: "PATCH", delete: "DELETE" }[operation];
    const resource = operation === "create" ? at(subject, all) : own;
    const tagged = at(subject, `tags/${encodeURIComponent(own)}`);
    return [
      { action: `apigateway:${verb}`, resource },
      ...(operation === "create" || operation === "update" ? [{ action: "apigateway:GET", resource: own }] : []),
      ...(tags !== undefined && subject.changed.has("tags") ? ask(tagged, "apigateway", `${tags} DELETE`) : []),
      ...(more?.(operation, subject) ?? []),
    ];
  };
}

const below = (api: string, kind: string) => (subject: Subject) => `${api}/${text(subject, apiOf(api))}/${kind}`;
const apiOf = (api: string) => (api === "apis" ? "apiId" : api === "domainnames" ? "domainName" : "restApi");

const local = (service: string, path: (subject: Subject) => string) => (subject: Subject) =>
  `arn:aws:${service}:${subject.region}:${ACCOUNT_ID}:${path(subject)}`;
const roleArn = (subject: Subject) => `arn:aws:iam::${ACCOUNT_ID}:role/${text(subject, "name")}`;

/** A role that is handed to a service. */
function passed(field: string, service: string): Asks {
  return (operation, { given, changed }) => {
    const role = given[field];
    const isHanded = operation === "create" || (operation === "update" && changed.has(field));
    if (!isHanded || typeof role !== "string" || !role.startsWith("arn:")) return [];
    return [{ action: "iam:PassRole", resource: role, passedTo: service }];
  };
}

const together =
  (...parts: readonly Asks[]): Asks =>
  (operation, subject) =>
    parts.flatMap((part) => part(operation, subject));

/** An access log of an HTTP API is a delivery, which API Gateway makes in the caller's name. */
const accessLog: Asks = (operation, { given, changed }) => {
  if (given["accessLogSettings"] === undefined) return [];
  if (operation === "delete") return ask("*", "logs", "DeleteLogDelivery GetLogDelivery ListLogDeliveries");
  if (operation === "create")
    return ask("*", "logs", "CreateLogDelivery DescribeLogGroups DescribeResourcePolicies PutResourcePolicy");
  return operation === "update" && changed.has("accessLogSettings") ? ask("*", "logs", "UpdateLogDelivery") : [];
};

const restPolicy: Asks = (operation, { region, id, given, changed }) => {
  const own = `arn:aws:apigateway:${region}::/restapis/${id ?? "new"}`;
  const isWritten =
    operation === "create" || (operation === "update" && (changed.has("body") || changed.has("policy")));
  if (!isWritten) return [];
  const hasPolicy = JSON.stringify([given["body"], given["policy"]]).includes("x-amazon-apigateway-policy");
  return [
    { action: "apigateway:PUT", resource: own },
    ...(hasPolicy || given["policy"] !== undefined
      ? [{ action: "apigateway:UpdateRestApiPolicy", resource: own }]
      : []),
  ];
};

const functionArn = local("lambda", (subject) => {
  const given = text(subject, subject.given["function"] === undefined ? "name" : "function");
  return `function:${given.startsWith("arn:") ? given.split(":function:")[1]! : given}`;
});
const logGroup = (field: string) => local("logs", (subject) => `log-group:${text(subject, field)}`);
const eventRule = (field: string) => local("events", (subject) => `rule/${text(subject, field)}`);
const firewall = (kind: string) => (subject: Subject) => {
  const isEdge = subject.given["scope"] === "CLOUDFRONT";
  const place = isEdge ? "us-east-1" : subject.region;
  return `arn:aws:wafv2:${place}:${ACCOUNT_ID}:${isEdge ? "global" : "regional"}/${kind}/${String(subject.given["name"])}/${subject.id ?? "new"}`;
};

/** What a listener, or a rule of one, belongs to is told by its ARN: its load balancer's, once that is known. */
const balanced = (field: string) => (subject: Subject) => String(subject.given[field] ?? subject.id);

const ASKS: Readonly<Record<string, Asks>> = {
  "aws:apigatewayv2/api:Api": gateway(() => "apis", "POST"),
  "aws:apigatewayv2/authorizer:Authorizer": gateway(below("apis", "authorizers"), undefined),
  "aws:apigatewayv2/integration:Integration": gateway(below("apis", "integrations"), undefined),
  "aws:apigatewayv2/route:Route": gateway(below("apis", "routes"), undefined),
  "aws:apigatewayv2/stage:Stage": gateway(below("apis", "stages"), "POST", accessLog),
  "aws:apigatewayv2/domainName:DomainName": gateway(() => "domainnames", "POST"),
  "aws:apigatewayv2/apiMapping:ApiMapping": gateway(below("domainnames", "apimappings"), undefined),
  "aws:apigateway/account:Account": (operation, { region }) =>
    operation === "delete" ? [] : ask(`arn:aws:apigateway:${region}::/account`, "apigateway", "GET PATCH"),
  "aws:apigateway/restApi:RestApi": gateway(() => "restapis", "PUT", restPolicy),
  "aws:apigateway/deployment:Deployment": gateway(below("restapis", "deployments"), undefined),
  "aws:apigateway/methodSettings:MethodSettings": (operation, { region, given }) =>
    ask(
      `arn:aws:apigateway:${region}::/restapis/${String(given["restApi"])}/stages/${String(given["stageName"])}`,
      "apigateway",
      operation === "read" ? "GET" : "GET PATCH",
    ),
  "aws:apigateway/stage:Stage": gateway(below("restapis", "stages"), "PUT"),
  "aws:apigateway/usagePlan:UsagePlan": gateway(() => "usageplans", "PUT"),
  "aws:cloudfront/distribution:Distribution": plain({
    service: "cloudfront",
    on: ({ id }) => `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${id ?? "new"}`,
    create: "CreateDistribution TagResource",
    read: "GetDistribution ListTagsForResource",
    update: { "*": "UpdateDistribution", ...TAGS },
    // One that answers is turned off before.
    delete: "UpdateDistribution GetDistribution DeleteDistribution",
  }),
  "aws:cloudwatch/dashboard:Dashboard": plain({
    service: "cloudwatch",
    on: (subject) => `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${text(subject, "dashboardName")}`,
    create: "PutDashboard",
    read: "GetDashboard",
    update: { "*": "PutDashboard" },
    delete: "DeleteDashboards",
  }),
  "aws:cloudwatch/eventRule:EventRule": plain({
    service: "events",
    on: eventRule("name"),
    create: "PutRule TagResource",
    read: "DescribeRule ListTagsForResource",
    update: { "*": "PutRule", ...TAGS },
    delete: "DeleteRule",
  }),
  "aws:cloudwatch/eventTarget:EventTarget": plain({
    service: "events",
    on: eventRule("rule"),
    create: "PutTargets",
    read: "ListTargetsByRule",
    update: { "*": "PutTargets" },
    delete: "RemoveTargets",
  }),
  "aws:cloudwatch/logGroup:LogGroup": plain({
    service: "logs",
    on: logGroup("name"),
    create: "CreateLogGroup TagResource PutRetentionPolicy",
    read: "ListTagsForResource",
    update: { retentionInDays: "PutRetentionPolicy DeleteRetentionPolicy", ...TAGS },
    delete: "DeleteLogGroup",
    lists: "DescribeLogGroups",
  }),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": plain({
    service: "logs",
    on: logGroup("logGroupName"),
    create: "PutMetricFilter",
    read: "DescribeMetricFilters",
    update: { "*": "PutMetricFilter" },
    delete: "DeleteMetricFilter",
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": plain({
    service: "cloudwatch",
    on: local("cloudwatch", (subject) => `alarm:${text(subject, "name")}`),
    create: "PutMetricAlarm TagResource",
    read: "DescribeAlarms ListTagsForResource",
    update: { "*": "PutMetricAlarm", ...TAGS },
    delete: "DeleteAlarms",
  }),
  "aws:dynamodb/table:Table": plain({
    service: "dynamodb",
    on: local("dynamodb", (subject) => `table/${text(subject, "name")}`),
    create: "CreateTable TagResource UpdateTimeToLive UpdateContinuousBackups",
    read: "DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource",
    update: {
      ...TAGS,
      ttl: "UpdateTimeToLive",
      pointInTimeRecovery: "UpdateContinuousBackups",
      billingMode: "UpdateTable",
      deletionProtectionEnabled: "UpdateTable",
      attributes: "UpdateTable",
      globalSecondaryIndexes: "UpdateTable",
      serverSideEncryption: "UpdateTable",
    },
    delete: "DeleteTable DescribeTable",
  }),
  "aws:ec2/securityGroup:SecurityGroup": together(
    (operation, subject) =>
      operation === "create"
        ? ask(`arn:aws:ec2:${subject.region}:${ACCOUNT_ID}:vpc/${text(subject, "vpcId")}`, "ec2", "CreateSecurityGroup")
        : [],
    plain({
      service: "ec2",
      on: local("ec2", ({ id }) => `security-group/${id ?? "new"}`),
      // A new group lets everything out, which is taken away first.
      create:
        "CreateSecurityGroup CreateTags RevokeSecurityGroupEgress AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress",
      read: "",
      update: {
        tags: "CreateTags DeleteTags",
        ingress: "AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress",
        egress: "AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress",
      },
      delete: "DeleteSecurityGroup",
      lists: "DescribeSecurityGroups",
    }),
    // What holds it is let go before it is deleted.
    (operation) => (operation === "delete" ? ask("*", "ec2", "DescribeNetworkInterfaces") : []),
  ),
  "aws:iam/role:Role": plain({
    service: "iam",
    on: roleArn,
    create: "CreateRole TagRole",
    read: "GetRole ListRolePolicies GetRolePolicy ListAttachedRolePolicies",
    update: {
      tags: "TagRole UntagRole",
      assumeRolePolicy: "UpdateAssumeRolePolicy",
      description: "UpdateRoleDescription",
      maxSessionDuration: "UpdateRole",
    },
    delete: "ListInstanceProfilesForRole ListRolePolicies ListAttachedRolePolicies DeleteRole",
  }),
  "aws:iam/rolePolicy:RolePolicy": plain({
    service: "iam",
    on: ({ given, id }) => `arn:aws:iam::${ACCOUNT_ID}:role/${String(given["role"] ?? id).split(":")[0]}`,
    create: "PutRolePolicy",
    read: "GetRolePolicy",
    update: { "*": "PutRolePolicy" },
    delete: "DeleteRolePolicy",
  }),
  "aws:kms/key:Key": together(
    (operation) => (operation === "create" ? ask("*", "kms", "CreateKey") : []),
    plain({
      service: "kms",
      on: local("kms", ({ id }) => `key/${id ?? "new"}`),
      create: "TagResource",
      read: "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
      update: { ...TAGS, policy: "PutKeyPolicy", description: "UpdateKeyDescription" },
      delete: "ScheduleKeyDeletion DescribeKey",
    }),
  ),
  "aws:lambda/function:Function": together(
    plain({
      service: "lambda",
      on: functionArn,
      create: "CreateFunction TagResource PutFunctionConcurrency",
      read: "GetFunction ListVersionsByFunction GetFunctionCodeSigningConfig",
      update: {
        ...TAGS,
        code: "UpdateFunctionCode",
        environment: "UpdateFunctionConfiguration",
        memorySize: "UpdateFunctionConfiguration",
        timeout: "UpdateFunctionConfiguration",
        role: "UpdateFunctionConfiguration",
        description: "UpdateFunctionConfiguration",
        runtime: "UpdateFunctionConfiguration",
        reservedConcurrentExecutions: "PutFunctionConcurrency DeleteFunctionConcurrency",
      },
      delete: "DeleteFunction GetFunction",
    }),
    passed("role", "lambda.amazonaws.com"),
  ),
  "aws:lambda/permission:Permission": plain({
    service: "lambda",
    on: functionArn,
    create: "AddPermission",
    read: "GetPolicy",
    delete: "RemovePermission",
  }),
  "aws:lb/loadBalancer:LoadBalancer": plain({
    service: "elasticloadbalancing",
    on: local(
      "elasticloadbalancing",
      (subject) => `loadbalancer/app/${String(subject.given["name"])}/${subject.id?.split("/").at(-1) ?? "new"}`,
    ),
    create: "CreateLoadBalancer AddTags ModifyLoadBalancerAttributes",
    read: "",
    update: {
      tags: "AddTags RemoveTags",
      securityGroups: "SetSecurityGroups",
      subnets: "SetSubnets",
      accessLogs: "ModifyLoadBalancerAttributes",
      idleTimeout: "ModifyLoadBalancerAttributes",
      enableDeletionProtection: "ModifyLoadBalancerAttributes",
    },
    delete: "DeleteLoadBalancer",
    lists: "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeTags",
  }),
  "aws:lb/listener:Listener": together(
    (operation, subject) =>
      operation === "create" ? ask(balanced("loadBalancerArn")(subject), "elasticloadbalancing", "CreateListener") : [],
    plain({
      service: "elasticloadbalancing",
      on: ({ id, given }) => id ?? `${String(given["loadBalancerArn"]).replace(":loadbalancer/", ":listener/")}/new`,
      create: "AddTags",
      read: "",
      update: { "*": "ModifyListener", tags: "AddTags RemoveTags" },
      delete: "DeleteListener",
      lists: "DescribeListeners DescribeListenerAttributes DescribeTags",
    }),
  ),
  "aws:lb/listenerRule:ListenerRule": together(
    (operation, subject) =>
      operation === "create" ? ask(balanced("listenerArn")(subject), "elasticloadbalancing", "CreateRule") : [],
    plain({
      service: "elasticloadbalancing",
      on: ({ id, given }) => id ?? `${String(given["listenerArn"]).replace(":listener/", ":listener-rule/")}/new`,
      create: "AddTags",
      read: "",
      update: { "*": "ModifyRule", priority: "SetRulePriorities", tags: "AddTags RemoveTags" },
      delete: "DeleteRule",
      lists: "DescribeRules DescribeTags",
    }),
  ),
  "aws:lb/targetGroup:TargetGroup": plain({
    service: "elasticloadbalancing",
    on: local(
      "elasticloadbalancing",
      (subject) => `targetgroup/${String(subject.given["name"])}/${subject.id?.split("/").at(-1) ?? "new"}`,
    ),
    create: "CreateTargetGroup AddTags ModifyTargetGroupAttributes",
    read: "",
    update: {
      tags: "AddTags RemoveTags",
      healthCheck: "ModifyTargetGroup",
      lambdaMultiValueHeadersEnabled: "ModifyTargetGroupAttributes",
    },
    delete: "DeleteTargetGroup",
    lists: "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags",
  }),
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": (operation, { given }) => [
    ...ask(
      String(given["targetGroupArn"]),
      "elasticloadbalancing",
      operation === "create" ? "RegisterTargets" : operation === "delete" ? "DeregisterTargets" : "",
    ),
    ...ask("*", "elasticloadbalancing", "DescribeTargetHealth"),
  ],
  "aws:secretsmanager/secret:Secret": plain({
    service: "secretsmanager",
    on: (subject) => subject.id ?? local("secretsmanager", (one) => `secret:${text(one, "name")}-abcdef`)(subject),
    create: "CreateSecret TagResource",
    read: "DescribeSecret GetResourcePolicy",
    update: { "*": "UpdateSecret", ...TAGS },
    delete: "DeleteSecret DescribeSecret",
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": plain({
    service: "secretsmanager",
    on: ({ given, id }) => String(given["secretId"] ?? id).split("|")[0]!,
    create: "PutSecretValue",
    read: "GetSecretValue DescribeSecret",
    update: { "*": "UpdateSecretVersionStage" },
    delete: "UpdateSecretVersionStage",
  }),
  "aws:wafv2/ipSet:IpSet": plain({
    service: "wafv2",
    on: firewall("ipset"),
    create: "CreateIPSet TagResource",
    read: "GetIPSet ListTagsForResource",
    update: { "*": "UpdateIPSet", ...TAGS },
    delete: "GetIPSet DeleteIPSet",
  }),
  "aws:wafv2/webAcl:WebAcl": plain({
    service: "wafv2",
    on: firewall("webacl"),
    create: "CreateWebACL TagResource",
    read: "GetWebACL ListTagsForResource",
    update: { "*": "UpdateWebACL", ...TAGS },
    delete: "GetWebACL DeleteWebACL",
  }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": (operation, { given }) => {
    const target = String(given["resourceArn"]);
    const service = target.includes(":elasticloadbalancing:") ? "elasticloadbalancing" : "apigateway";
    if (operation === "read") return ask(target, "wafv2", "GetWebACLForResource");
    const verb = operation === "delete" ? "DisassociateWebACL" : "AssociateWebACL";
    return [...ask(String(given["webAclArn"]), "wafv2", verb), ...ask(target, service, "SetWebACL")];
  },
};
