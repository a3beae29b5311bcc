/** An org as two updates can be held against each other: by names, since every update has ids of its own. */
import { textAt } from "../../cli/org/json";
import type { LocalOkta } from "../../local/okta/start";

/** The names of all that a program makes, in the order in which Okta reads it where that counts. */
export function thingsIn(org: LocalOkta["org"], product: string) {
  const names = (of: Iterable<{ readonly name: string }>) => [...of].map(({ name }) => name).sort();
  const server = [...org.servers.values()].filter(({ name }) => name === product);
  const groupNames = new Map([...org.groups.values()].map(({ id, name }) => [id, name]));
  return {
    servers: server.length,
    scopes: server.flatMap(({ scopes }) => names(scopes.values())),
    claims: server
      .flatMap(({ claims }) => [...claims.values()].map(({ name, claimType }) => `${claimType} ${name}`))
      .sort(),
    policies: server.flatMap(({ policies }) =>
      policies.map(({ name, rules }) => [name, ...rules.map((rule) => `${rule.name}: ${rule.scopes.join(" ")}`)]),
    ),
    apps: [...org.apps.values()]
      .map(({ label, groups }) => [label, ...[...groups.keys()].map((id) => groupNames.get(id)!).sort()].join(" "))
      .sort(),
    groupRules: [...org.groupRules.values()].map(({ name, status }) => `${name}: ${status}`).sort(),
    signOnPolicies: [...org.signOnPolicies.values()]
      .map(({ name, rules }) =>
        [name, ...rules.map((rule) => `${rule.name}: ${textAt(rule.body, "actions.appSignOn.access")}`)].join(" "),
      )
      .sort(),
    groups: [...groupNames.values()].sort(),
  };
}
