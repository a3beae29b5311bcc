/** Sign-on policies: what they declare, and the step-ups that they would put out of reach. */
import assert from "node:assert/strict";
import { SignOnPolicy, type SignOnPolicyArgs, type SignOnRuleArgs } from "../../../components/okta/signOnPolicy";
import { find, valueOf } from "../../setup/mocks";
import { assertRefused, withProviders } from "./testProviders";

const rule = (name: string, groups: string[], more: Partial<SignOnRuleArgs> = {}): SignOnRuleArgs => ({
  name,
  groups,
  factors: 2,
  phishingResistant: false,
  hardwareProtected: false,
  reauthenticateMinutes: 720,
  ...more,
});

const ARGS: SignOnPolicyArgs = {
  name: "admin-console-dev",
  description: "How people sign in to the console",
  groupIds: { admins: "00g1", leads: "00g2", agents: "00g3" },
  rules: [
    rule("strong", ["admins"], { phishingResistant: true }),
    rule("two", ["leads", "agents"], { reauthenticateMinutes: 60 }),
  ],
  stepUps: [
    { group: "admins", acr: "phr" },
    { group: "leads", acr: "urn:okta:loa:2fa:any" },
  ],
};

describe("SignOnPolicy", () => {
  const run = (args: SignOnPolicyArgs) => withProviders((opts) => new SignOnPolicy("console-sign-on", args, opts));

  it("denies whoever no rule names, and puts the rules in order in one resource", async () => {
    const { result, recording } = await run(ARGS);
    assert.deepEqual(find(recording, "okta:index/appSignonPolicy:AppSignonPolicy", "console-sign-on-policy").inputs, {
      name: "admin-console-dev",
      description: "How people sign in to the console",
      catchAll: false,
    });
    const common = { access: "ALLOW", type: "ASSURANCE", status: "ACTIVE" };
    assert.deepEqual(find(recording, "okta:app/signonPolicyRules:SignonPolicyRules", "console-sign-on-rules").inputs, {
      policyId: "id-of-console-sign-on-policy",
      rules: [
        {
          ...common,
          name: "strong",
          priority: 1,
          factorMode: "2FA",
          groupsIncluded: ["00g1"],
          reAuthenticationFrequency: "PT720M",
          constraints: ['{"possession":{"phishingResistant":"REQUIRED","userPresence":"REQUIRED"}}'],
        },
        {
          ...common,
          name: "two",
          priority: 2,
          factorMode: "2FA",
          groupsIncluded: ["00g2", "00g3"],
          reAuthenticationFrequency: "PT60M",
        },
      ],
    });
    assert.equal(await valueOf(result.policyId), "id-of-console-sign-on-policy");
  });

  it("asks for a key in hardware where a level needs one", async () => {
    const strong = rule("hardware", ["admins"], { phishingResistant: true, hardwareProtected: true });
    const { recording } = await run({ ...ARGS, rules: [strong], stepUps: [{ group: "admins", acr: "phrh" }] });
    const { inputs } = find(recording, "okta:app/signonPolicyRules:SignonPolicyRules", "console-sign-on-rules");
    assert.deepEqual((inputs["rules"] as { constraints: string[] }[])[0]!.constraints, [
      '{"possession":{"phishingResistant":"REQUIRED","userPresence":"REQUIRED","hardwareProtection":"REQUIRED"}}',
    ]);
  });

  it("asks again after a pause, and lets people in from zones alone, where a rule says so", async () => {
    const inside = rule("two", ["leads"], { inactivityMinutes: 15, networkZones: ["nzo1example2example3"] });
    const { recording } = await run({ ...ARGS, rules: [inside], stepUps: [] });
    const { inputs } = find(recording, "okta:app/signonPolicyRules:SignonPolicyRules", "console-sign-on-rules");
    const [{ inactivityPeriod, networkConnection, networkIncludes }] = inputs["rules"] as [Record<string, unknown>];
    assert.deepEqual(
      [inactivityPeriod, networkConnection, networkIncludes],
      ["PT15M", "ZONE", ["nzo1example2example3"]],
    );
  });

  it("lets people in from devices alone that Okta knows, that are managed, or that meet a policy, where a rule says so", async () => {
    const told = async (device: SignOnPolicyArgs["rules"][number]["device"]) => {
      const { recording } = await run({ ...ARGS, rules: [rule("two", ["leads"], { device })], stepUps: [] });
      const { inputs } = find(recording, "okta:app/signonPolicyRules:SignonPolicyRules", "console-sign-on-rules");
      const [declared] = inputs["rules"] as [Record<string, unknown>];
      return Object.fromEntries(Object.entries(declared).filter(([name]) => name.startsWith("device")));
    };
    assert.deepEqual(await told(undefined), {});
    assert.deepEqual(await told("registered"), { deviceIsRegistered: true });
    assert.deepEqual(await told("managed"), { deviceIsRegistered: true, deviceIsManaged: true });
    assert.deepEqual(await told({ assurances: ["dae1example2example3"] }), {
      deviceIsRegistered: true,
      deviceAssurancesIncluded: ["dae1example2example3"],
    });
  });

  const refused: [string, Partial<SignOnPolicyArgs>, string][] = [
    [
      "a second factor that a rule with one never lets anybody enrol",
      { rules: [rule("one", ["leads"], { factors: 1 })], stepUps: [{ group: "leads", acr: "urn:okta:loa:2fa:any" }] },
      "members of `leads` cannot reach `urn:okta:loa:2fa:any`: the rule `one` asks for one factor, and two are needed",
    ],
    [
      "a device of a kind that Okta does not know",
      { rules: [rule("two", ["leads"], { device: "new" })], stepUps: [] },
      "the rule `two` asks for a `new` device: use `registered` or `managed`",
    ],
    [
      "a phishing-resistant factor behind a rule that takes any two",
      { rules: [rule("two", ["admins"])], stepUps: [{ group: "admins", acr: "phr" }] },
      "members of `admins` cannot reach `phr`: the rule `two` asks for no phishing-resistant factor",
    ],
    [
      "hardware behind a rule that takes any phishing-resistant factor",
      { rules: [rule("strong", ["admins"], { phishingResistant: true })], stepUps: [{ group: "admins", acr: "phrh" }] },
      "members of `admins` cannot reach `phrh`: the rule `strong` asks for no hardware-protected factor",
    ],
    [
      "a step-up of a group that may not sign in at all",
      { rules: [rule("two", ["leads"])], stepUps: [{ group: "agents", acr: "urn:okta:loa:2fa:any" }] },
      "members of `agents` cannot reach `urn:okta:loa:2fa:any`: no rule lets them sign in",
    ],
    [
      "a strong rule that comes too late",
      {
        rules: [rule("one", ["leads", "agents"], { factors: 1 }), rule("two", ["leads"])],
        stepUps: [{ group: "leads", acr: "urn:okta:loa:2fa:any" }],
      },
      "members of `leads` cannot reach `urn:okta:loa:2fa:any`: the rule `one` asks for one factor, and two are needed",
    ],
    ["no rules", { rules: [], stepUps: [] }, "`rules` is empty: nobody could sign in"],
    ["a rule for nobody", { rules: [rule("two", [])], stepUps: [] }, "the rule `two` is for no group"],
    [
      "a group that is not given",
      { rules: [rule("two", ["ghosts"])], stepUps: [] },
      "a rule names the group `ghosts`, which is not given",
    ],
    [
      "three factors",
      { rules: [rule("three", ["leads"], { factors: 3 })], stepUps: [] },
      "the rule `three` asks for 3 factors: use 1 or 2",
    ],
  ];
  for (const [what, change, message] of refused) {
    it(`refuses ${what}`, () => assertRefused(run({ ...ARGS, ...change }), message));
  }
});
