/** Access policies: one per list of rules, for all clients that have the same. */
import type { Access } from "../file/access";
import type { PlanPolicy, PlanRule } from "./plan";
import { clientRules } from "./clientRules";
import type { DerivedGroups } from "./derivedGroups";
import type { Entitlements } from "./entitlements";

/** The policies, in the order of the first client of each; each client stands in one policy only. */
export function policiesOf(access: Access, entitlements: Entitlements, derived: DerivedGroups): PlanPolicy[] {
  const byRules = new Map<string, { clients: string[]; rules: PlanRule[] }>();
  for (const client of access.clients.values()) {
    const rules = clientRules(access, client, entitlements, derived);
    if (rules.length === 0) continue;
    const key = JSON.stringify(rules);
    const same = byRules.get(key);
    if (same) same.clients.push(client.key);
    else byRules.set(key, { clients: [client.key], rules });
  }
  // Named after its first client, so that another client which joins it does not rename it.
  return [...byRules.values()].map(({ clients, rules }, index) => ({
    name: clients[0]!,
    priority: index + 1,
    clients,
    rules,
  }));
}
