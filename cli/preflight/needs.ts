/** Which scopes of Okta's own API and which administrator roles an `up` of a stack needs: by the types of what it declares. */
import type { Registration } from "../../local/engine/recordProgram";
import { compare } from "../../model/findings";
import { customRoleNeeds, type CustomRoleNeeds, type DeclaredType } from "./customRole";

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

/** Components that read what somebody else has made → the scope that this takes. */
const READS: Readonly<Record<string, string>> = {
  "okta-api-access:index:ExistingClient": "okta.apps.read",
  "okta-api-access:index:SharedAuthorizationServer": "okta.authorizationServers.read",
};

/** An administrator role of Okta's, by its name in the API. */
type Role = "API_ACCESS_MANAGEMENT_ADMIN" | "APP_ADMIN" | "ORG_ADMIN" | "READ_ONLY_ADMIN" | "SUPER_ADMIN";

/**
 * Scope → the least standard role that may do what the scope stands for. Source: Okta's help on each role, and its guide on
 * service applications: what a token may do is what its scopes and the application's roles both allow.
 */
const ROLES: Readonly<Record<string, Role>> = {
  "okta.authorizationServers.manage": "API_ACCESS_MANAGEMENT_ADMIN",
  "okta.authorizationServers.read": "READ_ONLY_ADMIN",
  "okta.apps.manage": "APP_ADMIN",
  "okta.apps.read": "READ_ONLY_ADMIN",
  "okta.groups.manage": "ORG_ADMIN",
  "okta.groups.read": "READ_ONLY_ADMIN",
  "okta.policies.manage": "ORG_ADMIN",
  "okta.policies.read": "READ_ONLY_ADMIN",
  "okta.trustedOrigins.manage": "ORG_ADMIN",
  "okta.appGrants.manage": "SUPER_ADMIN",
  "okta.roles.manage": "SUPER_ADMIN",
};

/** The roles that see all that `READ_ONLY_ADMIN` is needed for. */
const SEES: readonly Role[] = ["ORG_ADMIN", "SUPER_ADMIN"];

/** The scopes and roles, and types of which it is not known. */
export interface Needs {
  readonly scopes: readonly string[];
  /** All of them together. */
  readonly roles: readonly string[];
  /** The same with a custom role in the place of as many of them as it can stand for. */
  readonly custom: CustomRoleNeeds;
  readonly unknown: readonly string[];
}

/** `looksUp`: whether the stack looks up groups that exist. What may be managed may be read as well. */
export function oktaNeeds(
  resources: readonly (DeclaredType & Pick<Registration, "custom">)[],
  looksUp: boolean,
): Needs {
  const types = [
    ...new Set(resources.filter(({ type, custom }) => custom && type.startsWith("okta:")).map(({ type }) => type)),
  ];
  const read = resources.flatMap(({ type }) => READS[type] ?? []);
  const all = new Set([
    ...types.flatMap((type) => SCOPES[type] ?? []),
    ...read,
    ...(looksUp ? ["okta.groups.read"] : []),
  ]);
  const isNeedless = (scope: string) => scope.endsWith(".read") && all.has(scope.replace(/\.read$/, ".manage"));
  const scopes = [...all].filter((scope) => !isNeedless(scope)).sort(compare);
  return {
    scopes,
    roles: rolesFor(scopes),
    custom: customRoleNeeds(resources, looksUp, rolesFor),
    unknown: types.filter((type) => SCOPES[type] === undefined),
  };
}

function rolesFor(scopes: readonly string[]): Role[] {
  const roles = [...new Set(scopes.map((scope) => ROLES[scope]!))].sort(compare);
  if (roles.includes("SUPER_ADMIN")) return ["SUPER_ADMIN"];
  return roles.filter((role) => role !== "READ_ONLY_ADMIN" || !SEES.some((other) => roles.includes(other)));
}
