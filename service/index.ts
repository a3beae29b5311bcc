/** The kit for handlers: the module `okta-api-access/service`. */
export type { Environment } from "./aws/callAws";
export { readSecret } from "./aws/readSecret";
export { type Caller, callerOf } from "./http/caller";
export { createHandler } from "./http/createHandler";
export { mailAddress, oktaId, passCode, personName, phoneNumber, userId } from "./http/fields";
export { HEALTH_ROUTE, healthy } from "./http/health";
export { readIdempotencyKey } from "./http/readIdempotencyKey";
export { readJson } from "./http/readJson";
export { reasonOf } from "./http/reasonOf";
export {
  clientOf,
  type Identity,
  oktaApiOf,
  oktaIdentity,
  type OktaSettings,
  readOktaSettings,
  required,
} from "./okta/identities";
export { errorCodeOf, type OktaApi, oktaPath } from "./okta/oktaApi";
export { postAsClient } from "./okta/postAsClient";
export { createSend, type OktaResponse, type Send } from "./okta/send";
export { OktaUnavailable } from "./okta/unavailable";
export { UnexpectedAnswer } from "./okta/unexpectedAnswer";
export { seconds } from "./seconds";
export { once, type Outcome } from "./store/once";
export { createTable, type Item, type Table } from "./store/table";
export { writeLine } from "./writeLine";
export { callAws } from "./aws/callAws";
export { keyIdOf, kmsSigner, type Sign } from "./aws/kmsSigner";
export { ASSERTION_TYPE, clientAssertion } from "./okta/clientAssertion";
export type { OktaRequest } from "./okta/send";
export { type GatewayEvent, type HttpEvent, type HttpResponse, json, noContent, problem, withHeaders } from "../guard";
