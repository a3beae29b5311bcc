/** Signs and checks JSON Web Tokens: `jose` does it, and Okta says with what. */
import { compactVerify, decodeJwt, decodeProtectedHeader, SignJWT, type CompactVerifyGetKey, type JWK } from "jose";
import type { Json } from "../../org/entities";
import type { SigningKey } from "../../org/signingKeys";

export interface DecodedJwt {
  readonly header: Json;
  readonly payload: Json;
}

/** What a signature is checked with. */
export type VerifyingKey = Exclude<Parameters<typeof compactVerify>[1], CompactVerifyGetKey>;

/** The algorithms with which a client may sign an assertion. Source: Okta's reference of client authentication. */
export const ASSERTION_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512"];
/** The same with its secret. */
export const SECRET_ALGORITHMS = ["HS256", "HS384", "HS512"];

/** Signs the payload with RS256. The header is Okta's: `kid` and `alg`, no `typ`. */
export async function signJwt(key: SigningKey, payload: Json): Promise<string> {
  const { privateKey } = await key.pair;
  return new SignJWT(payload).setProtectedHeader({ kid: key.kid, alg: "RS256" }).sign(privateKey);
}

/** Takes a token apart without trusting it; undefined where it is not a JWT. */
export function readJwt(token: string): DecodedJwt | undefined {
  try {
    return { header: { ...decodeProtectedHeader(token) }, payload: decodeJwt(token) };
  } catch {
    return undefined;
  }
}

/** Whether one of the keys made the token's signature, with the algorithm that its header names; false where they do not fit. */
export async function isSignedBy(token: string, keys: readonly VerifyingKey[], algorithms: string[]): Promise<boolean> {
  for (const key of keys) {
    const fits = await compactVerify(token, key, { algorithms }).then(
      () => true,
      () => false,
    );
    if (fits) return true;
  }
  return false;
}

/** The curve of an EC key that was stored without one, as Okta stores it, by the length of a coordinate in bytes. */
const CURVES: Readonly<Record<number, string>> = { 32: "P-256", 48: "P-384", 66: "P-521" };

/** By the key as it is stored: `jose` imports the same object once. */
const known = new WeakMap<Json, JWK>();

/** A client's public key as it is stored. What it says of its use is Okta's to judge and not part of it; absent members are null. */
export function publicJwk(stored: Json): JWK {
  const found = known.get(stored);
  if (found !== undefined) return found;
  const { kty, n, e, x, y, crv } = stored as Record<string, string | null | undefined>;
  const curve = crv ?? CURVES[Buffer.from(String(x), "base64url").length];
  const jwk = (kty === "EC" ? { kty, crv: curve, x, y } : { kty, n, e }) as JWK;
  known.set(stored, jwk);
  return jwk;
}
