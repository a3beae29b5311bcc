/** What stands before an API: firewalls, CloudFront, domain names. Kept, with what AWS refuses of them, and given back. */
import { AWS_LIMITS, certificateProblem, cidrProblem } from "../../../model/routes";
import { flag, list, object, set, text, whole, type Property } from "../../providers/properties";
import { ACCOUNT_ID } from "../arns";
import { AwsError, badRequest, conflict, notFound } from "../awsError";
import type { World, Properties } from "../world";
import { all, arnOf, find, mustRefer, named, newId, textOf, where, type Declared } from "./store";
import { stored, tags, type Identified } from "./stored";

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

/** Source: cloudfront/distribution.go; the quotas of CloudFront. */
function checkDistribution({ properties }: Declared): void {
  const { acmCertificateArn } = (properties["viewerCertificate"] ?? {}) as { acmCertificateArn?: string };
  if (acmCertificateArn !== undefined && certificateProblem(acmCertificateArn, { behindCloudFront: true })) {
    throw new AwsError(
      400,
      "InvalidViewerCertificate",
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    );
  }
  const origins = (properties["origins"] ?? []) as { customHeaders?: { name: string; value: string }[] }[];
  const headers = origins.flatMap(({ customHeaders = [] }) => customHeaders);
  const long = headers.find(({ value }) => value.length > AWS_LIMITS.originHeader);
  if (long !== undefined) {
    const most = AWS_LIMITS.originHeader;
    throw new AwsError(
      400,
      "InvalidArgument",
      `the value of the header \`${long.name}\` must have ${most} characters at most`,
    );
  }
}

const visibilityConfig = object(
  {
    cloudwatchMetricsEnabled: flag({ required: true }),
    metricName: text({ required: true }),
    sampledRequestsEnabled: flag({ required: true }),
  },
  { required: true },
);
/** An action of AWS's own kinds, of which each is an object that may be empty. */
const choice = (...names: string[]) => object(Object.fromEntries(names.map((name) => [name, object({})])));

const ipSetReferenceStatement = object({ arn: text({ required: true }) });

const statement: Property = object(
  {
    ipSetReferenceStatement,
    notStatement: object({ statement: object({ ipSetReferenceStatement }) }),
    managedRuleGroupStatement: object({
      name: text({ required: true }),
      ruleActionOverrides: list(
        object({ actionToUse: choice("allow", "block", "count"), name: text({ required: true }) }),
      ),
      vendorName: text({ required: true }),
      version: text(),
    }),
    rateBasedStatement: object({
      aggregateKeyType: text({ oneOf: ["IP", "FORWARDED_IP", "CONSTANT", "CUSTOM_KEYS"] }),
      evaluationWindowSec: whole(),
      limit: whole({ required: true }),
    }),
  },
  { required: true },
);

const origin = object({
  customHeaders: set(object({ name: text({ required: true }), value: text({ required: true }) })),
  customOriginConfig: object({
    httpPort: whole({ required: true }),
    httpsPort: whole({ required: true }),
    originKeepaliveTimeout: whole(),
    originProtocolPolicy: text({ required: true, oneOf: ["http-only", "https-only", "match-viewer"] }),
    originReadTimeout: whole(),
    originSslProtocols: set(text(), { required: true }),
  }),
  domainName: text({ required: true }),
  originId: text({ required: true }),
  originPath: text(),
});

/** The sets and firewalls of a scope have names of their own. */
function mustBeNewName({ world, properties, id }: Identified, kind: string): void {
  const isSame = (other: Properties) => ["name", "scope"].every((name) => other[name] === properties[name]);
  if (all(world, kind).some((one) => one.id !== id && isSame(one.properties)))
    throw new AwsError(400, "WAFDuplicateItemException", WAF_DUPLICATE);
}

