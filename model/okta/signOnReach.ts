/**
 * Whether the rules of an app sign-on policy let people reach the levels that step-ups ask of them. Okta evaluates the app's
 * policy first and `acr_values` after it. So whom the policy denies reaches nothing. And whom it lets in with less than the
 * level was never made to enrol what the level needs.
 */
import { ASSURANCES, type Assurance, type StepUpAcr } from "./acr";

/** A rule, as far as it matters here; the first one that names a group of a person decides. */
export interface SignOnRuleView extends Assurance {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What members of a group can be asked for. */
export interface StepUpOfGroup {
  readonly group: string;
  readonly acr: StepUpAcr;
}

/** One sentence for each step-up that cannot be reached; empty: all can. Whoever is in no rule is denied. */
export function unreachableStepUps(rules: readonly SignOnRuleView[], stepUps: readonly StepUpOfGroup[]): string[] {
  return stepUps.flatMap(({ group, acr }) => {
    const rule = rules.find(({ groups }) => groups.includes(group));
    if (rule === undefined) return [`members of \`${group}\` cannot reach \`${acr}\`: no rule lets them sign in`];
    const lacking = lack(rule, ASSURANCES[acr]);
    return lacking === undefined
      ? []
      : [`members of \`${group}\` cannot reach \`${acr}\`: the rule \`${rule.name}\` asks for ${lacking}`];
  });
}

function lack(rule: Assurance, needed: Assurance): string | undefined {
  if (rule.factors < needed.factors) return "one factor, and two are needed";
  if (needed.phishingResistant && !rule.phishingResistant) return "no phishing-resistant factor";
  if (needed.hardwareProtected && !rule.hardwareProtected) return "no hardware-protected factor";
  return undefined;
}
