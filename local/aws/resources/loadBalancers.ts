/** Load balancers and their security groups: checked for what they refer to, and kept as long as something refers to them. */
import { AWS_LIMITS, certificateProblem, cidrProblem } from "../../../model/routes";
import { flag, list, map, object, set, text, whole, type Property } from "../../providers/properties";
import { ACCOUNT_ID, arnMatches } from "../arns";
import { echoOfGroup } from "../echo";
import { AwsError, badRequest, notModelled } from "../awsError";
import type { World, Properties, StoredResource } from "../world";
import { all, arnOf, arnOutput, find, mustBeUnique, mustRefer, textOf, where, type Declared } from "./store";
import { stored, tags, type Identified } from "./stored";

const elb = (rest: (declared: Declared) => string) => (declared: Declared) =>
  arnOf("elasticloadbalancing", declared.region, `${rest(declared)}/${declared.world.newId()}`);
const suffixOf = (arn: string) => arn.slice(arn.lastIndexOf(":") + 1).replace(/^loadbalancer\//, "");

/** An action of a rule or of a listener. */
interface Action {
  readonly type: string;
  readonly targetGroupArn?: string;
  readonly authenticateOidc?: Properties;
  readonly fixedResponse?: { readonly contentType?: string; readonly messageBody?: string };
}

const actionsOf = (properties: Properties, name = "actions") => (properties[name] ?? []) as readonly Action[];

/** What the local load balancer can look at. Its actions are looked at when they are to be done. */
const CONDITIONS = ["pathPattern", "httpRequestMethod", "httpHeader"];

function checkRule(declared: Identified): void {
  const { world, properties, id } = declared;
  const conditions = (properties["conditions"] ?? []) as object[];
  const unknown = conditions.flatMap(Object.keys).find((name) => !CONDITIONS.includes(name));
  if (unknown !== undefined) throw notModelled(`the condition \`${unknown}\` of a listener's rule`);
  if (conditions.length === 0) throw badRequest("A condition must be specified");
  mustRefer(declared, "lb.Listener", "listenerArn", "One or more listeners not found");
  const same = where(world, "lb.ListenerRule", "listenerArn", properties["listenerArn"]).filter((one) => one.id !== id);
  if (same.some((one) => one.properties["priority"] === properties["priority"])) {
    throw badRequest(`Priority '${String(properties["priority"])}' is currently in use`);
  }
  checkTargets(world, actionsOf(properties));
  checkAnswers(actionsOf(properties));
  checkSignIn(declared);
}

/** What a load balancer can answer with. Source: Elastic Load Balancing, FixedResponseActionConfig. */
const CONTENT_TYPES = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];

function checkAnswers(actions: readonly Action[]): void {
  for (const { messageBody = "", contentType = "text/plain" } of actions.flatMap((one) => one.fixedResponse ?? [])) {
    if (messageBody.length > AWS_LIMITS.albAnswer) {
      throw badRequest(`The message body of a fixed response has more than ${AWS_LIMITS.albAnswer} characters`);
    }
    if (!CONTENT_TYPES.includes(contentType)) throw badRequest(`The content type '${contentType}' is not valid`);
  }
}

/** Extra parameters of a sign-in at most. Source: Elastic Load Balancing, AuthenticateOidcActionConfig. */
const EXTRA_PARAMS_MAX = 10;

function checkSignIn({ world, properties }: Declared): void {
  const signIn = actionsOf(properties).find(({ type }) => type === "authenticate-oidc")?.authenticateOidc;
  if (signIn === undefined) return;
  const listener = find(world, "lb.Listener", properties["listenerArn"]);
  if (listener?.properties["protocol"] !== "HTTPS") {
    throw badRequest("Actions of type 'authenticate-oidc' are supported only on HTTPS listeners");
  }
  const extra = Object.keys((signIn["authenticationRequestExtraParams"] ?? {}) as object).length;
  if (extra > EXTRA_PARAMS_MAX) {
    throw badRequest(`A maximum of ${EXTRA_PARAMS_MAX} authentication request extra parameters can be specified`);
  }
}

/** A group of this account; those of others are not to be seen from here. */
function checkTargets(world: World, actions: readonly Action[]): void {
  const own = actions.flatMap(({ targetGroupArn = "" }) =>
    targetGroupArn.split(":")[4] === ACCOUNT_ID ? targetGroupArn : [],
  );
  if (own.some((arn) => find(world, "lb.TargetGroup", arn) === undefined && echoOfGroup(arn) === undefined)) {
    throw new AwsError(400, "TargetGroupNotFound", "One or more target groups not found");
  }
}

