/** Proves that a compiled plan gives exactly the access that the file calls for. */
import type { Access } from "../file/access";
import { AccessError } from "../findings";
import type { Plan } from "../compile/plan";
import { countCases, proveExhaustively } from "./exhaustive";
import { inWords } from "./compare";
import { brokenPlanRules } from "./planRules";
import { countRouteCases, proveRoutes } from "./routes";
import { proveSymbolically } from "./symbolic/prove";

/** Up to about this many questions the exhaustive proof is made beside the symbolic one; it takes some seconds then. */
export const EXHAUSTIVE_MAX = 500_000;

/** The same for pairs of token and route, each of which takes longer. */
export const ROUTE_PAIRS_MAX = 50_000;

/** What was looked at, and what was found. */
export interface Proof {
  /** Questions that were asked of both sides; 0 where the model is too large to ask all of them. */
  readonly cases: number;
  /** Entries of rules that the symbolic proof went through. It is complete at any size. */
  readonly entries: number;
  /** What is wrong, in words; empty: proved. */
  readonly problems: readonly string[];
}

/**
 * The part of the proof that is complete at any size and takes no noticeable time: what a stack asks for before it declares
 * anything.
 *
 * @throws AccessError with what the plan would give and the file does not, or the other way round.
 */
export function assertProved(access: Access, plan: Plan): void {
  const { problem, counterexample } = proveSymbolically(access, plan);
  const problems = [...brokenPlanRules(access, plan)];
  if (problem !== undefined) problems.push(problem);
  if (counterexample) problems.push(inWords(counterexample));
  if (problems.length === 0) return;
  const says = (message: string) => ({
    rule: "proof",
    level: "error" as const,
    path: "",
    message: `the compiled plan is not what the file calls for, so nothing is declared: ${message}`,
  });
  throw new AccessError("the compiled plan", [...new Set(problems)].map(says));
}

/** The symbolic proof, the good order of the plan, and for small models every question one by one. */
export function prove(access: Access, plan: Plan): Proof {
  const symbolic = proveSymbolically(access, plan);
  const problems = [...brokenPlanRules(access, plan)];
  if (symbolic.problem !== undefined) problems.push(symbolic.problem);
  if (symbolic.counterexample) problems.push(inWords(symbolic.counterexample));
  if (countCases(access) > EXHAUSTIVE_MAX) return { cases: 0, entries: symbolic.entries, problems };
  const exhaustive = proveExhaustively(access, plan);
  if (exhaustive.counterexample) problems.push(inWords(exhaustive.counterexample));
  const routes = routesOrNone(access, plan);
  if (routes.counterexample) problems.push(inWords(routes.counterexample));
  return { cases: exhaustive.cases + routes.cases, entries: symbolic.entries, problems: [...new Set(problems)] };
}

/** The mode that the file does not use may need more derived groups than can be made; then there is nothing to compare. */
function routesOrNone(access: Access, plan: Plan): ReturnType<typeof proveRoutes> {
  if (countRouteCases(access) > ROUTE_PAIRS_MAX) return { cases: 0 };
  try {
    return proveRoutes(access, plan);
  } catch (error) {
    if (error instanceof AccessError) return { cases: 0 };
    throw error;
  }
}
