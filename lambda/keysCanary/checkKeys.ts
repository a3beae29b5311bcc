/** Whether an issuer's key set can be had and holds a key by which the guard can check access tokens. */
import { signingKeyIds } from "../../guard";

export interface KeysCanary {
  readonly fetchKeys: () => Promise<unknown>;
  /** Takes one JSON line for each look. */
  readonly log: (line: string) => void;
}

/** Throws where tokens could not be checked, so that the function's error count rises. */
export async function checkKeys({ fetchKeys, log }: KeysCanary): Promise<void> {
  log(JSON.stringify({ canary: "keys", keys: signingKeyIds(await fetchKeys()) }));
}
