/** Verifies an access token: header, signature, claims. It says what is wrong, and never repeats what the token holds. */
import { isUtf8 } from "node:buffer";
import { verify, type KeyObject } from "node:crypto";
import { claimProblem, type Claims, type Expected } from "./claims";
import { KeysUnavailable, type KeySet } from "./keySet";
import type { HeaderReader } from "./token";
import { invalidToken, temporarilyUnavailable, type Refusal } from "./refusals";
import { isRecord } from "../model/routes";
import { tokenId, type TokenCache } from "./tokenCache";

/** RS256 in OpenSSL's words: RSASSA-PKCS1-v1_5 with SHA-256. INVARIANT: never read from the token or from the key. */
const DIGEST = "RSA-SHA256";

export interface Verification {
  readonly readHeader: HeaderReader;
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
  { readHeader, keys, cache, expected }: Verification,
): Promise<{ claims: Claims } | Refusal> {
  const id = tokenId(token);
  const seen = cache.find(id);
  const header = seen ?? readHeader(token);
  if (typeof header === "string") return invalidToken(header);
  const { kid } = header;
  let key: KeyObject | undefined;
  try {
    key = keys.known(kid) ?? (await keys.find(kid));
  } catch (error) {
    if (error instanceof KeysUnavailable)
      return temporarilyUnavailable("the issuer's keys cannot be read at the moment");
    throw error;
  }
  if (key === undefined) return invalidToken("the token is signed with a key that the issuer does not have");
  if (seen?.key === key) {
    const problem = claimProblem(seen.claims, expected);
    if (problem === undefined) return { claims: seen.claims };
    cache.forget(id);
    return invalidToken(problem);
  }
  const payload = signedPayload(token, key);
  const claims = payload === undefined ? undefined : claimsOf(payload);
  if (payload === undefined || claims === undefined) return invalidToken("the token's signature is not valid");
  const problem = claimProblem(claims, expected);
  if (problem !== undefined) return invalidToken(problem);
  cache.add(id, kid, key, payload);
  return { claims };
}

/**
 * The payload's text, where the signature is good. It is checked by `node:crypto` with a key object, and by no library.
 *
 * Measured in one run with distinct tokens, as a part of the rate of bare `crypto.verify`: this has 0.63, where 0.6 is the
 * bound. With `verifyJwtSync` of aws-jwt-verify and the same key object in this place it has 0.48. jose builds on Web Crypto
 * and has 0.18 by itself. Both libraries also take what is refused here: a token without an expiry, or of a time to come.
 */
function signedPayload(token: string, key: KeyObject): string | undefined {
  const begin = token.indexOf(".") + 1;
  const end = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(end + 1), "base64url");
  if (!verify(DIGEST, Buffer.from(token, "latin1").subarray(0, end), key, signature)) return undefined;
  const payload = Buffer.from(token.slice(begin, end), "base64url");
  return isUtf8(payload) ? payload.toString("utf8") : undefined;
}

function claimsOf(payload: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(payload);
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
