/** The kit for handlers: the module `okta-api-access/service`. */
export { createHandler, HEALTH_ROUTE, healthy } from "./http/createHandler";
export { type Caller, callerOf } from "./http/caller";
export { mailAddress, oktaId, passCode, personName, phoneNumber, shownText, userId } from "./http/fields";
export { readIdempotencyKey, readJson } from "./http/readRequest";
export { exchange } from "./http/exchange";
export { type Audit, type AuditLine, createAudit } from "./auditLog";
export { reasonOf, seconds, writeLine } from "./runtime";
export { keyIdOf, kmsSigner, type Sign } from "./aws/kmsSigner";
export { readSecret } from "./aws/readSecret";
export { type AwsCredentials, signRequest } from "./aws/signRequest";
export {
  OktaUnavailable,
  UnexpectedAnswer,
  createSend,
  type OktaRequest,
  type OktaResponse,
  type Send,
} from "./okta/send";
export {
  clientOf,
  type Identity,
  oktaApiOf,
  oktaIdentity,
  type OktaSettings,
  readOktaSettings,
} from "./okta/identities";
export { errorCodeOf, type OktaApi, oktaPath } from "./okta/oktaApi";
export {
  type AssertingClient,
  ASSERTION_TYPE,
  clientAssertion,
  type OAuthClient,
  oauthClientOf,
} from "./okta/oauthClient";
export { once, type Outcome } from "./store/once";
export { createTable, type Item, type Table, unused } from "./store/table";
export {
  type Environment,
  type GatewayEvent,
  type HttpEvent,
  type HttpResponse,
  json,
  noContent,
  problem,
  required,
  VARIABLES,
  withHeaders,
} from "../guard";
