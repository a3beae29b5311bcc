/**
 * Compiles an access file into what is to be declared in Okta. Okta takes the first rule that covers a request, knows no
 * intersection and no deny; the rules made here give every user the intersection of request and entitlement all the same.
 */
import type { Access } from "../file/access";
import { AccessError } from "../findings";
import { type Plan, type PlanGroup, type PlanGroupRule, type PlanScope, isDerived } from "./plan";
import { PUBLISHED } from "../file/sensitivity";
import { claimsOf } from "./claims";
import { clientsOf } from "./clients";
import { DerivedGroups, fitName, GROUP_RULE_NAME_MAX } from "./derivedGroups";
import { entitlementsOf, scopeBits } from "./entitlements";
import { overLimit } from "./overLimit";
import { policiesOf } from "./rules";
import { intersects } from "../bits";
import { actsForItself, actsForPeople } from "../okta/clientTypes";

/**
 * The plan of an access file. The same file gives the same plan, byte for byte.
 *
 * @throws AccessError where more derived groups are needed than `combinations.limit` allows.
 */
export function compile(access: Access): Plan {
  const entitlements = entitlementsOf(access);
  const derived = new DerivedGroups(access.combinations.limit);
  const policies = policiesOf(access, entitlements, derived);
  if (derived.isOverLimit) throw overLimit(access);
  return {
    scopes: scopesOf(access),
    claims: claimsOf(access, entitlements),
    groups: groupsOf(access, derived),
    groupRules: groupRulesOf(derived),
    clients: clientsOf(access, entitlements),
    policies,
  };
}

function scopesOf(access: Access): PlanScope[] {
  return [...access.scopes.values()].map(
    ({ name, displayName, description, consent, sensitivity, default: isDefault }) => ({
      name,
      displayName,
      description,
      consent,
      metadataPublish: PUBLISHED[sensitivity] ? "ALL_CLIENTS" : "NO_CLIENTS",
      ...(isDefault && { default: true as const }),
    }),
  );
}

function groupsOf(access: Access, derived: DerivedGroups): PlanGroup[] {
  const base = [...access.groups.values()].map(({ key, name, managed }) => ({ key, name, managed }));
  const added = derived.entries().map(([name, allOf]) => ({ name, allOf }));
  const clash = added.find(({ name }) => base.some((group) => group.name === name));
  if (clash) throw nameClash(clash.name);
  return [...base, ...added];
}

function nameClash(name: string): AccessError {
  return new AccessError("the access file", [
    {
      rule: "derived-group-name",
      level: "error",
      path: "groups",
      message: `the name \`${name}\` of a group is also the name of the group that the compiler adds; rename the group in Okta`,
    },
  ]);
}

function groupRulesOf(derived: DerivedGroups): PlanGroupRule[] {
  return derived.entries().map(([group, allOf]) => ({
    name: fitName(group, GROUP_RULE_NAME_MAX),
    group,
    allOf,
  }));
}

/** Counts of a plan. */
export interface PlanSize {
  readonly policies: number;
  readonly rules: number;
  readonly derivedGroups: number;
  /** One rule for each set of groups that a user of the client may be in, and one for each service client. */
  readonly naiveRules: bigint;
}

/** Counts a plan of this access file. */
export function planSize(access: Access, plan: Plan): PlanSize {
  const { numbers, groups } = entitlementsOf(access);
  const naive = [...access.clients.values()].map((client) => {
    const ceiling = scopeBits(numbers, client.ceiling);
    const people = 2n ** BigInt(groups.filter(({ scopes }) => intersects(scopes, ceiling)).length) - 1n;
    return (actsForItself(client) ? 1n : 0n) + (actsForPeople(client) ? people : 0n);
  });
  return {
    policies: plan.policies.length,
    rules: plan.policies.reduce((sum, { rules }) => sum + rules.length, 0),
    derivedGroups: plan.groups.filter(isDerived).length,
    naiveRules: naive.reduce((sum, count) => sum + count, 0n),
  };
}
