/** The local Okta provider on the local Okta: the life of a sign-on policy, of its rules, and of an origin that people sign in from. */
import type { LocalProvider, ResourceState, Value } from "../../../local/providers/provider";
import { itLives, SIGN_ON_POLICY, SIGN_ON_RULES, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import type { TypeCase } from "./oneType";

describe("the local Okta provider", () => {
  let stand: OktaStand;
  let provider: LocalProvider;
  let group: ResourceState;
  let signOnPolicy: ResourceState;

  before(async () => {
    stand = await startOktaProvider();
    ({ provider, group, signOnPolicy } = stand);
  });
  after(() => stand.close());

  const cases: Record<string, () => TypeCase> = {
    "a sign-on policy": () => ({
      type: SIGN_ON_POLICY,
      inputs: { name: "strict", description: "first" },
      outputs: { catchAll: true, defaultRuleId: /^rul/, priority: 1 },
      change: { name: "stricter", description: "second", priority: 2 },
      replaces: {},
    }),
    "the rules of a sign-on policy": () => ({
      type: SIGN_ON_RULES,
      inputs: {
        policyId: signOnPolicy.id,
        rules: [
          { name: "leads", priority: 1, groupsIncluded: [group.id], factorMode: "1FA", inactivityPeriod: "PT1H" },
          { name: "keys", priority: 0, constraints: ['{ "possession": { "phishingResistant": "REQUIRED" } }'] },
          { name: "nobody", access: "DENY", usersExcluded: ["00u1", "00u2"], status: "INACTIVE" },
        ] as Value[],
      },
      outputs: {},
      change: {
        rules: [
          { name: "leads", priority: 0, groupsExcluded: [group.id], reAuthenticationFrequency: "PT0S" },
          { name: "new", priority: 1, access: "DENY" },
          { name: "keys", priority: 2, constraints: ['{"possession":{"hardwareProtection":"REQUIRED"}}'] },
        ] as Value[],
      },
      replaces: { policyId: "rstX" },
    }),
    "a rule of a sign-on policy": () => ({
      type: "okta:index/appSignonPolicyRule:AppSignonPolicyRule",
      inputs: { policyId: signOnPolicy.id, name: "rule", groupsIncluded: [group.id], constraints: ["{}"] },
      outputs: { system: false, priority: 0 },
      change: { name: "renamed", access: "DENY", status: "INACTIVE", priority: 3, groupsIncluded: ["00g1"] },
      replaces: { policyId: "rstX" },
    }),
    "a trusted origin": () => ({
      type: "okta:trustedorigin/origin:Origin",
      inputs: { name: "origin", origin: "https://a.example", scopes: [{ type: "CORS" }, { type: "REDIRECT" }] },
      outputs: { status: "ACTIVE" },
      change: { origin: "https://b.example", scopes: [{ type: "CORS" }], status: "INACTIVE" },
      replaces: {},
    }),
  };
  itLives(cases, () => provider);
});
