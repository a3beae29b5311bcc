/** Presents a compiled plan to the evaluator as if it were deployed, with the plan's keys in place of Okta's ids. */
import { CLIENT_TYPES } from "../okta/clientTypes";
import { OIDC_SCOPES } from "../okta/oidcScopes";
import type { Plan, PlanPolicy, PlanScope } from "../compile/plan";
import type { AuthorizationServer, RequestClient, ServerPolicy } from "./types";

/** What of a plan makes a server. */
type ServerPlan = Pick<Plan, "claims" | "policies"> & {
  readonly scopes: readonly Pick<PlanScope, "name" | "consent" | "default">[];
};

/** The authorization server that the plan declares, Okta's system scopes included. */
export function serverFromPlan(plan: ServerPlan): AuthorizationServer {
  return {
    scopes: [
      ...OIDC_SCOPES.map((name) => ({ name, consent: "IMPLICIT" as const, default: false })),
      ...plan.scopes.map(({ name, consent, default: isDefault = false }) => ({ name, consent, default: isDefault })),
    ],
    claims: plan.claims.map(({ name, claimType, scopes, alwaysIncludeInToken }) => ({
      name,
      claimType,
      status: "ACTIVE" as const,
      scopes,
      alwaysIncludeInToken,
    })),
    policies: plan.policies.map(serverPolicy),
  };
}

function serverPolicy({ name, priority, clients, rules }: PlanPolicy): ServerPolicy {
  return {
    id: name,
    name,
    priority,
    status: "ACTIVE",
    clients,
    rules: rules.map((rule) => ({ ...rule, id: `${name}/${rule.name}`, status: "ACTIVE", users: [] })),
  };
}

/**
 * A client of the plan, by its key.
 *
 * @throws RangeError where the plan has no such client.
 */
export function clientFromPlan(plan: Pick<Plan, "clients">, key: string): RequestClient {
  const client = plan.clients.find((candidate) => candidate.key === key);
  if (!client) throw new RangeError(`client \`${key}\` is not in the plan`);
  return {
    id: client.key,
    status: "ACTIVE",
    applicationType: CLIENT_TYPES[client.type].oktaType,
    grantTypes: client.grantTypes,
    consentMethod: client.consentMethod,
    assignedUsers: [],
    assignedGroups: client.assignedTo,
  };
}

/** All groups in Okta of a user who is in the given base groups: these, and the derived ones that group rules fill. */
export function groupsInOkta(plan: Pick<Plan, "groupRules">, baseGroupKeys: readonly string[]): string[] {
  const mine = new Set(baseGroupKeys);
  const filled = plan.groupRules.filter(({ allOf }) => allOf.every((key) => mine.has(key)));
  return [...mine, ...filled.map(({ group }) => group)];
}
