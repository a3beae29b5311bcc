/**
 * A proof of work: a little of a caller's time for each request, which a person does not notice and a flood of requests does.
 * It is ALTCHA's, so that its widget and its libraries make it; what it is made over and for how long it counts is decided here.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { verifySolution, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/sha";
import * as z from "zod";

/** What a caller sends: when it was made (seconds since the epoch), and the solution that was searched for. */
export const proofSchema = z.strictObject({
  at: z.int(),
  counter: z.int().min(0).max(0xffffffff),
  derivedKey: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Proof = z.infer<typeof proofSchema>;

/** How the derived key begins, in hexadecimal digits: some 65,000 tries, a second or two of a browser. */
export const PROOF_PREFIX = "0000";
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

/**
 * The challenge of a request, which the caller makes as well: no other one fits it, and none has to be asked for and kept.
 * SHA-256 over a JSON list, so that no two requests give the same.
 */
export function challengeOf({ key, email }: ProvenRequest, at: number, keyPrefix: string = PROOF_PREFIX): Challenge {
  const hash = createHash("sha256")
    .update(JSON.stringify([key, email, at]))
    .digest("hex");
  const [nonce, salt] = [hash.slice(0, 32), hash.slice(32)];
  // In the order of the alphabet, in which ALTCHA signs them.
  return { parameters: { algorithm: "SHA-256", cost: 1, keyLength: 32, keyPrefix, nonce, salt } };
}

/** ALTCHA takes signed challenges alone. This one comes from nowhere but here, and so the key needs nobody who shares it. */
const SECRET = randomBytes(32).toString("hex");

/** `now`: seconds since the epoch. */
export function provesWork(now: () => number, keyPrefix: string = PROOF_PREFIX): HumanCheck {
  return async (request, { at, ...solution }) => {
    const age = now() - at;
    if (age > PROOF_SECONDS || age < -AHEAD_SECONDS) return false;
    const { parameters } = challengeOf(request, at, keyPrefix);
    const signature = createHmac("sha256", SECRET).update(JSON.stringify(parameters)).digest("hex");
    const challenge = { parameters, signature };
    const { verified } = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: SECRET });
    return verified;
  };
}
