/**
 * Okta's standard admin roles, each with what it may do in the whole org. Targets, which narrow a role to some groups or
 * apps, are not modelled.
 *
 * Source: Okta's help on each role and its comparison of the roles. Where that leaves a thing open, the role may not.
 */
import type { Permission } from "./permissions";

export interface StandardRole {
  /** As Okta's API answers it. */
  readonly label: string;
  /** In the terms of custom roles. */
  readonly permissions: readonly Permission[] | "all";
  /** Scopes whose operations the role may use where no permission of a custom role stands for them. */
  readonly scopes: readonly string[] | "all";
}

export const STANDARD_ROLES: Readonly<Record<string, StandardRole>> = {
  SUPER_ADMIN: { label: "Super Administrator", permissions: "all", scopes: "all" },
  // Everything about users and policies, nothing about admins; apps and authorization servers to look at.
  ORG_ADMIN: {
    label: "Organization Administrator",
    permissions: ["okta.users.manage", "okta.groups.manage", "okta.apps.read", "okta.authzServers.read"],
    scopes: [
      "okta.groups.read",
      "okta.groups.manage",
      "okta.policies.read",
      "okta.policies.manage",
      "okta.trustedOrigins.read",
      "okta.trustedOrigins.manage",
    ],
  },
  APP_ADMIN: {
    label: "Application Administrator",
    permissions: [
      "okta.apps.manage",
      "okta.users.read",
      "okta.users.appAssignment.manage",
      "okta.groups.read",
      "okta.groups.appAssignment.manage",
    ],
    scopes: ["okta.apps.read", "okta.apps.manage"],
  },
  USER_ADMIN: {
    label: "Group Administrator",
    permissions: ["okta.users.manage", "okta.groups.members.manage"],
    scopes: [],
  },
  HELP_DESK_ADMIN: {
    label: "Help Desk Administrator",
    permissions: [
      "okta.users.read",
      "okta.users.credentials.resetFactors",
      "okta.users.credentials.resetPassword",
      "okta.users.credentials.expirePassword",
      "okta.users.lifecycle.unlock",
      "okta.users.lifecycle.clearSessions",
    ],
    scopes: [],
  },
  GROUP_MEMBERSHIP_ADMIN: {
    label: "Group Membership Administrator",
    permissions: ["okta.users.groupMembership.manage", "okta.groups.members.manage"],
    scopes: [],
  },
  READ_ONLY_ADMIN: {
    label: "Read-Only Administrator",
    permissions: ["okta.users.read", "okta.groups.read", "okta.apps.read", "okta.authzServers.read"],
    scopes: ["okta.groups.read", "okta.policies.read", "okta.trustedOrigins.read"],
  },
  API_ACCESS_MANAGEMENT_ADMIN: {
    label: "API Access Management Administrator",
    permissions: ["okta.authzServers.manage"],
    scopes: [],
  },
};

/** The type of an assignment of a custom role. */
export const CUSTOM = "CUSTOM";

/** Standard roles for parts of Okta that are not modelled. */
export const OTHER_ROLES: ReadonlySet<string> = new Set([
  "ACCESS_CERTIFICATIONS_ADMIN",
  "ACCESS_REQUESTS_ADMIN",
  "REPORT_ADMIN",
  "WORKFLOWS_ADMIN",
]);
