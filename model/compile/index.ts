/** The face of `model/compile`: what the other rooms may use of it. */
export { compile, planSize, type PlanSize } from "./compile";
export { derivedGroupName, groupRuleExpression } from "./derivedGroups";
export { groupStepUps } from "./clients";
export { isDerived, type Plan, type PlanClient, type PlanGroup, type PlanPolicy, type PlanRule } from "./plan";
export { earlierRuleName, policyName } from "./rules";
