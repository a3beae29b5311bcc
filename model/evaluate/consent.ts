/** Okta's consent: which of the granted scopes the user must be asked about, and when a request is refused for it. */
import { findGrant } from "../okta/grants";
import { OKTA_ERRORS, type OktaError } from "../okta/errors";
import { isUserGrant } from "./earlyChecks";
import type { AuthorizationServer, EvaluationRequest } from "./types";

/** What consent a request still needs, or why it is refused for it. */
export interface Consent {
  /** Scopes to ask the user about before a token is made. */
  readonly needed: readonly string[];
  readonly refusal?: OktaError;
}

const nothing: Consent = { needed: [] };

/**
 * Okta's consent table: `prompt=consent` asks for every scope that is not IMPLICIT; otherwise only a client with consent
 * method REQUIRED asks, once per scope.
 */
export function consentFor(
  server: AuthorizationServer,
  request: EvaluationRequest,
  granted: readonly string[],
): Consent {
  const askAgain = request.prompt?.includes("consent") ?? false;
  const withUser = isUserGrant(request.grantType);
  if (withUser && !askAgain && request.client.consentMethod === "TRUSTED") return nothing;
  const consentOf = new Map(server.scopes.map(({ name, consent }) => [name, consent]));
  const required = granted.filter((scope) => consentOf.get(scope) === "REQUIRED");
  if (!withUser) {
    return required.length === 0
      ? nothing
      : { needed: [], refusal: OKTA_ERRORS.consentRequiredForClientCredentials(required) };
  }
  const open = (scope: string) => askAgain || !(request.consented ?? []).includes(scope);
  if (!canPrompt(request)) return refuseUnconsented(request, required.filter(open));
  const needed = granted.filter((scope) => consentOf.get(scope) !== "IMPLICIT" && open(scope));
  return request.prompt?.includes("none") ? refuseUnconsented(request, needed) : { needed };
}

function canPrompt({ grantType }: EvaluationRequest): boolean {
  return findGrant(grantType)?.canPrompt ?? true;
}

/** Where no page can be shown, a scope without consent is refused. */
function refuseUnconsented({ grantType }: EvaluationRequest, scopes: readonly string[]): Consent {
  if (scopes.length === 0) return nothing;
  const refuse =
    findGrant(grantType)?.key === "token-exchange"
      ? OKTA_ERRORS.consentRequiredForTokenExchange
      : OKTA_ERRORS.consentRequired;
  return { needed: [], refusal: refuse(scopes) };
}
