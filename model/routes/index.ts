/** The face of `model/routes`: what the other rooms may use of it. */
export {
  addressProblem,
  ALB_VARIABLES_MAX,
  albPathPattern,
  albPathProblem,
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
export { type DomainProblem, domainProblems, type DomainUse, type NamedApi } from "./domains";
export { ARNS, invokeArnOf, partitionOf, type Place } from "./awsArns";
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
export {
  type ExportedRequirements,
  exportRequirements,
  type ClientTable,
  type RouteNeed,
  type RouteNeeds,
} from "./exportRequirements";
export { globMatches } from "./groupsClaim";
export { decoded, hiddenRoute, matchRouteKey, type RouteKeyMatch } from "./matchRouteKey";
export { countOnlyProblem, MANAGED_RULES } from "./managedRules";
export {
  METADATA_KEY,
  METADATA_PATH,
  METADATA_REASON,
  type DiscoverableApi,
  discoverableApi,
  metadataPlace,
  protectedResourceMetadata,
  type ProtectedResource,
  type ProtectedResourceMetadata,
  resourceMetadataUrl,
  scopesSupported,
} from "./protectedResource";
export { isSamePage, pageCondition } from "./pageCondition";
export { isSecureUrl } from "./secureUrl";
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
export { EXPOSED_HEADERS, parametersOf, parseRouteKey, PREFLIGHT_REASON, preflightKeys } from "./routeKey";
export { backendsOf, gatewayKeys, hasGateways } from "./targets";
export { needsLambdaAuthorizer, routeAuthorization, routeRequirement, strictestStepUp } from "./routeRequirements";
