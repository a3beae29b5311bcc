/** The rules of an application's sign-on policy: strong enough for every step-up that a scope can ask of a group. */
import type { Access, Client, SignOn } from "../file/access";
import { ASSURANCES, type Assurance, type StepUpAcr } from "../okta/acr";
import { groupStepUps } from "./groupStepUps";
import type { PlanSignOnRule } from "./plan";
import { assignedGroups } from "./assignment";
import type { Entitlements } from "./entitlements";

/** The strictest rule first, so that who is in several groups signs in for the most demanding of them. */
export function signOnRules(access: Access, client: Client, entitlements: Entitlements): PlanSignOnRule[] {
  const { signOn } = client;
  if (signOn === undefined) return [];
  const assigned = new Set(assignedGroups(access, client, entitlements));
  const stepUps = groupStepUps(access, client, entitlements);
  const byName = new Map<string, PlanSignOnRule>();
  for (const group of access.groups.keys()) {
    const levels = stepUps.filter((stepUp) => stepUp.group === group).map(({ acr }) => acr);
    // A group that assigns nobody still adds its scopes to what an assigned member may have.
    if (!assigned.has(group) && levels.length === 0) continue;
    const assurance = strictestOf(signOn, levels);
    const name = nameOf(assurance);
    const groups = [...(byName.get(name)?.groups ?? []), group];
    byName.set(name, { name, groups, ...assurance, reauthenticateMinutes: signOn.reauthenticateMinutes });
  }
  return [...byName.values()].sort((a, b) => strictness(b) - strictness(a));
}

function strictestOf({ factors }: SignOn, levels: readonly StepUpAcr[]): Assurance {
  const all: Assurance[] = [
    { factors, phishingResistant: false, hardwareProtected: false },
    ...levels.map((level) => ASSURANCES[level]),
  ];
  return {
    factors: all.some((one) => one.factors === 2) ? 2 : 1,
    phishingResistant: all.some((one) => one.phishingResistant),
    hardwareProtected: all.some((one) => one.hardwareProtected),
  };
}

function strictness({ factors, phishingResistant, hardwareProtected }: Assurance): number {
  return factors + (phishingResistant ? 2 : 0) + (hardwareProtected ? 4 : 0);
}

/** Named after what is asked for, so that a change of the groups renames no rule. */
function nameOf({ factors, phishingResistant, hardwareProtected }: Assurance): string {
  const count = factors === 1 ? "one factor" : "two factors";
  if (hardwareProtected) return `${count}, one phishing-resistant in hardware`;
  return phishingResistant ? `${count}, one phishing-resistant` : count;
}
