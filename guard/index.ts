/** The guard and its adapters, for any Node backend: the module `okta-api-access/guard`. */
export { createGuard, type Decision, type Guard, type GuardOptions, type GuardRequest } from "./guard";
export * from "./contract";
export { acrSatisfies } from "../model/okta";
export type { Refusal, RefusalBody, RefusalError } from "./refusals";
export {
  guardMiddleware,
  type GuardedRequest,
  type GuardedResponse,
  type Middleware,
} from "./adapters/guardMiddleware";
export {
  authorizeHttpApi,
  type Authorizer,
  authorizeRestApi,
  type HttpApiEvent,
  type PolicyResponse,
  type RestApiEvent,
  type SimpleResponse,
} from "./adapters/authorizer";
export {
  createForwardAuth,
  type ForwardAuth,
  type ForwardAuthAnswer,
  type ForwardAuthOptions,
  type ForwardedRequest,
} from "./adapters/forwardAuth";
export { createForwardAuthServer, PROXY_KINDS, type ProxyKind } from "./adapters/forwardAuthServer";
export { type ExportedUse, readExported } from "./exported";
export { createAlbIdentity, type AlbIdentity, type AlbIdentityOptions } from "./adapters/albIdentity";
export { guardAlbEvent, noSuchOperation, type AlbGuard } from "./adapters/guardAlbEvent";
export {
  type AlbEvent,
  bodyText,
  fromRestEvent,
  type GatewayEvent,
  headerOf,
  type HttpEvent,
  type HttpResponse,
  isAlbEvent,
  isRestEvent,
  json,
  noContent,
  problem,
  stepUpChallenge,
  withHeaders,
} from "./adapters/event";
export {
  protectedResourceMetadata,
  type ProtectedResource,
  type ProtectedResourceMetadata,
  resourceMetadataUrl,
} from "../model/routes";
export { fetchAnswer, fetchKeys } from "./fetchKeys";
export { signingKeyIds } from "./keySet";
export { createOriginCheck } from "./originCheck";
export { readGatewaySettings, readRequirements, readSettings } from "./settings";
export { CALLER_HEADERS, CHALLENGE_HEADER, NOBODY, ORIGIN_HEADER, VARIABLES } from "./contract";
