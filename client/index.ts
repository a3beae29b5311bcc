/** The callers' module, for browsers and Node.js: `okta-api-access/client`. It needs nothing but `fetch`. */
export { entitledScopes, type Claims } from "./entitledScopes";
export { readChallenge, type Challenge } from "./challenge";
export { baseScopes, scopesFor, splitScopes, type Call, type CallScopes, type ScopesForOptions } from "./scopes";
export { fetchWithStepUp, type FetchWithStepUp, type StepUpOptions } from "./fetchWithStepUp";
export {
  createApiClient,
  type ApiClient,
  type ApiClientOptions,
  type CallOptions,
  type PathVariables,
} from "./apiClient";
export type { GetToken, IssuedToken, TokenRequest } from "./tokens";
export type { ClientTable, RouteNeed, RouteNeeds } from "../model/routes";
