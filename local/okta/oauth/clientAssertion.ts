/** Client authentication with a signed JWT (RFC 7523): `private_key_jwt` and `client_secret_jwt`. */
import { oauthError } from "../errors/oauthErrors";
import { isObject } from "../http/endpoint";
import type { App, Json } from "../org/entities";
import { given, type Params } from "./form";
import type { Issuer } from "./issuer";
import type { OAuthCall } from "./oauthEndpoint";
import {
  ASSERTION_ALGORITHMS,
  isSignedBy,
  publicJwk,
  readJwt,
  SECRET_ALGORITHMS,
  type VerifyingKey,
} from "./tokens/jwt";

export const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** An assertion may end at most so far in the future, in seconds. Source: Okta's reference of client authentication. */
const MAX_LIFETIME_SECONDS = 3600;

/** How far the client's clock may be ahead, in seconds. */
const CLOCK_SKEW_SECONDS = 60;

/** The client whose assertion it is. @throws OAuthError 401 where anything about the assertion is wrong. */
export async function authenticateByAssertion(call: OAuthCall, params: Params, issuer: Issuer): Promise<App> {
  const assertion = given(params, "client_assertion")!;
  const jwt = readJwt(assertion);
  if (jwt === undefined) throw oauthError("client_assertion_invalid_jwt");
  const { iss, sub } = jwt.payload;
  const app = typeof iss === "string" ? call.okta.org.appByClientId(iss) : undefined;
  if (app === undefined) throw oauthError("client_assertion_invalid_issuer");
  const clientId = given(params, "client_id") ?? app.clientId;
  if (sub !== app.clientId || clientId !== app.clientId) throw oauthError("client_assertion_invalid_subject");
  await checkSignature(app, assertion, jwt.header);
  checkAudience(jwt.payload["aud"], audiencesOf(call, issuer));
  checkTimes(jwt.payload, call.okta.org.seconds());
  useOnce(call, app, jwt.payload);
  return app;
}

async function checkSignature(app: App, assertion: string, { alg, kid }: Json): Promise<void> {
  const withSecret = app.authMethod === "client_secret_jwt";
  if (!withSecret && app.authMethod !== "private_key_jwt") throw oauthError("invalid_token_endpoint_auth_method");
  const algorithms = withSecret ? SECRET_ALGORITHMS : ASSERTION_ALGORITHMS;
  if (!algorithms.includes(String(alg))) throw oauthError("client_assertion_invalid_signature_algorithm");
  const keys = withSecret ? activeSecrets(app) : await candidateKeys(app, kid);
  if (!(await isSignedBy(assertion, keys, algorithms))) throw oauthError("client_assertion_invalid_signature");
}

function activeSecrets({ secrets }: App): VerifyingKey[] {
  return [...secrets.values()].flatMap(({ status, value }) => (status === "ACTIVE" ? [Buffer.from(value)] : []));
}

/** The keys that may have signed: the one with the assertion's `kid`, or all where it names none. */
async function candidateKeys(app: App, kid: unknown): Promise<VerifyingKey[]> {
  const jwks = app.jwksUri === null ? app.jwks : await remoteKeys(app.jwksUri);
  if (jwks.length === 0) throw oauthError("client_assertion_jwks_not_configured");
  const named = jwks.filter((jwk) => (kid === undefined || jwk["kid"] === kid) && jwk["status"] !== "INACTIVE");
  if (named.length === 0) throw oauthError("client_assertion_invalid_kid");
  return named.map(publicJwk);
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

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 256 * 1024;

/**
 * The keys at the address that a client's app names.
 *
 * @throws OAuthError where the address does not answer with a key set. Asked anew each time: a test wants no cache.
 */
async function remoteKeys(uri: string): Promise<Json[]> {
  try {
    const response = await fetch(uri, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
    const text = await response.text();
    if (!response.ok || text.length > MAX_BYTES) throw new Error("no key set");
    const keys = (JSON.parse(text) as Json)["keys"];
    if (!Array.isArray(keys)) throw new Error("no key set");
    return keys.filter(isObject);
  } catch {
    throw oauthError("jwks_uri_error");
  }
}
