/** Signs and checks JSON Web Tokens with node's own crypto, on its thread pool. */
import { createPublicKey, sign, verify, constants, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Json } from "../../org/entities";
import type { SigningKey } from "../../org/signingKeys";
import { isObject } from "../../http/endpoint";

export interface DecodedJwt {
  readonly header: Json;
  readonly payload: Json;
  /** The part that is signed. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** The header of each key, encoded once. */
const headers = new WeakMap<SigningKey, string>();

/** Signs the payload with RS256. The header is Okta's: `kid` and `alg`, no `typ`. */
export async function signJwt(key: SigningKey, payload: Json): Promise<string> {
  let header = headers.get(key);
  if (header === undefined) {
    header = encode({ kid: key.kid, alg: "RS256" });
    headers.set(key, header);
  }
  const { privateKey } = await key.pair;
  const signed = `${header}.${encode(payload)}`;
  return new Promise((resolve, reject) => {
    sign("sha256", Buffer.from(signed), privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(`${signed}.${signature.toString("base64url")}`);
    });
  });
}

function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Takes a token apart without trusting it; undefined where it is not a JWT. */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) return undefined;
  const [header, payload, signature] = parts as [string, string, string];
  try {
    const decoded = [header, payload].map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as unknown);
    if (!isObject(decoded[0]) || !isObject(decoded[1])) return undefined;
    const signed = `${header}.${payload}`;
    return { header: decoded[0], payload: decoded[1], signed, signature: Buffer.from(signature, "base64url") };
  } catch {
    return undefined;
  }
}

interface Algorithm {
  readonly digest: string;
  readonly keyType: "rsa" | "ec";
  readonly options: { padding?: number; saltLength?: number; dsaEncoding?: "ieee-p1363" };
  /** OpenSSL's name of the only curve that fits. */
  readonly curve?: string;
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const P1363 = { dsaEncoding: "ieee-p1363" } as const;

/** The algorithms with which a client may sign an assertion. Source: Okta's reference of client authentication. */
export const ASSERTION_ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { digest: "sha256", keyType: "rsa", options: {} },
  RS384: { digest: "sha384", keyType: "rsa", options: {} },
  RS512: { digest: "sha512", keyType: "rsa", options: {} },
  PS256: { digest: "sha256", keyType: "rsa", options: PSS },
  ES256: { digest: "sha256", keyType: "ec", options: P1363, curve: "prime256v1" },
  ES384: { digest: "sha384", keyType: "ec", options: P1363, curve: "secp384r1" },
  ES512: { digest: "sha512", keyType: "ec", options: P1363, curve: "secp521r1" },
};

/** Whether the key made the signature with the algorithm; false where the two do not fit. */
export function signatureFits(jwt: DecodedJwt, alg: string, key: KeyObject): boolean {
  const algorithm = Object.hasOwn(ASSERTION_ALGORITHMS, alg) ? ASSERTION_ALGORITHMS[alg] : undefined;
  if (algorithm === undefined || key.asymmetricKeyType !== algorithm.keyType) return false;
  if (algorithm.curve !== undefined && key.asymmetricKeyDetails?.namedCurve !== algorithm.curve) return false;
  return verify(algorithm.digest, Buffer.from(jwt.signed), { key, ...algorithm.options }, jwt.signature);
}

/** The curve of an EC key that was stored without one, as Okta stores it, by the length of a coordinate in bytes. */
const CURVES: Readonly<Record<number, string>> = { 32: "P-256", 48: "P-384", 66: "P-521" };

/** The key object of a public JWK; undefined where it is none. Okta stores absent members as null: they are left out. */
export function importPublicJwk(jwk: Json): KeyObject | undefined {
  const present = Object.fromEntries(Object.entries(jwk).filter(([, value]) => value !== null));
  if (present["kty"] === "EC" && present["crv"] === undefined) {
    present["crv"] = CURVES[Buffer.from(String(present["x"]), "base64url").length];
  }
  try {
    return createPublicKey({ key: present as JsonWebKey, format: "jwk" });
  } catch {
    return undefined;
  }
}
