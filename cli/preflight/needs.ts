/** Which scopes of Okta's own API an `up` of a stack needs: by the types of what the stack declares. */
import type { Registration } from "../../local/engine/recordProgram";
import { compare } from "../../model/findings";

/**
 * Type → scopes. Source: Okta's API reference gives each endpoint its scope; the provider calls those of its type. An
 * application that people use is also bound to a sign-on policy, which the provider looks up.
 */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  "okta:auth/server:Server": ["okta.authorizationServers.manage"],
  "okta:auth/serverScope:ServerScope": ["okta.authorizationServers.manage"],
  "okta:auth/serverClaim:ServerClaim": ["okta.authorizationServers.manage"],
  "okta:auth/serverPolicy:ServerPolicy": ["okta.authorizationServers.manage"],
  "okta:auth/serverPolicyRule:ServerPolicyRule": ["okta.authorizationServers.manage"],
  "okta:app/oAuth:OAuth": ["okta.apps.manage", "okta.policies.read"],
  "okta:app/groupAssignment:GroupAssignment": ["okta.apps.manage"],
  "okta:index/appOauthApiScope:AppOauthApiScope": ["okta.appGrants.manage"],
  "okta:app/oauthRoleAssignment:OauthRoleAssignment": ["okta.roles.manage"],
  "okta:index/adminRoleCustom:AdminRoleCustom": ["okta.roles.manage"],
  "okta:index/resourceSet:ResourceSet": ["okta.roles.manage"],
  "okta:group/group:Group": ["okta.groups.manage"],
  "okta:group/rule:Rule": ["okta.groups.manage"],
  "okta:index/appSignonPolicy:AppSignonPolicy": ["okta.policies.manage"],
  "okta:app/signonPolicyRules:SignonPolicyRules": ["okta.policies.manage"],
  "okta:trustedorigin/origin:Origin": ["okta.trustedOrigins.manage"],
};

/** The scopes, and types of which it is not known. */
export interface Needs {
  readonly scopes: readonly string[];
  readonly unknown: readonly string[];
}

/** `looksUp`: whether the stack looks up groups that exist. What may be managed may be read as well. */
export function oktaNeeds(resources: readonly Pick<Registration, "type" | "custom">[], looksUp: boolean): Needs {
  const types = [
    ...new Set(resources.filter(({ type, custom }) => custom && type.startsWith("okta:")).map(({ type }) => type)),
  ];
  const all = new Set([...types.flatMap((type) => SCOPES[type] ?? []), ...(looksUp ? ["okta.groups.read"] : [])]);
  const isNeedless = (scope: string) => scope.endsWith(".read") && all.has(scope.replace(/\.read$/, ".manage"));
  return {
    scopes: [...all].filter((scope) => !isNeedless(scope)).sort(compare),
    unknown: types.filter((type) => SCOPES[type] === undefined),
  };
}