export const EDGE_TYPES = [
  stored({
    token: "aws:wafv2/ipSet:IpSet",
    source: "wafv2/ip_set.go",
    busy: { code: "WAFAssociatedItemException", minutes: 5 },
    inputs: {
      addresses: set(text()),
      description: text(),
      ipAddressVersion: text({ required: true, replace: true, oneOf: ["IPV4", "IPV6"] }),
      name: text({ required: true, replace: true }),
      scope: text({ required: true, replace: true, oneOf: ["REGIONAL", "CLOUDFRONT"] }),
      ...tags,
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 128 },
    idOf: newId,
    check(declared) {
      mustBeNewName(declared, "wafv2.IpSet");
      const addresses = (declared.properties["addresses"] ?? []) as readonly string[];
      // Every range but the whole. Source: AWS WAF, CreateIPSet.
      if (addresses.some((one) => one.endsWith("/0") || cidrProblem(one) !== undefined))
        throw badRequest("Error reason: The parameter contains formatting that is not valid., field: IP_ADDRESS");
    },
    gone({ outputs: { arn } }, world) {
      const isUsed = all(world, "wafv2.WebAcl").some(({ properties }) =>
        JSON.stringify(properties["rules"] ?? []).includes(`"arn":${JSON.stringify(arn)}`),
      );
      if (isUsed) throw new AwsError(400, "WAFAssociatedItemException", WAF_ASSOCIATED);
    },
    outputsOf: ({ region, id, properties }) => {
      const scope = properties["scope"] === "CLOUDFRONT" ? "global" : "regional";
      return { arn: arnOf("wafv2", region, `${scope}/ipset/${textOf(properties, "name")}/${id}`) };
    },
  }),
  stored({
    token: "aws:wafv2/webAcl:WebAcl",
    source: "wafv2/web_acl.go",
    busy: { code: "WAFAssociatedItemException", minutes: 5 },
    inputs: {
      defaultAction: object({ allow: object({}), block: object({}) }, { required: true }),
      description: text(),
      name: text({ required: true, replace: true }),
      rules: set(
        object({
          action: choice("allow", "block", "count"),
          name: text({ required: true }),
          overrideAction: choice("none", "count"),
          priority: whole({ required: true }),
          statement,
          visibilityConfig,
        }),
      ),
      scope: text({ required: true, replace: true, oneOf: ["REGIONAL", "CLOUDFRONT"] }),
      ...tags,
      visibilityConfig,
    },
    outputs: ["arn", "capacity"],
    autoname: { property: "name", max: 128 },
    idOf: newId,
    check: (declared) => mustBeNewName(declared, "wafv2.WebAcl"),
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
  }),
  stored({
    token: "aws:wafv2/webAclAssociation:WebAclAssociation",
    source: "wafv2/web_acl_association.go",
    inputs: {
      resourceArn: text({ required: true, replace: true }),
      webAclArn: text({ required: true, replace: true }),
    },
    idOf: ({ properties }) => `${textOf(properties, "webAclArn")},${textOf(properties, "resourceArn")}`,
    check({ world, properties }) {
      const acl = all(world, "wafv2.WebAcl").find(({ outputs }) => outputs["arn"] === properties["webAclArn"]);
      if (acl === undefined)
        throw notFound("AWS WAF couldn't perform the operation because your resource doesn't exist.");
      if (acl.properties["scope"] !== "REGIONAL" || /::\/apis\//.test(textOf(properties, "resourceArn")))
        throw badRequest("The ARN isn't valid. A valid ARN begins with arn: and includes other information.");
    },
  }),
  stored({
    token: "aws:cloudfront/distribution:Distribution",
    source: "cloudfront/distribution.go",
    isGlobal: true,
    inputs: {
      aliases: set(text()),
      comment: text(),
      defaultCacheBehavior: object(
        {
          allowedMethods: set(text(), { required: true }),
          cachePolicyId: text(),
          cachedMethods: set(text(), { required: true }),
          compress: flag(),
          originRequestPolicyId: text(),
          responseHeadersPolicyId: text(),
          targetOriginId: text({ required: true }),
          viewerProtocolPolicy: text({ required: true, oneOf: ["allow-all", "https-only", "redirect-to-https"] }),
        },
        { required: true },
      ),
      enabled: flag({ required: true }),
      httpVersion: text({ oneOf: ["http1.1", "http2", "http2and3", "http3"] }),
      isIpv6Enabled: flag(),
      origins: set(origin, { required: true }),
      priceClass: text(),
      restrictions: object(
        {
          geoRestriction: object(
            { locations: set(text()), restrictionType: text({ required: true }) },
            { required: true },
          ),
        },
        { required: true },
      ),
      ...tags,
      viewerCertificate: object(
        {
          acmCertificateArn: text(),
          cloudfrontDefaultCertificate: flag(),
          minimumProtocolVersion: text(),
          sslSupportMethod: text(),
        },
        { required: true },
      ),
      webAclId: text(),
    },
    outputs: ["arn", "domainName", "hostedZoneId", "status"],
    idOf: ({ world }) => `E${world.newId().toUpperCase()}`,
    check: checkDistribution,
    outputsOf: ({ id }) => ({
      arn: `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${id}`,
      domainName: `${id.toLowerCase()}.cloudfront.net`,
      hostedZoneId: "Z2FDTNDATAQYW2",
      status: "Deployed",
    }),
  }),
  stored({
    token: "aws:apigatewayv2/domainName:DomainName",
    source: "apigatewayv2/domain_name.go",
    inputs: {
      domainName: text({ required: true, replace: true }),
      domainNameConfiguration: object(
        {
          certificateArn: text({ required: true }),
          endpointType: text({ required: true, oneOf: ["REGIONAL"] }),
          ipAddressType: text(),
          securityPolicy: text({ required: true, oneOf: ["TLS_1_2"] }),
        },
        { required: true },
      ),
      ...tags,
    },
    outputs: ["apiMappingSelectionExpression", "arn"],
    idOf: named("domainName"),
    check({ region, properties }) {
      const { certificateArn } = (properties["domainNameConfiguration"] ?? {}) as { certificateArn?: string };
      const problem = certificateArn && certificateProblem(certificateArn, { region, behindCloudFront: false });
      if (problem) throw badRequest(`Invalid certificate ARN: ${certificateArn} ${problem}`);
    },
    outputsOf: ({ region, id }) => ({
      arn: `arn:aws:apigateway:${region}::/domainnames/${id}`,
      apiMappingSelectionExpression: "$request.basepath",
    }),
  }),
  stored({
    token: "aws:apigatewayv2/apiMapping:ApiMapping",
    source: "apigatewayv2/api_mapping.go",
    inputs: {
      apiId: text({ required: true, replace: true }),
      apiMappingKey: text(),
      domainName: text({ required: true, replace: true }),
      stage: text({ required: true }),
    },
    idOf: newId,
    check(declared) {
      const { world, properties, id } = declared;
      checkMapped(world, properties);
      const same = where(world, "apigatewayv2.ApiMapping", "domainName", properties["domainName"]);
      const key = textOf(properties, "apiMappingKey");
      if (same.some((one) => one.id !== id && textOf(one.properties, "apiMappingKey") === key))
        throw conflict("ApiMapping key already exists for this domain name");
      mustRefer(declared, "apigatewayv2.DomainName", "domainName", "Invalid domain name identifier specified");
    },
  }),
];
