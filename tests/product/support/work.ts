/** The work of a caller, written apart from the library that checks it: SHA-256 over salt, nonce and counter. */
import { createHash } from "node:crypto";
import { challengeOf, PROOF_PREFIX, type Proof, type ProvenRequest } from "../../../handlers/lib/proofOfWork";

/** The key that a counter gives, as hexadecimal digits. */
export function derivedKey(request: ProvenRequest, at: number, counter: number): string {
  const { nonce, salt } = challengeOf(request, at).parameters;
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(counter);
  const bytes = [Buffer.from(salt, "hex"), Buffer.from(nonce, "hex"), tail];
  return createHash("sha256").update(Buffer.concat(bytes)).digest("hex");
}

/** The first proof whose key begins so; with `enough` false, the first whose key does not. `at`: seconds since the epoch. */
export function work(request: ProvenRequest, at: number, keyPrefix: string = PROOF_PREFIX, enough = true): Proof {
  for (let counter = 0; ; counter += 1) {
    const key = derivedKey(request, at, counter);
    if (key.startsWith(keyPrefix) === enough) return { at, counter, derivedKey: key };
  }
}