function keepUsedGroup({ id }: StoredResource, world: World): void {
  const actions = [
    ...all(world, "lb.ListenerRule").flatMap(({ properties }) => actionsOf(properties)),
    ...all(world, "lb.Listener").flatMap(({ properties }) => actionsOf(properties, "defaultActions")),
  ];
  if (actions.some(({ targetGroupArn }) => targetGroupArn === id)) {
    throw new AwsError(400, "ResourceInUse", `Target group '${id}' is currently in use by a listener or a rule`);
  }
}

/** A load balancer stays in the VPC that its first groups are of. */
function checkLoadBalancer(declared: Identified): void {
  const { world, properties, id } = declared;
  mustBeUnique(declared, "lb.LoadBalancer", "name", (name) => `A load balancer with the same name '${name}' exists`);
  checkName(properties);
  if (((properties["subnets"] ?? []) as unknown[]).length < 2) {
    throw badRequest("At least two subnets in two different Availability Zones must be specified");
  }
  const vpcs = vpcsOf(world, properties);
  const own = find(world, "lb.LoadBalancer", id)?.outputs["vpcId"] ?? vpcs[0];
  if (vpcs.some((vpc) => vpc === undefined || vpc !== own)) {
    throw new AwsError(400, "InvalidSecurityGroup", "One or more security groups are invalid");
  }
}

/** Source: Elastic Load Balancing, CreateLoadBalancer and CreateTargetGroup. */
function checkName(properties: Properties): void {
  const name = textOf(properties, "name");
  if (/^-|-$/.test(name) || !/^[A-Za-z0-9-]{1,32}$/.test(name)) {
    throw badRequest(`The name '${name}' has characters that are not allowed, or begins or ends with a hyphen`);
  }
  if (name.startsWith("internal-")) throw badRequest(`The load balancer name '${name}' cannot begin with 'internal-'`);
}

function vpcsOf(world: World, { securityGroups = [] }: Properties): unknown[] {
  return (securityGroups as string[]).map((id) => find(world, "ec2.SecurityGroup", id)?.properties["vpcId"]);
}

function checkListener(declared: Identified): void {
  const { world, properties, id } = declared;
  mustRefer(declared, "lb.LoadBalancer", "loadBalancerArn", "One or more load balancers not found");
  const { certificateArn } = properties;
  const use = { region: declared.region, behindCloudFront: false };
  if (certificateArn !== undefined && certificateProblem(String(certificateArn), use)) {
    throw new AwsError(400, "CertificateNotFound", `Certificate '${String(certificateArn)}' not found`);
  }
  const same = where(world, "lb.Listener", "loadBalancerArn", properties["loadBalancerArn"]);
  if (same.some((one) => one.id !== id && one.properties["port"] === properties["port"])) {
    throw new AwsError(400, "DuplicateListener", "A listener already exists on this port for this load balancer");
  }
  checkTargets(world, actionsOf(properties, "defaultActions"));
  checkAnswers(actionsOf(properties, "defaultActions"));
}

/** The load balancer tries at once whether it may call a function. */
function checkAttachment(declared: Declared): void {
  const { world, properties } = declared;
  mustRefer(declared, "lb.TargetGroup", "targetGroupArn", "One or more target groups not found");
  const [group, target] = [textOf(properties, "targetGroupArn"), textOf(properties, "targetId")];
  if (find(world, "lb.TargetGroup", group)!.properties["targetType"] !== "lambda") return;
  const found = [...world.functions.values()].find(({ configuration }) => configuration.FunctionArn === target);
  const mayCall = [...(found?.statements.values() ?? [])].some(
    ({ Principal, SourceArn }) =>
      Principal === "elasticloadbalancing.amazonaws.com" && (SourceArn === undefined || arnMatches(SourceArn, group)),
  );
  if (mayCall) return;
  throw new AwsError(
    403,
    "AccessDenied",
    `elasticloadbalancing principal does not have permission to invoke ${target} from target group ${group}`,
  );
}

