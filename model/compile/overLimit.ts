/** The error for a model that would need more derived groups than it allows, with the ways out. */
import type { Access } from "../file/access";
import { AccessError, names } from "../findings";
import type { PlanPolicy } from "./plan";
import type { DerivedGroups } from "./derivedGroups";

/** Names the groups that do not contain each other, what they would cost, and what can be done. */
export function overLimit(access: Access, derived: DerivedGroups, policies: readonly PlanPolicy[]): AccessError {
  const entries = derived.entries();
  const groups = [...access.groups.keys()].filter((key) => entries.some(([, allOf]) => allOf.includes(key)));
  const count = `${derived.isFull ? "more than " : ""}${entries.length}`;
  const rules = `${derived.isFull ? "more than " : ""}${policies.reduce((sum, policy) => sum + policy.rules.length, 0)}`;
  const clients = policies
    .filter((policy) => policy.rules.some((rule) => rule.groups.some((group) => !access.groups.has(group))))
    .flatMap((policy) => policy.clients);
  return new AccessError("the access file", [
    {
      rule: "combinations",
      level: "error",
      path: "combinations.limit",
      message:
        `needs ${count} derived groups and ${rules} rules where ${derived.limit} derived groups are allowed: ` +
        `whoever is in several of the groups ${names(groups)} holds a union of scopes that no single group holds, ` +
        `at ${names(clients)}; let the groups contain each other, split the client by audience, mark groups as ` +
        "`separate`, set `enforcement: gateway` on the client, or raise the limit",
    },
  ]);
}
