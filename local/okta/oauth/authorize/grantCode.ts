/** The end of an authorization request: the policies decide, consent is asked for, and the client gets its code. */
import { oauthError } from "../../errors/oauthErrors";
import type { Answer } from "../../http/endpoint";
import type { Okta } from "../../okta";
import type { App, User } from "../../org/entities";
import { randomText } from "../../org/ids";
import { consentPage } from "../../pages/signInPage";
import { decide } from "../decide";
import type { Issuer } from "../issuer";
import { newAuthorization } from "../newAuthorization";
import { orgDecision } from "../orgServer";
import { CODE_LIFETIME_MS, TRANSACTION_LIFETIME_MS, type Authorization, type Session } from "../state";
import { makeAccessToken, makeIdToken, type TokenRequest } from "../tokens/issue";
import type { AuthorizeRequest } from "./request";
import { redirectTo } from "./respond";
import { reachedAcr } from "./signIn";

export interface SignedIn {
  readonly okta: Okta;
  readonly issuer: Issuer;
  readonly app: App;
  readonly user: User;
  readonly session: Session;
  readonly request: AuthorizeRequest;
}

/** @throws OAuthError where the policies refuse. */
export async function finish(signedIn: SignedIn, consented = false): Promise<Answer> {
  const { okta, issuer, app, user, session, request } = signedIn;
  const grantType = request.responseTypes.includes("code") ? "authorization_code" : "implicit";
  const question = { app, grantType, user, scopes: request.scopes, prompt: consented ? [] : request.prompt };
  const decision =
    issuer.server === undefined ? orgDecision(okta.org, question) : decide(okta, issuer.server, question);
  if (decision.consentNeeded.length > 0) return askConsent(signedIn, decision.consentNeeded);
  const facts = {
    acr: reachedAcr(session.factors, request.acrValues),
    authTime: session.authTime,
    factors: session.factors,
    nonce: request.nonce,
  };
  const authorization = newAuthorization(okta, { issuer, app, user }, decision, facts);
  const token = { okta, issuer, app, user, authorization, scopes: authorization.scopes };
  return redirectTo(request, await outcome(token, request));
}

async function outcome(token: TokenRequest, request: AuthorizeRequest): Promise<Record<string, string>> {
  const { responseTypes } = request;
  const code = responseTypes.includes("code") ? newCode(token.okta, token.authorization, request) : undefined;
  const accessToken = responseTypes.includes("token") ? await makeAccessToken(token) : undefined;
  const idToken = responseTypes.includes("id_token") ? await makeIdToken(token, { code, accessToken }) : undefined;
  const lifetime = { token_type: "Bearer", expires_in: String(token.authorization.lifetimes.accessToken * 60) };
  return {
    ...(code === undefined ? {} : { code }),
    ...(accessToken === undefined ? {} : { access_token: accessToken, ...lifetime, scope: token.scopes.join(" ") }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
  };
}

function newCode(okta: Okta, authorization: Authorization, { redirectUri, challenge }: AuthorizeRequest): string {
  const code = randomText(43);
  okta.oauth.codes.set(code, { authorization, redirectUri, challenge, used: false }, CODE_LIFETIME_MS);
  return code;
}

function askConsent({ okta, issuer, app, session, request }: SignedIn, scopes: readonly string[]): Answer {
  if (request.prompt.includes("none")) throw oauthError("consent_required", scopes.join(", "));
  const id = randomText(32);
  const { origin, host } = new URL(issuer.url);
  const transaction = { serverId: issuer.server!.id, host, request, session };
  okta.oauth.transactions.set(id, transaction, TRANSACTION_LIFETIME_MS);
  return consentPage(`${origin}/signin/${id}/consent`, app, issuer.server!, scopes);
}
