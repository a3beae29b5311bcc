/** What of the plan must simply equal the file: clients, scopes, claims, and the groups that rules fill. */
import type { Access } from "../../file/access";
import { appGrants, CLIENT_TYPES } from "../../okta/clientTypes";
import { ALL_CLIENTS, EVERYONE } from "../../evaluate/types";
import { GRANTS } from "../../okta/grants";
import { isOidcScope } from "../../okta/oidcScopes";
import { isDerived, type Plan } from "../../compile/plan";
import type { ClientView } from "./clientView";
import { claimsDiffer } from "./claims";
import { differ } from "./universe";

/** The first difference, in words; undefined where there is none. */
export function structureDiffers(access: Access, plan: Plan): string | undefined {
  return (
    scopesDiffer(access, plan) ??
    clientsDiffer(access, plan) ??
    policiesDiffer(access, plan) ??
    groupsDiffer(access, plan) ??
    claimsDiffer(access, plan)
  );
}

function scopesDiffer(access: Access, plan: Plan): string | undefined {
  const described = ({ name, consent }: { name: string; consent: string }) => `${name} ${consent}`;
  return differ("scopes", [...access.scopes.values()].map(described), plan.scopes.map(described));
}

function clientsDiffer(access: Access, plan: Plan): string | undefined {
  const intended = [...access.clients.values()].map((client) => {
    return `${client.key} ${client.type} ${appGrants(client).join(" ")}`;
  });
  return differ(
    "clients",
    intended,
    plan.clients.map(({ key, type, grantTypes }) => `${key} ${type} ${grantTypes.join(" ")}`),
  );
}

/** A policy is for clients of the file, each by its name: one for all clients, or for one of another product, opens what nobody declared. */
function policiesDiffer(access: Access, { policies }: Plan): string | undefined {
  for (const { name, clients, rules } of policies) {
    const stranger = clients.find((client) => !access.clients.has(client));
    if (stranger === ALL_CLIENTS) return `policy \`${name}\` is for every client`;
    if (stranger !== undefined) return `policy \`${name}\` is for the unknown client \`${stranger}\``;
    for (const key of clients) {
      const given = access.clients.get(key)!.grants.map((grant) => GRANTS[grant].okta);
      const more = rules.flatMap(({ grantTypes }) => grantTypes).find((grant) => !given.includes(grant));
      if (more !== undefined) return `policy \`${name}\` gives \`${more}\` to \`${key}\`, which the file does not`;
    }
  }
  return undefined;
}

/** Derived groups stand for base groups only, and each is filled by one group rule. */
function groupsDiffer(access: Access, plan: Plan): string | undefined {
  const base = plan.groups.flatMap((group) => (isDerived(group) ? [] : [group.key]));
  const derived = plan.groups.filter(isDerived);
  const chained = derived.find(({ allOf }) => !allOf.every((key) => access.groups.has(key)));
  if (chained) return `derived group \`${chained.name}\` builds on a group that is not of the access file`;
  return (
    twice(
      "derived groups",
      derived.map(({ name }) => name),
    ) ??
    twice(
      "group rules",
      plan.groupRules.map(({ name }) => name),
    ) ??
    twice(
      "groups of the plan",
      plan.groups.map(({ name }) => name),
    ) ??
    differ("groups", [...access.groups.keys()], base) ??
    differ(
      "group rules",
      derived.map(({ name, allOf }) => `${name}: ${allOf.join(" ")}`),
      plan.groupRules.map(({ group, allOf }) => `${group}: ${allOf.join(" ")}`),
    ) ??
    unknownNames(access, plan)
  );
}

/** Two lists of groups that end in one name would each give the other's members what it stands for. */
function twice(what: string, names: readonly string[]): string | undefined {
  const name = names.find((candidate, index) => names.indexOf(candidate) !== index);
  return name === undefined ? undefined : `two ${what} have the name \`${name}\``;
}

function unknownNames(access: Access, plan: Plan): string | undefined {
  const groups = new Set([EVERYONE, ...access.groups.keys(), ...plan.groupRules.map(({ group }) => group)]);
  for (const { name, rules } of plan.policies) {
    for (const rule of rules) {
      const group = rule.groups.find((candidate) => !groups.has(candidate));
      if (group !== undefined) return `rule \`${rule.name}\` of policy \`${name}\` names an unknown group \`${group}\``;
      const scope = rule.scopes.find(
        (candidate) => candidate !== "*" && !isOidcScope(candidate) && !access.scopes.has(candidate),
      );
      if (scope !== undefined) return `rule \`${rule.name}\` of policy \`${name}\` names an unknown scope \`${scope}\``;
    }
  }
  return undefined;
}

/** Whether the plan assigns the same groups to a client as the file. */
export function assignmentDiffers(plan: Plan, { universe, client, assigned }: ClientView): string | undefined {
  if (!CLIENT_TYPES[client.type].hasUsers) return undefined;
  const planned = plan.clients.find(({ key }) => key === client.key)!.assignedTo;
  return differ(
    `groups assigned to \`${client.key}\``,
    assigned.map((number) => universe.groups[number]!),
    planned,
  );
}
