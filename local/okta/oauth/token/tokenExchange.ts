/** Token exchange (RFC 8693): an API that was called in a person's name asks for a token to call another in that name. */
import { GRANTS } from "../../../../model/okta";
import { OAuthError, oauthError } from "../../errors/oauthErrors";
import type { Json } from "../../org/entities";
import { readAccessToken, signedClaims } from "../bearer";
import { decide, requireActive } from "../decide";
import { given, needed, scopeList } from "../form";
import { customIssuer } from "../issuer";
import { newAuthorization } from "../newAuthorization";
import type { GrantRequest } from "../oauthEndpoint";
import { tokenAnswer } from "../tokens/issue";

const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

/** @throws OAuthError where the token is not good, or the policies refuse its person. */
export async function tokenExchange(request: GrantRequest): Promise<Json> {
  const { call, issuer, app, params } = request;
  const { okta } = call;
  if (issuer.server === undefined) throw oauthError("unsupported_grant_type", GRANTS["token-exchange"].okta);
  const subjectToken = needed(params, "subject_token");
  if (needed(params, "subject_token_type") !== ACCESS_TOKEN) throw oauthError("invalid_subject_token_type");
  if ((given(params, "requested_token_type") ?? ACCESS_TOKEN) !== ACCESS_TOKEN)
    throw oauthError("invalid_requested_token_type");
  if (given(params, "audience") !== issuer.server.audiences[0]) throw oauthError("token_exchange_invalid_audience");
  const claims = await subjectClaims(request, subjectToken);
  const user = okta.org.users.get(String(claims["uid"]));
  if (user === undefined) throw oauthError("invalid_subject_token");
  requireActive(user);
  const question = { app, grantType: GRANTS["token-exchange"].okta, user, scopes: scopeList(params) };
  const decision = decide(okta, issuer.server, question);
  // The person signed in when they got the first token, and as they did then.
  const facts = { acr: claims["acr"] as string | undefined, authTime: claims["auth_time"] as number | undefined };
  const authorization = newAuthorization(okta, { issuer, app, user }, decision, facts);
  const answer = await tokenAnswer({ okta, issuer, app, user, authorization, scopes: decision.scopes });
  return { ...answer, issued_token_type: ACCESS_TOKEN };
}

/** A token of another server would need a trust between the two, which is not modelled. */
async function subjectClaims({ call, issuer }: GrantRequest, token: string): Promise<Json> {
  try {
    return await readAccessToken(call.okta, issuer, token);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const ended = error.reason === "token_expired" || error.reason === "access_token_revoked";
    if (ended) throw oauthError("token_exchange_subject_token_expired");
    for (const server of call.okta.org.servers.values()) {
      const other = customIssuer(call.okta.org, server, call.header("host"));
      if ((await signedClaims(other, token)) !== undefined) throw oauthError("associated_server_not_trusted");
    }
    throw oauthError("invalid_subject_token");
  }
}
