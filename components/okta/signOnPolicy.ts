/** The sign-on policy of one application: how strongly the members of which groups sign in to it. */
import * as pulumi from "@pulumi/pulumi";
import * as okta from "@pulumi/okta";
import { type StepUpAcr, unreachableStepUps } from "../../model/okta";
import { refuseTaken } from "./taken";

/** How strongly the members of some groups sign in. */
export interface SignOnRuleArgs {
  /**
   * Unique in its policy.
   * @example "two factors"
   */
  name: string;
  /**
   * Keys of `groupIds`; the first rule that names a group of a person decides.
   * @example ["support-leads"]
   */
  groups: string[];
  /**
   * How many factors are asked for: 1 or 2.
   * @example 2
   */
  factors: number;
  /**
   * Whether one of them must resist phishing: a passkey, a security key, Okta FastPass.
   * @example false
   */
  phishingResistant: boolean;
  /**
   * Whether its key must be kept in hardware.
   * @example false
   */
  hardwareProtected: boolean;
  /**
   * Minutes after which one has to sign in again.
   * @example 720
   */
  reauthenticateMinutes: number;
  /**
   * Minutes without use after which one has to sign in again.
   * @default - none
   * @example 15
   */
  inactivityMinutes?: number;
  /**
   * Ids of the network zones from which the rule lets people in; from elsewhere the rules behind it decide.
   * @default - anywhere
   * @example ["nzo1example2example3"]
   */
  networkZones?: string[];
  /**
   * What the device must be: `registered` with Okta, `managed` as well, or as one of some device assurance policies says.
   * @default - any
   * @example { assurances: ["dae1example2example3"] }
   */
  device?: string | { assurances: string[] };
}

/** A level that members of a group are asked for once they have signed in. */
export interface GroupStepUpArgs {
  /**
   * A key of `groupIds`.
   * @example "support-leads"
   */
  group: string;
  /**
   * One of Okta's levels of `acr_values`.
   * @example "urn:okta:loa:2fa:any"
   */
  acr: StepUpAcr;
}

/** What the policy is made of. */
export interface SignOnPolicyArgs {
  /**
   * Unique in the org.
   * @example "admin-support-console-dev"
   */
  name: pulumi.Input<string>;
  /**
   * Shown to administrators.
   * @example "How people sign in to the support console"
   */
  description: pulumi.Input<string>;
  /**
   * Group key → group id.
   * @example groups.ids
   */
  groupIds: Record<string, pulumi.Input<string>>;
  /**
   * The rules, first match first. Whoever is in no group of theirs is denied.
   * @example [{ name: "two factors", groups: ["support-leads"], factors: 2, phishingResistant: false, hardwareProtected: false, reauthenticateMinutes: 720 }]
   */
  rules: SignOnRuleArgs[];
  /**
   * The levels that scopes ask for later: each must be within reach of the rule that its group signs in by.
   * @default [] - none
   * @example [{ group: "support-leads", acr: "urn:okta:loa:2fa:any" }]
   */
  stepUps?: GroupStepUpArgs[];
}

/**
 * A sign-on policy that denies whom no rule names. Every step-up can be reached under it: whoever may be asked for a second
 * factor, or for one that resists phishing, has to sign in with it from the start, and so has enrolled it.
 *
 * @example
 * const policy = new SignOnPolicy("support-console", {
 *   name: "admin-support-console-dev", description: "…", groupIds: groups.ids, rules: client.signOnRules,
 *   stepUps: [{ group: "support-leads", acr: "urn:okta:loa:2fa:any" }],
 * });
 */
export class SignOnPolicy extends pulumi.ComponentResource {
  /** The policy's id, for an application's `authenticationPolicy`. It is known once the rules are there. */
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: SignOnPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("okta-api-access:index:SignOnPolicy", name, {}, opts);

    this.check(args);
    const policy = new okta.AppSignonPolicy(
      `${name}-policy`,
      // Not the default, by which Okta's own last rule lets in everybody who is assigned.
      { name: args.name, description: args.description, catchAll: false },
      { parent: this },
    );
    pulumi.output(args.name).apply((taken) => this.refuseTaken(taken, policy));
    const rules = this.createRules(name, args, policy);

