/** The guard and its adapters, for any Node backend: the module `okta-api-access/guard`. */
export { createGuard, type Decision, type Guard, type GuardOptions, type GuardRequest } from "./guard";
export {
  guardMiddleware,
  type GuardedRequest,
  type GuardedResponse,
  type Middleware,
} from "./adapters/guardMiddleware";
export { authorizeHttpApi, type HttpApiEvent, type SimpleResponse } from "./adapters/authorizeHttpApi";
export { authorizeRestApi, type PolicyResponse, type RestApiEvent } from "./adapters/authorizeRestApi";
export type { Authorizer } from "./authorizeRoute";
export { createAlbIdentity, IDENTITY_HEADER, type AlbIdentity, type AlbIdentityOptions } from "./adapters/albIdentity";
export { guardAlbEvent, type AlbGuard } from "./adapters/guardAlbEvent";
export type { AlbEvent, HttpEvent } from "./adapters/event";
export { stepUpChallenge, CHALLENGE_HEADER } from "./adapters/stepUpChallenge";
export type { Refusal, RefusalBody, RefusalError } from "./refusals";
export {
  isPublicRoute,
  type PublicRoute,
  type Requirement,
  type RouteRequirement,
  type ScopeRequirement,
  type StepUpRequirement,
} from "../model/routes";
export { bodyText, fromRestEvent, type GatewayEvent, headerOf, isAlbEvent, isRestEvent } from "./adapters/event";
export { type HttpResponse, json, noContent, problem, withHeaders } from "./adapters/response";
export { fetchKeys } from "./fetchKeys";
export { createOriginCheck } from "./originCheck";
export { type Environment, readGatewaySettings, readRequirements, readSettings } from "./settings";
