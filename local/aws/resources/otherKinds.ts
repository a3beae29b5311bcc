/** Load balancers, and what has nothing to do on this machine: kept, checked for what it refers to, and given back. */
import { ACCOUNT_ID } from "../arns";
import { badRequest, conflict, notFound, notModelled } from "../awsError";
import { removeVersions } from "../secretsmanager/secretValues";
import { all, find, textOf, where, type Declared, type Kind } from "./store";

const arnOf = (service: string, region: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT_ID}:${rest}`;
const newId = ({ world }: Declared) => world.newId();
const named =
  (name: string) =>
  ({ properties }: Declared) =>
    textOf(properties, name);
const elb = (rest: (declared: Declared) => string) => (declared: Declared) =>
  arnOf("elasticloadbalancing", declared.region, `${rest(declared)}/${declared.world.newId()}`);
const arnOutput = ({ id }: { id: string }) => ({ arn: id });
const suffixOf = (arn: string) => arn.slice(arn.lastIndexOf(":") + 1).replace(/^loadbalancer\//, "");

function needs(kind: string, property: string, message: string) {
  return ({ world, properties }: Declared) => {
    if (find(world, kind, properties[property]) === undefined) throw notFound(message);
  };
}

/** What the local load balancer can look at. Its actions are looked at when they are to be done. */
const CONDITIONS = ["pathPattern", "httpRequestMethod"];

function checkRule({ world, properties, id }: Declared & { id: string }): void {
  const conditions = (properties["conditions"] ?? []) as object[];
  const unknown = conditions.flatMap(Object.keys).find((name) => !CONDITIONS.includes(name));
  if (unknown !== undefined) throw notModelled(`the condition \`${unknown}\` of a listener's rule`);
  if (conditions.length === 0) throw badRequest("A condition must be specified");
  needs("lb.Listener", "listenerArn", "One or more listeners not found")({ world, properties, region: "" });
  const same = where(world, "lb.ListenerRule", "listenerArn", properties["listenerArn"]).filter((one) => one.id !== id);
  if (same.some((one) => one.properties["priority"] === properties["priority"])) {
    throw badRequest(`Priority '${String(properties["priority"])}' is currently in use`);
  }
  checkSignIn({ world, properties, region: "" });
}

/** Extra parameters of a sign-in at most. Source: Elastic Load Balancing, AuthenticateOidcActionConfig. */
const EXTRA_PARAMS_MAX = 10;

