/** `aws:lb/…` and the security group: Application Load Balancers. */
import { flag, list, map, object, set, text, whole, type Property } from "../properties";
import { stored } from "./stored";

const tags = { tags: map(text(), { partOf: "tagsAll" }) };
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

const rule = (direction: Record<string, Property>) => set(object(direction));
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
  }),
  stored({
    token: "aws:lb/targetGroup:TargetGroup",
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
  }),
  stored({
    token: "aws:lb/targetGroupAttachment:TargetGroupAttachment",
    inputs: {
      availabilityZone: text({ replace: true }),
      port: whole({ replace: true }),
      targetGroupArn: text({ required: true, replace: true }),
      targetId: text({ required: true, replace: true }),
    },
  }),
  stored({
    token: "aws:lb/listener:Listener",
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
  }),
  stored({
    token: "aws:lb/listenerRule:ListenerRule",
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
  }),
  stored({
    token: "aws:ec2/securityGroup:SecurityGroup",
    inputs: {
      description: text({ replace: true }),
      egress: rule(traffic),
      ingress: rule(traffic),
      name: text({ required: true, replace: true }),
      revokeRulesOnDelete: flag(),
      ...tags,
      vpcId: text({ replace: true }),
    },
    outputs: ["arn", "ownerId"],
    autoname: { property: "name", max: 255 },
  }),
];
