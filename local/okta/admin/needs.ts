/**
 * What each operation of the Management API needs of an admin, by Okta's name of the operation. One that is not here
 * is closed to every custom role: what nobody has worked out is not allowed.
 *
 * Source: the descriptions in Okta's permissions catalog. Which permission an operation needs where no description names
 * it is inferred, the narrower one each time.
 */
import type { Permission } from "./permissions";
import type { TargetName } from "./targets";

export interface Need {
  readonly permission: Permission;
  /** What the permission must cover. */
  readonly on: TargetName;
  /** The need is there only where the request's body has that member. */
  readonly where?: string;
}

const on = (target: TargetName, ...permissions: readonly Permission[]): readonly Need[] =>
  permissions.map((permission) => ({ permission, on: target }));

const where = (member: string, needs: readonly Need[]): readonly Need[] =>
  needs.map((need) => ({ ...need, where: member }));

const seeUser = on("user", "okta.users.read");
const changeUser = [
  ...on("user", "okta.users.userprofile.manage"),
  ...where("credentials", on("user", "okta.users.credentials.manage")),
];
const manageFactors = on("user", "okta.users.credentials.manage");
/** Who is in a group: both sides, as the descriptions of the two permissions say. */
const changeMembers = [
  ...on("group", "okta.groups.members.manage"),
  ...on("user", "okta.users.groupMembership.manage"),
];
const seeApp = on("app", "okta.apps.read");
const manageApp = on("actAsApp", "okta.apps.manage");
const seeSecrets = on("actAsApp", "okta.apps.clientCredentials.read");
const assignGroup = [...on("app", "okta.apps.assignment.manage"), ...on("group", "okta.groups.appAssignment.manage")];
const assignUser = on("app", "okta.apps.assignment.manage");
const seeServer = on("server", "okta.authzServers.read");
const manageServer = on("server", "okta.authzServers.manage");

export const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  listUsers: on("some", "okta.users.read"),
  createUser: on("newUser", "okta.users.create"),
  getUser: seeUser,
  updateUser: changeUser,
  replaceUser: changeUser,
  // The first call deactivates, the second deletes.
  deleteUser: on("user", "okta.users.lifecycle.deactivate", "okta.users.lifecycle.delete"),
  listUserGroups: seeUser,
  activateUser: on("user", "okta.users.lifecycle.activate"),
  reactivateUser: on("user", "okta.users.lifecycle.activate"),
  deactivateUser: on("user", "okta.users.lifecycle.deactivate"),
  suspendUser: on("user", "okta.users.lifecycle.suspend"),
  unsuspendUser: on("user", "okta.users.lifecycle.unsuspend"),
  unlockUser: on("user", "okta.users.lifecycle.unlock"),
  changePassword: on("user", "okta.users.credentials.manage"),
  changeRecoveryQuestion: on("user", "okta.users.credentials.manage"),
  forgotPassword: on("user", "okta.users.credentials.resetPassword"),
  resetFactors: on("user", "okta.users.credentials.resetFactors"),
  listFactors: seeUser,
  listSupportedFactors: seeUser,
  getFactor: seeUser,
  listSupportedSecurityQuestions: seeUser,
  localUpdateFactor: manageFactors,
  enrollFactor: manageFactors,
  activateFactor: manageFactors,
  resendEnrollFactor: manageFactors,
  verifyFactor: manageFactors,
  getFactorTransactionStatus: manageFactors,
  localCancelFactorTransaction: manageFactors,
  unenrollFactor: on("user", "okta.users.credentials.resetFactors"),

  listGroups: on("some", "okta.groups.read"),
  addGroup: on("everyGroup", "okta.groups.create"),
  getGroup: on("group", "okta.groups.read"),
  replaceGroup: on("group", "okta.groups.manage"),
  deleteGroup: on("group", "okta.groups.manage"),
  listGroupUsers: on("group", "okta.groups.read"),
  assignUserToGroup: changeMembers,
  unassignUserFromGroup: changeMembers,

  listApplications: on("some", "okta.apps.read"),
  createApplication: on("everyApp", "okta.apps.manage"),
  getApplication: seeApp,
  replaceApplication: manageApp,
  deleteApplication: manageApp,
  activateApplication: manageApp,
  deactivateApplication: manageApp,
  getIdTokenSettings: seeApp,
  updateIdTokenSettings: manageApp,
  listApplicationGroupAssignments: seeApp,
  getApplicationGroupAssignment: seeApp,
  assignGroupToApplication: assignGroup,
  unassignApplicationFromGroup: assignGroup,
  listApplicationUsers: seeApp,
  getApplicationUser: seeApp,
  updateApplicationUser: [...assignUser, ...on("user", "okta.users.appAssignment.manage")],
  assignUserToApplication: [...assignUser, ...on("userInBody", "okta.users.appAssignment.manage")],
  unassignUserFromApplication: [...assignUser, ...on("user", "okta.users.appAssignment.manage")],
  listOAuth2ClientSecrets: seeSecrets,
  getOAuth2ClientSecret: seeSecrets,
  createOAuth2ClientSecret: manageApp,
  deleteOAuth2ClientSecret: manageApp,
  activateOAuth2ClientSecret: manageApp,
  deactivateOAuth2ClientSecret: manageApp,
  listJwk: seeSecrets,

  listAuthorizationServers: on("some", "okta.authzServers.read"),
  createAuthorizationServer: on("everyServer", "okta.authzServers.manage"),
  getAuthorizationServer: seeServer,
  replaceAuthorizationServer: manageServer,
  deleteAuthorizationServer: manageServer,
  activateAuthorizationServer: manageServer,
  deactivateAuthorizationServer: manageServer,
  rotateAuthorizationServerKeys: manageServer,
  listAuthorizationServerKeys: seeServer,
  getAuthorizationServerKey: seeServer,
  listOAuth2Scopes: seeServer,
  getOAuth2Scope: seeServer,
  createOAuth2Scope: manageServer,
  replaceOAuth2Scope: manageServer,
  deleteOAuth2Scope: manageServer,
  listOAuth2Claims: seeServer,
  getOAuth2Claim: seeServer,
  createOAuth2Claim: manageServer,
  replaceOAuth2Claim: manageServer,
  deleteOAuth2Claim: manageServer,
  listAuthorizationServerPolicies: seeServer,
  getAuthorizationServerPolicy: seeServer,
  createAuthorizationServerPolicy: manageServer,
  replaceAuthorizationServerPolicy: manageServer,
  deleteAuthorizationServerPolicy: manageServer,
  activateAuthorizationServerPolicy: manageServer,
  deactivateAuthorizationServerPolicy: manageServer,
  listAuthorizationServerPolicyRules: seeServer,
  getAuthorizationServerPolicyRule: seeServer,
  createAuthorizationServerPolicyRule: manageServer,
  replaceAuthorizationServerPolicyRule: manageServer,
  deleteAuthorizationServerPolicyRule: manageServer,
  activateAuthorizationServerPolicyRule: manageServer,
  deactivateAuthorizationServerPolicyRule: manageServer,
};
