/** What an access file may say of a client reaches Okta and comes back: profile, first page, issuer, zones, pauses. */
import { APP, SIGN_ON_RULES, startOktaProvider, type OktaStand } from "./oktaProviderStand";
import { assertNoDrift, createChecked } from "./oneType";

describe("the local Okta provider: fields of a client", () => {
  let stand: OktaStand;
  before(async () => {
    stand = await startOktaProvider();
  });
  after(() => stand.close());

  it("takes a web client without PKCE, with a profile, a first page, its own sign-in pages and another issuer", async () => {
    const app = await createChecked(stand.provider, APP, {
      label: "portal",
      type: "web",
      grantTypes: ["authorization_code", "interaction_code"],
      responseTypes: ["code"],
      redirectUris: ["https://portal.example.com/callback"],
      loginUri: "https://portal.example.com/in",
      profile: '{"region":"eu","tiers":["a"]}',
      issuerMode: "DYNAMIC",
      pkceRequired: false,
      omitSecret: true,
    });
    await assertNoDrift(stand.provider, APP, app);
  });

  it("takes a sign-on rule for zones, which ends after a pause", async () => {
    const rules = await createChecked(stand.provider, SIGN_ON_RULES, {
      policyId: stand.signOnPolicy.id,
      rules: [
        {
          name: "two factors",
          priority: 1,
          groupsIncluded: [stand.group.id],
          inactivityPeriod: "PT15M",
          networkConnection: "ZONE",
          networkIncludes: ["nzo1example2example3"],
          reAuthenticationFrequency: "PT60M",
        },
      ],
    });
    await assertNoDrift(stand.provider, SIGN_ON_RULES, rules);
  });
});
