/** Reads access tokens that this org made, and says whether they are still good. */
import { type OAuthError, oauthError } from "../errors/oauthErrors";
import type { Json } from "../org/entities";
import type { Okta } from "../okta";
import type { Issuer } from "./issuer";
import { isSignedBy, readJwt } from "./tokens/jwt";

/** The claims of a token of this issuer: signed by one of its keys, not ended, not revoked. @throws OAuthError */
export async function readAccessToken(okta: Okta, issuer: Issuer, token: string): Promise<Json> {
  const claims = await signedClaims(issuer, token);
  if (claims === undefined || typeof claims["scp"] === "undefined") throw oauthError("access_token_invalid");
  if (Number(claims["exp"]) <= okta.org.seconds()) throw oauthError("token_expired");
  if (okta.oauth.revoked.has(String(claims["jti"])) || !hasItsApp(okta, claims))
    throw oauthError("access_token_revoked");
  return claims;
}

/** Whether the app that the token was made for is still there: one that has its client id since is another. */
export function hasItsApp({ org }: Okta, { cid, iat }: Json): boolean {
  // An ID token names its client as the audience, and is nothing that opens anything.
  if (cid === undefined) return true;
  const app = org.appByClientId(String(cid));
  return app !== undefined && Number(iat) >= Math.floor(app.created / 1000);
}

/** The claims of a JWT that this issuer signed, whatever its kind and its age. Undefined for any other text. */
export async function signedClaims(issuer: Issuer, token: string): Promise<Json | undefined> {
  const jwt = readJwt(token);
  const key = issuer.keys.list().find(({ kid }) => kid === jwt?.header["kid"]);
  if (jwt === undefined || key === undefined || jwt.header["alg"] !== "RS256") return undefined;
  const isOwn = await isSignedBy(token, [(await key.pair).publicKey], ["RS256"]);
  return isOwn && jwt.payload["iss"] === issuer.url ? jwt.payload : undefined;
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(authorization?.trim() ?? "")?.[1];
}

/** The header of a refusal (RFC 6750 section 3). */
export function challenge({ error, description }: OAuthError): string {
  return `Bearer error="${error}", error_description="${description}"`;
}
