/** The client applications of a plan, and how people sign in to them: strong enough for every step-up of a scope. */
import type { Access, Client, SignOn } from "../file/access";
import { intersects } from "../bits";
import { ASSURANCES, type Assurance, type StepUpAcr } from "../okta/acr";
import { appGrants, authenticationOf } from "../okta/clientTypes";
import type { StepUpOfGroup } from "../okta/signOnReach";
import { assignedGroups, entitlementsOf, scopeBits, type Entitlements } from "./entitlements";
import type { PlanClient, PlanSignOnRule } from "./plan";

/** In the order of the file. */
export function clientsOf(access: Access, entitlements: Entitlements): PlanClient[] {
  return [...access.clients.values()].map((client) => ({
    key: client.key,
    type: client.type,
    grantTypes: appGrants(client),
    oidcScopes: client.oidcScopes,
    assignedTo: assignedGroups(access, client, entitlements),
    consentMethod: consentMethod(access, client),
    tokenEndpointAuthMethod: authenticationOf(client),
    oktaApiScopes: client.oktaApiScopes,
    ...(client.oktaAdminRole === undefined ? {} : { oktaAdminRole: client.oktaAdminRole }),
    pkce: client.pkce,
    ...(client.loginUri === undefined ? {} : { loginUri: client.loginUri }),
    ...(client.profile === undefined ? {} : { profile: client.profile }),
    ...(client.signOn?.policyId === undefined ? {} : { signOnPolicyId: client.signOn.policyId }),
    signOnRules: signOnRules(access, client, entitlements),
  }));
}

/** Okta asks for consent only in applications with method REQUIRED, so one scope that wants it decides. */
function consentMethod(access: Access, client: Client): PlanClient["consentMethod"] {
  const asks = client.ceiling.some((scope) => access.scopes.get(scope)!.consent !== "IMPLICIT");
  return asks ? "REQUIRED" : "TRUSTED";
}

/** The strictest rule first, so that who is in several groups signs in for the most demanding of them. */
function signOnRules(access: Access, client: Client, entitlements: Entitlements): PlanSignOnRule[] {
  const { signOn } = client;
  if (signOn === undefined || signOn.policyId !== undefined) return [];
  const { reauthenticateMinutes, inactivityMinutes, networkZones, device } = signOn;
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
    byName.set(name, {
      name,
      groups,
      ...assurance,
      reauthenticateMinutes,
      ...(inactivityMinutes === undefined ? {} : { inactivityMinutes }),
      ...(networkZones === undefined ? {} : { networkZones }),
      ...(device === undefined ? {} : { device }),
    });
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

/**
 * The levels of sign-in that the members of each group can be asked for at a client, by the scopes that the group adds
 * there. Every pair of group and level stands once, in the order of the file. None at a service client, to which nobody
 * signs in.
 */
export function groupStepUps(
  access: Access,
  client: Client,
  { numbers, groups }: Entitlements = entitlementsOf(access),
): StepUpOfGroup[] {
  if (client.signOn === undefined) return [];
  const demanding = client.ceiling.flatMap((scope) => {
    const acr = access.scopes.get(scope)?.stepUp?.acr;
    return acr === undefined ? [] : [{ acr, bits: scopeBits(numbers, [scope]) }];
  });
  return groups.flatMap(({ key, scopes }) => {
    const levels = demanding.filter(({ bits }) => intersects(bits, scopes)).map(({ acr }) => acr);
    return [...new Set<StepUpAcr>(levels)].map((acr) => ({ group: key, acr }));
  });
}
