/** A person signs in for a login that a client polls for, and allows it. */
import { OAuthError, oauthError } from "../errors/oauthErrors";
import type { Okta } from "../okta";
import type { App, User } from "../org/entities";
import { factorsToAsk, reachedAcr, requireAllowed } from "./authorize/signIn";
import type { Visitor } from "./authorize/signOnConditions";
import { decide } from "./decide";
import { findIssuer, type Issuer } from "./issuer";
import { newAuthorization } from "./newAuthorization";
import { orgDecision } from "./orgServer";
import type { PendingLogin } from "./state";

/** Who allows a login, from where, and by which grant. */
export interface Approval {
  readonly grantType: string;
  readonly user: User;
  readonly visitor: Visitor;
}

/** Decides on the login and writes down what came of it, be it a refusal. */
export function approve(okta: Okta, login: PendingLogin, approval: Approval): void {
  try {
    const issuer = findIssuer(okta.org, login.serverId);
    const app = okta.org.apps.get(login.appId);
    if (issuer === undefined || app === undefined) throw oauthError("invalid_client");
    login.outcome = { authorization: authorize(okta, login, { issuer, app, ...approval }) };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    login.outcome = { refused: error };
  }
}

/** The person says no: the client hears `access_denied`. */
export function deny(login: PendingLogin): void {
  login.outcome = { refused: oauthError("access_denied") };
}

/** Who allows the login on the page consents to its scopes by that. */
function authorize(
  okta: Okta,
  login: PendingLogin,
  { issuer, app, grantType, user, visitor }: Approval & { readonly issuer: Issuer; readonly app: App },
) {
  const acrValues = login.acrValues ?? [];
  requireAllowed(okta, { app, user, visitor });
  const factors = factorsToAsk(okta, { app, user, visitor }, { acrValues });
  if (factors === undefined) throw oauthError("unmet_authentication_requirements");
  const question = { app, grantType, user, scopes: login.scopes };
  const decision =
    issuer.server === undefined ? orgDecision(okta.org, question) : decide(okta, issuer.server, question);
  const facts = { acr: reachedAcr(factors, acrValues), authTime: okta.org.seconds(), factors };
  return newAuthorization(okta, { issuer, app, user }, decision, facts);
}
