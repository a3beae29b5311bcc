/** The exhaustive proof: asks every question of `cases.ts`, of the access file and of the plan. For small models only. */
import type { Access } from "../file/access";
import { groupsInOkta } from "../evaluate/fromPlan";
import type { Plan } from "../compile/plan";
import { caseBlocks } from "./cases";
import { compareAnswers, DeployedPlan } from "./compare";
import type { Counterexample } from "./counterexample";

/** How far the proof came. */
export interface ExhaustiveProof {
  /** How many questions were asked. */
  readonly cases: number;
  /** The first question with two different answers. */
  readonly counterexample?: Counterexample;
}

/** Asks until the first question with two answers, or to the end. */
export function proveExhaustively(access: Access, plan: Plan): ExhaustiveProof {
  const deployed = new DeployedPlan(plan);
  let cases = 0;
  for (const { client, grant, groupSets, scopeSets } of caseBlocks(access)) {
    for (const groups of groupSets) {
      const inOkta = groupsInOkta(plan, groups);
      for (const scopes of scopeSets) {
        cases += 1;
        const found = compareAnswers(access, deployed, { groups, client: client.key, grant, scopes }, inOkta);
        if (found) return { cases, counterexample: found };
      }
    }
  }
  return { cases };
}
