/** What of an `up`'s rights a custom administrator role of Okta's can hold, on which resources, and what has to come beside it. */
import type { Registration } from "../../local/engine/recordProgram";
import { compare } from "../../model/findings";

/** A custom role, and what no such role holds. */
export interface CustomRoleNeeds {
  /** Of the one role, the included ones left out. */
  readonly permissions: readonly string[];
  /** Of the one resource set, below the org's address. */
  readonly resources: readonly string[];
  /** Kinds of things for which Okta has no permission that is known to do. */
  readonly without: readonly string[];
  /** The standard roles that these take. */
  readonly beside: readonly string[];
}

/** What is declared, as far as it is looked at. */
export type DeclaredType = Pick<Registration, "type"> & { readonly inputs?: Registration["inputs"] };

type Resource = "apps" | "authorizationServers" | "groups";

interface Permission {
  readonly name: string;
  readonly on: Resource;
}

const SERVERS: readonly Permission[] = [{ name: "okta.authzServers.manage", on: "authorizationServers" }];

/**
 * Type → permissions. Source: Okta's permissions catalog, with the resources to which each applies. To make a thing the set must
 * hold all of its kind.
 */
const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  "okta:auth/server:Server": SERVERS,
  "okta:auth/serverScope:ServerScope": SERVERS,
  "okta:auth/serverClaim:ServerClaim": SERVERS,
  "okta:auth/serverPolicy:ServerPolicy": SERVERS,
  "okta:auth/serverPolicyRule:ServerPolicyRule": SERVERS,
  "okta:app/oAuth:OAuth": [{ name: "okta.apps.manage", on: "apps" }],
  "okta:app/groupAssignment:GroupAssignment": [
    { name: "okta.apps.assignment.manage", on: "apps" },
    { name: "okta.groups.appAssignment.manage", on: "groups" },
  ],
  "okta:group/group:Group": [{ name: "okta.groups.manage", on: "groups" }],
  "okta-api-access:index:ExistingClient": [{ name: "okta.apps.read", on: "apps" }],
  "okta-api-access:index:SharedAuthorizationServer": [{ name: "okta.authzServers.read", on: "authorizationServers" }],
};

const LOOK_UP: Permission = { name: "okta.groups.read", on: "groups" };

/** Permission → those that it includes. Source: the same catalog. */
const INCLUDES: Readonly<Record<string, readonly string[]>> = {
  "okta.authzServers.manage": ["okta.authzServers.read"],
  "okta.apps.manage": ["okta.apps.assignment.manage", "okta.apps.read"],
  "okta.apps.assignment.manage": ["okta.apps.read"],
  "okta.groups.manage": ["okta.groups.appAssignment.manage", "okta.groups.read"],
  "okta.groups.appAssignment.manage": ["okta.groups.read"],
};

/** Something that no permission of a custom role is known to stand for, and the scope that it takes. */
interface Without {
  readonly what: string;
  readonly scope: string;
}

const SIGN_ON: readonly Without[] = [{ what: "sign-on policies", scope: "okta.policies.manage" }];
const ROLES: readonly Without[] = [{ what: "administrator roles", scope: "okta.roles.manage" }];

/**
 * By type. The catalog has `okta.policies.manage` and `okta.policies.read`, and does not say whether they reach sign-on
 * policies, nor who may bind an application to one. For the others it has no permission at all.
 */
const WITHOUT: Readonly<Record<string, readonly Without[]>> = {
  "okta:group/rule:Rule": [{ what: "group rules", scope: "okta.groups.manage" }],
  "okta:index/appSignonPolicy:AppSignonPolicy": SIGN_ON,
  "okta:app/signonPolicyRules:SignonPolicyRules": SIGN_ON,
  "okta:trustedorigin/origin:Origin": [{ what: "trusted origins", scope: "okta.trustedOrigins.manage" }],
  "okta:index/appOauthApiScope:AppOauthApiScope": [
    { what: "scopes of Okta's own API", scope: "okta.appGrants.manage" },
  ],
  "okta:app/oauthRoleAssignment:OauthRoleAssignment": ROLES,
  "okta:index/adminRoleCustom:AdminRoleCustom": ROLES,
  "okta:index/resourceSet:ResourceSet": ROLES,
};

/** An application that people use is bound to a sign-on policy, which the provider looks up. */
const BOUND: readonly Without[] = [
  { what: "the sign-on policy of an application", scope: "okta.apps.manage" },
  { what: "the sign-on policy of an application", scope: "okta.policies.read" },
];

function withoutOf({ type, inputs }: DeclaredType): readonly Without[] {
  if (type === "okta:app/oAuth:OAuth") return inputs?.["type"] === "service" ? [] : BOUND;
  return WITHOUT[type] ?? [];
}

/** What a standard role may do all the same, by the beginning of the permission. Source: Okta's help on each role. */
const COVERED: Readonly<Record<string, readonly string[]>> = {
  APP_ADMIN: ["okta.apps."],
  ORG_ADMIN: ["okta.groups."],
  READ_ONLY_ADMIN: ["okta.apps.read", "okta.authzServers.read", "okta.groups.read"],
};

/**
 * @param resources what is declared, components included.
 * @param looksUp whether the stack looks up groups that exist.
 * @param rolesFor the standard roles that some scopes take.
 */
export function customRoleNeeds(
  resources: readonly DeclaredType[],
  looksUp: boolean,
  rolesFor: (scopes: readonly string[]) => readonly string[],
): CustomRoleNeeds {
  const without = resources.flatMap(withoutOf);
  const beside = rolesFor(sorted(without.map(({ scope }) => scope)));
  const covered = beside.flatMap((role) => COVERED[role] ?? []);
  const wanted = [...resources.flatMap(({ type }) => PERMISSIONS[type] ?? []), ...(looksUp ? [LOOK_UP] : [])].filter(
    ({ name }) => !covered.some((begin) => name.startsWith(begin)),
  );
  const names = new Set(wanted.map(({ name }) => name));
  const included = new Set([...names].flatMap((name) => INCLUDES[name] ?? []));
  return {
    permissions: sorted([...names].filter((name) => !included.has(name))),
    resources: sorted(wanted.map(({ on }) => `/api/v1/${on}`)),
    without: sorted(without.map(({ what }) => what)),
    beside,
  };
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort(compare);
}
