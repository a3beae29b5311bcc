/** The local Okta provider on a local Okta with one resource of each kind that others name, for the specs about the provider. */
import { startLocalOkta, type LocalOkta } from "../../../local/okta/start";
import { createOktaProvider } from "../../../local/providers/okta/oktaProvider";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { assertGone, createChecked, live, type TypeCase } from "./oneType";

export const SERVER = "okta:auth/server:Server";
export const SCOPE = "okta:auth/serverScope:ServerScope";
export const POLICY = "okta:auth/serverPolicy:ServerPolicy";
export const RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";
export const APP = "okta:app/oAuth:OAuth";
export const GROUP = "okta:group/group:Group";
export const SIGN_ON_POLICY = "okta:index/appSignonPolicy:AppSignonPolicy";
export const SIGN_ON_RULES = "okta:app/signonPolicyRules:SignonPolicyRules";
export const ROLE_ASSIGNMENT = "okta:app/oauthRoleAssignment:OauthRoleAssignment";
export const GRANTS = "okta:index/appOauthApiScope:AppOauthApiScope";

export const KEY = { kid: "k1", kty: "RSA", e: "AQAB", n: "0vx7agoebGcQ" };

export interface OktaStand {
  readonly okta: LocalOkta;
  readonly provider: LocalProvider;
  /** With the scopes `a` and `b`, and the policy below. */
  readonly server: ResourceState;
  readonly policy: ResourceState;
  readonly group: ResourceState;
  readonly service: ResourceState;
  readonly signOnPolicy: ResourceState;
  readonly role: ResourceState;
  readonly resources: ResourceState;
  close(): Promise<void>;
}

export async function startOktaProvider(): Promise<OktaStand> {
  const okta = await startLocalOkta({ directoryGroups: ["from-directory"] });
  const provider = createOktaProvider();
  await provider.configure({ httpProxy: okta.url, apiToken: okta.apiToken });
  const server = await createChecked(provider, SERVER, { name: "main", audiences: ["api://main"] });
  await createChecked(provider, SCOPE, { authServerId: server.id, name: "a" });
  await createChecked(provider, SCOPE, { authServerId: server.id, name: "b" });
  const group = await createChecked(provider, GROUP, { name: "people" });
  const service = await createChecked(provider, APP, {
    label: "service",
    type: "service",
    grantTypes: ["client_credentials"],
    tokenEndpointAuthMethod: "private_key_jwt",
    jwks: [KEY],
  });
  const role = await createChecked(provider, "okta:index/adminRoleCustom:AdminRoleCustom", {
    label: "creator",
    description: "d",
    permissions: ["okta.users.create"],
  });
  const resources = await createChecked(provider, "okta:index/resourceSet:ResourceSet", {
    label: "people",
    description: "d",
    resources: [`${okta.url}/api/v1/groups/${group.id}/users`],
  });
  const signOnPolicy = await createChecked(provider, SIGN_ON_POLICY, { name: "sign-on", description: "d" });
  const policy = await createChecked(provider, POLICY, {
    authServerId: server.id,
    name: "policy",
    description: "d",
    priority: 1,
    clientWhitelists: [service.id],
  });
  return {
    okta,
    provider,
    server,
    policy,
    group,
    service,
    signOnPolicy,
    role,
    resources,
    close: () => okta.close(),
  };
}

/** One test for each case: the whole life of a resource with a provider that is started later. */
export function itLives(cases: Record<string, () => TypeCase>, provider: () => LocalProvider): void {
  for (const [what, given] of Object.entries(cases)) {
    it(`creates, reads, changes and deletes ${what}`, async () => {
      const state = await live(provider(), given());
      await assertGone(provider(), given().type, state);
    });
  }
}
