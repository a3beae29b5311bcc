/** Whether an issuer's key set can be had and holds a key by which access tokens can be checked. */
import { isRecord } from "../../model/routes";

export interface KeysCanary {
  readonly fetchKeys: () => Promise<unknown>;
  /** Takes one JSON line for each look. */
  readonly log: (line: string) => void;
}

/** Throws where tokens could not be checked, so that the function's error count rises. */
export async function checkKeys({ fetchKeys, log }: KeysCanary): Promise<void> {
  const ids = signingKeys(await fetchKeys());
  log(JSON.stringify({ canary: "keys", keys: ids }));
  if (ids.length === 0) throw new Error("the key set has no RSA key for signatures");
}

/** Ids of the RSA keys that are for signatures; a key without an id can be asked for by no token. */
function signingKeys(set: unknown): string[] {
  const keys = isRecord(set) && Array.isArray(set["keys"]) ? (set["keys"] as unknown[]) : [];
  return keys.flatMap((key) => {
    if (!isRecord(key) || key["kty"] !== "RSA" || (key["use"] ?? "sig") !== "sig") return [];
    return typeof key["kid"] === "string" ? [key["kid"]] : [];
  });
}
