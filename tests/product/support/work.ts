/** The work of a caller, written apart from the library that checks it: SHA-256 over salt, nonce and counter. */
import { createHash } from "node:crypto";
import { challengeOf, PROOF_PREFIX, type Proof, type ProvenRequest } from "../../../handlers/lib/proofOfWork";

/** Gives for a counter the key that it leads to, as hexadecimal digits. */
export function keysOf(request: ProvenRequest, at: number): (counter: number) => string {
  const { nonce, salt } = challengeOf(request, at).parameters;
  const head = Buffer.from(`${salt}${nonce}`, "hex");
  const bytes = Buffer.concat([head, Buffer.alloc(4)]);
  return (counter) => {
    bytes.writeUInt32BE(counter, head.length);
    return createHash("sha256").update(bytes).digest("hex");
  };
}

/** The first proof whose key begins so; with `enough` false, the first whose key does not. `at`: seconds since the epoch. */
export function work(request: ProvenRequest, at: number, keyPrefix: string = PROOF_PREFIX, enough = true): Proof {
  const keyOf = keysOf(request, at);
  for (let counter = 0; ; counter += 1) {
    const derivedKey = keyOf(counter);
    if (derivedKey.startsWith(keyPrefix) === enough) return { at, counter, derivedKey };
  }
}
