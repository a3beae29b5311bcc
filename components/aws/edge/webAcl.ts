/** A web application firewall: AWS's managed rules, and a limit for every address. */
import * as wafv2 from "@pulumi/aws/wafv2";
import type * as pulumi from "@pulumi/pulumi";
import { uniqueName } from "../../naming";
import type { FirewallArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";

/** Where a firewall stands: before resources of the region, or before CloudFront, whose firewalls are in us-east-1. */
export type FirewallScope = "REGIONAL" | "CLOUDFRONT";

/** The region of everything that belongs to CloudFront. */
export const CLOUDFRONT_REGION = "us-east-1";

/** AWS's groups of rules: common attacks, inputs that are known to be bad, addresses of bad reputation. */
const MANAGED_GROUPS = [
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesAmazonIpReputationList",
];

/** Declares the firewall of an API. */
export function createWebAcl(
  name: string,
  args: ProtectedApiArgs,
  firewall: FirewallArgs,
  { scope, parent }: { scope: FirewallScope; parent: pulumi.Resource },
): wafv2.WebAcl {
  return new wafv2.WebAcl(
    `${name}-firewall`,
    {
      name: uniqueName("firewall", args.naming, name),
      description: `Before the ${name} API`,
      scope,
      ...(scope === "CLOUDFRONT" && { region: CLOUDFRONT_REGION }),
      defaultAction: { allow: {} },
      rules: [rateRule(firewall), ...(firewall.managedRules ? MANAGED_GROUPS.map(managedRule) : [])],
      visibilityConfig: visibility(name),
      tags: args.tags ?? {},
    },
    { parent },
  );
}

/** Puts the firewall of an API before a stage or a load balancer, where the API has one. */
export function protectResource(
  name: string,
  args: ProtectedApiArgs,
  resourceArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  if (args.firewall === undefined) return;
  const webAcl = createWebAcl(name, args, args.firewall, { scope: "REGIONAL", parent });
  new wafv2.WebAclAssociation(`${name}-firewall`, { resourceArn, webAclArn: webAcl.arn }, { parent });
}

/** First in line: an address that sends too much costs no further rule. */
function rateRule({ requestsPer5Minutes }: FirewallArgs) {
  return {
    name: "requests-per-address",
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit: requestsPer5Minutes, aggregateKeyType: "IP", evaluationWindowSec: 300 },
    },
    visibilityConfig: visibility("requests-per-address"),
  };
}

function managedRule(group: string, index: number) {
  return {
    name: group,
    priority: index + 1,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group } },
    visibilityConfig: visibility(group),
  };
}

/** Samples of requests would hold tokens. */
function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