function checkGroup({ world, properties, id }: Identified): void {
  const name = textOf(properties, "name");
  if (/^sg-/i.test(name)) throw new AwsError(400, "InvalidParameterValue", "Group names may not be in the format sg-*");
  const ranges = ["ingress", "egress"].map((direction) =>
    ((properties[direction] ?? []) as Properties[]).flatMap((rule) => (rule["cidrBlocks"] ?? []) as string[]),
  );
  const wrong = ranges.flat().find((cidr) => cidrProblem(cidr) !== undefined);
  if (wrong !== undefined) throw new AwsError(400, "InvalidParameterValue", `CIDR block ${wrong} is malformed`);
  if (ranges.some(({ length }) => length > AWS_LIMITS.securityGroupRules)) {
    throw new AwsError(
      400,
      "RulesPerSecurityGroupLimitExceeded",
      "The maximum number of rules per security group has been reached.",
    );
  }
  const isSame = (other: Properties) => ["name", "vpcId"].every((name) => other[name] === properties[name]);
  if (all(world, "ec2.SecurityGroup").some((one) => one.id !== id && isSame(one.properties))) {
    const vpc = textOf(properties, "vpcId");
    throw new AwsError(400, "InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpc}'`);
  }
}

function keepUsedSecurityGroup({ id }: StoredResource, world: World): void {
  const isUsed = ({ properties }: StoredResource) => ((properties["securityGroups"] ?? []) as unknown[]).includes(id);
  if (all(world, "lb.LoadBalancer").some(isUsed)) {
    throw new AwsError(400, "DependencyViolation", `resource ${id} has a dependent object`);
  }
}

const values = object({ regexValues: set(text()), values: set(text()) });

const fixedResponse = object({
  contentType: text({ required: true }),
  messageBody: text(),
  statusCode: text(),
});

const claim = object({
  format: text({ required: true, oneOf: ["single-string", "string-array", "space-separated-values"] }),
  name: text({ required: true }),
  values: set(text(), { required: true }),
});

const action: Record<string, Property> = {
  authenticateOidc: object({
    authenticationRequestExtraParams: map(text()),
    authorizationEndpoint: text({ required: true }),
    clientId: text({ required: true }),
    clientSecret: text({ required: true }),
    issuer: text({ required: true }),
    onUnauthenticatedRequest: text({ oneOf: ["deny", "allow", "authenticate"] }),
    scope: text(),
    sessionCookieName: text(),
    sessionTimeout: whole(),
    tokenEndpoint: text({ required: true }),
    userInfoEndpoint: text({ required: true }),
  }),
  fixedResponse,
  jwtValidation: object({
    additionalClaims: set(claim),
    issuer: text({ required: true }),
    jwksEndpoint: text({ required: true }),
  }),
  order: whole(),
  redirect: object({
    host: text(),
    path: text(),
    port: text(),
    protocol: text(),
    query: text(),
    statusCode: text({ required: true }),
  }),
  targetGroupArn: text(),
  type: text({
    required: true,
    oneOf: ["forward", "fixed-response", "redirect", "jwt-validation", "authenticate-oidc"],
  }),
};

const rule = (direction: Record<string, Property>) => set(object(direction), { assigned: true });
const traffic: Record<string, Property> = {
  cidrBlocks: list(text()),
  description: text(),
  fromPort: whole({ required: true }),
  ipv6CidrBlocks: list(text()),
  protocol: text({ required: true }),
  securityGroups: set(text()),
  self: flag(),
  toPort: whole({ required: true }),
};

export const LOAD_BALANCER_TYPES = [
  stored({
    token: "aws:lb/loadBalancer:LoadBalancer",
    source: "elbv2/load_balancer.go",
    inputs: {
      accessLogs: object({ bucket: text({ required: true }), enabled: flag(), prefix: text() }),
      desyncMitigationMode: text({ oneOf: ["monitor", "defensive", "strictest"] }),
      dropInvalidHeaderFields: flag(),
      enableDeletionProtection: flag(),
      enableHttp2: flag(),
      enableWafFailOpen: flag(),
      idleTimeout: whole(),
      internal: flag({ replace: true }),
      ipAddressType: text(),
      loadBalancerType: text({ default: "application", replace: true, oneOf: ["application"] }),
      name: text({ required: true, replace: true }),
      securityGroups: set(text()),
      subnets: set(text()),
      ...tags,
    },
    outputs: ["arn", "arnSuffix", "dnsName", "zoneId"],
    autoname: { property: "name", max: 32 },
    idOf: elb(({ properties }) => `loadbalancer/app/${textOf(properties, "name")}`),
    check: checkLoadBalancer,
    outputsOf: ({ world, id, properties }) => ({
      arn: id,
      arnSuffix: suffixOf(id),
      // Where the local AWS serves it, instead of a host name of its own.
      dnsName: `${world.url.replace(/^https?:\/\//, "")}/_alb/${id.slice(id.lastIndexOf("/") + 1)}`,
      vpcId: vpcsOf(world, properties)[0],
      zoneId: "Z00000000000LOCAL000",
    }),
  }),
  stored({
    token: "aws:lb/targetGroup:TargetGroup",
    source: "elbv2/target_group.go",
    inputs: {
      healthCheck: object({ enabled: flag(), interval: whole(), matcher: text(), path: text(), timeout: whole() }),
      lambdaMultiValueHeadersEnabled: flag(),
      name: text({ required: true, replace: true }),
      port: whole({ replace: true }),
      protocol: text({ replace: true }),
      ...tags,
      targetType: text({ replace: true, oneOf: ["instance", "ip", "lambda"] }),
      vpcId: text({ replace: true }),
    },
    outputs: ["arn", "arnSuffix"],
    autoname: { property: "name", max: 32 },
    idOf: elb(({ properties }) => `targetgroup/${textOf(properties, "name")}`),
    check: (declared) =>
      mustBeUnique(declared, "lb.TargetGroup", "name", (name) => `A target group with the same name '${name}' exists`),
    busy: { code: "ResourceInUse", minutes: 2 },
    outputsOf: ({ id }) => ({ arn: id, arnSuffix: suffixOf(id) }),
    gone: keepUsedGroup,
  }),
  stored({
    token: "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    source: "elbv2/target_group_attachment.go",
    inputs: {
      availabilityZone: text({ replace: true }),
      port: whole({ replace: true }),
      targetGroupArn: text({ required: true, replace: true }),
      targetId: text({ required: true, replace: true }),
    },
    idOf: ({ world, properties }) => `${textOf(properties, "targetGroupArn")}-${world.newId()}`,
    check: checkAttachment,
  }),
  stored({
    token: "aws:lb/listener:Listener",
    source: "elbv2/listener.go",
    inputs: {
      certificateArn: text(),
      defaultActions: list(object(action), { required: true }),
      loadBalancerArn: text({ required: true, replace: true }),
      port: whole(),
      protocol: text({ oneOf: ["HTTP", "HTTPS"] }),
      sslPolicy: text(),
      ...tags,
    },
    outputs: ["arn"],
    rules: ({ protocol, certificateArn }) =>
      protocol === "HTTPS" && certificateArn === undefined
        ? [{ property: "certificateArn", reason: "a listener with the protocol `HTTPS` needs a `certificateArn`" }]
        : [],
    idOf: elb(({ properties }) => `listener/${suffixOf(textOf(properties, "loadBalancerArn"))}`),
    check: checkListener,
    outputsOf: arnOutput,
  }),
  stored({
    token: "aws:lb/listenerRule:ListenerRule",
    source: "elbv2/listener_rule.go",
    inputs: {
      actions: list(object(action), { required: true }),
      conditions: set(
        object({
          hostHeader: values,
          httpHeader: object({ httpHeaderName: text({ required: true }), values: set(text()) }),
          httpRequestMethod: object({ values: set(text(), { required: true }) }),
          pathPattern: values,
          sourceIp: object({ values: set(text(), { required: true }) }),
        }),
        { required: true },
      ),
      listenerArn: text({ required: true, replace: true }),
      priority: whole({ required: true }),
      ...tags,
    },
    outputs: ["arn"],
    idOf: elb(
      ({ properties }) => `listener-rule/${suffixOf(textOf(properties, "listenerArn")).replace(/^listener\//, "")}`,
    ),
    check: checkRule,
    outputsOf: arnOutput,
  }),
  stored({
    token: "aws:ec2/securityGroup:SecurityGroup",
    source: "ec2/vpc_security_group.go",
    // Optional and Computed in ec2/vpc_security_group.go: left out means as it was.
    inputs: {
      description: text({ default: "Managed by Pulumi", replace: true }),
      egress: rule(traffic),
      ingress: rule(traffic),
      name: text({ required: true, replace: true }),
      revokeRulesOnDelete: flag({ default: false }),
      ...tags,
      vpcId: text({ assigned: true, replace: true }),
    },
    outputs: ["arn", "ownerId"],
    autoname: { property: "name", max: 255 },
    idOf: ({ world }) => `sg-${world.newId()}`,
    check: checkGroup,
    outputsOf: ({ region, id }) => ({ arn: arnOf("ec2", region, `security-group/${id}`), ownerId: ACCOUNT_ID }),
    gone: keepUsedSecurityGroup,
    busy: { code: "DependencyViolation", minutes: 15 },
  }),
];
