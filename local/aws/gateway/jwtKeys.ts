/** The keys of the issuers that JWT authorizers trust, cached as long as the real gateway may cache them. */
import { importJWK, type CryptoKey, type JWK } from "jose";

/** "API Gateway can cache the public key for two hours": a key that the issuer withdraws is accepted that long. */
export const KEYS_CACHE_MS = 7_200_000;
/** Quotas of HTTP APIs for the key set. */
export const KEYS_TIMEOUT_MS = 1_500;
export const KEYS_BYTES_MAX = 150_000;
/** Between two reads for the sake of an unknown key id. AWS does not document its own. */
export const KEYS_COOLDOWN_MS = 1_000;

interface CachedKeys {
  readonly readAt: number;
  readonly keys: ReadonlyMap<string, JWK>;
  /** By algorithm and key id, once they were asked for. */
  readonly imported: Map<string, Promise<CryptoKey>>;
}

export interface JwtKeys {
  /** The key of that id for that algorithm, or undefined. Rejects where the key set cannot be read. */
  find(jwksUri: string, kid: string, algorithm: string): Promise<CryptoKey | undefined>;
}

export function createJwtKeys(now: () => number): JwtKeys {
  const cache = new Map<string, CachedKeys>();

  async function read(jwksUri: string): Promise<CachedKeys> {
    const cached: CachedKeys = { readAt: now(), keys: await fetchKeys(jwksUri), imported: new Map() };
    cache.set(jwksUri, cached);
    return cached;
  }

  return {
    async find(jwksUri, kid, algorithm) {
      let cached = cache.get(jwksUri);
      if (cached === undefined || now() - cached.readAt >= KEYS_CACHE_MS) cached = await read(jwksUri);
      if (!cached.keys.has(kid) && now() - cached.readAt >= KEYS_COOLDOWN_MS) cached = await read(jwksUri);
      const jwk = cached.keys.get(kid);
      return jwk && importOnce(cached, jwk, algorithm);
    },
  };
}

function importOnce({ imported }: CachedKeys, { kid, n, e }: JWK, algorithm: string): Promise<CryptoKey> {
  const id = `${algorithm} ${kid}`;
  const known = imported.get(id) ?? (importJWK({ kty: "RSA", n: n!, e: e! }, algorithm) as Promise<CryptoKey>);
  imported.set(id, known);
  return known;
}

async function fetchKeys(jwksUri: string): Promise<ReadonlyMap<string, JWK>> {
  const response = await fetch(jwksUri, { signal: AbortSignal.timeout(KEYS_TIMEOUT_MS), redirect: "error" });
  const text = await response.text();
  if (!response.ok || text.length > KEYS_BYTES_MAX) throw new Error("the key set cannot be read");
  const { keys } = JSON.parse(text) as { keys: JWK[] };
  const usable = keys.filter(({ kty, kid, use, n, e }) => kty === "RSA" && kid && n && e && (use ?? "sig") === "sig");
  return new Map(usable.map((jwk) => [jwk.kid!, jwk]));
}
