/** An issuer's signing keys: fetched once, refreshed with age or for an unknown key, kept for a while when Okta is away. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { isRecord } from "../model/routes";

/** After this the set is read again before it is used: the longest time for which a withdrawn key is still accepted. */
export const KEYS_FRESH_MS = 600_000;
/** While Okta does not answer, a set of at most this age still serves; afterwards every token is refused. */
export const KEYS_STALE_MS = 3_600_000;
/** Between two reads for the sake of an unknown key id, so that made-up ids cannot flood Okta. */
export const KEYS_COOLDOWN_MS = 10_000;
/** Between two reads after one that failed. */
export const KEYS_RETRY_MS = 1_000;
const KEYS_COUNT_MAX = 50;
/** RFC 7518 section 3.3: "A key of size 2048 bits or larger MUST be used". */
const KEY_BITS_MIN = 2_048;

export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

export interface KeySet {
  /** The key where the set is fresh and has it; otherwise undefined, which says nothing. */
  known(kid: string): KeyObject | undefined;
  /** The key, or undefined where the issuer has none of that id. Rejects with KeysUnavailable where that cannot be known. */
  find(kid: string): Promise<KeyObject | undefined>;
}

export interface KeySource {
  /** Reads the parsed key set. */
  fetch: () => Promise<unknown>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

interface Key {
  readonly object: KeyObject;
  readonly n: string;
  readonly e: string;
}
type Keys = ReadonlyMap<string, Key>;

export function createKeySet({ fetch, now }: KeySource): KeySet {
  let keys: Keys | undefined;
  let readAt = 0;
  let failedAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    try {
      keys = importKeys(await fetch(), keys);
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
    known: (kid) => (now() - readAt < KEYS_FRESH_MS ? keys?.get(kid)?.object : undefined),
    async find(kid) {
      const key = (await current()).get(kid)?.object;
      if (key !== undefined || now() - readAt < KEYS_COOLDOWN_MS) return key;
      await refresh();
      return keys!.get(kid)?.object;
    },
  };
}

/**
 * The RSA signing keys of a key set. Members that Okta sets to null, such as `use`, count as absent. A key that has not
 * changed stays the same object, by which the token cache knows that it still holds.
 */
function importKeys(body: unknown, before: Keys | undefined): Keys {
  if (!isRecord(body) || !Array.isArray(body["keys"])) throw new Error("not a key set");
  const keys = new Map<string, Key>();
  for (const jwk of body["keys"].slice(0, KEYS_COUNT_MAX)) {
    if (!isSigningKey(jwk) || keys.has(jwk.kid)) continue;
    const { kid, n, e } = jwk;
    const old = before?.get(kid);
    const object =
      old?.n === n && old.e === e ? old.object : createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
    if ((object.asymmetricKeyDetails?.modulusLength ?? 0) >= KEY_BITS_MIN) keys.set(kid, { object, n, e });
  }
  return keys;
}

function isSigningKey(jwk: unknown): jwk is { kid: string; n: string; e: string } {
  if (!isRecord(jwk) || jwk["kty"] !== "RSA" || typeof jwk["kid"] !== "string" || jwk["kid"] === "") return false;
  if (typeof jwk["n"] !== "string" || typeof jwk["e"] !== "string") return false;
  return (
    ["sig", null, undefined].includes(jwk["use"] as string) && ["RS256", null, undefined].includes(jwk["alg"] as string)
  );
}
