/** A proof of work: a little of a caller's time for each request, which a person does not notice and a flood of requests does. */
import { createHash } from "node:crypto";
import * as z from "zod";

/** What a caller sends: when it was made (seconds since the epoch), and the number that was searched for. */
export const proofSchema = z.strictObject({ at: z.int(), nonce: z.string().regex(/^[\w-]{1,64}$/) });

export type Proof = z.infer<typeof proofSchema>;

/** Leading zero bits of the hash: some 65,000 tries, two or three seconds of a browser with Web Crypto. */
export const PROOF_BITS = 16;
/** Seconds for which a proof counts, and by which a caller's clock may be ahead. */
export const PROOF_SECONDS = 600;
const AHEAD_SECONDS = 60;

/** What a proof is made over: nothing of it can be kept for another request. */
export interface ProvenRequest {
  /** The request's idempotency key, which is used once. */
  readonly key: string;
  readonly email: string;
}

/**
 * Decides whether a request comes from somebody who means it. The place for a captcha: its check goes where `provesWork`
 * stands, with the same answer for everything that does not pass.
 */
export type HumanCheck = (request: ProvenRequest, proof: Proof) => boolean | Promise<boolean>;

/** `now`: seconds since the epoch. */
export function provesWork(now: () => number, bits: number = PROOF_BITS): HumanCheck {
  return (request, proof) => {
    const age = now() - proof.at;
    return age <= PROOF_SECONDS && age >= -AHEAD_SECONDS && leadingZeros(proofHash(request, proof)) >= bits;
  };
}

/** SHA-256 over a JSON list, so that no two requests give the same text. */
export function proofHash({ key, email }: ProvenRequest, { at, nonce }: Proof): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([key, email, at, nonce]))
    .digest();
}

/** Of the bits of a hash. */
export function leadingZeros(hash: Buffer): number {
  let zeros = 0;
  for (const byte of hash) {
    if (byte !== 0) return zeros + Math.clz32(byte) - 24;
    zeros += 8;
  }
  return zeros;
}
