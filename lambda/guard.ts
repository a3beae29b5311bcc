/** The guard and its adapters, for any Node backend: the module `okta-api-access/guard`. */
export { createGuard, type Decision, type Guard, type GuardOptions, type GuardRequest } from "./authorizer/guard";
export {
  guardMiddleware,
  type GuardedRequest,
  type GuardedResponse,
  type Middleware,
} from "./authorizer/guardMiddleware";
export { authorizeHttpApi, type HttpApiEvent, type SimpleResponse } from "./authorizer/authorizeHttpApi";
export { authorizeRestApi, type PolicyResponse, type RestApiEvent } from "./authorizer/authorizeRestApi";
export type { Authorizer } from "./authorizer/authorizeRoute";
export {
  createAlbIdentity,
  IDENTITY_HEADER,
  type AlbIdentity,
  type AlbIdentityOptions,
} from "./authorizer/albIdentity";
export { guardAlbEvent, type AlbGuard } from "./http/guardAlbEvent";
export type { AlbEvent, HttpEvent } from "./http/event";
export { stepUpChallenge, CHALLENGE_HEADER } from "./http/stepUpChallenge";
export type { Refusal, RefusalBody, RefusalError } from "./authorizer/refusals";
export type { Requirement, ScopeRequirement, StepUpRequirement } from "./authorizer/requirement";