    this.policyId = rules.policyId;
    this.registerOutputs({ policyId: this.policyId });
  }

  private refuseTaken(taken: string, policy: okta.AppSignonPolicy): void {
    refuseTaken(
      this,
      policy,
      async () => (await okta.policy.getPolicy({ name: taken, type: "ACCESS_POLICY" }, { parent: this })).id,
      (id) =>
        `the org has a sign-on policy \`${taken}\` already (\`${id}\`), and this stack has not made it: to use it as it is, write \`signOn: { policyId: "${id}" }\` ` +
        `at the client in the access file; where an \`up\` that failed has left it behind, delete it in Okta, since only a new one denies whom no rule names; else rename it there`,
    );
  }

  private check({ rules, stepUps = [], groupIds }: SignOnPolicyArgs): void {
    const unknown = rules.flatMap(({ groups }) => groups).find((key) => !Object.hasOwn(groupIds, key));
    const problems = [
      ...(rules.length === 0 ? ["`rules` is empty: nobody could sign in"] : []),
      ...(unknown === undefined ? [] : [`a rule names the group \`${unknown}\`, which is not given`]),
      ...rules.filter(({ groups }) => groups.length === 0).map(({ name }) => `the rule \`${name}\` is for no group`),
      ...rules
        .filter(({ device = "managed" }) => typeof device === "string" && !["registered", "managed"].includes(device))
        .map(
          ({ name, device }) =>
            `the rule \`${name}\` asks for a \`${String(device)}\` device: use \`registered\` or \`managed\``,
        ),
      ...rules
        .filter(({ factors }) => factors !== 1 && factors !== 2)
        .map(({ name, factors }) => `the rule \`${name}\` asks for ${factors} factors: use 1 or 2`),
      ...unreachableStepUps(
        rules.map((rule) => ({ ...rule, factors: rule.factors === 2 ? 2 : 1 })),
        stepUps,
      ),
    ];
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("; "), this, true);
  }

  private createRules(name: string, args: SignOnPolicyArgs, policy: okta.AppSignonPolicy): okta.app.SignonPolicyRules {
    // One resource owns the whole order: rules one by one push each other's priorities about.
    return new okta.app.SignonPolicyRules(
      `${name}-rules`,
      {
        policyId: policy.id,
        rules: args.rules.map((rule, index) => ({
          name: rule.name,
          priority: index + 1,
          access: "ALLOW",
          type: "ASSURANCE",
          factorMode: rule.factors === 2 ? "2FA" : "1FA",
          groupsIncluded: rule.groups.map((key) => args.groupIds[key]!),
          reAuthenticationFrequency: `PT${rule.reauthenticateMinutes}M`,
          ...(rule.inactivityMinutes !== undefined && { inactivityPeriod: `PT${rule.inactivityMinutes}M` }),
          ...(rule.networkZones !== undefined && { networkConnection: "ZONE", networkIncludes: rule.networkZones }),
          ...(rule.device !== undefined && deviceOf(rule.device)),
          ...(rule.phishingResistant && { constraints: [possession(rule)] }),
          status: "ACTIVE",
        })),
      },
      { parent: this, deleteBeforeReplace: true },
    );
  }
}

/** Whatever is asked of a device, Okta has to know it. */
function deviceOf(device: NonNullable<SignOnRuleArgs["device"]>) {
  if (typeof device === "object") return { deviceIsRegistered: true, deviceAssurancesIncluded: device.assurances };
  return { deviceIsRegistered: true, ...(device === "managed" && { deviceIsManaged: true }) };
}

/** An authenticator that the person has, as Okta's constraint: resistant to phishing, and with somebody present. */
function possession({ hardwareProtected }: SignOnRuleArgs): string {
  return JSON.stringify({
    possession: {
      phishingResistant: "REQUIRED",
      userPresence: "REQUIRED",
      ...(hardwareProtected && { hardwareProtection: "REQUIRED" }),
    },
  });
}
