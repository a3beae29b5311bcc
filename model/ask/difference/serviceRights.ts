/** What service clients may do in Okta itself: scopes of its own API, and the admin role that limits them. */
import type { Client } from "../../file/access";
import type { DraftChange } from "./scopeChanges";
import type { Views } from "./views";

/** One row for each scope of Okta's API, permission, role, and group over which it holds. */
export function serviceRightChanges({ before, after }: Views): DraftChange[] {
  return [...new Set([...after.clients.keys(), ...before.clients.keys()])].flatMap((key) => {
    const [old, young] = [before.access.clients.get(key), after.access.clients.get(key)];
    return [
      ...compared("okta-api", key, old?.oktaApiScopes ?? [], young?.oktaApiScopes ?? []),
      ...compared("admin-role", key, rightsOf(old), rightsOf(young)),
    ];
  });
}

/** A role as words that can be held against those of another one. */
function rightsOf(client: Client | undefined): string[] {
  const role = client?.oktaAdminRole;
  if (role === undefined) return [];
  if (typeof role === "string") return [role];
  const over = role.groups === "all" ? [EVERYONE] : role.groups.map((key) => ` over members of ${key}`);
  return over.flatMap((whom) => role.permissions.map((permission) => `${permission}${whom}`));
}

const EVERYONE = " over everybody";

/** Who may do something to everybody may do it to the members of a group. */
function includes(rights: readonly string[], right: string): boolean {
  return rights.includes(right) || rights.includes(right.replace(/ over .*$/, EVERYONE));
}

function compared(
  kind: DraftChange["kind"],
  client: string,
  before: readonly string[],
  after: readonly string[],
): DraftChange[] {
  const rows = (scopes: readonly string[], effect: DraftChange["effect"]) =>
    scopes.map((scope): DraftChange => {
      return {
        kind,
        principal: client,
        numbers: [],
        client,
        grant: "client_credentials",
        scope,
        scopes: [],
        effect,
        because: "access",
        before: effect === "widened" ? "denied" : "granted",
        after: effect === "widened" ? "granted" : "denied",
      };
    });
  return [
    ...rows(
      after.filter((right) => !includes(before, right)),
      "widened",
    ),
    ...rows(
      before.filter((right) => !includes(after, right)),
      "narrowed",
    ),
  ];
}
