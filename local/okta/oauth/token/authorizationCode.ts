/** The authorization code grant: a code, once, for tokens. */
import { createHash } from "node:crypto";
import { oauthError } from "../../errors/oauthErrors";
import type { Json } from "../../org/entities";
import { sameText } from "../clientAuthentication";
import { requireActive } from "../decide";
import { given, needed, type Params } from "../form";
import type { GrantRequest } from "../oauthEndpoint";
import type { AuthorizationCode } from "../state";
import { tokenAnswer } from "../tokens/issue";
import { revokeAuthorization } from "../tokens/refreshTokens";

/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/** @throws OAuthError where code, client, redirect URI or verifier do not belong together. */
export async function authorizationCode({ call: { okta }, issuer, app, params }: GrantRequest): Promise<Json> {
  const code = okta.oauth.codes.get(needed(params, "code"));
  if (code === undefined) throw oauthError("invalid_authorization_code");
  const { authorization } = code;
  if (authorization.appId !== app.id) throw oauthError("mismatched_client");
  if (authorization.serverId !== (issuer.server?.id ?? null)) throw oauthError("mismatched_authorization_server");
  if (code.used) {
    // Two hold the code: whoever was first may be the wrong one (RFC 6749 section 4.1.2).
    revokeAuthorization(okta, authorization);
    throw oauthError("invalid_authorization_code");
  }
  if (needed(params, "redirect_uri") !== code.redirectUri) throw oauthError("mismatched_redirect_uri");
  checkVerifier(code, params);
  code.used = true;
  const user = okta.org.users.get(authorization.userId!);
  if (user === undefined) throw oauthError("invalid_authorization_code");
  requireActive(user);
  return tokenAnswer({ okta, issuer, app, user, authorization, scopes: authorization.scopes });
}

function checkVerifier({ challenge }: AuthorizationCode, params: Params): void {
  const verifier = given(params, "code_verifier");
  if (challenge === undefined) {
    if (verifier !== undefined) throw oauthError("pkce_missing_challenge_verifier_present");
    return;
  }
  if (verifier === undefined) throw oauthError("pkce_missing_verifier");
  const fits =
    VERIFIER.test(verifier) && sameText(createHash("sha256").update(verifier).digest("base64url"), challenge);
  if (!fits) throw oauthError("pkce_verification_failed");
}
