/**
 * An issuer's signing keys: fetched once, refreshed with age or for an unknown key, kept for a while when Okta is away. No
 * library's: the set of aws-jwt-verify never comes of age, and jose's serves no longer once a refresh fails.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { isRecord } from "../model/routes";

/** After this the set is read again before it is used: the longest time for which a withdrawn key is still accepted. */
export const KEYS_FRESH_MS = 600_000;
/** While Okta does not answer, a set of at most this age still serves; afterwards every token is refused. */
export const KEYS_STALE_MS = 3_600_000;
/**
 * Between two reads for the sake of an unknown key id, so that made-up ids cannot flood Okta. It counts from the last read
 * that an unknown id caused. A read because the set was too old does not count: it has not looked for this key.
 */
export const KEYS_COOLDOWN_MS = 10_000;
/** Between two reads after one that failed. */
export const KEYS_RETRY_MS = 1_000;
const KEYS_COUNT_MAX = 50;
/** RFC 7518 section 3.3: "A key of size 2048 bits or larger MUST be used". */
const KEY_BITS_MIN = 2_048;
/** With an exponent of 1 every text is its own signature. */
const EXPONENT_MIN = 3n;

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
  let soughtAt = -Infinity;
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

  /** The keys, and whether they were read for this very call: what is not among them then is not there. */
  async function current(): Promise<{ keys: Keys; isOwn: boolean }> {
    if (keys !== undefined && now() - readAt < KEYS_FRESH_MS) return { keys, isOwn: false };
    const isOwn = reading === undefined;
    try {
      await refresh();
      return { keys: keys!, isOwn };
    } catch (error) {
      if (keys === undefined || now() - readAt >= KEYS_STALE_MS) throw error;
      return { keys, isOwn: false };
    }
  }

  return {
    known: (kid) => (now() - readAt < KEYS_FRESH_MS ? keys?.get(kid)?.object : undefined),
    async find(kid) {
      const known = await current();
      const key = known.keys.get(kid)?.object;
      if (key !== undefined || known.isOwn || now() - soughtAt < KEYS_COOLDOWN_MS) return key;
      await refresh();
      soughtAt = now();
      return keys!.get(kid)?.object;
    },
  };
}

/**
 * The RSA signing keys of a key set. Members that Okta sets to null, such as `use`, count as absent. A key that has not
 * changed stays the same object, by which the token cache knows that it still holds.
 *
 * Throws for a set without such a key. Something else than the issuer has answered, or there is nothing to judge with: the
 * keys that are known must not be dropped for it.
 */
function importKeys(body: unknown, before: Keys | undefined): Keys {
  if (!isRecord(body) || !Array.isArray(body["keys"])) throw new Error("the answer is no key set");
  const keys = new Map<string, Key>();
  for (const jwk of body["keys"].slice(0, KEYS_COUNT_MAX)) {
    if (!isSigningKey(jwk) || keys.has(jwk.kid)) continue;
    const { kid, n, e } = jwk;
    const old = before?.get(kid);
    const object = old?.n === n && old.e === e ? old.object : publicKey(n, e);
    if (object !== undefined && isStrong(object)) keys.set(kid, { object, n, e });
  }
  if (keys.size === 0) throw new Error("the key set has no RSA key for signatures");
  return keys;
}

/** Ids of the keys of a key set by which access tokens can be checked. Throws where there is none. */
export function signingKeyIds(body: unknown): string[] {
  return [...importKeys(body, undefined).keys()];
}

/** Undefined for numbers that are none: one bad key does not take the others with it. */
function publicKey(n: string, e: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
  } catch {
    return undefined;
  }
}

function isStrong({ asymmetricKeyDetails: { modulusLength = 0, publicExponent = 0n } = {} }: KeyObject): boolean {
  return modulusLength >= KEY_BITS_MIN && publicExponent >= EXPONENT_MIN;
}

function isSigningKey(jwk: unknown): jwk is { kid: string; n: string; e: string } {
  if (!isRecord(jwk) || jwk["kty"] !== "RSA" || typeof jwk["kid"] !== "string" || jwk["kid"] === "") return false;
  if (typeof jwk["n"] !== "string" || typeof jwk["e"] !== "string") return false;
  return (
    ["sig", null, undefined].includes(jwk["use"] as string) && ["RS256", null, undefined].includes(jwk["alg"] as string)
  );
}
