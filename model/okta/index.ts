/** The face of `model/okta`: what the other rooms may use of it. */
export {
  type Acr,
  ACR_VALUES,
  acrSatisfies,
  STEP_UP_ACR_VALUES,
  STEP_UP_MAX_AGE_MIN,
  type StepUpAcr,
  FACTOR_KEYS,
  type FactorKey,
} from "./acr";
export {
  actsForItself,
  actsForPeople,
  authenticationOf,
  CLIENT_TYPES,
  type ClientType,
  type ClientTypeName,
} from "./clientTypes";
export {
  FILTERED_FIELDS,
  PROJECTED_FIELDS,
  GROUP_FILTER_KEYS,
  GROUP_NAME_KEY,
  GROUP_NAME_OPERATORS,
  GROUPS_LIMIT,
} from "./expressions/faults";
export { groupKeysIn, withGroupIds } from "./expressions/groups";
export { type Expression, EXPRESSION_MAX_LENGTH, notModelled, parseExpression } from "./expressions/parse";
export { ExpressionError } from "./expressions/tokens";
export { javaRegex, PatternError } from "./javaRegex";
export { showsGroup, type GroupFilter } from "./groupFilter";
export { findGrant, GRANT_KEYS, GRANTS, type GrantKey, type GrantType, REFRESH_TOKEN_GRANT } from "./grants";
export { isOidcScope, OFFLINE_ACCESS, OIDC_SCOPES, OPENID } from "./oidcScopes";
export { unreachableStepUps } from "./signOnReach";
export type { OktaError } from "./errors";
