/** All rows of the Management API. */
import type { ApiEndpoint } from "./apiEndpoint";
import { appAssignments } from "./appAssignments";
import { appCredentials } from "./appCredentials";
import { appGrants } from "./appGrants";
import { apps } from "./apps";
import { authorizationServerKeys } from "./authorizationServerKeys";
import { authorizationServers } from "./authorizationServers";
import { claims } from "./claims";
import { clientRoles } from "./clientRoles";
import { factors } from "./factors";
import { factorVerify } from "./factorVerify";
import { forgotPassword } from "./forgotPassword";
import { groupMembers } from "./groupMembers";
import { groupRules } from "./groupRules";
import { groups } from "./groups";
import { iamResourceSets } from "./iamResourceSets";
import { iamRoles } from "./iamRoles";
import { organization } from "./organization";
import { policies } from "./policies";
import { rules } from "./rules";
import { scopes } from "./scopes";
import { signOnPolicies } from "./signOnPolicies";
import { trustedOrigins } from "./trustedOrigins";
import { userLifecycle } from "./userLifecycle";
import { users } from "./users";

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
  ...appGrants,
  ...clientRoles,
  ...iamRoles,
  ...iamResourceSets,
  ...groupRules,
  ...groups,
  ...groupMembers,
  ...users,
  ...userLifecycle,
  ...forgotPassword,
  ...factors,
  ...factorVerify,
  ...signOnPolicies,
  ...trustedOrigins,
];
