/** The local Okta provider: the resource types of `@pulumi/okta` that the stack uses, on a local Okta. */
import { version } from "@pulumi/okta/package.json";
import { createProvider } from "../createProvider";
import type { LocalProvider } from "../provider";
import type { ResourceType } from "../resourceType";
import { adminRoleCustom } from "./adminRoleCustom";
import { appOauthApiScope } from "./appOauthApiScope";
import { appSignonPolicy } from "./appSignonPolicy";
import { appSignonPolicyRule } from "./appSignonPolicyRule";
import { getGroup, getGroups, group } from "./group";
import { groupAssignment } from "./groupAssignment";
import { groupRule } from "./groupRule";
import { oauthApp } from "./oauthApp";
import { oauthRoleAssignment } from "./oauthRoleAssignment";
import { connectOkta, OKTA_CONFIG, type OktaClient } from "./oktaClient";
import { resourceSet } from "./resourceSet";
import * as lookUps from "./lookUps";
import { getServer, server } from "./server";
import { serverClaim } from "./serverClaim";
import { serverPolicy } from "./serverPolicy";
import { serverPolicyRule } from "./serverPolicyRule";
import { serverScope } from "./serverScope";
import { signonPolicyRules } from "./signonPolicyRules";
import { trustedOrigin } from "./trustedOrigin";

/** Every resource type that the provider knows. */
export const OKTA_TYPES: readonly ResourceType<OktaClient>[] = [
  server,
  serverScope,
  serverClaim,
  serverPolicy,
  serverPolicyRule,
  oauthApp,
  groupAssignment,
  appOauthApiScope,
  oauthRoleAssignment,
  adminRoleCustom,
  resourceSet,
  group,
  groupRule,
  trustedOrigin,
  appSignonPolicy,
  signonPolicyRules,
  appSignonPolicyRule,
];

export function createOktaProvider(): LocalProvider {
  return createProvider({
    name: "okta",
    version,
    config: OKTA_CONFIG,
    connect: connectOkta,
    types: OKTA_TYPES,
    functions: [getGroup, getGroups, getServer, ...Object.values(lookUps)],
  });
}