function checkSignIn({ world, properties }: Declared): void {
  const actions = (properties["actions"] ?? []) as { type: string; authenticateOidc?: Record<string, unknown> }[];
  const signIn = actions.find(({ type }) => type === "authenticate-oidc")?.authenticateOidc;
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

function uniqueName(kind: string, property: string, message: (name: string) => string) {
  return ({ world, properties, id }: Declared & { id: string }) => {
    const name = properties[property];
    if (all(world, kind).some((one) => one.id !== id && one.properties[property] === name)) {
      throw conflict(message(String(name)));
    }
  };
}

export const OTHER_KINDS: Readonly<Record<string, Kind>> = {
  "lb.LoadBalancer": {
    idOf: elb(({ properties }) => `loadbalancer/app/${textOf(properties, "name")}`),
    check: uniqueName("lb.LoadBalancer", "name", (name) => `A load balancer with the same name '${name}' exists`),
    outputsOf: ({ world, id }) => ({
      arn: id,
      arnSuffix: suffixOf(id),
      // Where the local AWS serves it, instead of a host name of its own.
      dnsName: `${world.url.replace("http://", "")}/_alb/${id.slice(id.lastIndexOf("/") + 1)}`,
      zoneId: "Z00000000000LOCAL000",
    }),
  },
  "lb.TargetGroup": {
    idOf: elb(({ properties }) => `targetgroup/${textOf(properties, "name")}`),
    check: uniqueName("lb.TargetGroup", "name", (name) => `A target group with the same name '${name}' exists`),
    outputsOf: ({ id }) => ({ arn: id, arnSuffix: suffixOf(id) }),
  },
  "lb.Listener": {
    idOf: elb(({ properties }) => `listener/${suffixOf(textOf(properties, "loadBalancerArn"))}`),
    check: needs("lb.LoadBalancer", "loadBalancerArn", "One or more load balancers not found"),
    outputsOf: arnOutput,
  },
  "lb.ListenerRule": {
    idOf: elb(
      ({ properties }) => `listener-rule/${suffixOf(textOf(properties, "listenerArn")).replace(/^listener\//, "")}`,
    ),
    check: checkRule,
    outputsOf: arnOutput,
  },
  "lb.TargetGroupAttachment": {
    idOf: ({ world, properties }) => `${textOf(properties, "targetGroupArn")}-${world.newId()}`,
    check: needs("lb.TargetGroup", "targetGroupArn", "One or more target groups not found"),
  },
  "ec2.SecurityGroup": {
    idOf: ({ world }) => `sg-${world.newId()}`,
    outputsOf: ({ region, id }) => ({ arn: arnOf("ec2", region, `security-group/${id}`), ownerId: ACCOUNT_ID }),
  },
  "wafv2.WebAcl": {
    idOf: newId,
    outputsOf: ({ region, id, properties }) => {
      const scope = properties["scope"] === "CLOUDFRONT" ? "global" : "regional";
      return { arn: arnOf("wafv2", region, `${scope}/webacl/${textOf(properties, "name")}/${id}`), capacity: 0 };
    },
  },
  "wafv2.WebAclAssociation": {
    idOf: ({ properties }) => `${textOf(properties, "webAclArn")},${textOf(properties, "resourceArn")}`,
    check({ world, properties }) {
      const acl = all(world, "wafv2.WebAcl").find(({ outputs }) => outputs["arn"] === properties["webAclArn"]);
      if (acl === undefined)
        throw notFound("AWS WAF couldn't perform the operation because your resource doesn't exist.");
      if (acl.properties["scope"] !== "REGIONAL" || /::\/apis\//.test(textOf(properties, "resourceArn")))
        throw badRequest("The ARN isn't valid. A valid ARN begins with arn: and includes other information.");
    },
  },
  "cloudfront.Distribution": {
    idOf: ({ world }) => `E${world.newId().toUpperCase()}`,
    outputsOf: ({ id }) => ({
      arn: `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${id}`,
      domainName: `${id.toLowerCase()}.cloudfront.net`,
      hostedZoneId: "Z2FDTNDATAQYW2",
      status: "Deployed",
    }),
  },
  "apigatewayv2.DomainName": {
    idOf: named("domainName"),
    outputsOf: ({ region, id }) => ({
      arn: `arn:aws:apigateway:${region}::/domainnames/${id}`,
      apiMappingSelectionExpression: "$request.basepath",
    }),
  },
  "apigatewayv2.ApiMapping": {
    idOf: newId,
    check({ world, properties }) {
      if (!world.apis.has(textOf(properties, "apiId"))) throw notFound("Invalid API identifier specified");
      needs(
        "apigatewayv2.DomainName",
        "domainName",
        "Invalid domain name identifier specified",
      )({
        world,
        properties,
        region: "",
      });
    },
  },
  "cloudwatch.LogMetricFilter": {
    idOf: named("name"),
    check({ world, properties }) {
      if (!world.logGroups.has(textOf(properties, "logGroupName")))
        throw notFound("The specified log group does not exist.");
    },
  },
  "cloudwatch.MetricAlarm": {
    idOf: named("name"),
    outputsOf: ({ region, id }) => ({ arn: arnOf("cloudwatch", region, `alarm:${id}`) }),
  },
  "cloudwatch.Dashboard": {
    idOf: named("dashboardName"),
    outputsOf: ({ id }) => ({ dashboardArn: `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${id}` }),
  },
  "cloudwatch.EventRule": {
    idOf: named("name"),
    outputsOf: ({ region, id }) => ({ arn: arnOf("events", region, `rule/${id}`) }),
    gone({ id }, world) {
      if (where(world, "cloudwatch.EventTarget", "rule", id).length > 0)
        throw badRequest("Rule can't be deleted since it has targets.");
    },
  },
  "cloudwatch.EventTarget": {
    idOf: ({ properties, world }) => `${textOf(properties, "rule")}-${String(properties["targetId"] ?? world.newId())}`,
    check: needs("cloudwatch.EventRule", "rule", "Rule does not exist on EventBus default."),
  },
  "secretsmanager.Secret": {
    idOf: ({ region, world, properties }) =>
      arnOf("secretsmanager", region, `secret:${textOf(properties, "name")}-${world.newId().slice(0, 6)}`),
    check: uniqueName(
      "secretsmanager.Secret",
      "name",
      (name) => `The operation failed because the secret ${name} already exists.`,
    ),
    outputsOf: arnOutput,
    gone: ({ id }, world) => removeVersions(world, id),
  },
  "secretsmanager.SecretVersion": {
    idOf: ({ world, properties }) => `${textOf(properties, "secretId")}|${world.newId()}`,
    check: needs("secretsmanager.Secret", "secretId", "Secrets Manager can't find the specified secret."),
    outputsOf: ({ id, properties }) => ({
      arn: properties["secretId"],
      secretArn: properties["secretId"],
      versionId: id.slice(id.lastIndexOf("|") + 1),
    }),
  },
};
