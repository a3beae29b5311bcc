/** What stands before an API: firewalls, CloudFront, domain names, and the secret that CloudFront shows. */
import { flag, json, list, map, object, set, text, whole, type Property } from "../properties";
import { stored } from "./stored";

const tags = { tags: map(text(), { partOf: "tagsAll" }) };

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

export const EDGE_TYPES = [
  stored({
    token: "aws:wafv2/ipSet:IpSet",
    // What makes a new one: wafv2/ip_set.go of the real provider.
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
  }),
  stored({
    token: "aws:wafv2/webAcl:WebAcl",
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
  }),
  stored({
    token: "aws:wafv2/webAclAssociation:WebAclAssociation",
    inputs: {
      resourceArn: text({ required: true, replace: true }),
      webAclArn: text({ required: true, replace: true }),
    },
  }),
  stored({
    token: "aws:cloudfront/distribution:Distribution",
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
  }),
  stored({
    token: "aws:apigatewayv2/domainName:DomainName",
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
  }),
  stored({
    token: "aws:apigatewayv2/apiMapping:ApiMapping",
    inputs: {
      apiId: text({ required: true, replace: true }),
      apiMappingKey: text(),
      domainName: text({ required: true, replace: true }),
      stage: text({ required: true }),
    },
  }),
  stored({
    token: "aws:secretsmanager/secret:Secret",
    inputs: {
      description: text(),
      kmsKeyId: text(),
      name: text({ required: true, replace: true }),
      policy: json(),
      recoveryWindowInDays: whole({ default: 30 }),
      ...tags,
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 512 },
  }),
  stored({
    token: "aws:secretsmanager/secretVersion:SecretVersion",
    inputs: {
      secretId: text({ required: true, replace: true }),
      // A new value is a new version, which becomes the current one. Source: secretsmanager/secret_version.go.
      secretString: text({ required: true, replace: true }),
      versionStages: set(text()),
    },
    outputs: ["arn", "secretArn", "versionId"],
    secretOutputs: ["secretString"],
  }),
];
