/** What nobody can ever use, in one stack: usually a list that was forgotten. */
import type { Access, Client } from "../access";
import { actsForItself, actsForPeople, CLIENT_TYPES } from "../../okta/clientTypes";
import { SCOPE_PARAMETER_MAX } from "../../okta/oidcScopes";
import { assignedGroups, entitlementsOf, scopeBits, type Entitlements } from "../../compile/entitlements";
import { emptyBits, intersectionOf, intersects, isEmpty, membersOf, unionOf, type Bits } from "../../bits";
import { type Finding, error, names, warning } from "../../findings";

/** Clients, groups and scopes without any use. */
export function reachabilityFindings(access: Access): Finding[] {
  const entitlements = entitlementsOf(access);
  const anybody = entitlements.groups.reduce((all, { scopes }) => unionOf(all, scopes), emptyBits(access.scopes.size));
  return [
    ...[...access.clients.values()].flatMap((client) => clientFindings(access, client, entitlements, anybody)),
    ...groupFindings(access, entitlements),
    ...unusedScopes(access, entitlements, anybody),
  ];
}

function clientFindings(access: Access, client: Client, entitlements: Entitlements, anybody: Bits): Finding[] {
  const path = ["clients", client.key, "scopes"];
  const { hasUsers } = CLIENT_TYPES[client.type];
  if (!hasUsers && !actsForPeople(client)) {
    const idle = client.ceiling.length === 0 && client.oktaApiScopes.length === 0;
    return idle
      ? [error("unreachable-client", path, "no scope is left to this client in this stack; give it one, or remove it")]
      : [];
  }
  const ceiling = scopeBits(entitlements.numbers, client.ceiling);
  const reachable = intersectionOf(ceiling, anybody);
  if (isEmpty(reachable) && !actsForItself(client)) {
    return [
      error(
        "unreachable-client",
        path,
        "no group holds any scope of this client, so it can never be given one; add one to a group, or remove the client",
      ),
    ];
  }
  if (hasUsers && assignedGroups(access, client, entitlements).length === 0) {
    return [
      error(
        "unreachable-client",
        ["clients", client.key, "assignedTo"],
        "no group is left in this stack, so nobody could sign in",
      ),
    ];
  }
  // What it is given for itself needs no group.
  return [...(actsForItself(client) ? [] : neverGiven(client, entitlements, anybody)), ...longRequest(client)];
}

function longRequest(client: Client): Finding[] {
  const { length } = [...client.oidcScopes, ...client.ceiling].join(" ");
  if (length <= SCOPE_PARAMETER_MAX) return [];
  return [
    warning(
      "scope-parameter",
      ["clients", client.key, "scopes"],
      `all scopes of this client together have ${length} characters, and Okta takes ${SCOPE_PARAMETER_MAX} in one request: it has to ask for fewer at a time`,
    ),
  ];
}

function neverGiven(client: Client, { numbers }: Entitlements, anybody: Bits): Finding[] {
  const path = ["clients", client.key, "scopes"];
  const never = client.ceiling.filter((scope) => !intersects(scopeBits(numbers, [scope]), anybody));
  return never.length === 0
    ? []
    : [warning("unreachable-scope", path, `no group holds ${names(never)}, so this client is never given it`)];
}

/** A group counts as used where it assigns somebody to a client, or adds a scope to what somebody can have there. */
function groupFindings(access: Access, entitlements: Entitlements): Finding[] {
  const users = [...access.clients.values()].filter(actsForPeople);
  const ceilings = users.map((client) => scopeBits(entitlements.numbers, client.ceiling));
  const assigned = new Set(users.flatMap((client) => assignedGroups(access, client, entitlements)));
  return entitlements.groups
    .filter(({ key, scopes }) => !assigned.has(key) && !ceilings.some((ceiling) => intersects(scopes, ceiling)))
    .map(({ key }) =>
      error(
        "unusable-group",
        ["groups", key, "scopes"],
        "no client may be given any scope of this group, so nobody can use it; add one to a client, or remove the group",
      ),
    );
}

/** A scope that only stands for others (`implies`) is in use as long as a group holds it. */
function unusedScopes(access: Access, { numbers }: Entitlements, anybody: Bits): Finding[] {
  const services = [...access.clients.values()].filter(actsForItself);
  const used = services.reduce((all, { ceiling }) => unionOf(all, scopeBits(numbers, ceiling)), anybody);
  const usedNumbers = new Set(membersOf(used));
  return numbers.names
    .filter((_, number) => !usedNumbers.has(number))
    .map((name) =>
      warning(
        "unused-scope",
        ["scopes", name],
        "no group and no service client holds this scope, so nobody can use it",
      ),
    );
}
