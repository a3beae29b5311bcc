/** What has nothing to do on this machine: kept, checked for what it refers to and for what refers to it, and given back. */
import { ACCOUNT_ID } from "../arns";
import { cidrProblem } from "../../../model/routes";
import { AwsError, badRequest, conflict, notFound } from "../awsError";
import { removeVersions } from "../secretsmanager/secretValues";
import type { World } from "../world";
import { all, find, textOf, where, type Declared, type Kind } from "./store";
import type { Properties, StoredResource } from "./types";

export const arnOf = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT_ID}:${rest}`;
const newId = ({ world }: Declared) => world.newId();
const named =
  (name: string) =>
  ({ properties }: Declared) =>
    textOf(properties, name);
export const arnOutput = ({ id }: { id: string }) => ({ arn: id });
export function needs(kind: string, property: string, message: string) {
  return ({ world, properties }: Declared) => {
    if (find(world, kind, properties[property]) === undefined) throw notFound(message);
  };
}

export function uniqueName(kind: string, property: string, message: (name: string) => string) {
  return ({ world, properties, id }: Declared & { id: string }) => {
    const name = properties[property];
    if (all(world, kind).some((one) => one.id !== id && one.properties[property] === name)) {
      throw conflict(message(String(name)));
    }
  };
}

const WAF_DUPLICATE =
  "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.";
const WAF_ASSOCIATED =
  "AWS WAF couldn't perform the operation because your resource is being used by another resource or it's associated with another resource.";

/** A name leads to a stage of an HTTP API or of a REST API. */
function checkMapped(world: World, properties: Properties): void {
  const [apiId, stage] = [textOf(properties, "apiId"), textOf(properties, "stage")];
  const http = world.apis.get(apiId);
  const isRest = find(world, "apigateway.RestApi", apiId) !== undefined;
  if (http === undefined && !isRest) throw notFound("Invalid API identifier specified");
  const hasStage = http
    ? http.stages.has(stage)
    : find(world, "apigateway.Stage", `ags-${apiId}-${stage}`) !== undefined;
  if (!hasStage) throw notFound("Invalid stage identifier specified");
}

/** Days for which a deleted secret can be recovered, where nothing else is said. */
const RECOVERY_DAYS = 30;

/** A secret that can be recovered keeps its name. */
function checkSecretName(declared: Declared & { id: string }): void {
  const name = textOf(declared.properties, "name");
  if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) {
    throw badRequest(
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    );
  }
  uniqueName(
    "secretsmanager.Secret",
    "name",
    (one) => `The operation failed because the secret ${one} already exists.`,
  )(declared);
  if ((declared.world.keptSecretNames.get(name) ?? 0) > declared.world.now()) {
    throw badRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");
  }
}

function removeSecret({ id, properties }: StoredResource, world: World): void {
  removeVersions(world, id);
  const days = Number(properties["recoveryWindowInDays"] ?? RECOVERY_DAYS);
  if (days > 0) world.keptSecretNames.set(textOf(properties, "name"), world.now() + days * 86_400_000);
}

export const OTHER_KINDS: Readonly<Record<string, Kind>> = {
  "wafv2.WebAcl": {
    idOf: newId,
    check({ world, properties, id }) {
      const isSame = (other: Properties) => ["name", "scope"].every((name) => other[name] === properties[name]);
      if (all(world, "wafv2.WebAcl").some((one) => one.id !== id && isSame(one.properties)))
        throw new AwsError(400, "WAFDuplicateItemException", WAF_DUPLICATE);
    },
    gone({ outputs: { arn } }, world) {
      const isUsed =
        where(world, "wafv2.WebAclAssociation", "webAclArn", arn).length > 0 ||
        where(world, "cloudfront.Distribution", "webAclId", arn).length > 0;
      if (isUsed) throw new AwsError(400, "WAFAssociatedItemException", WAF_ASSOCIATED);
    },
    outputsOf: ({ region, id, properties }) => {
      const scope = properties["scope"] === "CLOUDFRONT" ? "global" : "regional";
      return { arn: arnOf("wafv2", region, `${scope}/webacl/${textOf(properties, "name")}/${id}`), capacity: 0 };
    },
  },
  "wafv2.IpSet": {
    idOf: newId,
    check({ world, properties, id }) {
      const isSame = (other: Properties) => ["name", "scope"].every((name) => other[name] === properties[name]);
      if (all(world, "wafv2.IpSet").some((one) => one.id !== id && isSame(one.properties)))
        throw new AwsError(400, "WAFDuplicateItemException", WAF_DUPLICATE);
      const addresses = (properties["addresses"] ?? []) as readonly string[];
      // Every range but the whole. Source: AWS WAF, CreateIPSet.
      if (addresses.some((cidr) => cidr.endsWith("/0") || cidrProblem(cidr) !== undefined))
        throw badRequest("Error reason: The parameter contains formatting that is not valid., field: IP_ADDRESS");
    },
    gone({ outputs: { arn } }, world) {
      const isUsed = all(world, "wafv2.WebAcl").some(({ properties }) =>
        JSON.stringify(properties["rules"] ?? []).includes(`"arn":${JSON.stringify(arn)}`),
      );
      if (isUsed) throw new AwsError(400, "WAFAssociatedItemException", WAF_ASSOCIATED);
    },
    outputsOf: ({ region, id, properties }) => ({
      arn: arnOf("wafv2", region, `regional/ipset/${textOf(properties, "name")}/${id}`),
    }),
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
    check({ world, properties, id }) {
      checkMapped(world, properties);
      const same = where(world, "apigatewayv2.ApiMapping", "domainName", properties["domainName"]);
      const key = textOf(properties, "apiMappingKey");
      if (same.some((one) => one.id !== id && textOf(one.properties, "apiMappingKey") === key))
        throw conflict("ApiMapping key already exists for this domain name");
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
      // Source: CloudWatch Logs' model, FilterName and FilterPattern.
      for (const [name, max] of Object.entries({ name: 512, pattern: 1_024 })) {
        if (textOf(properties, name).length > max)
          throw badRequest(`1 validation error detected: ${name} must have length less than or equal to ${max}`);
      }
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
    check: checkSecretName,
    outputsOf: arnOutput,
    gone: removeSecret,
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
