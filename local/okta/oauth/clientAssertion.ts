/** Client authentication with a signed JWT (RFC 7523): `private_key_jwt` and `client_secret_jwt`. */
import { createHmac, type KeyObject } from "node:crypto";
import { oauthError } from "../errors/oauthErrors";
import type { App, Json } from "../org/entities";
import { sameText } from "./sameText";
import { given, type Params } from "./form";
import type { Issuer } from "./issuer";
import type { OAuthCall } from "./oauthEndpoint";
import { remoteKeys } from "./remoteKeys";
import { ASSERTION_ALGORITHMS, decodeJwt, importPublicJwk, signatureFits, type DecodedJwt } from "./tokens/jwt";

export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** An assertion may end at most so far in the future, in seconds. Source: Okta's reference of client authentication. */
const MAX_LIFETIME_SECONDS = 3600;

/** How far the client's clock may be ahead, in seconds. */
const CLOCK_SKEW_SECONDS = 60;

const HMAC: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

/** The client whose assertion it is. @throws OAuthError 401 where anything about the assertion is wrong. */
export async function authenticateByAssertion(call: OAuthCall, params: Params, issuer: Issuer): Promise<App> {
  const jwt = decodeJwt(given(params, "client_assertion")!);
  if (jwt === undefined) throw oauthError("client_assertion_invalid_jwt");
  const { iss, sub } = jwt.payload;
  const app = typeof iss === "string" ? call.okta.org.appByClientId(iss) : undefined;
  if (app === undefined) throw oauthError("client_assertion_invalid_issuer");
  const clientId = given(params, "client_id") ?? app.clientId;
  if (sub !== app.clientId || clientId !== app.clientId) throw oauthError("client_assertion_invalid_subject");
  await checkSignature(app, jwt);
  checkAudience(jwt.payload["aud"], audiencesOf(call, issuer));
  checkTimes(jwt.payload, call.okta.org.seconds());
  useOnce(call, app, jwt.payload);
  return app;
}

async function checkSignature(app: App, jwt: DecodedJwt): Promise<void> {
  const alg = String(jwt.header["alg"]);
  if (app.authMethod === "client_secret_jwt") {
    const digest = Object.hasOwn(HMAC, alg) ? HMAC[alg] : undefined;
    if (digest === undefined) throw oauthError("client_assertion_invalid_signature_algorithm");
    const secrets = [...app.secrets.values()].filter(({ status }) => status === "ACTIVE");
    const fits = secrets.some(({ value }) =>
      sameText(createHmac(digest, value).update(jwt.signed).digest("base64url"), jwt.signature.toString("base64url")),
    );
    if (!fits) throw oauthError("client_assertion_invalid_signature");
    return;
  }
  if (app.authMethod !== "private_key_jwt") throw oauthError("invalid_token_endpoint_auth_method");
  if (!Object.hasOwn(ASSERTION_ALGORITHMS, alg)) throw oauthError("client_assertion_invalid_signature_algorithm");
  const keys = await candidateKeys(app, jwt.header["kid"]);
  if (!keys.some((key) => signatureFits(jwt, alg, key))) throw oauthError("client_assertion_invalid_signature");
}

const imported = new WeakMap<Json, KeyObject>();

/** The keys that may have signed: the one with the assertion's `kid`, or all where it names none. */
async function candidateKeys(app: App, kid: unknown): Promise<KeyObject[]> {
  const jwks = app.jwksUri === null ? app.jwks : await remoteKeys(app.jwksUri);
  if (jwks.length === 0) throw oauthError("client_assertion_jwks_not_configured");
  const named = jwks.filter((jwk) => (kid === undefined || jwk["kid"] === kid) && jwk["status"] !== "INACTIVE");
  if (named.length === 0) throw oauthError("client_assertion_invalid_kid");
  return named.flatMap((jwk) => {
    const key = imported.get(jwk) ?? importPublicJwk(jwk);
    if (key !== undefined) imported.set(jwk, key);
    return key ?? [];
  });
}

/** By whichever address of the org. */
function audiencesOf({ okta: { org }, path }: OAuthCall, { url, endpoints }: Issuer): string[] {
  const allowed = [org.url + path, url, `${endpoints}/v1/token`];
  return org.addresses.flatMap((address) => allowed.map((one) => address + one.slice(org.url.length)));
}

/**
 * Okta documents the address of the invoked endpoint. The issuer and the token endpoint are taken as well, since current
 * libraries send the issuer by default.
 */
function checkAudience(aud: unknown, allowed: readonly string[]): void {
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.some((each) => allowed.includes(each as string)))
    throw oauthError("client_assertion_invalid_audience");
}

function checkTimes({ exp, iat, nbf }: Json, now: number): void {
  if (typeof exp !== "number") throw oauthError("client_assertion_expiration_required");
  if (exp <= now) throw oauthError("client_assertion_expired_token");
  if (exp > now + MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS)
    throw oauthError("client_assertion_expires_too_far_in_future");
  for (const from of [iat, nbf]) {
    if (from !== undefined && !(typeof from === "number" && from <= now + CLOCK_SKEW_SECONDS)) {
      throw oauthError("client_assertion_issued_at_in_future");
    }
  }
}

/** An assertion with a `jti` counts once. */
function useOnce(call: OAuthCall, app: App, { jti }: Json): void {
  if (typeof jti !== "string") return;
  const key = `${app.clientId} ${jti}`;
  const used = call.okta.oauth.usedAssertions;
  if (used.has(key)) throw oauthError("client_assertion_already_used");
  used.set(key, true, (MAX_LIFETIME_SECONDS + 2 * CLOCK_SKEW_SECONDS) * 1000);
}
