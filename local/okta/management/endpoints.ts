/** All rows of the Management API. */
import type { ApiEndpoint } from "./apiEndpoint";
import { appAssignments } from "./apps/appAssignments";
import { appCredentials } from "./apps/appCredentials";
import { samlKeys } from "./apps/samlKeys";
import { appGrants } from "./apps/appGrants";
import { apps, clientRegistration } from "./apps/apps";
import { authorizationServerKeys } from "./servers/authorizationServerKeys";
import { authorizationServers } from "./servers/authorizationServers";
import { claims } from "./servers/claims";
import { roleAssignments } from "./iam/roleAssignments";
import { credentials } from "./users/credentials";
import { factors } from "./users/factors";
import { factorVerify } from "./users/factorVerify";
import { forgotPassword } from "./users/forgotPassword";
import { groupMembers } from "./groups/groupMembers";
import { groupRules } from "./groups/groupRules";
import { groups } from "./groups/groups";
import { iamResourceSets } from "./iam/iamResourceSets";
import { iamRoles } from "./iam/iamRoles";
import { deviceAssurances } from "./orgSettings/deviceAssurances";
import { inlineHooks } from "./orgSettings/inlineHooks";
import { networkZones } from "./orgSettings/networkZones";
import { userSchemas } from "./schemas/userSchemas";
import { userTypes } from "./schemas/userTypes";
import { organization } from "./orgSettings/organization";
import { policies } from "./servers/policies";
import { rules } from "./servers/rules";
import { scopes } from "./servers/scopes";
import { signOnPolicies } from "./signOn/signOnPolicies";
import { trustedOrigins } from "./orgSettings/trustedOrigins";
import { userLifecycle } from "./users/userLifecycle";
import { users } from "./users/users";

/** A path that names something comes before one with a part in braces: `groups/rules` before `groups/{groupId}`. */
export const apiEndpoints: readonly ApiEndpoint[] = [
  ...organization,
  ...authorizationServers,
  ...authorizationServerKeys,
  ...scopes,
  ...claims,
  ...policies,
  ...rules,
  ...apps,
  ...appAssignments,
  ...appCredentials,
  ...samlKeys,
  ...appGrants,
  ...roleAssignments,
  ...iamRoles,
  ...iamResourceSets,
  ...groupRules,
  ...groups,
  ...groupMembers,
  ...users,
  ...userLifecycle,
  ...credentials,
  ...forgotPassword,
  ...factors,
  ...factorVerify,
  ...signOnPolicies,
  ...trustedOrigins,
  ...clientRegistration,
  ...networkZones,
  ...inlineHooks,
  ...deviceAssurances,
  ...userTypes,
  ...userSchemas,
];
