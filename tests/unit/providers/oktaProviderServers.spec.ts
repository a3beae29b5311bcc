/** The local Okta provider on the local Okta: the life of an authorization server and of what is in it. */
import type { LocalOkta } from "../../../local/okta/start";
import type { LocalProvider, ResourceState } from "../../../local/providers/provider";
import { itLives, POLICY, RULE, SCOPE, SERVER, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import type { TypeCase } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let okta: LocalOkta;
  let provider: LocalProvider;
  let server: ResourceState;
  let policy: ResourceState;
  let group: ResourceState;
  let service: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ okta, provider, server, policy, group, service } = stand);
  });
  after(() => stand.close());

  const cases: Record<string, () => TypeCase> = {
    "an authorization server": () => ({
      type: SERVER,
      inputs: { name: "other", audiences: ["api://other"], description: "first" },
      outputs: { issuer: new RegExp(`^${okta.url}/oauth2/aus`), kid: /^.+$/, status: "ACTIVE", issuerMode: "ORG_URL" },
      change: { description: "second", credentialsRotationMode: "MANUAL", status: "INACTIVE" },
      replaces: {},
    }),
    "a scope": () => ({
      type: SCOPE,
      inputs: { authServerId: server.id, name: "users:read", metadataPublish: "NO_CLIENTS" },
      outputs: { system: false, consent: "IMPLICIT", default: false, metadataPublish: "NO_CLIENTS" },
      change: { consent: "REQUIRED", description: "d", displayName: "n", optional: true },
      replaces: {},
    }),
    "a claim with a group filter": () => ({
      type: "okta:auth/serverClaim:ServerClaim",
      inputs: {
        authServerId: server.id,
        name: "permissions",
        claimType: "RESOURCE",
        valueType: "GROUPS",
        groupFilterType: "STARTS_WITH",
        value: "permissions-",
        scopes: ["a"],
      },
      outputs: { alwaysIncludeInToken: true, status: "ACTIVE" },
      change: { scopes: ["b", "a"], value: "other-", groupFilterType: "CONTAINS", status: "INACTIVE" },
      replaces: {},
    }),
    "a claim with an expression": () => ({
      type: "okta:auth/serverClaim:ServerClaim",
      inputs: { authServerId: server.id, name: "department", claimType: "IDENTITY", value: "user.department" },
      outputs: { valueType: "EXPRESSION" },
      change: { alwaysIncludeInToken: false, scopes: ["a"] },
      replaces: {},
    }),
    "a policy": () => ({
      type: POLICY,
      inputs: {
        authServerId: server.id,
        name: "second",
        description: "d",
        priority: 2,
        clientWhitelists: ["ALL_CLIENTS"],
      },
      outputs: { status: "ACTIVE" },
      change: { description: "e", clientWhitelists: [service.id], status: "INACTIVE" },
      replaces: {},
    }),
    "a rule": () => ({
      type: RULE,
      inputs: {
        authServerId: server.id,
        policyId: policy.id,
        name: "rule",
        priority: 1,
        grantTypeWhitelists: ["authorization_code"],
        groupWhitelists: [group.id],
        scopeWhitelists: ["a", "b"],
        accessTokenLifetimeMinutes: 10,
        refreshTokenWindowMinutes: 15,
      },
      outputs: { system: false, status: "ACTIVE", type: "RESOURCE_ACCESS" },
      change: {
        scopeWhitelists: ["a"],
        accessTokenLifetimeMinutes: 30,
        refreshTokenWindowMinutes: 60,
        status: "INACTIVE",
      },
      replaces: {},
    }),
    "a rule for services": () => ({
      type: RULE,
      inputs: {
        authServerId: server.id,
        policyId: policy.id,
        name: "services",
        priority: 1,
        grantTypeWhitelists: ["client_credentials"],
        scopeWhitelists: ["a"],
      },
      outputs: { accessTokenLifetimeMinutes: 60 },
      change: { scopeWhitelists: ["b"] },
      replaces: {},
    }),
  };
  itLives(cases, () => provider);
});
