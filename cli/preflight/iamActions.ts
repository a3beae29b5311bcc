/**
 * Which IAM actions each AWS type of a stack needs to be made, read, changed and deleted, and on what. Source: the names in
 * AWS's Service Authorization Reference; which of them the provider calls is worked out from its API calls and not recorded.
 */

type Inputs = Readonly<Record<string, unknown>>;

/** Actions on resources: ARNs without `arn:<partition>:`; `*` for actions that AWS does not limit to a resource. */
export interface ActionsOn {
  readonly actions: readonly string[];
  /** A name that AWS makes itself is a `*`. Empty: this resource asks for none of the actions. */
  readonly on: (name: (field: string) => string, place: IamPlace, inputs: Inputs) => readonly string[];
  /** The services to which a role is handed. */
  readonly passedTo?: readonly string[];
}

/** `*` where it is not known. */
export interface IamPlace {
  readonly region: string;
  readonly account: string;
}

const of = (service: string, verbs: string) => verbs.split(" ").map((verb) => `${service}:${verb}`);
const everything: ActionsOn["on"] = () => ["*"];

/** API Gateway knows verbs of HTTP on paths. */
const gateway = (verbs: string, ...paths: readonly string[]): ActionsOn => ({
  actions: of("apigateway", verbs),
  on: (_, { region }) => paths.map((path) => `apigateway:${region}::/${path}`),
});
const MADE = "DELETE GET PATCH POST";
/** REST APIs are tagged by PUT, HTTP APIs by POST; whether AWS also asks for a verb when tags come with a create is not said. */
const TAGGED = gateway("DELETE GET POST PUT", "tags/*");
const HTTP_API = [gateway(MADE, "apis", "apis/*"), TAGGED];
const REST_API = [gateway(`${MADE} PUT`, "restapis", "restapis/*"), TAGGED];

/** An HTTP API's access log is a delivery, which API Gateway makes in the caller's name. Source: API Gateway, logging of HTTP APIs. */
const ACCESS_LOG: ActionsOn = {
  actions: of(
    "logs",
    "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
  ),
  on: everything,
};

const role: ActionsOn["on"] = (name, { account }) => [`iam::${account}:role/${name("name")}`];
const logGroup =
  (field: string): ActionsOn["on"] =>
  (name, { region, account }) =>
    ["", ":*"].map((end) => `logs:${region}:${account}:log-group:${name(field)}${end}`);
const lambda =
  (field: string): ActionsOn["on"] =>
  (name, { region, account }) => {
    const given = name(field);
    const own = given.startsWith("arn:") ? given.split(":function:")[1]! : given;
    return [`lambda:${region}:${account}:function:${own}`, `lambda:${region}:${account}:function:${own}:*`];
  };
const rule =
  (field: string): ActionsOn["on"] =>
  (name, { region, account }) => [`events:${region}:${account}:rule/${name(field)}`];
const balancer =
  (...paths: readonly string[]): ActionsOn["on"] =>
  (name, { region, account }) =>
    paths.map((path) => `elasticloadbalancing:${region}:${account}:${path.replace("NAME", () => name("name"))}`);
const firewall =
  (kind: string, ...others: readonly string[]): ActionsOn["on"] =>
  (name, { region, account }, { scope }) => {
    const isEdge = scope === "CLOUDFRONT";
    const begin = `wafv2:${isEdge ? "us-east-1" : region}:${account}:${isEdge ? "global" : "regional"}`;
    return [`${begin}/${kind}/${name("name")}/*`, ...others.map((other) => `${begin}/${other}/*/*`)];
  };
const secret: ActionsOn["on"] = (name, { region, account }) => [
  // AWS adds a hyphen and six characters.
  `secretsmanager:${region}:${account}:secret:${name("name")}-??????`,
];
const isBalanced = ({ resourceArn }: Inputs) => String(resourceArn).includes(":elasticloadbalancing:");
/** What a web ACL is before. */
const guardedBy = (inputs: Inputs, { region, account }: IamPlace) =>
  isBalanced(inputs)
    ? `elasticloadbalancing:${region}:${account}:loadbalancer/app/*`
    : `apigateway:${region}::/restapis/*/stages/*`;
