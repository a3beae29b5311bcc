/** What every compiled plan keeps, whatever the access file: the rules of good order that Okta does not enforce. */
import type { Access } from "../file/access";
import { intersectionOf } from "../bits";
import { isOidcScope, OFFLINE_ACCESS } from "../okta/oidcScopes";
import { ANY_SCOPE, EVERYONE } from "../evaluate/types";
import { GRANTS } from "../okta/grants";
import type { Plan, PlanPolicy, PlanRule } from "../compile/plan";
import { TOKEN_MINUTES_MAX, TOKEN_MINUTES_MIN } from "../file/sensitivity";
import { clientView, isEntitled } from "./symbolic/clientView";
import { universeOf } from "./symbolic/universe";

/** Okta's bounds of a refresh token's window, in minutes: 10 by its API, five years. */
const WINDOW_MIN = 10;
const WINDOW_MAX = 2_628_000;

/** What the plan does not keep, in words. */
export function brokenPlanRules(access: Access, plan: Plan): string[] {
  return [
    ...contiguous("policies", plan.policies),
    ...sharedClients(plan),
    ...idleClients(plan),
    ...wrongRefreshLifetimes(access, plan),
    ...wrongDefaults(access, plan),
    ...plan.policies.flatMap((policy) => [
      ...contiguous(`rules of policy \`${policy.name}\``, policy.rules),
      ...repeatedNames(policy),
      ...outOfOrder(policy),
      ...policy.rules.flatMap((rule) =>
        ruleProblems(rule).map((problem) => `rule \`${rule.name}\` of policy \`${policy.name}\` ${problem}`),
      ),
    ]),
    ...tooWideFor(access, plan),
  ];
}

function contiguous(what: string, items: readonly { readonly priority: number }[]): string[] {
  const wrong = items.some(({ priority }, index) => priority !== index + 1);
  return wrong ? [`the priorities of the ${what} are not 1 to ${items.length} in this order`] : [];
}

function sharedClients({ policies }: Plan): string[] {
  const clients = policies.flatMap((policy) => policy.clients);
  return clients
    .filter((client, index) => clients.indexOf(client) !== index)
    .map((client) => `client \`${client}\` has two policies`);
}

/** Of a client in a policy each rule is meant: one with a grant that the client does not have could never decide for it. */
function idleClients({ policies, clients }: Plan): string[] {
  const grantsOf = new Map(clients.map(({ key, grantTypes }) => [key, grantTypes]));
  return policies.flatMap(({ name, clients: keys, rules }) =>
    keys
      .filter((key) => rules.some(({ grantTypes }) => !grantTypes.every((grant) => grantsOf.get(key)?.includes(grant))))
      .map((key) => `policy \`${name}\` has rules with grants that its client \`${key}\` does not have`),
  );
}

/** A scope that Okta gives to whoever names none is one that the file says so of. */
function wrongDefaults(access: Access, { scopes }: Plan): string[] {
  return scopes
    .filter((scope) => (scope.default ?? false) !== (access.scopes.get(scope.name)?.default ?? false))
    .map(
      ({ name }) =>
        `scope \`${name}\` is ${access.scopes.get(name)?.default ? "no" : "a"} default scope, against the file`,
    );
}

/** A refresh token lives as long as its client says. */
function wrongRefreshLifetimes(access: Access, { policies }: Plan): string[] {
  return policies.flatMap(({ name, clients, rules }) =>
    clients.flatMap((key) => {
      const own = access.clients.get(key)?.refreshLifetimes;
      return rules
        .filter(({ scopes }) => scopes.includes(OFFLINE_ACCESS))
        .filter(
          (rule) => rule.refreshTokenMinutes !== own?.minutes || rule.refreshTokenWindowMinutes !== own.idleMinutes,
        )
        .map(
          (rule) =>
            `rule \`${rule.name}\` of policy \`${name}\` gives refresh tokens another life than \`${key}\` does`,
        );
    }),
  );
}

function repeatedNames({ name, rules }: PlanPolicy): string[] {
  const names = rules.map((rule) => rule.name);
  return names
    .filter((rule, index) => names.indexOf(rule) !== index)
    .map((rule) => `policy \`${name}\` has two rules named \`${rule}\``);
}

function customScopes({ scopes }: PlanRule): string[] {
  return scopes.filter((scope) => !isOidcScope(scope));
}

/** Longer lifetimes first, which is what makes them right; among equals, least privilege first, which is for the reader. */
function outOfOrder({ name, rules }: PlanPolicy): string[] {
  const ordered = rules.filter((rule) => customScopes(rule).length > 0);
  return ordered.slice(1).flatMap((rule, index) => {
    const before = ordered[index]!;
    // What is given in people's names is a list of its own.
    if (rule.grantTypes.join() !== before.grantTypes.join()) return [];
    const longer = rule.accessTokenMinutes - before.accessTokenMinutes;
    // Beside a rule with refresh tokens stands one for step-up scopes, which starts its own count.
    const sameKind = rule.scopes.includes("offline_access") === before.scopes.includes("offline_access");
    const wrong = longer > 0 || (longer === 0 && sameKind && customScopes(rule).length < customScopes(before).length);
    return wrong ? [`rule \`${rule.name}\` of policy \`${name}\` belongs before \`${before.name}\``] : [];
  });
}

function ruleProblems(rule: PlanRule): string[] {
  const service = rule.grantTypes.includes(GRANTS.client_credentials.okta);
  const access = rule.accessTokenMinutes;
  const lifetime = rule.refreshTokenMinutes;
  const window = rule.refreshTokenWindowMinutes;
  const problems: [boolean, string][] = [
    [rule.scopes.includes(ANY_SCOPE), "grants every scope"],
    [rule.groups.includes(EVERYONE), "is for everyone"],
    [rule.scopes.length === 0, "lists no scope"],
    [rule.grantTypes.length === 0, "lists no grant type"],
    [service && rule.grantTypes.length > 1, "mixes `client_credentials` with grants that have a user"],
    [service !== (rule.groups.length === 0), service ? "asks a service client for groups" : "lists no group"],
    [access < TOKEN_MINUTES_MIN || access > TOKEN_MINUTES_MAX, "has an access token lifetime that Okta refuses"],
    [window < WINDOW_MIN || window > WINDOW_MAX, "has a refresh token window that Okta refuses"],
    [access > window || window > lifetime, "has lifetimes that are not access ≤ window ≤ refresh"],
    [new Set(rule.scopes).size < rule.scopes.length, "lists a scope twice"],
    [new Set(rule.groups).size < rule.groups.length, "lists a group twice"],
  ];
  return problems.flatMap(([wrong, words]) => (wrong ? [words] : []));
}

/** Each group of a rule is entitled to all that the rule grants, without looking at who is assigned to the client. */
function tooWideFor(access: Access, plan: Plan): string[] {
  const universe = universeOf(access);
  return [...access.clients.values()].flatMap((client) =>
    client.grants
      .filter((grant) => GRANTS[grant].user)
      .flatMap((grant) => {
        const view = clientView(plan, universe, client, grant);
        return view.entries
          .filter(({ groups, scopes }) => !isEntitled(view, groups, intersectionOf(scopes, universe.custom)))
          .map(({ order }) => `rule ${order + 1} of client \`${client.key}\` grants more than one of its groups holds`);
      }),
  );
}
