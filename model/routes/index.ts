/** The face of `model/routes`: what the other rooms may use of it. */
export {
  AWS_LIMITS,
  certificateProblem,
  cidrProblem,
  corsProblem,
  domainNameProblem,
  gatewayPathProblem,
  isRegion,
  restResources,
  resourceTagsProblem,
  tagsProblem,
} from "./awsLimits";
export { ARNS, invokeArnOf, type Place } from "./awsArns";
export {
  BACKEND_KINDS,
  type Backend,
  backendKind,
  backendPlaceProblems,
  backendProblem,
  type BackendKind,
  PROFILES,
  type Profile,
  type VpcLink,
} from "./backends";
export { type ExportedRequirements, exportRequirements } from "./exportRequirements";
export type { ClientTable, RouteNeed, RouteNeeds } from "./clientTable";
export { globMatches } from "./glob";
export { decoded, hiddenRoute, matchRouteKey, type RouteKeyMatch } from "./matchRouteKey";
export { isSamePage, pageCondition } from "./pageCondition";
export { type Narrowing, narrowingOf } from "./narrowing";
export {
  type DeclaredRequirement,
  isPublicRoute,
  isRecord,
  isRequirement,
  type PublicRoute,
  type Requirement,
  requirementProblem,
  type RouteRequirement,
  type ScopeRequirement,
  type StepUpRequirement,
} from "./requirement";
export { parametersOf, parseRouteKey } from "./routeKey";
export { backendsOf, gatewayKeys, hasGateways } from "./targets";
export { needsLambdaAuthorizer, routeAuthorization, routeRequirement, strictestStepUp } from "./routeRequirements";