const TAG = "ListTagsForResource TagResource UntagResource";

export const ACTIONS: Readonly<Record<string, readonly ActionsOn[]>> = {
  "aws:apigatewayv2/api:Api": HTTP_API,
  "aws:apigatewayv2/authorizer:Authorizer": HTTP_API,
  "aws:apigatewayv2/integration:Integration": HTTP_API,
  "aws:apigatewayv2/route:Route": HTTP_API,
  "aws:apigatewayv2/stage:Stage": [...HTTP_API, ACCESS_LOG],
  "aws:apigatewayv2/domainName:DomainName": [gateway(MADE, "domainnames", "domainnames/*"), TAGGED],
  "aws:apigatewayv2/apiMapping:ApiMapping": [gateway(MADE, "domainnames/*")],
  "aws:apigateway/account:Account": [gateway("GET PATCH", "account")],
  "aws:apigateway/restApi:RestApi": [
    ...REST_API,
    { actions: ["apigateway:UpdateRestApiPolicy"], on: (_, { region }) => [`apigateway:${region}::/restapis/*`] },
  ],
  "aws:apigateway/deployment:Deployment": REST_API,
  "aws:apigateway/methodSettings:MethodSettings": REST_API,
  "aws:apigateway/stage:Stage": REST_API,
  "aws:apigateway/usagePlan:UsagePlan": [gateway(MADE, "usageplans", "usageplans/*"), TAGGED],
  "aws:cloudfront/distribution:Distribution": [
    {
      actions: of(
        "cloudfront",
        `CreateDistribution DeleteDistribution GetDistribution GetDistributionConfig UpdateDistribution ${TAG}`,
      ),
      on: (_, { account }) => [`cloudfront::${account}:distribution/*`],
    },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    {
      actions: of("cloudwatch", "DeleteDashboards GetDashboard PutDashboard"),
      on: (name, { account }) => [`cloudwatch::${account}:dashboard/${name("dashboardName")}`],
    },
  ],
  "aws:cloudwatch/eventRule:EventRule": [
    { actions: of("events", `DeleteRule DescribeRule PutRule ${TAG}`), on: rule("name") },
  ],
  "aws:cloudwatch/eventTarget:EventTarget": [
    { actions: of("events", "ListTargetsByRule PutTargets RemoveTargets"), on: rule("rule") },
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      actions: of("logs", `CreateLogGroup DeleteLogGroup DeleteRetentionPolicy PutRetentionPolicy ${TAG}`),
      on: logGroup("name"),
    },
    { actions: ["logs:DescribeLogGroups"], on: everything },
  ],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": [
    { actions: of("logs", "DeleteMetricFilter DescribeMetricFilters PutMetricFilter"), on: logGroup("logGroupName") },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      actions: of("cloudwatch", `DeleteAlarms DescribeAlarms PutMetricAlarm ${TAG}`),
      on: (name, { region, account }) => [`cloudwatch:${region}:${account}:alarm:${name("name")}`],
    },
  ],
  "aws:dynamodb/table:Table": [
    {
      actions: of(
        "dynamodb",
        "CreateTable DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive",
      ),
      on: (name, { region, account }) => [`dynamodb:${region}:${account}:table/${name("name")}`],
    },
  ],
  "aws:ec2/securityGroup:SecurityGroup": [
    {
      actions: of(
        "ec2",
        "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup CreateTags DeleteSecurityGroup DeleteTags RevokeSecurityGroupEgress RevokeSecurityGroupIngress",
      ),
      on: (name, { region, account }) => [
        `ec2:${region}:${account}:security-group/*`,
        `ec2:${region}:${account}:vpc/${name("vpcId")}`,
      ],
    },
    {
      actions: of("ec2", "DescribeNetworkInterfaces DescribeSecurityGroups DescribeSecurityGroupRules DescribeVpcs"),
      on: everything,
    },
  ],
  "aws:iam/role:Role": [
    {
      actions: of(
        "iam",
        "CreateRole DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
      ),
      on: role,
    },
    { actions: ["iam:PassRole"], on: role, passedTo: ["apigateway.amazonaws.com", "lambda.amazonaws.com"] },
  ],
  // What the role needs has them in it: a role's name may be known to AWS alone.
  "aws:iam/rolePolicy:RolePolicy": [],
  "aws:kms/key:Key": [
    { actions: ["kms:CreateKey"], on: everything },
    {
      actions: of(
        "kms",
        "DescribeKey GetKeyPolicy GetKeyRotationStatus GetPublicKey ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription",
      ),
      on: (_, { region, account }) => [`kms:${region}:${account}:key/*`],
    },
  ],
  "aws:lambda/function:Function": [
    {
      actions: of(
        "lambda",
        "CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionCodeSigningConfig GetFunctionConfiguration ListTags ListVersionsByFunction PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
      ),
      on: lambda("name"),
    },
  ],
  "aws:lambda/permission:Permission": [
    { actions: of("lambda", "AddPermission GetPolicy RemovePermission"), on: lambda("function") },
  ],
  "aws:lb/loadBalancer:LoadBalancer": [
    {
      actions: of(
        "elasticloadbalancing",
        "AddTags CreateListener CreateLoadBalancer DeleteLoadBalancer ModifyLoadBalancerAttributes RemoveTags SetSecurityGroups SetSubnets",
      ),
      on: balancer("loadbalancer/app/NAME/*"),
    },
    {
      actions: of(
        "elasticloadbalancing",
        "AddTags CreateRule DeleteListener DeleteRule ModifyListener ModifyListenerAttributes ModifyRule RemoveTags SetRulePriorities",
      ),
      on: balancer("listener/app/NAME/*", "listener-rule/app/NAME/*"),
    },
    {
      actions: [
        ...of(
          "elasticloadbalancing",
          "DescribeListenerAttributes DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeTags",
        ),
        ...of(
          "ec2",
          "DescribeAccountAttributes DescribeInternetGateways DescribeSecurityGroups DescribeSubnets DescribeVpcs",
        ),
      ],
      on: everything,
    },
  ],
  // Both have no name of their own: what the load balancer needs has them in it.
  "aws:lb/listener:Listener": [],
  "aws:lb/listenerRule:ListenerRule": [],
  "aws:lb/targetGroup:TargetGroup": [
    {
      actions: of(
        "elasticloadbalancing",
        "AddTags CreateTargetGroup DeleteTargetGroup DeregisterTargets ModifyTargetGroup ModifyTargetGroupAttributes RegisterTargets RemoveTags",
      ),
      on: balancer("targetgroup/NAME/*"),
    },
    {
      actions: of(
        "elasticloadbalancing",
        "DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth",
      ),
      on: everything,
    },
  ],
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": [],
  "aws:secretsmanager/secret:Secret": [
    {
      actions: of(
        "secretsmanager",
        "CreateSecret DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue PutSecretValue TagResource UntagResource UpdateSecret UpdateSecretVersionStage",
      ),
      on: secret,
    },
  ],
  // What the secret needs has it in it.
  "aws:secretsmanager/secretVersion:SecretVersion": [],
  "aws:wafv2/ipSet:IpSet": [
    { actions: of("wafv2", `CreateIPSet DeleteIPSet GetIPSet UpdateIPSet ${TAG}`), on: firewall("ipset") },
  ],
  "aws:wafv2/webAcl:WebAcl": [
    {
      actions: of(
        "wafv2",
        `AssociateWebACL CreateWebACL DeleteWebACL DisassociateWebACL GetWebACL UpdateWebACL ${TAG}`,
      ),
      on: firewall("webacl", "ipset", "managedruleset"),
    },
  ],
  "aws:wafv2/webAclAssociation:WebAclAssociation": [
    {
      actions: of("wafv2", "AssociateWebACL DisassociateWebACL GetWebACLForResource"),
      on: (_, place, inputs) => [
        `wafv2:${place.region}:${place.account}:regional/webacl/*/*`,
        guardedBy(inputs, place),
      ],
    },
    {
      actions: ["elasticloadbalancing:SetWebACL"],
      on: (_, place, inputs) => (isBalanced(inputs) ? [guardedBy(inputs, place)] : []),
    },
    {
      actions: ["apigateway:SetWebACL"],
      on: (_, place, inputs) => (isBalanced(inputs) ? [] : [guardedBy(inputs, place)]),
    },
  ],
};
