/** What the rules of a server say to one client and grant, entry by entry: a rule for the members of one of its groups. */
import { findGrant } from "../okta/grants";
import { OFFLINE_ACCESS, OPENID, isOidcScope } from "../okta/oidcScopes";
import { ALL_CLIENTS, ANY_SCOPE, EVERYONE, type ServerPolicy, type ServerRule } from "../evaluate/types";
import type { Deployment } from "./deployment";

/** Who is in all of some groups meets the rule. None: everybody who is assigned does, or a client without a user. */
export interface Entry {
  readonly policy: ServerPolicy;
  readonly rule: ServerRule;
  readonly allOf: readonly string[];
  /** All scopes that the rule gives, `*` written out, as far as one request can name them together. */
  readonly scopes: readonly string[];
}

/** The entries, in the order in which Okta reads them. */
export function entriesOf(deployment: Deployment, client: string, grantType: string): Entry[] {
  return rulesOf(deployment, client).flatMap(({ policy, rule }) => {
    if (!rule.grantTypes.includes(grantType)) return [];
    const scopes = requestable(scopesOf(deployment, rule), grantType);
    return peopleOf(deployment, rule, grantType).map((allOf) => ({ policy, rule, allOf, scopes }));
  });
}

/** The active rules that are read for a client. */
export function rulesOf({ server }: Deployment, client: string): { policy: ServerPolicy; rule: ServerRule }[] {
  return byPriority(server.policies)
    .filter(({ status, clients }) => status === "ACTIVE" && [client, ALL_CLIENTS].some((one) => clients.includes(one)))
    .flatMap((policy) =>
      byPriority(policy.rules)
        .filter(({ status }) => status === "ACTIVE")
        .map((rule) => ({ policy, rule })),
    );
}

function byPriority<T extends { readonly priority: number }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => a.priority - b.priority);
}

function scopesOf({ server }: Deployment, rule: ServerRule): string[] {
  const names = server.scopes.map(({ name }) => name);
  return rule.scopes.includes(ANY_SCOPE) ? names : names.filter((name) => rule.scopes.includes(name));
}

/** Without what Okta refuses in such a request whatever a rule says. */
function requestable(scopes: readonly string[], grantType: string): string[] {
  const hasUser = findGrant(grantType)?.user ?? true;
  const withOidc = hasUser && scopes.includes(OPENID);
  // A refresh token needs no sign-in beside it.
  const isAlone = (scope: string) => hasUser && scope === OFFLINE_ACCESS;
  const own = scopes.filter((scope) => withOidc || isAlone(scope) || !isOidcScope(scope));
  return own.includes(OFFLINE_ACCESS) ? own : own.filter((scope) => scope !== "device_sso");
}

/** A rule for people never meets a client without a user, but for `EVERYONE`. */
function peopleOf({ filled }: Deployment, rule: ServerRule, grantType: string): (readonly string[])[] {
  if (rule.groups.includes(EVERYONE)) return [[]];
  if (!(findGrant(grantType)?.user ?? true)) return rule.groups.length + rule.users.length === 0 ? [[]] : [];
  return rule.groups.flatMap((group) => {
    const rules = filled.filter((one) => one.group === group);
    return rules.length === 0 ? [[group]] : rules.map(({ allOf }) => allOf);
  });
}
