/** How people sign in to an application, against what a plan asks for: the provider does not read constraints back. */
import type { PlanClient, PlanSignOnRule } from "../compile/plan";
import { names } from "../findings";
import type { Names } from "./deployment";
import type { Drift } from "./driftKind";
import type { Snapshot, SnapshotApp } from "./snapshot";

type SignOnRule = Snapshot["signOnPolicies"][number]["rules"][number];

const TYPE = "okta:app/signonPolicyRules:SignonPolicyRules";

/** Nothing where the plan makes no policy, or where the org's could not be read. */
export function signOnDrift(
  client: PlanClient,
  app: SnapshotApp | undefined,
  { signOnPolicies }: Snapshot,
  called: Names,
): Drift[] {
  if (app === undefined) return [];
  const add = (rule: string, effect: Drift["effect"], message: string, isSeenByRefresh = true): Drift => ({
    rule,
    effect,
    where: `clients.${client.key}.signOn`,
    message,
    resource: { type: TYPE, name: `${client.key}-sign-on-rules` },
    isSeenByRefresh,
  });
  if (client.signOnPolicyId !== undefined) {
    return app.signOnPolicyId === undefined || app.signOnPolicyId === client.signOnPolicyId
      ? []
      : [add("sign-on-policy", "changed", `signs in by the policy \`${app.signOnPolicyId}\``)];
  }
  const policy = signOnPolicies.find(({ id }) => id === app.signOnPolicyId);
  if (client.signOnRules.length === 0 || policy === undefined) return [];
  const active = policy.rules.filter(({ status }) => status === "ACTIVE");
  const missing = client.signOnRules
    .filter(({ name }) => !active.some((rule) => rule.name === name))
    .map(({ name }) =>
      add("sign-on-rule", "changed", `has no rule \`${name}\` in its sign-on policy \`${policy.name}\``),
    );
  const groups = (rule: SignOnRule) => rule.groups.map((id) => called.groups.get(id) ?? id);
  return [
    ...missing,
    ...active.flatMap((rule) => {
      const wanted = client.signOnRules.find(({ name }) => name === rule.name);
      if (wanted !== undefined) return ruleDrift(rule, groups(rule), wanted).map((each) => add(...each));
      return rule.access === "ALLOW"
        ? [
            add(
              "sign-on-rule",
              "widened",
              `lets people in by the rule \`${rule.name}\`, which is none of the file's`,
              false,
            ),
          ]
        : [];
    }),
  ];
}

type Found = [rule: string, effect: Drift["effect"], message: string, isSeenByRefresh?: boolean];

function ruleDrift(rule: SignOnRule, groups: readonly string[], wanted: PlanSignOnRule): Found[] {
  const say = `the rule \`${rule.name}\` of the sign-on policy`;
  const others = groups.filter((key) => !wanted.groups.includes(key));
  const lost = wanted.groups.filter((key) => !groups.includes(key));
  const minutes = minutesOf(rule.reauthenticateIn);
  return [
    ...(rule.factors < wanted.factors ? [["sign-on-factors", "widened", `${say} asks for one factor`] as Found] : []),
    ...(wanted.phishingResistant && !demands(rule, "phishingResistant")
      ? [["sign-on-constraint", "widened", `${say} no longer asks for a phishing-resistant factor`, false] as Found]
      : []),
    ...(wanted.hardwareProtected && !demands(rule, "hardwareProtection")
      ? [["sign-on-constraint", "widened", `${say} no longer asks for a key in hardware`, false] as Found]
      : []),
    ...(groups.length === 0 ? [["sign-on-groups", "widened", `${say} is for everybody who is assigned`] as Found] : []),
    ...(groups.length > 0 && others.length > 0
      ? [["sign-on-groups", "changed", `${say} is for ${names(others)} as well`] as Found]
      : []),
    ...(groups.length > 0 && lost.length > 0
      ? [["sign-on-groups", "changed", `${say} is no longer for ${names(lost)}`] as Found]
      : []),
    ...(rule.access === "ALLOW" ? [] : [["sign-on-access", "narrowed", `${say} denies`] as Found]),
    ...(minutes !== undefined && minutes > wanted.reauthenticateMinutes
      ? [
          [
            "sign-on-again",
            "widened",
            `${say} asks anew after ${minutes} minutes, not ${wanted.reauthenticateMinutes}`,
          ] as Found,
        ]
      : []),
    ...((wanted.networkZones ?? []).every((zone) => rule.networkZones.includes(zone))
      ? []
      : [["sign-on-network", "widened", `${say} lets in from other networks`] as Found]),
  ];
}

/** The constraints of a rule are alternatives: each of them has to ask for it. */
function demands({ constraints }: SignOnRule, member: "phishingResistant" | "hardwareProtection"): boolean {
  return constraints.length > 0 && constraints.every((json) => json.includes(`"${member}":"REQUIRED"`));
}

/** `PT2H`, `PT30M`, `P1D` in minutes; undefined for anything else. */
function minutesOf(duration: string | undefined): number | undefined {
  const [, days, hours, minutes, seconds] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration ?? "") ?? [];
  if ([days, hours, minutes, seconds].every((part) => part === undefined)) return undefined;
  return (
    Number(days ?? 0) * 1_440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Math.ceil(Number(seconds ?? 0) / 60)
  );
}
