/** The rules of AWS's managed groups that a firewall uses, by name: one of them can be made to count only. */
import { nearest } from "../findings";

/**
 * Group → its rules. Source: AWS WAF developer guide, "Baseline rule groups" and "IP reputation rule groups", November 2026.
 */
export const MANAGED_RULES: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesCommonRuleSet: [
    "NoUserAgent_HEADER",
    "UserAgent_BadBots_HEADER",
    "SizeRestrictions_QUERYSTRING",
    "SizeRestrictions_Cookie_HEADER",
    "SizeRestrictions_BODY",
    "SizeRestrictions_URIPATH",
    "EC2MetaDataSSRF_BODY",
    "EC2MetaDataSSRF_COOKIE",
    "EC2MetaDataSSRF_URIPATH",
    "EC2MetaDataSSRF_QUERYARGUMENTS",
    "GenericLFI_QUERYARGUMENTS",
    "GenericLFI_URIPATH",
    "GenericLFI_BODY",
    "RestrictedExtensions_URIPATH",
    "RestrictedExtensions_QUERYARGUMENTS",
    "GenericRFI_QUERYARGUMENTS",
    "GenericRFI_BODY",
    "GenericRFI_URIPATH",
    "CrossSiteScripting_COOKIE",
    "CrossSiteScripting_QUERYARGUMENTS",
    "CrossSiteScripting_BODY",
    "CrossSiteScripting_URIPATH",
  ],
  AWSManagedRulesKnownBadInputsRuleSet: [
    "JavaDeserializationRCE_BODY",
    "JavaDeserializationRCE_URIPATH",
    "JavaDeserializationRCE_QUERYSTRING",
    "JavaDeserializationRCE_HEADER",
    "Host_localhost_HEADER",
    "PROPFIND_METHOD",
    "ExploitablePaths_URIPATH",
    "Log4JRCE_QUERYSTRING",
    "Log4JRCE_BODY",
    "Log4JRCE_URIPATH",
    "Log4JRCE_HEADER",
    "ReactJSRCE_BODY",
  ],
  AWSManagedRulesAmazonIpReputationList: [
    "AWSManagedIPReputationList",
    "AWSManagedReconnaissanceList",
    "AWSManagedIPDDoSList",
  ],
};

/** All of them. */
export const MANAGED_RULE_NAMES: readonly string[] = Object.values(MANAGED_RULES).flat();

/** What a firewall says of AWS's managed rules. */
export interface ManagedRulesUse {
  readonly managedRules: boolean;
  readonly countOnly?: readonly string[];
}

/**
 * The first thing that is wrong with the list of rules that are to count only: the place in the list, and why. Undefined
 * where nothing is wrong.
 */
export function countOnlyProblem({
  managedRules,
  countOnly = [],
}: ManagedRulesUse): readonly [index: number, message: string] | undefined {
  if (countOnly.length > 0 && !managedRules)
    return [0, "is a managed rule, and `managedRules` is off; leave `countOnly` out, or turn them on"];
  const index = countOnly.findIndex((rule) => !MANAGED_RULE_NAMES.includes(rule));
  if (index < 0) return undefined;
  const near = nearest(countOnly[index]!, MANAGED_RULE_NAMES);
  const hint = near === undefined ? ", such as `SizeRestrictions_BODY`" : `; did you mean \`${near}\`?`;
  return [
    index,
    `is no rule of ${Object.keys(MANAGED_RULES)
      .map((group) => `\`${group}\``)
      .join(", ")}${hint}`,
  ];
}
