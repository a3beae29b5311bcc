/** The face of `model/compile`: what the other rooms may use of it. */
export { compile } from "./compile";
export { groupRuleExpression } from "./groupRule";
export { groupStepUps } from "./groupStepUps";
export { isDerived, type Plan, type PlanClient, type PlanGroup, type PlanRule } from "./plan";
export { planSize, type PlanSize } from "./planSize";
