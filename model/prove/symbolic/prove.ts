/**
 * The symbolic proof: complete at any size, since it looks at rules and not at requests. Its effort grows with the number
 * of rules and groups, not with the number of group sets and scope sets; nothing is sampled.
 */
import type { Access, Client } from "../../file/access";
import { membersOf } from "../../bits";
import { GRANTS } from "../../okta/grants";
import type { Plan } from "../../compile/plan";
import { compareAnswers, DeployedPlan, type Counterexample } from "../compare";
import { clientView, type ClientView, type Suspect } from "./clientView";
import { uncovered } from "./completeness";
import { wrongLifetime } from "./lifetimes";
import { unsound } from "./soundness";
import { assignmentDiffers, structureDiffers } from "./structure";
import { scopeNames, universeOf } from "./universe";

/** How far the proof came. */
export interface SymbolicProof {
  /** How many entries of rules (a rule for one of its groups) were looked at. */
  readonly entries: number;
  /** Why it fails, in words, where it is about the plan as a whole. */
  readonly problem?: string;
  /** Why it fails, where it is about one request. */
  readonly counterexample?: Counterexample;
}

/** Proves that the plan gives exactly what the access file calls for, or finds out why not. */
export function proveSymbolically(access: Access, plan: Plan): SymbolicProof {
  const problem = structureDiffers(access, plan);
  if (problem !== undefined) return { entries: 0, problem };
  const universe = universeOf(access);
  let entries = 0;
  for (const client of access.clients.values()) {
    for (const grant of distinctGrants(plan, client)) {
      const view = clientView(plan, universe, client, grant);
      entries += view.entries.length;
      const unassigned = assignmentDiffers(plan, view);
      if (unassigned !== undefined) return { entries, problem: unassigned };
      const suspect = unsound(view) ?? wrongLifetime(view) ?? uncovered(view);
      if (suspect) return { entries, ...confirmed(access, plan, view, suspect) };
    }
  }
  return { entries };
}

/** Of the grants that the rules treat alike, the first one stands for all. */
function distinctGrants(plan: Plan, client: Client): Client["grants"] {
  const rules = plan.policies.filter(({ clients }) => clients.includes(client.key)).flatMap((policy) => policy.rules);
  const kind = (grant: Client["grants"][number]) => {
    const { okta, user, needsOpenid } = GRANTS[grant];
    return JSON.stringify([user, needsOpenid, rules.map(({ grantTypes }) => grantTypes.includes(okta))]);
  };
  const kinds = client.grants.map(kind);
  return client.grants.filter((_, index) => kinds.indexOf(kinds[index]!) === index);
}

/** The evaluator has the last word on what Okta would answer; the proof and it are to agree. */
function confirmed(access: Access, plan: Plan, view: ClientView, suspect: Suspect): Omit<SymbolicProof, "entries"> {
  const question = {
    groups: GRANTS[view.grant].user ? suspect.groups.map((number) => view.universe.groups[number]!) : [],
    client: view.client.key,
    grant: view.grant,
    scopes: scopeNames(view.universe, membersOf(suspect.scopes)),
  };
  const counterexample = compareAnswers(access, new DeployedPlan(plan), question);
  if (counterexample) return { counterexample };
  return { problem: `the proof objects to a request that the evaluator finds in order: ${JSON.stringify(question)}` };
}
