/** The face of `model/evaluate`: what the other rooms may use of it. */
export { releasedClaims, evaluate, refreshScopes } from "./evaluate";
export { clientFromPlan, groupsInOkta, serverFromPlan } from "./fromPlan";
export { ASSUMED, NOT_MODELLED } from "./notModelled";
export {
  ALL_CLIENTS,
  ANY_SCOPE,
  type AuthorizationServer,
  type Decision,
  type Denied,
  type EvaluationRequest,
  EVERYONE,
  type Granted,
  type RequestClient,
  type RequestUser,
  type TraceEvent,
} from "./types";
