/** An issuer's signing keys: fetched once, refreshed with age or for an unknown key, kept for a while when Okta is away. */
import { importJWK, type CryptoKey, type JWK } from "jose";
import { isRecord } from "./requirement";

/** After this the set is read again before it is used: the longest time for which a withdrawn key is still accepted. */
export const KEYS_FRESH_MS = 600_000;
/** While Okta does not answer, a set of at most this age still serves; afterwards every token is refused. */
export const KEYS_STALE_MS = 3_600_000;
/** Between two reads for the sake of an unknown key id, so that made-up ids cannot flood Okta. */
export const KEYS_COOLDOWN_MS = 10_000;
/** Between two reads after one that failed. */
export const KEYS_RETRY_MS = 1_000;
const KEYS_COUNT_MAX = 50;

export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

export interface KeySet {
  /** The key, or undefined where the issuer has none of that id. Rejects with KeysUnavailable where that cannot be known. */
  find(kid: string): Promise<CryptoKey | undefined>;
}

export interface KeySource {
  /** Reads the parsed key set. */
  fetch: () => Promise<unknown>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

type Keys = ReadonlyMap<string, CryptoKey>;

export function createKeySet({ fetch, now }: KeySource): KeySet {
  let keys: Keys | undefined;
  let readAt = 0;
  let failedAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      keys = await importKeys(await fetch());
      readAt = now();
    } catch {
      failedAt = now();
      throw new KeysUnavailable("the issuer's key set cannot be read");
    }
  }

  /** One request at a time, whoever asks for it. */
  function refresh(): Promise<void> {
    if (reading === undefined && now() - failedAt < KEYS_RETRY_MS) {
      return Promise.reject(new KeysUnavailable("the issuer's key set could not be read a moment ago"));
    }
    reading ??= read().finally(() => (reading = undefined));
    return reading;
  }

  async function current(): Promise<Keys> {
    if (keys !== undefined && now() - readAt < KEYS_FRESH_MS) return keys;
    try {
      await refresh();
    } catch (error) {
      if (keys === undefined || now() - readAt >= KEYS_STALE_MS) throw error;
    }
    return keys!;
  }

  return {
    async find(kid) {
      const key = (await current()).get(kid);
      if (key !== undefined || now() - readAt < KEYS_COOLDOWN_MS) return key;
      await refresh();
      return keys!.get(kid);
    },
  };
}

/** The RSA signing keys of a key set. Members that Okta sets to null, such as `use`, count as absent. */
async function importKeys(body: unknown): Promise<Keys> {
  if (!isRecord(body) || !Array.isArray(body["keys"])) throw new Error("not a key set");
  const keys = new Map<string, CryptoKey>();
  for (const jwk of body["keys"].slice(0, KEYS_COUNT_MAX)) {
    if (!isSigningKey(jwk) || keys.has(jwk.kid)) continue;
    keys.set(jwk.kid, (await importJWK({ kty: "RSA", n: jwk.n, e: jwk.e }, "RS256")) as CryptoKey);
  }
  return keys;
}

function isSigningKey(jwk: unknown): jwk is JWK & { kid: string } {
  if (!isRecord(jwk) || jwk["kty"] !== "RSA" || typeof jwk["kid"] !== "string" || jwk["kid"] === "") return false;
  if (typeof jwk["n"] !== "string" || typeof jwk["e"] !== "string") return false;
  return (
    ["sig", null, undefined].includes(jwk["use"] as string) && ["RS256", null, undefined].includes(jwk["alg"] as string)
  );
}
