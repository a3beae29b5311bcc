/** A web application firewall: who may come at all, AWS's managed rules, and a limit for every address. */
import * as wafv2 from "@pulumi/aws/wafv2";
import type * as pulumi from "@pulumi/pulumi";
import { MANAGED_RULES } from "../../../model/routes";
import { uniqueName } from "../../naming";
import type { FirewallArgs, ProtectedApiArgs } from "../shared/protectedApiArgs";

/** Where a firewall stands: before resources of the region, or before CloudFront, whose firewalls are in us-east-1. */
export type FirewallScope = "REGIONAL" | "CLOUDFRONT";

/** The region of everything that belongs to CloudFront. */
export const CLOUDFRONT_REGION = "us-east-1";

type Rule = wafv2.WebAclArgs["rules"] extends pulumi.Input<pulumi.Input<infer Item>[] | undefined> | undefined
  ? Omit<Item, "priority">
  : never;

interface WebAclContext {
  readonly scope: FirewallScope;
  readonly parent: pulumi.Resource;
  /** The addresses from which one may come; undefined: from all. */
  readonly allowedCidrs?: readonly string[];
}

/** Declares the firewall of an API. Without `firewall` it does nothing but look at where a request comes from. */
export function createWebAcl(
  name: string,
  args: ProtectedApiArgs,
  firewall: FirewallArgs | undefined,
  { scope, parent, allowedCidrs }: WebAclContext,
): wafv2.WebAcl {
  const rules: Rule[] = [
    ...(allowedCidrs ? [addressRule(createAddresses(name, args, allowedCidrs, parent))] : []),
    ...(firewall ? [rateRule(firewall)] : []),
    ...(firewall?.managedRules ? Object.keys(MANAGED_RULES).map((group) => managedRule(group, firewall)) : []),
  ];
  return new wafv2.WebAcl(
    `${name}-firewall`,
    {
      name: uniqueName("firewall", args.naming, name),
      description: `Before the ${name} API`,
      scope,
      ...(scope === "CLOUDFRONT" && { region: CLOUDFRONT_REGION }),
      defaultAction: { allow: {} },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
      visibilityConfig: visibility(name),
      tags: args.tags ?? {},
    },
    { parent },
  );
}

/** Puts the firewall of an API before a load balancer, where the API has one. */
export function protectResource(
  name: string,
  args: ProtectedApiArgs,
  resourceArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  if (args.firewall === undefined) return;
  associate(name, createWebAcl(name, args, args.firewall, { scope: "REGIONAL", parent }), resourceArn, parent);
}

/**
 * The same before the stage of a REST API. Where the API may be called from some addresses alone, there is a firewall in any
 * case: API Gateway asks it before the resource policy, whose refusals have the status and the body of a missing scope.
 * Source: API Gateway developer guide, "Use AWS WAF to protect your REST APIs".
 */
export function protectStage(
  name: string,
  args: ProtectedApiArgs,
  stageArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  const allowedCidrs = args.network?.allowedCidrs;
  if (args.firewall === undefined && allowedCidrs === undefined) return;
  associate(
    name,
    createWebAcl(name, args, args.firewall, { scope: "REGIONAL", parent, allowedCidrs }),
    stageArn,
    parent,
  );
}

function associate(
  name: string,
  webAcl: wafv2.WebAcl,
  resourceArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  new wafv2.WebAclAssociation(`${name}-firewall`, { resourceArn, webAclArn: webAcl.arn }, { parent });
}

function createAddresses(
  name: string,
  args: ProtectedApiArgs,
  allowedCidrs: readonly string[],
  parent: pulumi.Resource,
): wafv2.IpSet {
  return new wafv2.IpSet(
    `${name}-callers`,
    {
      name: uniqueName("firewall", args.naming, name, "callers"),
      description: `From where the ${name} API can be called`,
      scope: "REGIONAL",
      ipAddressVersion: "IPV4",
      addresses: allowedCidrs.flatMap(halves),
      tags: args.tags ?? {},
    },
    { parent },
  );
}

/** A set takes every range but the whole. Source: AWS WAF, CreateIPSet, Addresses. */
function halves(cidr: string): string[] {
  return cidr === "0.0.0.0/0" ? ["0.0.0.0/1", "128.0.0.0/1"] : [cidr];
}

/** Before all others: what comes from elsewhere costs no further rule. */
function addressRule({ arn }: wafv2.IpSet): Rule {
  return {
    name: "callers",
    action: { block: {} },
    statement: { notStatement: { statement: { ipSetReferenceStatement: { arn } } } },
    visibilityConfig: visibility("callers"),
  };
}

/** An address that sends too much costs no managed rule. */
function rateRule({ requestsPer5Minutes }: FirewallArgs): Rule {
  return {
    name: "requests-per-address",
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit: requestsPer5Minutes, aggregateKeyType: "IP", evaluationWindowSec: 300 },
    },
    visibilityConfig: visibility("requests-per-address"),
  };
}

/** Of a group the rules in `countOnly` let pass what they find, and count it. */
function managedRule(group: string, { countOnly = [] }: FirewallArgs): Rule {
  const counting = countOnly.filter((rule) => MANAGED_RULES[group]!.includes(rule));
  const ruleActionOverrides = counting.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name: group,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: group,
        ...(ruleActionOverrides.length > 0 && { ruleActionOverrides }),
      },
    },
    visibilityConfig: visibility(group),
  };
}

/** Samples of requests would hold tokens. */
function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
