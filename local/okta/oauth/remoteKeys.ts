/** Reads the keys of a client from the address that its app names. */
import { oauthError } from "../errors/oauthErrors";
import { isObject } from "../http/endpoint";
import type { Json } from "../org/entities";

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 256 * 1024;

/** @throws OAuthError where the address does not answer with a key set. Asked anew each time: a test wants no cache. */
export async function remoteKeys(uri: string): Promise<Json[]> {
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
