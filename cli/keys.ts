/** Private keys of clients, as their files have them. Nothing of a private half is ever printed. */
import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import { UsageError } from "./io";

/** A pair, as a client signs with it and as Okta registers it. */
export interface ReadKey {
  readonly privateJwk: JWK;
  readonly publicJwk: { readonly kty: string; readonly kid: string; readonly n: string; readonly e: string };
}

/** Fewer bits are no protection, and the settings refuse them. */
const BITS_MIN = 2048;

/**
 * The RSA key in a file, as PEM or as a JWK; a new one where there is no file.
 *
 * @param kid The id of a key that is made. One from a PEM gets its thumbprint (RFC 7638), which is the same each time.
 * @throws UsageError where it is none, none of RSA, or a short one.
 */
export async function readKey(file: string | undefined, kid: string): Promise<ReadKey> {
  if (file === undefined) {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    return pairOf(await exportJWK(privateKey), kid);
  }
  const { key, kid: own } = parse(file);
  if (key.asymmetricKeyType !== "rsa" || (key.asymmetricKeyDetails?.modulusLength ?? 0) < BITS_MIN) {
    throw new UsageError(
      `\`${file}\` is no RSA key of ${BITS_MIN} bits or more, which is what clients prove themselves with`,
    );
  }
  const jwk = key.export({ format: "jwk" }) as JWK;
  return pairOf(jwk, own ?? (await calculateJwkThumbprint(jwk)));
}

function parse(file: string): { readonly key: KeyObject; readonly kid?: string } {
  const wrong = (why: string) => new UsageError(`\`${file}\` ${why}: give a private key as PEM or as a JWK`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw wrong("cannot be read");
  }
  try {
    if (!text.trimStart().startsWith("{")) return { key: createPrivateKey(text) };
    const jwk = JSON.parse(text) as JWK;
    const key = createPrivateKey({ key: jwk as JsonWebKey, format: "jwk" });
    return { key, ...(typeof jwk.kid === "string" && { kid: jwk.kid }) };
  } catch {
    // Whatever the parser says may repeat the key.
    throw wrong("holds no private key");
  }
}

function pairOf(jwk: JWK, kid: string): ReadKey {
  const { n, e } = jwk;
  return { privateJwk: { ...jwk, kid, alg: "RS256", use: "sig" }, publicJwk: { kty: "RSA", kid, n: n!, e: e! } };
}
