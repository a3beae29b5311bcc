/** Verifies an access token: header, signature, claims. It says what is wrong, and never repeats what the token holds. */
import { isUtf8 } from "node:buffer";
import { verify, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, type ProtectedHeaderParameters } from "jose";
import { claimProblem, type Claims, type Expected } from "./claims";
import { KeysUnavailable, type KeySet } from "./keySet";
import { invalidToken, temporarilyUnavailable, type Refusal } from "./refusals";
import { isRecord } from "./requirement";
import type { TokenCache } from "./tokenCache";

/** Okta signs with nothing else. INVARIANT: never read from the token or from the key. */
const ALGORITHM = "RS256";
/** The same for OpenSSL: RSASSA-PKCS1-v1_5 with SHA-256. */
const DIGEST = "RSA-SHA256";
/** Okta sends none or `JWT`; RFC 9068 has the two others. What is meant for another purpose says so here. */
const TYPES: readonly unknown[] = [undefined, "jwt", "at+jwt", "application/at+jwt"];
const SIGNED_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export interface Verification {
  readonly keys: KeySet;
  readonly cache: TokenCache;
  readonly expected: Expected;
}

/**
 * A token that the cache knows is not verified again while the issuer still has the very key that signed it. Its claims are
 * looked at each time: time goes on.
 */
export async function verifyToken(
  token: string,
  { keys, cache, expected }: Verification,
): Promise<{ claims: Claims } | Refusal> {
  const seen = cache.find(token);
  const header = seen ?? readHeader(token);
  if (typeof header === "string") return invalidToken(header);
  let key: KeyObject | undefined;
  try {
    key = await keys.find(header.kid);
  } catch (error) {
    if (error instanceof KeysUnavailable)
      return temporarilyUnavailable("the issuer's keys cannot be read at the moment");
    throw error;
  }
  if (key === undefined) return invalidToken("the token is signed with a key that the issuer does not have");
  const isKnown = seen?.key === key;
  const claims = isKnown ? seen.claims : readClaims(token, key);
  if (claims === undefined) return invalidToken("the token's signature is not valid");
  const problem = claimProblem(claims, expected);
  if (problem !== undefined) {
    if (seen) cache.forget(token);
    return invalidToken(problem);
  }
  if (!isKnown) cache.add(token, { kid: header.kid, key, claims });
  return { claims };
}

function readHeader(token: string): { kid: string } | string {
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    return "the token is not a signed JWT";
  }
  if (header.alg !== ALGORITHM) return "the token is not signed with RS256";
  if (typeof header.kid !== "string" || header.kid === "") return "the token does not name its key";
  if ("crit" in header) return "the token demands an extension that is not understood";
  if (!TYPES.includes(typeof header.typ === "string" ? header.typ.toLowerCase() : header.typ))
    return "the token is not an access token";
  return { kid: header.kid };
}

/** `node:crypto` with a key object checks a signature at more than twice the rate of Web Crypto, on which libraries build. */
function readClaims(token: string, key: KeyObject): Claims | undefined {
  if (!SIGNED_JWT.test(token)) return undefined;
  const begin = token.indexOf(".") + 1;
  const end = token.lastIndexOf(".");
  try {
    const signature = Buffer.from(token.slice(end + 1), "base64url");
    if (!verify(DIGEST, Buffer.from(token.slice(0, end), "latin1"), key, signature)) return undefined;
    const payload = Buffer.from(token.slice(begin, end), "base64url");
    const claims: unknown = isUtf8(payload) ? JSON.parse(payload.toString("utf8")) : undefined;
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
