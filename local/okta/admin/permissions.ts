/**
 * The permissions that a custom admin role can hold, and which others each of them includes.
 *
 * Source of the names: Okta's permissions catalog. It also says that a permission to manage a thing lets one see it, and
 * describes the permissions to manage all of a thing. From that the lists of what includes what are inferred.
 */

const SEE_USERS = ["okta.users.read"] as const;
const SEE_GROUPS = ["okta.groups.read"] as const;
const SEE_APPS = ["okta.apps.read"] as const;

/** Each with those that it includes directly. The last ones are for parts of Okta that the local Okta does not model. */
const CATALOG = {
  "okta.users.manage": [
    "okta.users.create",
    "okta.users.read",
    "okta.users.userprofile.manage",
    "okta.users.credentials.manage",
    "okta.users.lifecycle.manage",
    "okta.users.groupMembership.manage",
    "okta.users.appAssignment.manage",
  ],
  "okta.users.create": [],
  "okta.users.read": [],
  "okta.users.userprofile.manage": SEE_USERS,
  "okta.users.credentials.manage": [
    "okta.users.credentials.resetFactors",
    "okta.users.credentials.resetPassword",
    "okta.users.credentials.expirePassword",
    "okta.users.credentials.manageTemporaryAccessCode",
  ],
  "okta.users.credentials.resetFactors": SEE_USERS,
  "okta.users.credentials.resetPassword": SEE_USERS,
  "okta.users.credentials.expirePassword": SEE_USERS,
  "okta.users.credentials.manageTemporaryAccessCode": SEE_USERS,
  "okta.users.lifecycle.manage": [
    "okta.users.lifecycle.activate",
    "okta.users.lifecycle.deactivate",
    "okta.users.lifecycle.suspend",
    "okta.users.lifecycle.unsuspend",
    "okta.users.lifecycle.delete",
    "okta.users.lifecycle.unlock",
    "okta.users.lifecycle.clearSessions",
  ],
  "okta.users.lifecycle.activate": SEE_USERS,
  "okta.users.lifecycle.deactivate": SEE_USERS,
  "okta.users.lifecycle.suspend": SEE_USERS,
  "okta.users.lifecycle.unsuspend": SEE_USERS,
  "okta.users.lifecycle.delete": SEE_USERS,
  "okta.users.lifecycle.unlock": SEE_USERS,
  "okta.users.lifecycle.clearSessions": SEE_USERS,
  "okta.users.groupMembership.manage": SEE_USERS,
  "okta.users.appAssignment.manage": SEE_USERS,
  "okta.groups.manage": ["okta.groups.create", "okta.groups.members.manage", "okta.groups.appAssignment.manage"],
  "okta.groups.create": [],
  "okta.groups.members.manage": SEE_GROUPS,
  "okta.groups.appAssignment.manage": SEE_GROUPS,
  "okta.groups.read": [],
  "okta.apps.manage": ["okta.apps.assignment.manage", "okta.apps.clientCredentials.read"],
  "okta.apps.assignment.manage": SEE_APPS,
  "okta.apps.clientCredentials.read": SEE_APPS,
  "okta.apps.read": [],
  "okta.authzServers.manage": ["okta.authzServers.read"],
  "okta.authzServers.read": [],
  "okta.agents.manage": [],
  "okta.agents.read": [],
  "okta.agents.register": [],
  "okta.agents.view": [],
  "okta.customizations.manage": [],
  "okta.customizations.read": [],
  "okta.devices.lifecycle.activate": [],
  "okta.devices.lifecycle.deactivate": [],
  "okta.devices.lifecycle.delete": [],
  "okta.devices.lifecycle.manage": [],
  "okta.devices.lifecycle.suspend": [],
  "okta.devices.lifecycle.unsuspend": [],
  "okta.devices.manage": [],
  "okta.devices.read": [],
  "okta.directories.manage": [],
  "okta.directories.read": [],
  "okta.iam.read": [],
  "okta.identityProviders.manage": [],
  "okta.identityProviders.read": [],
  "okta.policies.manage": [],
  "okta.policies.read": [],
  "okta.profilesources.import.run": [],
  "okta.realms.manage": [],
  "okta.realms.read": [],
  "okta.support.cases.manage": [],
  "okta.users.apitokens.manage": [],
  "okta.users.apitokens.read": [],
  "okta.users.risk.manage": [],
  "okta.users.risk.read": [],
  "okta.workflows.invoke": [],
  "okta.workflows.read": [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Permission = keyof typeof CATALOG;

/** The same with the types made plain; a name in a list that is none of the catalog does not compile. */
const INCLUDES: Readonly<Record<Permission, readonly Permission[]>> = CATALOG;

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(INCLUDES, name);
}

/** Those, and whatever they include. */
export function withIncluded(permissions: Iterable<Permission>): ReadonlySet<Permission> {
  const all = new Set(permissions);
  // A set that grows while it is walked is walked to its new end.
  for (const permission of all) for (const included of INCLUDES[permission]) all.add(included);
  return all;
}
