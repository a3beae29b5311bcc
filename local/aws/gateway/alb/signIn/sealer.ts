/** Encrypts and authenticates what a load balancer leaves with the browser: states and sessions. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealer {
  /** Base64 of the value as JSON. It opens with the same `purpose` alone. */
  seal(purpose: readonly string[], value: unknown): string;
  /** Undefined for whatever this sealer did not seal for this purpose. */
  open(purpose: readonly string[], text: string): unknown;
}

/** The key is in memory: what was sealed before a restart opens no more. */
export function createSealer(): Sealer {
  const key = randomBytes(32);
  const associated = (purpose: readonly string[]) => Buffer.from(JSON.stringify(purpose));
  return {
    seal(purpose, value) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(associated(purpose));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
    },
    open(purpose, text) {
      const bytes = Buffer.from(text, "base64");
      // Decoding passes over what is no base64, and a text that was changed must not open.
      if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString("base64") !== text) return undefined;
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(associated(purpose))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(opened.toString("utf8"));
      } catch {
        return undefined;
      }
    },
  };
}
