/** Encrypts and authenticates what a load balancer leaves with the browser: states and sessions. */
import { randomBytes } from "node:crypto";
import { EncryptJWT, jwtDecrypt } from "jose";

const HEADER = { alg: "dir", enc: "A256GCM" };
/** Decoding takes other letters for the same bytes, and a text that was changed must not open. */
const COMPACT = /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/;

export interface Sealer {
  /** An encrypted JWT with the value. It opens with the same `purpose` alone. */
  seal(purpose: readonly string[], value: unknown): Promise<string>;
  /** Undefined for whatever this sealer did not seal for this purpose. */
  open(purpose: readonly string[], text: string): Promise<unknown>;
}

/** The key is in memory: what was sealed before a restart opens no more. */
export function createSealer(): Sealer {
  const key = randomBytes(32);
  const known = { keyManagementAlgorithms: [HEADER.alg], contentEncryptionAlgorithms: [HEADER.enc] };
  return {
    seal: (purpose, value) =>
      new EncryptJWT({ value }).setAudience(JSON.stringify(purpose)).setProtectedHeader(HEADER).encrypt(key),
    async open(purpose, text) {
      if (!COMPACT.test(text)) return undefined;
      return jwtDecrypt<{ value?: unknown }>(text, key, { ...known, audience: JSON.stringify(purpose) }).then(
        ({ payload }) => payload.value,
        () => undefined,
      );
    },
  };
}
